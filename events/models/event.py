"""An event or a drop-in: when and where, for whom, and what people ask before they come."""

import hashlib
from datetime import date, datetime
from typing import Any

from django import forms
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext, gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.fields import RichTextField, StreamField
from wagtail.models import TranslatableMixin
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from page_cache.application import keep_until
from pages.blocks import StandardBodyBlock
from pages.blocks.groups import RICH_TEXT
from pages.models import BasePage
from pages.models.base import neutral_title_field
from pages.models.rows import TranslatedRowsMixin
from pages.site_settings import SettingsPart, for_request
from resources.models import Label
from resources.models.services import Cost

from ..calendar_file import Entry, calendar
from ..dates import Change, Date, State
from ..forms import EventPageForm
from .schedule import ScheduleMixin

SHOWN = 6  # dates


class Where(models.TextChoices):
    """Where it takes place, and who is told."""

    SHOWN = "shown", _("An address that everyone may read")
    ASK = "ask", _("A place that people are told after they ask")
    ONLINE = "online", _("Online: the link is told after people ask")


class EventPage(TranslatedRowsMixin, ScheduleMixin, RoutablePageMixin, BasePage):
    """One event, with all its dates."""

    kind = _("Event")
    reading_grade = 6
    translated_rows = ("single_dates",)
    ACCESS = ("steps", "toilets", "quiet_room", "scents", "food", "children")

    neutral_title = neutral_title_field(default=True)
    summary_text = models.TextField(_("what it is"), max_length=300, help_text=_("One or two plain sentences."))
    where = models.CharField(_("where"), max_length=8, choices=Where.choices, default=Where.ASK)
    place = models.TextField(
        _("place, for everyone to read"), max_length=300, blank=True, help_text=_("Name and address.")
    )
    # Never given to a template: `serve` and previews take it away first. See tests/events/test_hidden_place.py.
    told_when_asked = models.TextField(
        _("place or link, for staff alone"),
        max_length=500,
        blank=True,
        help_text=_("No visitor and no search engine ever sees this: you tell it to those who ask."),
    )
    ask = models.ForeignKey(
        "letters.FormPage",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("form to ask with"),
        help_text=_("Empty: the page says how to reach you."),
    )

    who_for = RichTextField(_("who it is for"), blank=True, features=RICH_TEXT)
    cost = models.CharField(_("cost"), max_length=10, choices=Cost.choices, default=Cost.ASK)
    cost_note = models.CharField(_("about the cost"), max_length=200, blank=True)
    getting_there = RichTextField(_("how to get there"), blank=True, features=RICH_TEXT)
    not_needed = RichTextField(_("what you need not bring or tell"), blank=True, features=RICH_TEXT)
    steps = models.CharField(_("steps and doors"), max_length=200, blank=True)
    toilets = models.CharField(_("toilets"), max_length=200, blank=True)
    quiet_room = models.CharField(_("a quiet room"), max_length=200, blank=True)
    scents = models.CharField(_("scents"), max_length=200, blank=True)
    food = models.CharField(_("food and drink"), max_length=200, blank=True)
    children = models.CharField(_("children"), max_length=200, blank=True)
    body = StreamField(StandardBodyBlock(), blank=True, verbose_name=_("more"))
    audiences = ParentalManyToManyField(
        Label, blank=True, related_name="+", limit_choices_to={"kind": "audience"}, verbose_name=_("for whom")
    )
    regions = ParentalManyToManyField(
        Label, blank=True, related_name="+", limit_choices_to={"kind": "region"}, verbose_name=_("where")
    )
    languages = ParentalManyToManyField(
        Label, blank=True, related_name="+", limit_choices_to={"kind": "language"}, verbose_name=_("languages")
    )

    # Translators, and files for them, need not know the place.
    override_translatable_fields = [SynchronizedField("told_when_asked", overridable=False)]
    base_form_class = EventPageForm
    exclude_fields_in_copy = [*BasePage.exclude_fields_in_copy, "uid", "calendar_sequence", "calendar_said"]
    serve_preview = BasePage.serve_preview
    parent_page_types = ["events.EventIndexPage"]
    subpage_types: list[str] = []
    template = "events/event_page.html"
    serve_related = (*BasePage.serve_related, "ask")
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("summary_text", boost=1.5),
        index.SearchField("place"),
        index.SearchField("who_for"),
        index.SearchField("cost_note"),
        index.SearchField("getting_there"),
        index.SearchField("not_needed"),
        *(index.SearchField(name) for name in ACCESS),
        index.SearchField("body"),
    ]
    edit_handler = BasePage.tabs(
        [
            FieldPanel("summary_text"),
            *ScheduleMixin.schedule_panels,
            MultiFieldPanel(
                [
                    FieldPanel("where", required_on_save=True),
                    FieldPanel("place"),
                    FieldPanel("told_when_asked"),
                    FieldPanel("ask"),
                ],
                heading=_("Where, and how to ask"),
            ),
            FieldPanel("who_for"),
            MultiFieldPanel([FieldPanel("cost", required_on_save=True), FieldPanel("cost_note")], heading=_("Cost")),
            FieldPanel("getting_there"),
            FieldPanel("not_needed"),
            MultiFieldPanel([FieldPanel(name) for name in ACCESS], heading=_("What people ask before they come")),
            FieldPanel("body"),
        ],
        ObjectList(
            [FieldPanel(name, widget=forms.CheckboxSelectMultiple) for name in ("audiences", "regions", "languages")],
            heading=_("Filters"),
        ),
    )

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")

    @property
    def is_hidden(self) -> bool:
        """Return whether its place is told to those who ask alone."""
        return self.where != Where.SHOWN

    # What visitors see

    @property
    def summary(self) -> str:
        """Return the text for lists."""
        return self.listing_summary or self.summary_text

    @property
    def access(self) -> list[tuple[str, str]]:
        """Return (question, answer) of what people ask before they come, as far as there are answers."""
        fields = [self._meta.get_field(name) for name in self.ACCESS]
        return [(field.verbose_name, getattr(self, field.name)) for field in fields if getattr(self, field.name)]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict:
        """Add the dates to come, and who it is for. The page is right until the first of them is over."""
        self.told_when_asked = ""
        context = super().get_context(request, *args, **kwargs)
        context |= self.body.stream_block.outline(self.body)
        dates = self.coming()
        keep_until(request, *(one.ends for one in dates[:1]))
        labels = [(_("For whom"), self.audiences.all()), (_("Languages"), self.languages.all())]
        context["labels"] = [(title, values) for title, found in labels if (values := list(found))]
        # A form that is there in the language of the page is asked with; the choice is one for all languages.
        form = self.ask.localized if self.ask and self.ask.locale_id != self.locale_id else self.ask
        return context | {
            "form": form if form and form.live else None,
            "dates": dates[:SHOWN],
            "more_dates": max(0, len(dates) - SHOWN),
            "is_over": not dates,
            "calendar_title": self.calendar_title(for_request(request)),
        }

    @path("")
    def overview(self, request: HttpRequest) -> HttpResponse:
        """Show the page itself."""
        return BasePage.serve(self, request)

    @path("calendar/", name="calendar")
    def calendar(self, request: HttpRequest) -> HttpResponse:
        """Hand out all dates as a calendar file."""
        return as_file(calendar([self.calendar_entry(for_request(request))]))

    @path("calendar/<slug:day>/", name="calendar_date")
    def calendar_date(self, request: HttpRequest, day: str) -> HttpResponse:
        """Hand out one date as a calendar file."""
        try:
            entry = self.calendar_entry(for_request(request)).only(date.fromisoformat(day))
        except ValueError as error:
            raise Http404 from error
        if entry is None:
            raise Http404
        return as_file(calendar([entry]))

    def get_sitemap_urls(self, request: HttpRequest | None = None) -> list[dict]:
        """Leave out what is over."""
        return super().get_sitemap_urls(request) if self.is_findable else []

    def structured_data(self, settings_: SettingsPart) -> dict:
        """Return what search engines learn (schema.org): nothing where the place is told to those who ask alone."""
        dates = self.coming()
        if self.is_hidden or not dates:
            return {}
        status = {State.CANCELLED: "EventCancelled", State.MOVED: "EventRescheduled"}.get(
            dates[0].state, "EventScheduled"
        )
        data = {
            "@type": "Event",
            "name": self.title,
            "description": self.summary,
            "url": self.full_url,
            "startDate": _as_text(dates[0], dates[0].starts),
            "endDate": dates[0].last_day.isoformat() if dates[0].is_all_day else dates[0].ends.isoformat(),
            "eventStatus": f"https://schema.org/{status}",
            "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
            "organizer": {"@type": "Organization", "name": settings_.organisation_name},
            "inLanguage": self.locale.language_code,
        }
        if self.cost == Cost.FREE:
            data["isAccessibleForFree"] = True
        if self.place:
            data["location"] = {"@type": "Place", "name": self.place.splitlines()[0], "address": self.place}
        return data

    # Calendars

    def said_in_calendars(self) -> list:
        """Return everything that changes what a calendar is told."""
        return [self.plan, self.title, self.neutral_title, self.summary, str(self.where), self.place, self.slug]

    def calendar_title(self, settings_: SettingsPart) -> str:
        """Return what a calendar entry is called: neutral where the page is."""
        return settings_.neutral_title if self.neutral_title else self.title

    def calendar_entry(self, settings_: SettingsPart) -> Entry:
        """Return what a calendar is given: of a page with a neutral title, nothing but that and its times."""
        marks = ((State.CANCELLED, gettext("Cancelled")), (State.FULL, gettext("Full")))
        more = {}
        if not self.neutral_title:
            more = {"text": self.summary, "url": self.full_url, "place": "" if self.is_hidden else self.place}
        title = self.calendar_title(settings_)
        return Entry(
            str(self.uid), self.plan, self.calendar_sequence, self.calendar_changed_at, title, marks=marks, **more
        )


class EventDate(TranslatableMixin, models.Model):
    """What is otherwise on a single date; its note has a text in each language of the event."""

    page = ParentalKey(EventPage, on_delete=models.CASCADE, related_name="single_dates")
    day = models.DateField(_("day"))
    change = models.CharField(_("what is otherwise"), max_length=12, choices=Change.choices, default=Change.CANCELLED)
    new_day = models.DateField(_("new day"), null=True, blank=True, help_text=_("If it is moved to another day."))
    begins = models.TimeField(_("from"), null=True, blank=True)
    ends = models.TimeField(_("until"), null=True, blank=True)
    note = models.CharField(_("what visitors should know"), max_length=140, blank=True)

    panels = [
        FieldRowPanel([FieldPanel("day"), FieldPanel("change", required_on_save=True)]),
        FieldRowPanel([FieldPanel("new_day"), FieldPanel("begins"), FieldPanel("ends")]),
        FieldPanel("note"),
    ]

    class Meta(TranslatableMixin.Meta):
        ordering = ["day", "pk"]
        verbose_name = _("single date")
        verbose_name_plural = _("single dates")

    def __str__(self) -> str:
        return f"{self.day}: {self.get_change_display()}"


def as_file(content: bytes) -> HttpResponse:
    """Return a calendar file whose name says nothing."""
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="calendar.ics"'
    response["ETag"] = f'W/"{hashlib.sha256(content).hexdigest()[:32]}"'
    return response


def _as_text(one: Date, moment: datetime) -> str:
    return moment.date().isoformat() if one.is_all_day else moment.isoformat()
