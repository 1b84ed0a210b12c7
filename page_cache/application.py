"""Answers visitors from memory, before Django begins; what is not kept goes on to the site.

Correct by construction: the site sees of a request only what a page is kept under (address, the parts
of the query that pages read, host, https or not), so that nothing else can be in the answer. Whoever
sends a cookie (staff, somebody who just left) or anything but GET and HEAD is not answered from here.
A page is kept only where its view asks for it (``keep``), when it is a whole 200 without a cookie.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.conf import settings
from django.core.cache import caches
from django.core.cache.backends.locmem import LocMemCache
from django.http import HttpRequest
from django.utils import timezone

from .store import LONGEST, CachedResponse, PageStore, encoding_for
from .version import shared_version

MARK = "page_cache.keep"
UNTIL = "page_cache.until"
# Answered by the site alone: staff, visitors' words, files, the way out.
NEVER = (
    "/admin/",
    "/account/",
    "/answer/",
    "/documents/",
    "/health/",
    "/leave/",
    "/mail/",
    "/media/",
    "/preview/",
    "/search/",
    "/static/",
)
# What lists read from an address (home/listings.py); everything else is left out before anything sees it.
PARAMETERS = {"audience", "cost", "language", "month", "night", "page", "papers", "region", "series", "topic", "year"}
# How a page was found or is to be drawn; never which one it is.
NOISE = {"amp", "fbclid", "format", "gclid", "mc_cid", "mc_eid", "msclkid", "ref", "share"}
LONGEST_QUERY = 1_000  # characters
WITHOUT = {"HTTP_HOST", "HTTP_X_FORWARDED_PROTO"}  # the headers that go on


def keep(request: HttpRequest) -> None:
    """Say that the answer to this request is the same for every visitor."""
    request.environ[MARK] = True


def keep_until(request: HttpRequest, *moments: datetime) -> None:
    """Say that the answer is right until the first of these moments only, if it is kept at all."""
    known = request.environ.get(UNTIL)
    request.environ[UNTIL] = min([*moments, *([known] if known else [])], default=None)


def do_not_keep(request: HttpRequest) -> None:
    """Say that the answer is for this visitor alone, whatever was said before."""
    request.environ.pop(MARK, None)


def normalised(query: str) -> str:
    """Return the parts of a query that pages read, in one order, empty ones left out."""
    pairs = parse_qsl(query, errors="replace")
    return urlencode(sorted({name: value for name, value in pairs if name in PARAMETERS}.items()))


def telling(query: str) -> list[tuple[str, str]]:
    """Return the parts of a query that may say which page is meant, on this site or on the one before it."""
    pairs = parse_qsl(query, keep_blank_values=True, errors="replace")
    return [(name, value) for name, value in pairs if name.lower() not in NOISE and not name.lower().startswith("utm_")]


class PageCache:
    """A WSGI application around another."""

    def __init__(self, site: Callable, store: PageStore | None = None) -> None:
        self.site, self.store, self.version = site, store or PageStore(), shared_version()
        self.seen = b""
        further = [code for code, _name in settings.LANGUAGES[1:]]
        self.never = NEVER + tuple(f"/{code}{path}" for code in further for path in NEVER)

    def __call__(self, environ: dict[str, Any], start_response: Callable) -> Iterable[bytes]:
        """Answer from memory, or let the site answer."""
        path, query = environ.get("PATH_INFO", ""), environ.get("QUERY_STRING", "")
        whole = query
        if (
            environ["REQUEST_METHOD"] not in ("GET", "HEAD")
            or "HTTP_COOKIE" in environ
            or path.startswith(self.never)
            or environ.get("CONTENT_LENGTH") not in (None, "", "0")
            or len(query) > LONGEST_QUERY
        ):
            self._forget(self.version.now())
            return self.site(environ, start_response)
        if query:
            query = normalised(query)
        key = (path, query, environ.get("HTTP_HOST"), environ.get("HTTP_X_FORWARDED_PROTO"))
        version = self.version.now()
        # Blogs of other systems have all their pages at the front page: /?p=123.
        may_be_old = path == "/" and telling(whole)
        page = None if may_be_old else self.store.find(version, key)
        if page is None and not may_be_old:
            page = self.store.find_or_make(version, key, lambda: self._ask(environ, query, version))
        if page is None or (whole != query and not page.status.startswith("200")):
            # An old address may be told from others by just what no page reads.
            page, _may_be_kept = self._ask(environ, whole, version)
        if page.is_known(environ.get("HTTP_IF_NONE_MATCH", ""), environ.get("HTTP_IF_MODIFIED_SINCE", "")):
            start_response("304 Not Modified", page.headers_without_body())
            return [b""]
        headers, body = page.variant(encoding_for(environ.get("HTTP_ACCEPT_ENCODING", "")))
        start_response(page.status, headers)
        return [body] if environ["REQUEST_METHOD"] == "GET" else [b""]

    def _forget(self, version: bytes) -> None:
        """Forget what this process remembers by itself (Wagtail: where sites begin) when another changed something."""
        if version != self.seen:
            self.seen = version
            if isinstance(default := caches["default"], LocMemCache):
                default.clear()

    def _ask(self, environ: dict[str, Any], query: str, version: bytes) -> tuple[CachedResponse, bool]:
        """Let the site answer a visitor of whom it knows nothing; return the answer and whether it may be kept."""
        self._forget(version)
        asked = {name: value for name, value in environ.items() if not name.startswith("HTTP_") or name in WITHOUT}
        asked |= {"REQUEST_METHOD": "GET", "QUERY_STRING": query}
        asked.pop("RAW_URI", None)
        asked.pop("REQUEST_URI", None)
        said: list[Any] = []
        answer = self.site(asked, lambda status, headers, exc_info=None: said.extend((status, headers)))
        try:
            body = b"".join(answer)
        finally:
            if hasattr(answer, "close"):
                answer.close()
        page = CachedResponse(said[0], list(said[1]), body)
        has_cookie = any(name.lower() == "set-cookie" for name, _value in page.headers)
        whole = page.status.startswith("200 ") and not has_cookie
        may_be_kept = bool(asked.get(MARK)) and whole and self.version.now() == version
        if until := asked.get(UNTIL):
            page.good_for = min(LONGEST, (until - timezone.now()).total_seconds())
            may_be_kept = may_be_kept and page.good_for >= 1
        if may_be_kept:
            page.give_tag()
        if may_be_kept and settings.WAGTAILFRONTENDCACHE:
            # RFC 9213: for a CDN alone, if there is one; browsers are told to keep nothing.
            page.headers.append(("CDN-Cache-Control", f"max-age={int(page.good_for)}"))
        return page, may_be_kept
