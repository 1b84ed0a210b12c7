"""From text to words and stems, the same way on every database.

Letters are folded (case, accents, ligatures), apostrophes vanish, everything else that is no
letter or digit parts words. Words of a language are cut to their stems (Snowball). Stop words
are few: only those that say nothing in any sentence.
"""

import re
import threading
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

import snowballstemmer

from .small_words import FAINT_WORDS, STOP_WORDS

# Languages of Django's codes that Snowball knows; words of any other stay whole.
STEMMERS = {
    "ar": "arabic", "ca": "catalan", "da": "danish", "de": "german", "en": "english", "es": "spanish",
    "fi": "finnish", "fr": "french", "hi": "hindi", "hu": "hungarian", "id": "indonesian", "it": "italian",
    "nb": "norwegian", "nl": "dutch", "pt": "portuguese", "ro": "romanian", "ru": "russian", "sv": "swedish",
    "ta": "tamil", "tr": "turkish",
}  # fmt: skip
LONGEST_WORD = 40
APOSTROPHES = dict.fromkeys(map(ord, "'’‘ʼ`´＇"))
# Letters and digits, with accents that stand as signs of their own, and soft hyphens.
_LETTERS = r"[^\W_](?:[^\W_]|[\u0300-\u036f\u00ad])*"
WORD = re.compile(rf"{_LETTERS}(?:['’‘ʼ`´＇-]{_LETTERS})*")
POSSESSIVE = re.compile(r"['’‘ʼ`´＇][sS]$")
_own = threading.local()


def fold(word: str) -> str:
    """Return a word without case, accents and apostrophes, at most 40 letters long."""
    # Compatibility forms first: a ligature or a full-width letter is the same word.
    parts = unicodedata.normalize("NFKD", word.translate(APOSTROPHES).casefold())
    kept = "".join(sign for sign in parts if not unicodedata.combining(sign))
    return "".join(sign for sign in kept if sign.isalnum())[:LONGEST_WORD]


def _pieces(raw: str) -> list[str]:
    """Return the folded words of one run of letters: hyphens part it, a possessive s falls away."""
    folded = (fold(POSSESSIVE.sub("", part)) for part in raw.split("-"))
    return [part for part in folded if part]


# Words of pages come again and again. What a visitor types is never put here.
_pieces_of_pages = lru_cache(maxsize=100_000)(_pieces)


def words_with_places(text: str, *, of_page: bool = False) -> Iterator[tuple[list[str], int, int]]:
    """Yield (folded words, start, end) for every run of letters; "self-help" is one run of two words."""
    read = _pieces_of_pages if of_page else _pieces
    for match in WORD.finditer(text):
        yield read(match[0]), match.start(), match.end()


def words(text: str, *, of_page: bool = False) -> list[str]:
    """Return the folded words of ``text`` in order."""
    return [word for pieces, _start, _end in words_with_places(text, of_page=of_page) for word in pieces]


def stem(word: str, language: str) -> str:
    """Return the stem of a folded word. ``language`` is a code such as "en" or "pt-br"."""
    name = STEMMERS.get(language.partition("-")[0])
    if name is None or word.isdigit():
        return word
    # A stemmer keeps the word it works on, so each thread has its own.
    stemmers = _own.__dict__.setdefault("stemmers", {})
    stemmer = stemmers.get(name) or stemmers.setdefault(name, snowballstemmer.stemmer(name))
    return stemmer.stemWord(word)


# As above: for words that our own pages and search words use.
stem_of_page = lru_cache(maxsize=100_000)(stem)


def is_light(word: str, language: str) -> bool:
    """Return whether a word says nothing about what a text is about."""
    return word in STOP_WORDS.get(language.partition("-")[0], ())


def is_faint(word: str, language: str) -> bool:
    """Return whether a word says little about what somebody looks for."""
    return word in FAINT_WORDS.get(language.partition("-")[0], ())


def term(word: str, language: str) -> str:
    """Return the key under which a folded word is found: "en:hous"."""
    return f"{language}:{stem(word, language)}"


term_of_page = lru_cache(maxsize=100_000)(term)


def title_key(text: str, language: str) -> str:
    """Return the stems of a title as one word, the same in any form, spelling and punctuation."""
    return "".join(stem(word, language) for word in words(text))[:255]
