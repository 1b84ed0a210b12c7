"""Excerpts with the words marked that made a page be found: by stem, as corrected, or through search words."""

from collections.abc import Collection, Sequence
from itertools import islice, takewhile

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from .analysis import is_light, term_of_page, words_with_places

LENGTH = 220
BEFORE = 40


def _matches(text: str, terms: Collection[str], language: str) -> list[tuple[int, int]]:
    """Return (start, end) of every word of ``text`` that stands for one of ``terms``."""
    return [
        (start, end)
        for pieces, start, end in words_with_places(text, of_page=True)
        if any(not is_light(piece, language) and term_of_page(piece, language) in terms for piece in pieces)
    ]


def mark(text: str, terms: Collection[str], language: str) -> SafeString:
    """Return ``text`` escaped, with each word that stands for one of ``terms`` in a <mark>."""
    pieces, last = [], 0
    for start, end in _matches(text, terms, language):
        pieces += [escape(text[last:start]), "<mark>", escape(text[start:end]), "</mark>"]
        last = end
    pieces.append(escape(text[last:]))
    return mark_safe("".join(pieces))  # noqa: S308 - every piece of text is escaped


def excerpt(text: str, choices: Sequence[Collection[str]], language: str, length: int = LENGTH) -> SafeString:
    """Return about ``length`` characters around the place where most different terms stand close together.

    The first of ``choices`` of which any term stands in the text is marked.
    """
    terms: Collection[str] = set()
    places: list[tuple[int, int]] = []
    for terms in choices:
        if places := _matches(text, terms, language):
            break
    found = [(start, text[start:end].lower()) for start, end in places]

    def richness(place: int) -> tuple[int, int]:
        end = found[place][0] + length - BEFORE
        near = [word for start, word in takewhile(lambda match: match[0] < end, islice(found, place, None))]
        return len(set(near)), len(near)

    # Later places would need to be better, not only as good.
    best = max(range(min(len(found), 200)), key=lambda place: (richness(place), -place), default=None)
    begin = max(0, found[best][0] - BEFORE) if best is not None else 0
    if begin:
        begin = text.find(" ", begin) + 1
    end = begin + length
    if end < len(text):
        end = text.rfind(" ", begin, end) if " " in text[begin:end] else end
    part = text[begin:end].strip()
    shown = mark(part, terms, language)
    return mark_safe(f"{'… ' if begin else ''}{shown}{' …' if end < len(text) else ''}")  # noqa: S308 - mark() escapes
