"""Excerpts with the words that were looked for marked."""

import re

from django.utils.html import escape, format_html_join
from django.utils.safestring import SafeString, mark_safe

LENGTH = 220


def _pattern(words: list[str]) -> re.Pattern:
    parts = sorted({re.escape(word).replace("'", "['’]") for word in words}, key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(parts)})\b", re.IGNORECASE)


def mark(text: str, words: list[str]) -> SafeString:
    """Return ``text`` escaped, with each of ``words`` in a <mark>."""
    if not words:
        return mark_safe(escape(text))  # noqa: S308 - escaped
    pieces, last = [], 0
    for match in _pattern(words).finditer(text):
        pieces += [("", text[last : match.start()], ""), ("<mark>", match[0], "</mark>")]
        last = match.end()
    pieces.append(("", text[last:], ""))
    return format_html_join("", "{}{}{}", ((mark_safe(a), t, mark_safe(b)) for a, t, b in pieces))  # noqa: S308


def excerpt(text: str, words: list[str], length: int = LENGTH) -> SafeString:
    """Return about ``length`` characters around the place where most of ``words`` stand close together."""
    starts = [match.start() for match in _pattern(words).finditer(text)] if words else []
    best = max(starts, key=lambda start: sum(start <= other < start + length for other in starts), default=0)
    begin = max(0, best - 40)
    if begin:
        begin = text.find(" ", begin) + 1
    end = begin + length
    if end < len(text):
        end = text.rfind(" ", begin, end) if " " in text[begin:end] else end
    part = text[begin:end].strip()
    return mark_safe(  # noqa: S308 - mark() escapes, the rest is an ellipsis
        f"{'… ' if begin else ''}{mark(part, words)}{' …' if end < len(text) else ''}"
    )
