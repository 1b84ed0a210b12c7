"""Fetches pictures and files of the old site: politely, within bounds, never inside our own network.

What was fetched stays in a folder of its own under the hash of its address, so that a second try asks for what
is missing only; what broke off is gone on with.
"""

import hashlib
import re
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

import urllib3
from django.conf import settings
from django.utils.translation import gettext as _

from attention.links import MOST_REDIRECTS, RefusedAddressError, Site, is_outside

from ..reading.items import host_of

LARGEST = settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE  # bytes
AT_ONCE = 4
TRIES = 3
PAUSE = 0.5  # seconds, doubled with each try
LONGEST = 60  # seconds for one file
# Where Squarespace and WordPress keep uploads.
USUAL_HOSTS = ("squarespace-cdn.com", "squarespace.com", "files.wordpress.com", "wp.com")
FILE = re.compile(r"\.(?!php|asp|jsp|cgi|ashx|aspx)[a-z0-9]{2,5}$", re.IGNORECASE)
BUSY = {408, 425, 429, 500, 502, 503, 504}


class FetchError(Exception):
    """Why a file did not come, in words."""


@dataclass
class Store:
    """The files of one old site, fetched or to be fetched."""

    folder: Path
    hosts: Iterable[str]  # whose files may come
    allowed: Callable[[str], bool] = is_outside
    pause: float = PAUSE
    longest: float = LONGEST
    _failed: dict[str, str] = field(default_factory=dict)

    def fetch(self, addresses: Iterable[str]) -> None:
        """Fetch what is not there yet, some at a time; `find` tells what came."""
        self.folder.mkdir(parents=True, exist_ok=True)
        once = {self._path(one): one for one in addresses if one not in self._failed}
        missing = [one for path, one in once.items() if not path.exists()]
        if not missing:
            return
        with ThreadPoolExecutor(max_workers=AT_ONCE) as workers:
            for address, problem in zip(missing, workers.map(self._try, missing), strict=True):
                if problem:
                    self._failed[address] = problem

    def find(self, address: str) -> Path:
        """Return the path of a file; raises FetchError with the reason why it is not there."""
        path = self._path(address)
        if not path.exists():
            raise FetchError(self._failed.get(address) or _("It was not asked for."))
        return path

    def _path(self, address: str) -> Path:
        return self.folder / hashlib.sha256(identity(address).encode("utf-8", "replace")).hexdigest()

    def _try(self, address: str) -> str:
        """Fetch one file; return why it did not come, or ""."""
        problem, pause = "", self.pause
        for attempt in range(TRIES):
            if attempt:
                time.sleep(pause)
                pause *= 2
            try:
                self._get(original(address))
            except _BusyError as error:
                problem = str(error)
            except FetchError as error:
                return str(error)
            except RefusedAddressError as error:
                return str(error)
            except (urllib3.exceptions.HTTPError, OSError, ValueError, UnicodeError):
                problem = _("it cannot be reached, or breaks off")
            else:
                return ""
        return problem

    def _get(self, address: str) -> None:
        path = self._path(address)
        part = path.with_suffix(".part")
        begin = part.stat().st_size if part.exists() else 0
        url = address
        for _step in range(MOST_REDIRECTS + 1):
            self._may_ask(url)
            headers = {"Range": f"bytes={begin}-"} if begin else {}
            response = Site(self.allowed, 0).open(url, headers)
            try:
                if response.status in {301, 302, 303, 307, 308} and (target := response.headers.get("Location")):
                    url = urljoin(url, target)
                    continue
                self._save(response, part, begin)
            finally:
                response.release_conn()
                response.close()
            part.replace(path)
            return
        raise FetchError(_("it leads around in circles"))

    def _may_ask(self, url: str) -> None:
        host = host_of(url)
        if urlsplit(url).scheme not in {"http", "https"} or not host:
            raise FetchError(_("this kind of address is not looked at"))
        known = [*USUAL_HOSTS, *self.hosts]
        if not any(host == one.removeprefix("www.") or host.endswith(f".{one}") for one in known):
            raise FetchError(_("it lies on %(host)s, which does not belong to the old site") % {"host": host})

    def _save(self, response: urllib3.BaseHTTPResponse, part: Path, begin: int) -> None:
        if response.status in BUSY:
            raise _BusyError(_("the other site has a fault: %(status)d") % {"status": response.status})
        if response.status == 416:
            part.unlink(missing_ok=True)
            raise _BusyError(_("it breaks off"))
        if response.status not in {200, 206}:
            raise FetchError(_("it answers with an error: %(status)d") % {"status": response.status})
        goes_on = response.status == 206 and response.headers.get("Content-Range", "").startswith(f"bytes {begin}-")
        size, end = begin if goes_on else 0, time.monotonic() + self.longest
        told = response.headers.get("Content-Length", "")
        expected = size + int(told) if told.isdecimal() and not response.headers.get("Content-Encoding") else None
        if expected and expected > LARGEST:
            raise FetchError(_("it is larger than 10 MB"))
        with part.open("ab" if goes_on else "wb") as file:
            # What has come so far, at once: a slow server must not hold it back until it breaks off.
            while piece := response.read1(64 * 1024, decode_content=True):
                size += len(piece)
                if size > LARGEST:
                    file.close()
                    part.unlink(missing_ok=True)
                    raise FetchError(_("it is larger than 10 MB"))
                if time.monotonic() > end:
                    raise FetchError(_("it does not answer in time"))
                file.write(piece)
        if expected is not None and size < expected:
            raise _BusyError(_("it breaks off"))


class _BusyError(Exception):
    """A fault that may be over in a moment."""


def identity(address: str) -> str:
    """Return what a picture is known by: its address without a query, whichever size and scheme it was asked for."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return address
    # Some sites name the file in the query alone.
    query = "" if FILE.search(parts.path) else parts.query
    return urlunsplit(("https", (parts.netloc or "").lower(), parts.path, query, ""))


def original(address: str) -> str:
    """Return the address of the picture in its full size."""
    parts = urlsplit(address)
    if host_of(address).endswith(("squarespace-cdn.com", "squarespace.com")):
        kept = [(name, value) for name, value in parse_qsl(parts.query) if name != "format"]
        return urlunsplit(parts._replace(query=urlencode(kept), fragment=""))
    return urlunsplit(parts._replace(fragment=""))
