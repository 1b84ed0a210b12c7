"""Pages as they are sent, kept in the memory of a process: bounded in bytes, and each one made once."""

import gzip
import hashlib
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache

import brotli
from django.utils.http import parse_etags, parse_http_date_safe

MOST = 64 * 1024 * 1024  # bytes of all pages together
LARGEST = 2 * 1024 * 1024  # bytes of one
# Backstop for what no statement of ours tells: a database changed by hand, a process killed between its commit
# and the change of the version, a date that has come.
LONGEST = 60  # seconds
PATIENCE = 10  # seconds to wait for somebody else who is making the same page
PAUSE = 2  # seconds until a page that could not be made is tried again, where there is an old one to show
COMPRESSED = ("text/", "application/json", "application/xml", "application/atom+xml", "application/rss+xml")

Headers = list[tuple[str, str]]


@lru_cache(maxsize=256)
def encoding_for(accepted: str) -> str:
    """Return the best encoding that a browser accepts: "br", "gzip" or ""."""
    offered = set()
    for part in accepted.lower().split(","):
        name, _semicolon, quality = part.partition(";")
        if quality.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}:
            offered.add(name.strip())
    return next((name for name in ("br", "gzip") if name in offered), "")


@dataclass
class CachedResponse:
    """A finished answer: status line, headers without lengths, and its body in each encoding asked for so far."""

    status: str
    headers: Headers
    body: bytes
    made_at: float = field(default_factory=time.monotonic)
    good_for: float = LONGEST  # seconds
    variants: dict[str, tuple[Headers, bytes]] = field(default_factory=dict)

    def variant(self, encoding: str) -> tuple[Headers, bytes]:
        """Return headers and body in an encoding; compressed the first time only."""
        found = self.variants.get(encoding)
        if found is None:
            found = self.variants[encoding] = self._make(encoding)
        return found

    def give_tag(self) -> None:
        """Name the content by a tag, for those that ask again and again: feeds and site maps.

        Pages get none: a browser that knows one has kept it.
        """
        given = {name.lower(): value for name, value in self.headers}
        if "last-modified" in given and "xml" in given.get("content-type", ""):
            self.headers.append(("ETag", f'W/"{hashlib.sha256(self.body).hexdigest()[:32]}"'))

    def is_known(self, tags: str, since: str) -> bool:
        """Return whether whoever asks has this content already, by If-None-Match or else If-Modified-Since."""
        given = {name.lower(): value for name, value in self.headers}
        if "etag" not in given:
            return False
        if tags:
            return any(tag == "*" or tag.removeprefix("W/") == given["etag"][2:] for tag in parse_etags(tags))
        asked, changed = parse_http_date_safe(since), parse_http_date_safe(given.get("last-modified", ""))
        return asked is not None and changed is not None and changed <= asked

    def headers_without_body(self) -> Headers:
        """Return the headers that go with “304 Not Modified”."""
        about_the_body = {"content-length", "content-type", "content-encoding"}
        return [item for item in self.headers if item[0].lower() not in about_the_body]

    def _make(self, encoding: str) -> tuple[Headers, bytes]:
        given = {name.lower(): value for name, value in self.headers}
        headers = [item for item in self.headers if item[0].lower() != "content-length"]
        kind = given.get("content-type", "")
        if "content-encoding" in given or not kind.startswith(COMPRESSED) or len(self.body) < 200:
            return [*headers, ("Content-Length", str(len(self.body)))], self.body
        vary = [value for name, value in headers if name.lower() == "vary"]
        headers = [item for item in headers if item[0].lower() != "vary"]
        if "accept-encoding" not in ",".join(vary).lower():
            vary.append("Accept-Encoding")
        headers.append(("Vary", ", ".join(vary)))
        body = self.body
        if encoding == "br":
            body = brotli.compress(body, mode=brotli.MODE_TEXT, quality=6)
        elif encoding == "gzip":
            body = gzip.compress(body, compresslevel=6, mtime=0)
        if encoding:
            headers.append(("Content-Encoding", encoding))
        return [*headers, ("Content-Length", str(len(body)))], body


class PageStore:
    """The pages of one version; those of another are gone with the first look at it."""

    def __init__(self, most: int = MOST, longest: float = LONGEST) -> None:
        self.most, self.longest = most, longest
        self.version = b""
        self.size = 0
        self.pages: dict[tuple, CachedResponse] = {}
        self.being_made: dict[tuple, threading.Event] = {}
        self.lock = threading.Lock()

    def find(self, version: bytes, key: tuple) -> CachedResponse | None:
        """Return a page of this version that is not too old, or None."""
        if version != self.version:
            return None
        page = self.pages.get(key)
        return page if page and time.monotonic() - page.made_at < min(self.longest, page.good_for) else None

    def find_or_make(
        self, version: bytes, key: tuple, make: Callable[[], tuple[CachedResponse, bool]]
    ) -> CachedResponse:
        """Return a page, made by ``make`` unless somebody is making it just now; then wait for theirs.

        ``make`` returns the page and whether it may be kept.
        """
        with self.lock:
            other = self.being_made.get((version, key))
            if other is None:
                mine = self.being_made[version, key] = threading.Event()
        if other is not None:
            other.wait(PATIENCE)
            return self.find(version, key) or make()[0]
        try:
            page = self.find(version, key)
            if page is None:
                page, may_be_kept = make()
                if may_be_kept:
                    self.keep(version, key, page)
                elif page.status.startswith("5") and version == self.version and key in self.pages:
                    # Better a page that is a little old than none.
                    page = self.pages[key]
                    page.made_at = time.monotonic() - min(self.longest, page.good_for) + PAUSE
            return page
        finally:
            with self.lock:
                del self.being_made[version, key]
            mine.set()

    def keep(self, version: bytes, key: tuple, page: CachedResponse) -> None:
        """Keep a page; the oldest go when there is no room."""
        size = len(page.body)
        if size > LARGEST:
            return
        with self.lock:
            if version != self.version:
                self.pages, self.size, self.version = {}, 0, version
            if old := self.pages.pop(key, None):
                self.size -= self._weight(old)
            self.pages[key] = page
            self.size += self._weight(page)
            while self.size > self.most:
                oldest = next(iter(self.pages))
                self.size -= self._weight(self.pages.pop(oldest))

    @staticmethod
    def _weight(page: CachedResponse) -> int:
        """Return about how many bytes a page takes, with its compressed forms and headers."""
        return 2 * len(page.body) + 2_000
