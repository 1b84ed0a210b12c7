"""Somebody who may put everything right."""

import socket
import threading
from http.server import ThreadingHTTPServer

import pytest
from other_sites import OtherSite

from accounts.models import User


@pytest.fixture
def administrator():
    return User.objects.create_superuser("all@example.org", "x")


@pytest.fixture
def other_site(monkeypatch):
    """Run another site on this machine, the only one that there is: names of the real ones are not looked up."""
    look_up = socket.getaddrinfo

    def only_here(host, *arguments, **options):
        if host != "127.0.0.1":
            raise socket.gaierror(socket.EAI_NONAME, "no such name")
        return look_up(host, *arguments, **options)

    monkeypatch.setattr(socket, "getaddrinfo", only_here)
    server = ThreadingHTTPServer(("127.0.0.1", 0), OtherSite)
    OtherSite.asked, OtherSite.hosts = [], []
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
