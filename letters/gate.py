"""What stands between a form and a flood, without anybody else's help and without asking people to prove anything.

What looks like spam is set apart, where staff find it, and never dropped; only what is far too much is refused, in
words. Nothing here outlives the process, and no address is kept as it is.
"""

import hashlib
import hmac
import ipaddress
import secrets
import threading
import time
from collections import Counter
from dataclasses import dataclass
from enum import Enum, auto
from urllib.parse import urlsplit

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core import signing
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpRequest

WINDOW = 600  # seconds, in which what comes is counted
PER_ADDRESS = 5  # messages; what comes above is set apart: a shelter has one address for many people
REFUSED_PER_ADDRESS = 50
PER_FORM = 300  # messages that are not apart; what comes above is set apart
ATTEMPTS = 10  # at six words, from one address
MOST_KEYS = 20_000  # addresses that are counted at a time, so that memory has an end
QUICKEST = 3  # seconds in which a person can fill in a form
LONGEST = 6 * 60 * 60  # seconds for which a form is good
EMPTY_FIELD = "homepage"  # a field that people do not see


class Judgement(Enum):
    """What becomes of something that was sent."""

    FINE = auto()
    APART = auto()
    TOO_MUCH = auto()


class Counts:
    """Counts by key for some time (seconds). Keys are hashed with a salt that is thrown away with the counts."""

    def __init__(self, window: float = WINDOW, when_full: int = PER_ADDRESS + 1) -> None:
        """``when_full`` is what a new key counts as while there are too many of them."""
        self._lock = threading.Lock()
        self._window, self._when_full = window, when_full
        self._began = -window
        self._salt = b""
        self._counts: Counter[bytes] = Counter()

    def look(self, *key: str) -> int:
        """Return how many were counted."""
        with self._lock:
            return self._counts[self._mark(key)]

    def _mark(self, key: tuple[str, ...]) -> bytes:
        now = time.monotonic()
        if now - self._began >= self._window:
            self._began, self._salt, self._counts = now, secrets.token_bytes(32), Counter()
        return hmac.digest(self._salt, "\0".join(key).encode(), hashlib.sha256)[:16]

    def add(self, *key: str) -> int:
        """Count one more and return how many that makes."""
        with self._lock:
            mark = self._mark(key)
            if mark not in self._counts and len(self._counts) >= MOST_KEYS:
                return self._when_full
            self._counts[mark] += 1
            return self._counts[mark]


counts = Counts()


def network(request: HttpRequest) -> str:
    """Return the network address that asks: of IPv6 the half that one household has."""
    try:
        found = ipaddress.ip_address(get_adapter(request).get_client_ip(request))
    except (ValueError, PermissionDenied, ImproperlyConfigured):
        return "unknown"
    return str(ipaddress.ip_network((found, 64), strict=False)) if found.version == 6 else str(found)


def is_from_elsewhere(request: HttpRequest) -> bool:
    """Return whether another site lets the browser send this.

    Browsers say so themselves; older ones name the origin, or “null” under our Referrer-Policy.
    """
    if fetched := request.headers.get("Sec-Fetch-Site"):
        return fetched not in ("same-origin", "none")
    origin = request.headers.get("Origin", "null")
    try:
        return origin != "null" and urlsplit(origin).netloc != request.get_host()
    except ValueError:
        return True


@dataclass(frozen=True)
class Mark:
    """What makes each copy of a form one of its own: nobody can guess it, and it says how old the copy is."""

    secret: bytes
    age: float  # seconds

    @property
    def is_good(self) -> bool:
        """Return whether the copy may still be sent."""
        return self.age <= LONGEST

    def known_as(self, sent: str) -> str:
        """Return what is kept of this copy with what was sent in it; neither can be worked out from it.

        Sent twice, it is the same; sent once more with other words, it is something new.
        """
        return hmac.digest(self.secret, b"mark" + sent.encode(), hashlib.sha256).hex()

    @property
    def seed(self) -> bytes:
        """Return what six words are made from: the mark, with a secret of the site."""
        return hmac.digest(settings.SECRET_KEY.encode(), b"words" + self.secret, hashlib.sha256)


_signer = signing.TimestampSigner(salt="letters.form")


def new_mark() -> str:
    """Return a mark for a form, signed and with its time."""
    return _signer.sign(secrets.token_hex(16))


def read_mark(text: str) -> Mark | None:
    """Return the mark that came back; None if it is not one of ours."""
    try:
        secret = bytes.fromhex(_signer.unsign(text))
        made = signing.b62_decode(text.split(":")[1])
    except (signing.BadSignature, ValueError):
        return None
    return Mark(secret, time.time() - made)


def is_flood(request: HttpRequest) -> bool:
    """Return whether this is one of very many from one network that no person fills in: it gets a short answer."""
    # The number first: to read what was sent is to wait for it, and somebody may send it very slowly.
    if counts.look("address", network(request)) < REFUSED_PER_ADDRESS or not request.POST.get(EMPTY_FIELD):
        return False
    counts.add("address", network(request))
    return True


def judge(request: HttpRequest, form: str, mark: Mark, has_worked: bool | None) -> Judgement:
    """Return what becomes of a message to ``form``; ``has_worked`` is None where no work is asked for."""
    from_here = counts.add("address", network(request))
    if from_here > REFUSED_PER_ADDRESS:
        return Judgement.TOO_MUCH
    if (
        request.POST.get(EMPTY_FIELD)
        or mark.age < QUICKEST
        or has_worked is False
        or from_here > PER_ADDRESS
        or counts.add("form", form) > PER_FORM
    ):
        return Judgement.APART
    return Judgement.FINE


def may_try_words(request: HttpRequest) -> bool:
    """Return whether somebody may try six words once more: who knows them may read as often as they like."""
    return counts.look("words", network(request)) < ATTEMPTS


def count_wrong_words(request: HttpRequest) -> None:
    """Count six words that led nowhere."""
    counts.add("words", network(request))


def may_write_back(request: HttpRequest) -> bool:
    """Return whether somebody may add to a conversation once more."""
    return counts.add("back", network(request)) <= REFUSED_PER_ADDRESS
