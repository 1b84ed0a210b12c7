"""Pictures in a body: where they are, and whether their alt text says anything."""

import re

from bs4 import Tag

FILE_NAME = re.compile(r"[\w\-. %()+,&@'’]+\.(jpe?g|png|gif|webp|heic|avif|bmp|tiff?)", re.IGNORECASE)
MEANINGLESS = re.compile(
    r"(attachment-)?[0-9a-f]{8,}|"
    r"(img|dsc|dscn|dscf|pxl|screen ?shot|photo|image|picture|untitled)[\s_\-\d().,:at]*(am|pm)?",
    re.IGNORECASE,
)
# What WordPress adds to the names of copies.
SIZE = re.compile(r"-(?:\d{2,5}x\d{2,5}|scaled)$")
LONGEST_ALT = 255


def best_source(node: Tag) -> str:
    """Return the address of an <img>: lazy ones carry it beside."""
    for name in ("data-src", "data-image", "data-lazy-src", "data-original", "src"):
        value = (node.get(name) or "").strip()
        if value and not value.startswith("data:"):
            return value
    return (node.get("srcset") or node.get("data-srcset") or "").split(",")[0].strip().split(" ")[0]


def is_spacer(node: Tag) -> bool:
    """Return whether an <img> counts readers or keeps a distance, and shows nothing."""
    return node.get("width") in {"0", "1"} or node.get("height") in {"0", "1"} or "emoji" in (node.get("class") or [])


def picture_of(node: Tag, source: str, caption: str) -> dict[str, str]:
    """Return {"address", "alt", "caption"}."""
    caption = " ".join(caption.split())
    return {"address": source, "alt": said(node.get("alt") or "", source, caption), "caption": caption}


def said(alt: str, source: str = "", caption: str = "") -> str:
    """Return an alt text, or "" for one that says nothing: a file name, a number, the caption once more."""
    alt = " ".join(alt.split())[:LONGEST_ALT]
    name = source.partition("?")[0].rpartition("/")[2]
    stem = name.rpartition(".")[0] or name
    plain = SIZE.sub("", stem)
    if alt.casefold() in {"", caption.casefold(), name.casefold(), stem.casefold(), plain.casefold()}:
        return ""
    if FILE_NAME.fullmatch(alt) or MEANINGLESS.fullmatch(alt):
        return ""
    return alt
