"""Giving: the ways to give, as data, and what each company that takes a gift learns about the giver."""

import re
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import qrcode
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from qrcode.image.svg import SvgPathImage
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.search import index

from pages.blocks import AddressBlock, StandardBodyBlock
from pages.blocks.groups import LINKS
from pages.fields import validate_https
from pages.models import BasePage
from pages.site_settings import SettingsPart

AMOUNT = "{amount}"
AMOUNTS = re.compile(r"\s*\d{1,6}(?:\s*,\s*\d{1,6})*\s*")


class WayValue(blocks.StructValue):
    """A way to give that knows its links."""

    @property
    def facts(self) -> str:
        """Return how, and how often."""
        return f"{dict(KINDS).get(self['kind'], '')} · {dict(OFTEN).get(self['often'], '')}"

    @property
    def link(self) -> str:
        """Return the address without an amount in it; "" where there is none."""
        parts = urlsplit(self.get("address") or "")
        query = "&".join(one for one in parts.query.split("&") if AMOUNT not in one)
        address = urlunsplit(parts._replace(query=query))
        return "" if AMOUNT in address else address

    @property
    def amount_links(self) -> list[tuple[str, str]]:
        """Return (amount, address) of each amount, where the company takes amounts in its address."""
        address = self.get("address") or ""
        if AMOUNT not in address:
            return []
        return [(one.strip(), address.replace(AMOUNT, one.strip())) for one in (self.get("amounts") or "").split(",")]

    @property
    def qr(self) -> SafeString:
        """Return the address, which there is, as a QR code for paper: inline SVG."""
        image = qrcode.make(self.link, image_factory=SvgPathImage, border=2)
        svg = image.to_string(encoding="unicode")
        return mark_safe(svg[svg.index("<svg") :])  # noqa: S308 - made here, of squares alone


KINDS = [
    ("card", _("Card")),
    ("bank", _("From bank to bank")),
    ("cheque", _("Cheque")),
    ("stock", _("Stock")),
    ("goods", _("Goods")),
    ("other", _("In another way")),
]
OFTEN = [("once", _("Once")), ("monthly", _("Monthly")), ("both", _("Once or monthly"))]


class WayBlock(blocks.StructBlock):
    """One way to give."""

    name = blocks.CharBlock(max_length=80, label=_("Name"), help_text=_("For example: By card, once"))
    kind = blocks.ChoiceBlock(choices=KINDS, default="card", label=_("How"))
    often = blocks.ChoiceBlock(choices=OFTEN, default="once", label=_("How often"))
    text = blocks.TextBlock(required=False, max_length=600, rows=3, label=_("How it works"))
    address = AddressBlock(
        required=False,
        max_length=500,
        label=_("Address"),
        help_text=_("Starts with https://. Where the company takes an amount in its address, write {amount} there."),
    )
    amounts = blocks.CharBlock(
        required=False, max_length=60, label=_("Amounts"), help_text=_("Whole numbers, for example: 25, 50, 100")
    )
    learns = blocks.TextBlock(
        required=False, max_length=400, rows=3, label=_("What the company behind it learns, and how long it keeps it")
    )

    class Meta:
        icon = "pick"
        label = _("Way to give")
        description = _("A way to give: how, how often, the address, and what the company behind it learns.")
        group = LINKS
        template = "resources/way.html"
        value_class = WayValue
        preview_value = {
            "name": _("By card"),
            "kind": "card",
            "often": "both",
            "address": "https://give.example.org/?amount={amount}",
            "amounts": "25, 50, 100",
            "learns": _("Example company learns your name and card, and keeps both for seven years."),
        }

    def clean(self, value: Any) -> Any:
        """Ask what a company learns, and that address and amounts fit each other."""
        cleaned, errors = super().clean(value), {}
        address, amounts = cleaned.get("address") or "", cleaned.get("amounts") or ""
        if address:
            try:
                validate_https(address)
            except ValidationError as error:
                errors["address"] = error
            if not cleaned.get("learns") and not self.is_deferred_validation:
                errors["learns"] = ValidationError(
                    _("Say what this company learns about the giver, before they go there.")
                )
        if amounts and not AMOUNTS.fullmatch(amounts):
            errors["amounts"] = ValidationError(_("Write whole numbers with commas between them: 25, 50, 100"))
        elif amounts and AMOUNT not in address:
            errors["amounts"] = ValidationError(_("Write {amount} into the address, where the amount belongs."))
        elif AMOUNT in address and not amounts and not self.is_deferred_validation:
            errors["amounts"] = ValidationError(_("Write the amounts that stand in the place of {amount}."))
        if errors:
            raise blocks.StructBlockValidationError(block_errors=errors)
        return cleaned


class DonatePage(BasePage):
    """Where to give. Nothing is chosen beforehand, nothing hurries, nobody else's script runs."""

    kind = _("Giving")

    introduction = models.TextField(
        _("what a gift does"), max_length=500, help_text=_("In your own words; no number that cannot be checked.")
    )
    ways = StreamField([("way", WayBlock())], verbose_name=_("ways to give"))
    matching = models.TextField(_("gifts that employers double"), max_length=400, blank=True)
    who_to_ask = models.TextField(_("whom to ask"), max_length=300, blank=True)
    body = StreamField(StandardBodyBlock(), blank=True, verbose_name=_("body"))

    parent_page_types = ["home.HomePage"]
    subpage_types: list[str] = []
    max_count_per_parent = 1
    template = "resources/donate_page.html"
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("introduction", boost=1.5),
        index.SearchField("ways"),
        index.SearchField("matching"),
        index.SearchField("who_to_ask"),
        index.SearchField("body"),
    ]
    edit_handler = BasePage.tabs(
        [
            FieldPanel("introduction"),
            FieldPanel("ways"),
            MultiFieldPanel([FieldPanel("matching"), FieldPanel("who_to_ask")], heading=_("Good to know")),
            FieldPanel("body"),
        ]
    )

    class Meta:
        verbose_name = _("page for giving")
        verbose_name_plural = _("pages for giving")

    @property
    def summary(self) -> str:
        """Return the text for lists."""
        return self.listing_summary or self.introduction

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict:
        """Add the sections of the body."""
        return super().get_context(request, *args, **kwargs) | self.body.stream_block.outline(self.body)

    def structured_data(self, settings: SettingsPart) -> dict:
        """Return what search engines learn: that one can give here, and whom to (schema.org)."""
        links = [way.value.link for way in self.ways if way.value.link]
        recipient = {"@type": "Organization", "name": settings.organisation_name}
        data = {"@type": "DonateAction", "name": self.title, "url": self.full_url, "recipient": recipient}
        return data | ({"target": links} if links else {})
