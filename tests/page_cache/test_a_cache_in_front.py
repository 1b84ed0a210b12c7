"""A cache in front lets go of the site when anything changes; one that does not answer keeps nobody from saving."""

import logging
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from page_cache import cdn, version
from page_cache.cdn import WholeSiteBackend, purge_soon
from page_cache.version import SharedVersion

pytestmark = pytest.mark.any_database


@pytest.fixture
def cache_in_front(settings):
    """Run a cache that notes what it is asked; its ``status`` is what it answers."""

    class Cache(BaseHTTPRequestHandler):
        asked: list = []
        status = 200
        told = threading.Event()

        def do_PURGE(self):
            self.asked.append((self.path, self.headers["Host"], self.headers["X-Purge-Secret"]))
            self.send_response(self.status)
            self.send_header("Content-Length", "0")
            self.end_headers()
            self.told.set()

        def log_message(self, *_any):
            """Write nothing between the results."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Cache)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    Cache.address = f"http://our%20secret@127.0.0.1:{server.server_port}"
    settings.WAGTAILFRONTENDCACHE = {
        "front": {"BACKEND": "page_cache.cdn.WholeSiteBackend", "LOCATION": Cache.address},
    }
    yield Cache
    server.shutdown()
    server.server_close()


def test_many_changes_at_once_are_told_once_with_the_secret(cache_in_front, monkeypatch):
    monkeypatch.setattr(cdn, "MOMENT", 0.05)
    for _change in range(5):
        purge_soon()
    assert cache_in_front.told.wait(10)
    assert cache_in_front.asked == [("/", "localhost", "our secret")]
    cache_in_front.told.clear()
    purge_soon()
    assert cache_in_front.told.wait(10)


def test_a_change_that_visitors_can_see_is_told(cache_in_front, db, seed, committed, monkeypatch):
    monkeypatch.setattr(cdn, "MOMENT", 0.01)
    with committed():
        seed.title = "Changed for all to see"
        seed.save_revision().publish()
    assert cache_in_front.told.wait(10)


def test_a_cache_that_refuses_is_told_to_whoever_reads_the_log(cache_in_front, caplog):
    cache_in_front.status = 403
    WholeSiteBackend({"LOCATION": cache_in_front.address}).purge("http://localhost/")
    assert "did not take that something changed: 403" in caplog.text
    assert "our secret" not in caplog.text


def test_a_cache_that_is_away_stops_nobody(caplog):
    caplog.set_level(logging.ERROR)
    WholeSiteBackend({"LOCATION": "http://secret@127.0.0.1:9"}).purge("http://localhost/")
    assert "was not told of a change" in caplog.text
    assert "secret" not in caplog.text


def test_only_what_every_visitor_gets_alike_may_be_kept_there_and_no_longer_than_here(cache_in_front, visitor, seed):
    assert visitor.get(seed.url)["headers"]["CDN-Cache-Control"] == "max-age=60"
    for address in ("/search/?q=help", "/nowhere/", "/answer/"):
        assert "CDN-Cache-Control" not in visitor.get(address)["headers"]


# The version that machines share


class Cupboard(dict):
    """A cache server that can be away: then it finds and keeps nothing."""

    away = False

    def get(self, key, default=None):
        return default if self.away else super().get(key, default)

    def add(self, key, value, timeout):
        if not self.away:
            self.setdefault(key, value)

    def set(self, key, value, timeout):
        if not self.away:
            self[key] = value


@pytest.fixture
def cupboard(monkeypatch):
    kept = Cupboard()
    monkeypatch.setattr(version, "caches", {"default": kept})
    return kept


def test_machines_agree_on_a_version_until_one_changes_it(cupboard):
    here, there = SharedVersion(), SharedVersion()
    before = here.now()
    assert there.now() == before
    there.change()
    assert here.now() == there.now() != before


def test_machines_share_it_where_a_cache_server_is_named_and_else_only_the_data_folder(
    cupboard, settings, monkeypatch, tmp_path
):
    def machine(backend, name):
        (tmp_path / name).mkdir(exist_ok=True)
        settings.DATA_DIR = tmp_path / name
        monkeypatch.setitem(settings.CACHES["default"], "BACKEND", f"django.core.cache.backends.{backend}")
        return version.shared_version.__wrapped__()

    for backend, is_shared in (("redis.RedisCache", True), ("locmem.LocMemCache", False)):
        here, there = machine(backend, "here"), machine(backend, "there")
        there.change()
        assert (here.now() == there.now()) is is_shared


def test_what_machines_share_is_kept_when_a_page_changes(cupboard, visitor, seed, committed, monkeypatch):
    monkeypatch.setattr("page_cache.application.caches", {"default": cupboard})
    cupboard.set("somebody else’s", "count", timeout=None)
    visitor.get(seed.url)
    with committed():
        seed.title = "Changed for all to see"
        seed.save_revision().publish()
    assert "Changed for all to see" in visitor.text(seed.url)
    assert cupboard.get("somebody else’s") == "count"


def test_a_server_that_forgot_is_a_change(cupboard):
    shared = SharedVersion()
    before = shared.now()
    cupboard.clear()
    assert shared.now() != before


def test_without_the_server_no_version_is_ever_met_again_and_what_changed_meanwhile_is_made_up_for(cupboard):
    here, there = SharedVersion(), SharedVersion()
    before = here.now()
    cupboard.away = True
    assert len({here.now() for _time in range(3)} | {before}) == 4
    here.change()
    cupboard.away = False
    # There, nothing of the change is known yet; here it comes first.
    assert there.now() == before
    assert here.now() != before
    assert there.now() == here.now()
