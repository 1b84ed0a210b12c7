"""Pictures with what is written beneath them, alone and in galleries."""

import re
from html import escape
from itertools import takewhile
from typing import TYPE_CHECKING

from bs4 import Tag

from . import tables
from .inline import text_of

if TYPE_CHECKING:
    from .convert import Walk

LONGEST_CAPTION = 250
MOST_PICTURES, FEWEST_PICTURES = 12, 2
GALLERIES = (
    "sqs-gallery", "wp-block-gallery", "gallery-grid", "gallery-masonry", "gallery-strips", "gallery-slideshow",
    "gallery-reel", "gallery-fullscreen-slideshow", "tiled-gallery", "blocks-gallery-grid",
)  # fmt: skip


def figure(walk: "Walk", node: Tag, depth: int) -> None:
    """Add what a figure shows, with its caption."""
    if is_gallery(node):
        gallery(walk, node, depth)
        return
    captions = node.find_all("figcaption", limit=2)
    caption = text_of(captions[0]) if len(captions) == 1 else ""
    images = node.find_all("img", limit=2)
    if node.get("data-shortcode") == "caption" and len(images) == 1:
        image = images[0].extract()
        one_picture(walk, image, node.get("data-caption") or text_of(node))
    elif len(images) == 1 and not node.find(["table", "iframe", "blockquote"]):
        image = images[0].extract()
        if captions and len(captions) == 1:
            captions[0].extract()
        one_picture(walk, image, caption)
        walk.children(node, depth)
        walk.flow.end()
    elif (table := node.find("table")) and len(captions) == 1:
        captions[0].extract()
        tables.table(walk, table, depth, caption)
    else:
        walk.flow.end()
        walk.children(node, depth)
        walk.flow.end()


def picture(walk: "Walk", node: Tag, depth: int) -> None:
    """Add a picture."""
    caption = ""
    # Squarespace keeps the caption beside the picture, a few steps further out.
    for above in list(node.parents)[:6]:
        classes = " ".join(above.get("class") or []) if isinstance(above, Tag) and above.name != "[document]" else ""
        if "image-block-outer-wrapper" in classes or "sqs-block-image" in classes or "image-block" in classes:
            if len(above.find_all("img", limit=2)) == 1 and (
                found := above.find(class_=re.compile("image-caption|image-subtitle"))
            ):
                caption = text_of(found)
                if caption:
                    found.decompose()
            break
    one_picture(walk, node, caption)


def one_picture(walk: "Walk", node: Tag, caption: str) -> None:
    """Add a picture; a caption that is too long for it becomes a paragraph behind it."""
    too_long = len(caption) > LONGEST_CAPTION
    if found := walk.picture(node, "" if too_long else caption):
        walk.add("image", **found)
    if caption and (too_long or not found):
        walk.add("paragraph", html=f"<p>{escape(caption, quote=False)}</p>")


def is_gallery(node: Tag) -> bool:
    """Return whether a node holds pictures that belong together."""
    if node.get("data-shortcode") == "gallery" or node.get("data-block-type") == "8":
        return True
    classes = node.get("class") or []
    return any(name.startswith(GALLERIES) for name in classes) and bool(node.find("img"))


def gallery(walk: "Walk", node: Tag, depth: int) -> None:
    """Add the pictures of a gallery, some at a time, then whatever else is written there."""
    walk.flow.end()
    found = []
    # Whose caption is whose is told while all of them are there.
    for image, named in [(image, _caption_in_gallery(image, node)) for image in node.find_all("img")]:
        caption = text_of(named) if named else ""
        if len(caption) > LONGEST_CAPTION:
            # It is read behind the pictures.
            named, caption = None, ""
        if shown := walk.picture(image, caption):
            if any((one["address"], one["caption"]) == (shown["address"], caption) for one in found):
                # Some pages hold a gallery twice, for two sizes of screens.
                walk.repeated.append(caption)
            found.append(shown)
            if named:
                named.decompose()
        image.decompose()
    pictures(walk, found)
    if node.find(["iframe", "audio", "video", "embed", "table"]) or any(True for _text in node.stripped_strings):
        walk.children(node, depth)
        walk.flow.end()


def _caption_in_gallery(image: Tag, whole: Tag) -> Tag | None:
    for above in takewhile(lambda one: one is not whole and len(one.find_all("img", limit=2)) == 1, image.parents):
        if named := above.find("figcaption") or above.find(class_=re.compile("caption|meta-title|image-slide-title")):
            return named
    return None


def pictures(walk: "Walk", found: list[dict]) -> None:
    """Add pictures as galleries of at most twelve; one alone stands by itself."""
    once: dict[str, dict] = {}
    for one in found:
        first = once.setdefault(one["address"], one)
        # The twin of a picture may be the one that says something.
        first |= {name: first[name] or one[name] for name in ("alt", "caption")}
    different = list(once.values())
    while different:
        group, different = different[:MOST_PICTURES], different[MOST_PICTURES:]
        if len(group) < FEWEST_PICTURES:
            walk.add("image", **group[0])
        else:
            walk.add("gallery", pictures=group)
