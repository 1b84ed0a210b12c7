"""What of events needs a person's attention."""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from wagtail.models import Page, ReferenceIndex

from deleted.models import BinPage
from events.models import EventPage

SOON = timedelta(days=31)


def what_events_need(editable: QuerySet) -> Iterator[tuple[EventPage, str, str]]:
    """Yield (event, what is the matter, what to do): what is over but still led to, and series that end soon."""
    events = EventPage.objects.live().filter(pk__in=editable.values("pk")).prefetch_related("single_dates")
    now = timezone.now()
    for event in events.defer("body").order_by("pk"):
        dates = event.plan.dates()
        if not dates or dates[-1].ends <= now:
            if _is_led_to(event):
                text = _("%(title)s is over, but a page or a menu still leads there.")
                yield event, text % {"title": event.title}, _("Look")
        elif event.repeats and dates[-1].starts <= now + SOON:
            text = _("%(title)s: the last date is on %(day)s. Let it go on, or let it end.")
            day = date_format(dates[-1].starts.date())
            yield event, text % {"title": event.title, "day": day}, _("Open")


def _is_led_to(event: EventPage) -> bool:
    """Return whether anything but the list of events leads to it."""
    references = ReferenceIndex.objects.filter(
        to_object_id=str(event.pk), to_content_type__model__in=["page", EventPage._meta.model_name]
    )
    references = references.exclude(base_content_type__model__in=["revision", "newsletterpage"])
    thrown_away = Page.objects.exclude(pk__in=BinPage.outside(Page.objects.all()).values("pk"))
    deleted = {str(pk) for pk in thrown_away.values_list("pk", flat=True)}
    return any(
        one.object_id not in deleted or not issubclass(one.base_content_type.model_class() or object, Page)
        for one in references.select_related("base_content_type")
    )
