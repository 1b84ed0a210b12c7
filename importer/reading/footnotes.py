"""Footnotes of WordPress: they stand beside the text, and are listed where it says so, or at its end."""

import json
import re

from .wxr import LARGEST_ITEM, NOT_XML

BLOCK = "<!-- wp:footnotes /-->"
# All of them with an end: a text may be full of beginnings.
PLACE = re.compile(r"<!--\s{0,9}wp:footnotes\b[^<>]{0,300}/-->")
SIGN = re.compile(
    r"<sup\b[^<>]{0,300}\bdata-fn=[^<>]{0,300}>([^<]{0,50}(?:<[^<>]{0,300}>[^<]{0,50}){0,4})</sup>", re.IGNORECASE
)
TAG = re.compile(r"<[^<>]*>")


def with_footnotes(html: str, kept: list[str]) -> str:
    """Return the text with its notes as a numbered list; ``kept`` is what the item keeps of them, as JSON.

    What nobody can read, or is too long, leaves the block where they would stand, which is told as a loss.
    """
    kept = [text for text in kept if text.strip() not in {"", "[]"}]
    if not kept:
        return html
    if not PLACE.search(html):
        html = f"{html}\n\n{BLOCK}"
    try:
        notes = [NOT_XML.sub("", note["content"]) for text in kept for note in json.loads(text)]
    except (ValueError, TypeError, KeyError, RecursionError):
        return html
    if len(html) + sum(map(len, notes)) > LARGEST_ITEM:
        return html
    html = SIGN.sub(lambda sign: f"[{TAG.sub('', sign[1])}]", html)
    listed = f"<ol>{''.join(f'<li>{note}</li>' for note in notes)}</ol>"
    return PLACE.sub(lambda _place: listed, html, count=1)
