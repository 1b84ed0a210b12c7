"""Blocks of the article: principle, definition and comparison set a thought off from the running text."""

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.html import escape
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.rich_text import expand_db_html

from pages.blocks import AddressBlock, ParagraphBlock, StandardBodyBlock
from pages.blocks.groups import SHORT_RICH_TEXT

ARTICLE = _("Parts of an article")


class PrincipleBlock(blocks.StructBlock):
    """A numbered section about one principle."""

    title = blocks.CharBlock(max_length=120, label=_("Title"))
    text = ParagraphBlock(label=_("Text"))
    in_practice = blocks.ListBlock(
        blocks.CharBlock(max_length=250, label=_("Action")),
        required=False,
        default=[],
        label=_("In practice"),
        help_text=_("Small things one can do, each in a sentence. Optional."),
    )
    question = blocks.CharBlock(
        required=False, max_length=250, label=_("A question to reflect on"), help_text=_("Optional.")
    )

    class Meta:
        icon = "list-ol"
        label = _("Principle")
        description = _("A numbered section: what it means, what to do in practice, a question to reflect on.")
        group = ARTICLE
        template = "blocks/principle.html"
        preview_value = {
            "title": _("Listening first"),
            "text": _("Ask before you act, and let the answer change your plan."),
            "in_practice": [_("Ask what would help today.")],
            "question": _("When did someone listen to you well?"),
        }


class DefinitionValue(blocks.StructValue):
    """A definition that knows whether its text names the term itself."""

    @property
    def text_with_term(self) -> str:
        """Return the text with its first mention of the term marked, or "" if it does not begin with one."""
        html = expand_db_html(str(self["text"].source))
        pattern = re.compile(
            rf"^(\s*(?:<[^>]+>\s*)*(?:(?:a|an|the|to)\s+)?)({re.escape(str(escape(self['term'])))})\b", re.IGNORECASE
        )
        marked, count = pattern.subn(r"\1<dfn>\2</dfn>", html, count=1)
        return mark_safe(marked) if count else ""  # noqa: S308 - the editor's rich text, already cleaned


class DefinitionBlock(blocks.StructBlock):
    """What a word means, and who says so."""

    term = blocks.CharBlock(max_length=80, label=_("Term"))
    text = blocks.RichTextBlock(features=SHORT_RICH_TEXT, label=_("Text"))
    source_name = blocks.CharBlock(required=False, max_length=120, label=_("Source"))
    source_address = AddressBlock(required=False, label=_("Address of the source"))

    class Meta:
        icon = "info-circle"
        label = _("Definition")
        description = _("What a word means, set off from the text, with its source.")
        group = ARTICLE
        template = "blocks/definition.html"
        value_class = DefinitionValue
        preview_value = {
            "term": _("Solidarity"),
            "text": _("Standing with others because their freedom is part of ours."),
            "source_name": _("Example source"),
        }

    def clean(self, value: Any) -> Any:
        """Refuse an address without the name of its source."""
        cleaned = super().clean(value)
        if cleaned.get("source_address") and not cleaned.get("source_name"):
            raise StructBlockValidationError(block_errors={"source_name": ValidationError(_("Name the source."))})
        return cleaned


class ComparisonBlock(blocks.StructBlock):
    """Two columns side by side."""

    title = blocks.CharBlock(required=False, max_length=120, label=_("Title"))
    left_title = blocks.CharBlock(max_length=60, label=_("Left: title"))
    left = blocks.ListBlock(blocks.CharBlock(max_length=250, label=_("Point")), min_num=1, label=_("Left: points"))
    right_title = blocks.CharBlock(max_length=60, label=_("Right: title"))
    right = blocks.ListBlock(blocks.CharBlock(max_length=250, label=_("Point")), min_num=1, label=_("Right: points"))

    class Meta:
        icon = "table"
        label = _("Comparison")
        description = _("Two things side by side, for example ally and accomplice.")
        group = ARTICLE
        template = "blocks/comparison.html"
        preview_value = {
            "left_title": _("An ally"),
            "left": [_("Agrees and supports.")],
            "right_title": _("An accomplice"),
            "right": [_("Acts, and shares the risk.")],
        }


class ArticleBodyBlock(StandardBodyBlock):
    """What the body of an article may hold."""

    principle = PrincipleBlock()
    definition = DefinitionBlock()
    comparison = ComparisonBlock()
