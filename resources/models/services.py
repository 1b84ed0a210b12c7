"""Our services: each answers what people ask before they come."""

from typing import Any

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, HelpPanel, MultiFieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.fields import RichTextField, StreamField
from wagtail.search import index

from pages.blocks import StandardBodyBlock
from pages.blocks.groups import RICH_TEXT
from pages.models import BasePage
from pages.models.base import neutral_title_field
from pages.visibility import visible

CARDS = 8  # on a sheet of paper, Letter or A4


class Cost(models.TextChoices):
    """What something costs."""

    FREE = "free", _("Free")
    SLIDING = "sliding", _("What you can afford")
    PAID = "paid", _("Costs money")
    ASK = "ask", _("Ask about the cost")


class CardFront(models.TextChoices):
    """What the outside of a pocket card shows: nothing that tells what is in it."""

    BLANK = "blank", _("Nothing: the card is folded with its words inside")
    SHOPPING = "shopping", _("A shopping list")
    APPOINTMENT = "appointment", _("An appointment")


class ServicesPage(RoutablePageMixin, BasePage):
    """What we offer; the list comes from the pages below. Below it, a sheet of pocket cards to print."""

    kind = _("Services")
    has_compact_help = False
    reading_grade = 6
    lists_children = True

    neutral_title = neutral_title_field(default=True)
    introduction = models.TextField(_("introduction"), max_length=500, help_text=_("For whom, and that it is free."))
    how_to_start = models.TextField(_("how to start"), max_length=300, blank=True)
    body = StreamField(StandardBodyBlock(), blank=True, verbose_name=_("body"))
    card_front = models.CharField(
        _("outside of the pocket card"),
        max_length=12,
        choices=CardFront.choices,
        default=CardFront.SHOPPING,
        help_text=_("The sheet of small cards with numbers, to print and hand out: its address ends in card/."),
    )
    card_address = models.BooleanField(
        _("short address on the pocket card"),
        default=False,
        help_text=_(
            "Prints the address of this site with /q, which reads without a trail. The name of the site stands in it: "
            "leave it off where a card may be found."
        ),
    )

    parent_page_types = ["home.HomePage"]
    subpage_types = ["resources.ServicePage"]
    max_count_per_parent = 1
    template = "resources/services_page.html"
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("introduction", boost=1.5),
        index.SearchField("how_to_start"),
        index.SearchField("body"),
    ]
    edit_handler = BasePage.tabs(
        [
            FieldPanel("introduction"),
            FieldPanel("how_to_start"),
            FieldPanel("body"),
            FieldPanel("card_front"),
            FieldPanel("card_address"),
        ]
    )

    class Meta:
        verbose_name = _("services page")
        verbose_name_plural = _("services pages")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict:
        """Add the public services in the order of the page tree."""
        context = super().get_context(request, *args, **kwargs)
        context |= self.body.stream_block.outline(self.body)
        return context | {"services": list(self.visible_children(ServicePage))}

    # The mixin's would leave out what rooms mark in previews.
    serve_preview = BasePage.serve_preview

    @path("")
    def overview(self, request: HttpRequest) -> HttpResponse:
        """Show the page itself."""
        return BasePage.serve(self, request)

    @path("card/", name="card")
    def card(self, request: HttpRequest) -> HttpResponse:
        """Show eight small cards to a sheet, as outreach workers hand out."""
        return render(request, "resources/card.html", super().get_context(request) | {"cards": range(CARDS)})


class ServicePage(BasePage):
    """One service. A question that staff have not answered yet says honestly: ask us."""

    kind = _("Service")
    has_compact_help = False
    reading_grade = 6

    neutral_title = neutral_title_field(default=True)
    summary_text = models.TextField(_("what it is"), max_length=300, help_text=_("One or two plain sentences."))
    who_for = RichTextField(_("who it is for"), blank=True, features=RICH_TEXT)
    cost = models.CharField(_("cost"), max_length=10, choices=Cost.choices, default=Cost.ASK)
    cost_note = models.CharField(_("about the cost"), max_length=200, blank=True)
    how_to_start = models.CharField(
        _("how to start"), max_length=200, blank=True, help_text=_("One sentence that one can act on.")
    )
    first_step = RichTextField(_("what happens first"), blank=True, features=RICH_TEXT)
    not_needed = RichTextField(_("what you need not bring or tell"), blank=True, features=RICH_TEXT)
    confidentiality = RichTextField(_("who hears what you say"), blank=True, features=RICH_TEXT)
    mandatory_report = RichTextField(
        _("when we must tell someone"), blank=True, features=RICH_TEXT, help_text=_("The limits of confidence.")
    )
    how_to_stop = RichTextField(_("how to stop"), blank=True, features=RICH_TEXT)
    body = StreamField(StandardBodyBlock(), blank=True, verbose_name=_("more"))

    parent_page_types = ["resources.ServicesPage"]
    subpage_types: list[str] = []
    template = "resources/service_page.html"
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("summary_text", boost=1.5),
        index.SearchField("who_for"),
        index.SearchField("cost_note"),
        index.SearchField("how_to_start"),
        index.SearchField("first_step"),
        index.SearchField("not_needed"),
        index.SearchField("confidentiality"),
        index.SearchField("mandatory_report"),
        index.SearchField("how_to_stop"),
        index.SearchField("body"),
    ]
    QUESTIONS = ("who_for", "first_step", "not_needed", "confidentiality", "mandatory_report", "how_to_stop")
    edit_handler = BasePage.tabs(
        [
            FieldPanel("summary_text"),
            MultiFieldPanel([FieldPanel("cost"), FieldPanel("cost_note")], heading=_("Cost")),
            FieldPanel("how_to_start"),
            HelpPanel(content=_("<p>What you leave empty below is shown as “Ask us”.</p>")),
            *(FieldPanel(name) for name in QUESTIONS),
            FieldPanel("body"),
        ]
    )

    class Meta:
        verbose_name = _("service")
        verbose_name_plural = _("services")

    @property
    def summary(self) -> str:
        """Return the text for lists."""
        return self.listing_summary or self.summary_text

    @property
    def answers(self) -> list[tuple[str, str, str]]:
        """Return (name, question, answer) in the order people ask; an empty answer means: ask us."""
        fields = [self._meta.get_field(name) for name in self.QUESTIONS]
        return [(field.name, field.verbose_name, getattr(self, field.name)) for field in fields]

    @property
    def open_questions(self) -> list[str]:
        """Return the questions without an answer, for the list of what needs attention."""
        return [str(question) for _name, question, answer in self.answers if not answer]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict:
        """Add the other public services."""
        context = super().get_context(request, *args, **kwargs)
        parent_path = self.path[: -self.steplen] if self.path else ""
        others = visible(ServicePage.objects.filter(path__startswith=parent_path)).exclude(pk=self.pk).order_by("path")
        context |= self.body.stream_block.outline(self.body)
        return context | {"others": list(others[:6])}
