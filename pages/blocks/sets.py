"""Blocks that hold several of a kind: people, partners, figures, steps."""

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

from .choosers import LoadedImageChooserBlock, ShowsFilesMixin
from .groups import MEDIA, TEXT
from .links import AddressBlock
from .media import PictureValue

WAYS_TO_REACH = re.compile(r"\S+@\S+\.\S+|(?:\+?\d[\s().-]{0,2}){7,}|(?:https?://|www\.)\S+", re.IGNORECASE)

YEARS = re.compile(r"\b(?:19|20)\d\d\s?[-–]\s?(?:19|20)\d\d\b")


class PersonBlock(blocks.StructBlock):
    """One person as they wish to be shown. There is no place for how to reach them."""

    name = blocks.CharBlock(max_length=80, label=_("Name"), help_text=_("As they wish it; a first name is enough."))
    role = blocks.CharBlock(required=False, max_length=120, label=_("What they do here"))
    text = blocks.TextBlock(required=False, max_length=400, rows=3, label=_("A few words"))
    image = LoadedImageChooserBlock(
        required=False,
        label=_("Photograph"),
        help_text=_("Optional. Whoever can be recognised has agreed: choose their consent at the picture."),
    )
    alt_text = blocks.CharBlock(required=False, max_length=255, label=_("Alt text for this place"))

    class Meta:
        icon = "user"
        label = _("Person")
        value_class = PictureValue

    def clean(self, value: Any) -> Any:
        """Refuse ways to reach a person: what stands on a page is read by everybody, also by whom they fear."""
        cleaned = super().clean(value)
        reason = _(
            "Please leave out e-mail addresses, telephone numbers and addresses on the web: everybody can read "
            "them, also somebody this person may fear. The ways to reach the organisation stand in the settings."
        )
        errors = {
            name: ValidationError(reason)
            for name in ("name", "role", "text")
            if WAYS_TO_REACH.search(YEARS.sub("", cleaned.get(name) or ""))
        }
        if errors:
            raise StructBlockValidationError(block_errors=errors)
        return cleaned


class PeopleBlock(ShowsFilesMixin, blocks.StructBlock):
    """People: staff, a board, speakers."""

    title = blocks.CharBlock(required=False, max_length=120, label=_("Title"))
    people = blocks.ListBlock(PersonBlock(), min_num=1, max_num=40, label=_("People"))

    class Meta:
        icon = "group"
        label = _("People")
        description = _("Who works here: name, what they do, a few words, a photograph. No personal addresses.")
        group = TEXT
        template = "blocks/people.html"
        preview_value = {
            "title": _("Who we are"),
            "people": [
                {"name": _("Example name"), "role": _("Advocate"), "text": _("Answers the telephone.")},
                {"name": _("Another name"), "role": _("Board"), "text": _("Looks after the money.")},
            ],
        }


class PartnerBlock(blocks.StructBlock):
    """One organisation, with its mark."""

    name = blocks.CharBlock(max_length=120, label=_("Name"), help_text=_("Read aloud in the place of the mark."))
    image = LoadedImageChooserBlock(required=False, label=_("Mark"), help_text=_("Empty: the name in letters."))
    address = AddressBlock(required=False, label=_("Address of their site"), help_text=_("Starts with https://"))

    class Meta:
        icon = "globe"
        label = _("Partner")


class PartnersBlock(ShowsFilesMixin, blocks.StructBlock):
    """Marks of partners and funders."""

    title = blocks.CharBlock(required=False, max_length=120, label=_("Title"))
    partners = blocks.ListBlock(PartnerBlock(), min_num=1, max_num=40, label=_("Partners"))

    class Meta:
        icon = "globe"
        label = _("Partners")
        description = _("Marks of organisations that stand beside yours, each with a link if you like; nothing moves.")
        group = MEDIA
        template = "blocks/partners.html"
        preview_value = {
            "title": _("With thanks to"),
            "partners": [{"name": _("Example partner")}, {"name": _("Another partner")}],
        }


class FigureBlock(blocks.StructBlock):
    """One number. Without where it is from and of when it is, nobody could check it."""

    number = blocks.CharBlock(max_length=20, label=_("Number"), help_text=_("As it should be read: 4 in 10, 1,200"))
    counts = blocks.CharBlock(max_length=160, label=_("What it counts"))
    source_name = blocks.CharBlock(max_length=160, label=_("Source"))
    source_address = AddressBlock(required=False, label=_("Address of the source"))
    date = blocks.CharBlock(max_length=40, label=_("Of when it is"), help_text=_("For example: 2024, or March 2025"))

    class Meta:
        icon = "success"
        label = _("Figure")


class FiguresBlock(blocks.StructBlock):
    """Numbers that stand out."""

    title = blocks.CharBlock(required=False, max_length=120, label=_("Title"))
    figures = blocks.ListBlock(FigureBlock(), min_num=1, max_num=6, label=_("Figures"))

    class Meta:
        icon = "success"
        label = _("Figures")
        description = _("Up to six numbers set large, each with what it counts, its source and its date.")
        group = TEXT
        template = "blocks/figures.html"
        preview_value = {
            "figures": [
                {"number": "12", "counts": _("what this counts"), "source_name": _("Example source"), "date": "2024"},
                {"number": "3/4", "counts": _("what that counts"), "source_name": _("Example source"), "date": "2025"},
            ]
        }


class StepBlock(blocks.StructBlock):
    """One step, or one point in time."""

    when = blocks.CharBlock(
        required=False, max_length=40, label=_("When"), help_text=_("For a timeline: a year or a day. Else empty.")
    )
    title = blocks.CharBlock(max_length=120, label=_("Title"))
    text = blocks.TextBlock(required=False, max_length=600, rows=3, label=_("Text"))

    class Meta:
        icon = "order-down"
        label = _("Step")


class StepsValue(blocks.StructValue):
    """Steps that know whether they are points in time."""

    @property
    def is_timeline(self) -> bool:
        """Return whether each step says when it was: then the dates stand where the numbers would."""
        return all(step.get("when") for step in self["steps"])


class StepsBlock(blocks.StructBlock):
    """What comes after what."""

    title = blocks.CharBlock(required=False, max_length=120, label=_("Title"))
    steps = blocks.ListBlock(StepBlock(), min_num=2, max_num=20, label=_("Steps"))

    class Meta:
        icon = "order-down"
        label = _("Steps or timeline")
        description = _("What comes after what: numbered, or with a date each.")
        group = TEXT
        template = "blocks/steps.html"
        value_class = StepsValue
        preview_value = {
            "title": _("How it goes"),
            "steps": [
                {"title": _("You call"), "text": _("Somebody answers, and listens.")},
                {"title": _("You decide"), "text": _("Nothing happens that you do not want.")},
            ],
        }
