"""A visitor who is answered through the page cache, as a server would ask it."""

import io

from page_cache.application import MARK, PageCache
from page_cache.store import PageStore


class Visitor:
    """Asks a WSGI application as the server does, and counts how often the site itself had to answer."""

    def __init__(self, site, kept=None):
        self.site, self.asked = site, 0
        self.application = PageCache(self.answer, kept or PageStore())

    def answer(self, environ, start_response):
        self.asked += 1
        return self.site(environ, start_response)

    def get(self, address, method="GET", **headers):
        path, _mark, query = address.partition("?")
        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": "localhost",
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(),
        } | {f"HTTP_{name.upper()}": value for name, value in headers.items()}
        said = {}

        def start_response(status, given, exc_info=None):
            said.update(status=int(status[:3]), headers=dict(given))

        answer = self.application(environ, start_response)
        said["body"] = b"".join(answer)
        if hasattr(answer, "close"):
            answer.close()
        return said

    def text(self, address):
        return self.get(address)["body"].decode()


def plain(body=b"<p>Words</p>" * 50, status="200 OK", headers=(), keep=True):
    """Return a site with one page."""

    def site(environ, start_response):
        environ[MARK] = keep
        start_response(status, [("Content-Type", "text/html; charset=utf-8"), *headers])
        return [body]

    return site
