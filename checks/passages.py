"""The texts of a page as a writer knows them: each with its place in the editor, and whether someone is quoted."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape

from bs4 import BeautifulSoup
from django.db import models
from wagtail import blocks
from wagtail.models import Page

from pages.content_values import ContentValue, content_values, is_rich_text

# Fields and parts of blocks that are no sentences.
NO_TEXT = {"slug", "url_path", "draft_title", "translation_key", "reading_minutes", "consent_note", "source_name"}
# Parts that name or invite, rather than run on.
SHORT = {
    *("title", "heading", "label", "term", "left_title", "right_title", "attribution", "caption", "alt_text"),
    *("name", "role", "number", "date", "when"),
}
LINES = ("p", "li", "h2", "h3", "h4", "blockquote")


@dataclass
class Passage:
    """One paragraph, heading or line of a page.

    ``anchor`` is the part of the editor's address that leads to it; ``links`` are the
    (words, address or stored attributes) of the links in it.
    """

    text: str
    anchor: str
    is_quotation: bool = False
    is_running: bool = True
    links: list[tuple[str, dict]] = field(default_factory=list)


def anchor_of(leaf: ContentValue) -> str:
    """Return where the editor shows a value: "#block-<id>-section", or "#id_<field>"."""
    return f"#block-{leaf.block_id}-section" if leaf.block_id else f"#id_{leaf.field}"


def passages(page: Page) -> Iterator[Passage]:
    """Yield the texts of a version of a page, in the order of its fields."""
    for leaf in content_values(page):
        if not isinstance(leaf.raw, str) or not leaf.raw.strip() or NO_TEXT & set(leaf.names):
            continue
        if is_rich_text(leaf):
            yield from _rich(leaf)
        elif _is_text(leaf):
            quotation = leaf.names[-2:] == ("quote", "text")
            running = leaf.names[-1] not in SHORT
            for line in re.split(r"\n\s*\n", leaf.raw):
                yield Passage(" ".join(line.split()), anchor_of(leaf), quotation, running)


def _is_text(leaf: ContentValue) -> bool:
    kind = leaf.kind
    if isinstance(kind, blocks.Block):
        return isinstance(kind, blocks.CharBlock | blocks.TextBlock)
    excluded = (models.URLField, models.SlugField, models.EmailField, models.UUIDField)
    is_written = isinstance(kind, models.CharField | models.TextField) and kind.editable and not kind.choices
    return is_written and not isinstance(kind, excluded)


def _rich(leaf: ContentValue) -> Iterator[Passage]:
    soup = BeautifulSoup(leaf.raw, "html.parser")
    for line in soup.find_all(LINES):
        # A list item that holds another list speaks for itself only.
        for inner in line.find_all(["ul", "ol"]):
            inner.extract()
        # Words on both sides of a line break are two.
        for end in line.find_all("br"):
            end.replace_with(" ")
        text = " ".join(unescape(line.get_text()).split())
        if text:
            links = [(" ".join(link.get_text().split()), dict(link.attrs)) for link in line.find_all("a")]
            yield Passage(text, anchor_of(leaf), line.name == "blockquote", line.name in {"p", "li"}, links)
