"""Headings that were pasted into a paragraph become headings of the page."""

import re
from html import unescape
from uuid import NAMESPACE_OID, uuid5

from django.utils.html import strip_tags
from wagtail import blocks
from wagtail.rich_text import RichText

HEADING = re.compile(r"<h2\b[^>]*>(.*?)</h2>", re.DOTALL | re.IGNORECASE)
LONGEST = 120  # characters of a heading block


def split_headings(value: blocks.StreamValue) -> blocks.StreamValue:
    """Return the stream with paragraphs parted at their ``<h2>``, each of which becomes a heading block.

    The ids are worked out from those of the paragraphs, so that saving the same form again gives
    the same blocks, and comments keep their place.
    """
    parts = []
    for child in value:
        source = child.value.source if child.block_type == "paragraph" else ""
        found = [match for match in HEADING.finditer(source) if 0 < len(_plain(match[1])) <= LONGEST]
        if not found:
            parts.append((child.block_type, child.value, child.id))
            continue
        position, count = 0, 0
        for match in [*found, None]:
            text = source[position : match.start() if match else None]
            if _plain(text) or "<embed" in text:
                parts.append(("paragraph", RichText(text), _id(child.id, count)))
                count += 1
            if match:
                parts.append(("heading", _plain(match[1]), _id(child.id, count)))
                count += 1
                position = match.end()
    return blocks.StreamValue(value.stream_block, parts)


def _plain(html: str) -> str:
    return " ".join(unescape(strip_tags(html)).split())


def _id(base: str | None, count: int) -> str | None:
    return base if count == 0 or base is None else str(uuid5(NAMESPACE_OID, f"{base}/{count}"))
