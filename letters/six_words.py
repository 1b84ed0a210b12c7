"""Six words instead of an address: whoever has them can read the answer, and nobody else, the server included.

The words are made from the mark of the form that was sent, so that a second click shows the same ones; the server keeps
neither. From the words, scrypt derives two things: a mark under which the conversation is found, and an age key to
which staff's answers are sealed. docs/safety.md says what that is worth.
"""

import hashlib
import hmac
import re
import threading
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import bech32
import pyrage
from django.utils.translation import get_language
from mnemonic import Mnemonic

NUMBER = 6
# scrypt: 2 ** 11 rounds of 8 blocks, 2 MiB at a time. The words alone are 64 bits, so this is an addition.
COST = {"n": 2**11, "r": 8, "p": 1, "dklen": 64}
LANGUAGES = {"en": "english", "es": "spanish"}
LONGEST = 200  # characters that are looked at
# Memory stays small however many people ask at once.
_one_at_a_time = threading.Lock()


@dataclass(frozen=True)
class Derived:
    """What follows from six words: where the conversation is found, and the key that opens it."""

    mark: str
    key: pyrage.x25519.Identity


def folded(text: str) -> str:
    """Return a text in small letters without accents."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


@cache
def _left_out() -> dict[str, set[str]]:
    lists = tomllib.loads((Path(__file__).parent / "data" / "words-left-out.toml").read_text())
    return {language: set(folded(words).split()) for language, words in lists.items()}


@cache
def given(language: str) -> list[str]:
    """Return the words that may be given to somebody: the published list without what could hurt."""
    words = (unicodedata.normalize("NFC", word) for word in Mnemonic(language).wordlist)
    return [word for word in words if folded(word) not in _left_out()[language]]


@cache
def _by_beginning(language: str) -> dict[str, str]:
    """Return {first four letters: word}: in these lists, no two words begin alike."""
    return {folded(word)[:4]: folded(word) for word in Mnemonic(language).wordlist}


def language_of_words() -> str:
    """Return the list that goes with the language of the page."""
    return LANGUAGES.get((get_language() or "en").partition("-")[0], "english")


def make(secret: bytes, language: str) -> list[str]:
    """Return six words that follow from ``secret`` (at least 16 bytes that nobody can guess)."""
    words = given(language)
    number = int.from_bytes(hashlib.sha256(b"six words" + secret).digest())
    found = []
    for _place in range(NUMBER):
        number, place = divmod(number, len(words))
        found.append(words[place])
    return found


def understand(text: str) -> list[list[str]]:
    """Return what was typed as words of the lists, one reading for each language in which all six are known.

    Case, accents and what stands between the words do not matter; nor does the end of a word after four letters.
    """
    typed = re.findall(r"[a-z]+", folded(text[:LONGEST]))
    if len(typed) != NUMBER:
        return []
    readings = [[_by_beginning(language).get(word[:4], "") for word in typed] for language in LANGUAGES.values()]
    return [reading for reading in readings if all(reading)]


def derive(words: list[str], salt: bytes) -> Derived:
    """Return the mark and the key of six words; always takes as long."""
    phrase = " ".join(folded(word) for word in words).encode()
    with _one_at_a_time:
        raw = hashlib.scrypt(phrase, salt=salt, maxmem=2**25, **COST)
    mark = hmac.new(raw[:32], b"where the conversation is found", hashlib.sha256).hexdigest()
    return Derived(mark, _age_key(raw[32:]))


def _age_key(raw: bytes) -> pyrage.x25519.Identity:
    """Return 32 bytes as age writes its keys (Bech32, RFC-like BIP 173)."""
    data = bech32.convertbits(raw, 8, 5)
    return pyrage.x25519.Identity.from_str(bech32.bech32_encode("age-secret-key-", data).upper())
