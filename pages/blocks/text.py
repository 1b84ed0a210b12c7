"""Blocks of text."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

from .choosers import ConsentChooserBlock
from .groups import PARAGRAPH, TEXT

SAMPLE = _("Listening comes first. Ask what someone needs, and believe what they tell you.")


class ParagraphBlock(blocks.RichTextBlock):
    """Text with bold, italic, links and lists."""

    def __init__(self, **kwargs: object) -> None:
        kwargs.setdefault("features", PARAGRAPH)
        super().__init__(**kwargs)

    class Meta:
        icon = "pilcrow"
        label = _("Paragraph")
        description = _("Text with bold, italic, links and lists.")
        group = TEXT
        template = "blocks/paragraph.html"
        preview_value = SAMPLE


class HeadingBlock(blocks.CharBlock):
    """A heading that opens a section."""

    def __init__(self, **kwargs: object) -> None:
        kwargs.setdefault("max_length", 120)
        super().__init__(**kwargs)

    class Meta:
        icon = "title"
        label = _("Heading")
        description = _("Opens a section; it appears under “On this page”.")
        group = TEXT
        template = "blocks/heading.html"
        preview_value = _("What helps")


class DividerBlock(blocks.StaticBlock):
    """A line between two parts that have no headings."""

    class Meta:
        icon = "minus"
        label = _("Line between two parts")
        description = _("A thin line, where one thought ends and another begins without a heading.")
        group = TEXT
        template = "blocks/divider.html"
        preview_value = None
        admin_text = _("A thin line. There is nothing to fill in.")


class QuoteBlock(blocks.StructBlock):
    """Words of a person."""

    text = blocks.TextBlock(max_length=1000, rows=3, label=_("Quotation"))
    attribution = blocks.CharBlock(required=False, max_length=120, label=_("Who said it"))
    consent = ConsentChooserBlock(
        required=False, label=_("Their consent"), help_text=_("Who agreed to be quoted. Only staff see this.")
    )
    consent_note = blocks.TextBlock(
        required=False,
        rows=2,
        label=_("Note about the consent"),
        help_text=_("Only staff see this."),
        search_index=False,
    )

    class Meta:
        icon = "openquote"
        label = _("Quote")
        description = _("Words of a person, with their name as they wish it, and a note of their consent.")
        group = TEXT
        template = "blocks/quote.html"
        preview_value = {"text": _("Words that someone agreed to share."), "attribution": _("Example name")}

    def clean(self, value: blocks.StructValue) -> blocks.StructValue:
        """Refuse a consent that does not cover words: with it, the quotation would be shown to nobody."""
        found = super().clean(value)
        consent = found.get("consent")
        if consent and not consent.covers_story:
            text = _("This person did not agree that their words are shown. Choose another consent, or change it.")
            raise StructBlockValidationError(block_errors={"consent": ValidationError(text)})
        return found


class AccordionItemBlock(blocks.StructBlock):
    """One line that opens."""

    title = blocks.CharBlock(max_length=120, label=_("Question or title"))
    text = ParagraphBlock(label=_("Text"))

    class Meta:
        icon = "plus"
        label = _("Item")
        description = _("A line that opens to show its text.")
        template = "blocks/accordion_item.html"
        preview_value = {"title": _("What does it cost?"), "text": SAMPLE}


class AccordionBlock(blocks.StructBlock):
    """Lines that open one by one."""

    items = blocks.ListBlock(AccordionItemBlock(), min_num=1, label=_("Items"))

    class Meta:
        icon = "list-ul"
        label = _("Accordion")
        description = _("Questions and answers, each of which opens when chosen. Printed in full.")
        group = TEXT
        template = "blocks/accordion.html"
        preview_value = {"items": [{"title": _("What does it cost?"), "text": SAMPLE}]}


class ContentNoteBlock(blocks.StructBlock):
    """A passage that some may want to skip."""

    note = blocks.CharBlock(
        max_length=160,
        label=_("Content note"),
        help_text=_("Short and specific: “Describes a threat.” Use sparingly."),
    )
    text = ParagraphBlock(label=_("The passage"))

    class Meta:
        icon = "warning"
        label = _("Passage with a content note")
        description = _("Says what is coming, with a link that skips it. Use sparingly.")
        group = TEXT
        template = "blocks/content_note.html"
        preview_value = {"note": _("Mentions controlling behaviour."), "text": SAMPLE}
