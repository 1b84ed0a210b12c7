"""The list of what is coming up, with its filters, and the calendar to follow.

Without a month, each event stands there once, with its next date; in a month, all dates stand in their order.
"""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.models import Locale
from wagtail.search import index

from page_cache.application import keep_until
from pages.listings import chosen, page_number
from pages.models import BasePage
from pages.site_settings import for_request
from pages.visibility import visible
from resources.models import Label
from resources.models.services import Cost

from ..calendar_file import calendar
from ..dates import State
from .event import EventPage, as_file
from .occurrence import Occurrence

PER_PAGE = 20
MOST_CANCELLED = 2
NEXT_ENDS = 100
KINDS = (("audience", "audiences"), ("region", "regions"), ("language", "languages"))


class EventIndexPage(RoutablePageMixin, BasePage):
    """What is coming up."""

    kind = _("Events")
    reading_grade = 6
    lists_children = True

    introduction = models.TextField(_("introduction"), max_length=500, blank=True)

    parent_page_types = ["home.HomePage"]
    subpage_types = ["events.EventPage"]
    max_count_per_parent = 1
    template = "events/event_index_page.html"
    search_fields = [*BasePage.search_fields, index.SearchField("introduction", boost=1.5)]
    edit_handler = BasePage.tabs([FieldPanel("introduction")])
    serve_preview = BasePage.serve_preview

    class Meta:
        verbose_name = _("list of events")
        verbose_name_plural = _("lists of events")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict:
        """Add one page of dates and the filters; unknown values are ignored."""
        context = super().get_context(request, *args, **kwargs)
        events = visible(EventPage.objects.child_of(self)).order_by()
        filters, events = self._filters(request, events)
        months = _months(dates_of(events))
        month = next((one for one, _title in months if one == request.GET.get("month")), "")
        # Not counted: the next page is there when there is one row more.
        number = page_number(request)
        start = (number - 1) * PER_PAGE
        found = _in_month(events, month) if month else next_of(events)
        items = found[start : start + PER_PAGE + 1]
        items = _rows(items) if month else _with_dates(items)
        keep_until(request, *(one["until"] for one in items))
        if number > 1:  # what ends on a page before it moves everything up
            keep_until(request, *_ends(events))
        return (
            context
            | filters
            | {
                "items": items[:PER_PAGE],
                "number": number,
                "has_more": len(items) > PER_PAGE,
                "months": months,
                "month": month,
                "is_narrowed": bool(month or filters["is_narrowed"]),
                "neutral": for_request(request).neutral_title,
            }
        )

    def _filters(self, request: HttpRequest, events: models.QuerySet) -> tuple[dict, models.QuerySet]:
        """Return what a template shows of the filters, and the events that they leave."""
        used = models.Q()
        for _kind, field in KINDS:
            used |= models.Q(pk__in=events.values(field))
        labels = list(Label.objects.filter(used, locale_id=self.locale_id))
        shown = []
        for kind, field in KINDS:
            options = [label for label in labels if label.kind == kind]
            option = chosen(request, kind, options)
            if option:
                events = events.filter(**{field: option})
            shown.append({"name": kind, "title": Label.Kind(kind).label, "options": options, "chosen": option})
        cost = request.GET.get("cost", "")
        cost = cost if cost in Cost.values else ""
        if cost:
            events = events.filter(cost=cost)
        narrowed = bool(cost) or any(one["chosen"] for one in shown)
        return {"filters": shown, "costs": Cost.choices, "cost": cost, "is_narrowed": narrowed}, events

    @path("")
    def overview(self, request: HttpRequest) -> HttpResponse:
        """Show the list."""
        return BasePage.serve(self, request)

    @path("calendar/", name="calendar")
    def calendar(self, request: HttpRequest) -> HttpResponse:
        """Hand out everything that is not over as a calendar to follow."""
        chosen_settings = for_request(request)
        # An alias is the same event: twice, programs would refuse the whole.
        events = visible(EventPage.objects.child_of(self)).filter(pk__in=_not_over())
        events = events.exclude(alias_of__path__startswith=self.path).prefetch_related("single_dates")
        keep_until(request, *_ends(events))
        title = chosen_settings.neutral_title if self.neutral_title else self.title
        entries = [event.calendar_entry(chosen_settings) for event in events.order_by("pk").defer("body")]
        return as_file(calendar(entries, name=title))


def _not_over() -> models.QuerySet:
    return Occurrence.objects.coming().order_by().values("page")


def dates_of(events: models.QuerySet) -> models.QuerySet:
    """Return the coming dates of some events; asked for each row in their order, so that a list stops at its end."""
    mine = events.filter(pk=models.OuterRef("page_id"))
    return Occurrence.objects.coming().filter(models.Exists(mine))


def next_of(events: models.QuerySet) -> models.QuerySet:
    """Return the events that are not over, each once, in the order of their next dates."""
    coming = Occurrence.objects.coming().filter(page=models.OuterRef("pk"))
    events = events.annotate(next=models.Subquery(coming.values("starts")[:1])).filter(next__isnull=False)
    return events.defer("body").prefetch_related("single_dates").order_by("next", "pk")


def next_dates(locale: Locale | int, number: int) -> list[dict]:
    """Return {"event", "date", "cancelled": dates before it, "until": when that is over} of the next events."""
    events = visible(EventPage.objects.filter(locale=locale)).order_by()
    return _with_dates(next_of(events)[:number])


def _with_dates(events: Iterable[EventPage]) -> list[dict]:
    items = []
    now = timezone.now()
    for event in events:
        dates = event.coming(now)
        if not dates:  # over this moment
            continue
        date_ = next((one for one in dates if one.state != State.CANCELLED), dates[0])
        cancelled = [one for one in dates if one.starts < date_.starts]
        item = {"event": event, "date": date_, "cancelled": cancelled[:MOST_CANCELLED]}
        items.append(item | {"until": min(one.ends for one in dates)})
    return items


def _ends(events: models.QuerySet) -> list[datetime]:
    """Return when the next dates end."""
    return list(dates_of(events).values_list("ends", flat=True)[:NEXT_ENDS])


def _in_month(events: models.QuerySet, month: str) -> models.QuerySet:
    begins = date.fromisoformat(f"{month}-01")
    ends = date(begins.year + begins.month // 12, begins.month % 12 + 1, 1)
    coming = dates_of(events).filter(ends__gt=_midnight(begins), starts__lt=_midnight(ends))
    return coming.select_related("page").defer("page__body")


def _rows(rows: Iterable[Occurrence]) -> list[dict]:
    return [{"event": row.page, "date": row, "cancelled": [], "until": row.ends} for row in rows]


def _months(coming: models.QuerySet) -> list[tuple[str, str]]:
    """Return (2027-01, January 2027) of the months from now to the last date."""
    last = coming.order_by("-ends").values_list("ends", flat=True).first()
    if last is None:
        return []
    now, end, months = timezone.localdate(), timezone.localtime(last - timedelta(seconds=1)).date(), []
    month = date(now.year, now.month, 1)
    while month <= end:
        months.append((f"{month:%Y-%m}", date_format(month, str(_("F Y")))))
        month = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    return months


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()), timezone.get_default_timezone())
