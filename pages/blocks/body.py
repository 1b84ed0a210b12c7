"""Bodies of pages: streams of blocks that know their sections."""

from typing import Any

from django.utils.text import slugify
from wagtail import blocks

from .choosers import announce
from .links import ButtonsBlock, CallToActionBlock, ServicesBlock
from .media import DocumentBlock, EmbedBlock, FilesBlock, GalleryBlock, PictureBesideTextBlock, PictureBlock
from .pasting import split_headings
from .recordings import AudioBlock, FilmBlock
from .sets import FiguresBlock, PartnersBlock, PeopleBlock, StepsBlock
from .table import TableBlock
from .text import AccordionBlock, ContentNoteBlock, DividerBlock, HeadingBlock, ParagraphBlock, QuoteBlock

# Ids of the templates, which a heading must not take.
RESERVED = frozenset(
    [
        *("main", "header-search", "on-this-page", "related", "get-help-now", "get-help-now-title", "ask-us"),
        *("home-help", "home-articles", "who-for", "who_for", "first_step", "not_needed", "confidentiality"),
        *("mandatory_report", "how_to_stop", "series-path", "leave", "leave-progress", "quiet-strip", "quiet-file"),
        *("quiet-other", "foot-pages", "foot-site", "home-dates", "dates"),
    ]
)


class Section:
    """A block of a body with its anchor, and its number if it is a principle."""

    def __init__(self, block: Any, title: str, anchor: str, number: int | None) -> None:
        self.block, self.title, self.anchor, self.number = block, title, anchor, number


class BodyBlock(blocks.StreamBlock):
    """The body of a page. Its pages, images and documents are fetched together (pages.loader)."""

    # Block types that open a section, with the part of the value that names it ("" is the value itself).
    section_titles = {"heading": ""} | dict.fromkeys(
        ["principle", "comparison", "people", "figures", "steps", "partners", "files", "picture_beside_text"], "title"
    )

    def to_python(self, value: Any) -> blocks.StreamValue:
        """Announce what the stored value points to, then read it as usual."""
        if isinstance(value, list):
            announce(self, value)
        return super().to_python(value)

    def clean(self, value: blocks.StreamValue) -> blocks.StreamValue:
        """Make headings of those that were pasted into a paragraph."""
        cleaned = super().clean(value)
        return split_headings(cleaned) if {"paragraph", "heading"} <= self.child_blocks.keys() else cleaned

    def sections(self, value: blocks.StreamValue) -> list[Section]:
        """Return every block in order; those that open a section have a title and an anchor of their own."""
        found, used, number = [], set(RESERVED), 0
        for block in value:
            title = anchor = ""
            if block.block_type in self.section_titles:
                part = self.section_titles[block.block_type]
                title = (block.value[part] if part else block.value) or ""
            if title:
                base = anchor = slugify(title)[:60] or "section"
                count = 2
                while anchor in used:
                    anchor, count = f"{base}-{count}", count + 1
                used.add(anchor)
            number += block.block_type == "principle"
            found.append(Section(block, title, anchor, number if block.block_type == "principle" else None))
        return found

    def outline(self, value: blocks.StreamValue) -> dict:
        """Return {"sections": every block, "titled": those for “On this page”} for a template."""
        sections = self.sections(value)
        return {"sections": sections, "titled": [section for section in sections if section.title]}

    def plain_text(self, value: blocks.StreamValue) -> str:
        """Return the words a visitor reads, without markup, separated by blanks."""
        return " ".join(self.get_searchable_content(value))


class StandardBodyBlock(BodyBlock):
    """What the body of a plain page may hold."""

    paragraph = ParagraphBlock()
    heading = HeadingBlock()
    divider = DividerBlock()
    quote = QuoteBlock()
    table = TableBlock()
    accordion = AccordionBlock()
    content_note = ContentNoteBlock()
    people = PeopleBlock()
    figures = FiguresBlock()
    steps = StepsBlock()
    image = PictureBlock()
    picture_beside_text = PictureBesideTextBlock()
    gallery = GalleryBlock()
    document = DocumentBlock()
    files = FilesBlock()
    audio = AudioBlock()
    film = FilmBlock()
    embed = EmbedBlock()
    partners = PartnersBlock()
    call_to_action = CallToActionBlock()
    buttons = ButtonsBlock()
    services = ServicesBlock()
