"""Footnotes of WordPress: they stand beside the text, and are listed where it says so, or at its end."""

import json
import re

PLACE = re.compile(r"<!--\s*wp:footnotes\b(?:(?!-->).)*/-->", re.DOTALL)
SIGN = re.compile(r"<sup\b[^>]*\bdata-fn=[^>]*>(.*?)</sup>", re.DOTALL)
TAG = re.compile(r"<[^<>]*>")


def with_footnotes(html: str, kept: list[str]) -> str:
    """Return the text with its notes as a numbered list; ``kept`` is what the item keeps of them, as JSON."""
    try:
        notes = [note["content"] for text in kept if text.strip() for note in json.loads(text)]
    except (ValueError, TypeError, KeyError, RecursionError):
        return html
    notes = [note for note in notes if isinstance(note, str)]
    if not notes:
        return html
    html = SIGN.sub(lambda sign: f"[{TAG.sub('', sign[1])}]", html)
    listed = f"<ol>{''.join(f'<li>{note}</li>' for note in notes)}</ol>"
    return PLACE.sub(lambda _place: listed, html, count=1) if PLACE.search(html) else f"{html}\n\n{listed}"
