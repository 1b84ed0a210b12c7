"""Events in the editor: what fields mean while somebody types, and the list of dates with its buttons."""

import json
from datetime import date
from uuid import uuid5

from django.core.exceptions import PermissionDenied
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from modelcluster.forms import childformset_factory
from wagtail.admin import messages
from wagtail.locks import BasicLock
from wagtail.log_actions import log
from wagtail.models import Page
from wagtail_localize.models import TranslationSource

from deleted.models import BinPage

from .check import remarks
from .dates import Change, State
from .forms import WHEN, WhenMixin
from .models import EventDate, EventPage
from .words import day_in_words

SHOWN = 5  # dates
MARKS = {Change.CANCELLED, Change.FULL}


class WhenForm(WhenMixin):
    """The fields that say when, by themselves."""

    class Meta:
        model = EventPage
        fields = WHEN


Singles = childformset_factory(EventPage, EventDate, fields=["day", "change", "new_day", "begins", "ends", "note"])


@require_POST
def meaning(request: HttpRequest) -> HttpResponse:
    """Answer what the fields of a form mean, or what does not fit, as a piece of HTML."""
    page = EventPage()
    data = request.POST.copy()
    data.setdefault("single_dates-TOTAL_FORMS", "0")
    # They are only read, so none of them need be there already.
    data["single_dates-INITIAL_FORMS"] = "0"
    for name in [name for name in data if name.startswith("single_dates-") and name.endswith("-id")]:
        del data[name]
    if not data.get("first_day"):
        return render(request, "events/panels/meaning_of.html", {"is_empty": True})
    form, singles = WhenForm(data, instance=page), Singles(data, instance=page, prefix="single_dates")
    if form.is_valid() and singles.is_valid():
        singles.save(commit=False)
        form.check_dates(singles)
    # What is half typed in a row of its own is said there when it is saved.
    mistakes = [*form.errors.values(), *(one for row in singles.forms for one in row.errors.values())]
    context = {"mistakes": [text for texts in mistakes for text in texts]}
    if not context["mistakes"]:
        dates = page.coming()
        context |= {
            "meaning": page.meaning,
            "dates": dates[:SHOWN],
            "number": len(dates),
            "remarks": remarks(dates),
            "is_over": not dates,
        }
    return render(request, "events/panels/meaning_of.html", context)


def _page(request: HttpRequest, pk: int) -> EventPage:
    """Return the event, for somebody who may publish it. Raises Http404 and PermissionDenied."""
    page = get_object_or_404(BinPage.outside(EventPage.objects), pk=pk)
    if not page.permissions_for_user(request.user).can_publish():
        raise PermissionDenied
    return page


@require_safe
def dates(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the dates of an event that are not over."""
    page = _page(request, pk)
    context = {"page": page, "dates": page.coming(), "states": State}
    return render(request, "events/dates.html", context)


@require_POST
def change_date(request: HttpRequest, pk: int, day: str) -> HttpResponse:
    """Cancel one date, say that it is full, or that it takes place after all; at once, for visitors and calendars."""
    page = _page(request, pk)
    try:
        there = date.fromisoformat(day)
    except ValueError as error:
        raise Http404 from error
    change = request.POST.get("change", "")
    if change not in {"", *MARKS} or there not in {one.day for one in page.plan.dates()}:
        raise Http404
    # A review and a schedule lock a page, too, but lose nothing here.
    if isinstance(lock := page.get_lock(), BasicLock) and lock.for_user(request.user):
        messages.error(request, lock.get_message(request.user))
        return redirect("events_dates", page.pk)
    note = request.POST.get("note", "").strip()[:140]
    others = [other for other in page.get_translations() if other.permissions_for_user(request.user).can_publish()]
    with transaction.atomic():
        # What a colleague saves in this moment is waited for, and read: it would else be written over.
        keys = [page.pk, *(other.pk for other in others)]
        list(Page.objects.select_for_update().filter(pk__in=keys).order_by("pk").values_list("pk"))
        for one in EventPage.objects.filter(pk__in=keys):
            if there in {date_.day for date_ in one.plan.dates()}:
                change_everywhere(one, there, change, note)
        log(page, "events.change_date", user=request.user, data={"day": day, "change": change})
    said = {
        Change.CANCELLED: _("%(day)s is cancelled. The page, the list and the calendars that follow it say so."),
        Change.FULL: _("%(day)s is full. The page, the list and the calendars that follow it say so."),
    }.get(change, _("%(day)s takes place as planned."))
    messages.success(request, said % {"day": day_in_words(there)})
    return redirect("events_dates", page.pk)


def change_everywhere(page: EventPage, day: date, change: str, note: str) -> None:
    """Put the mark on the page as it is, and into its versions that may come to be shown.

    They are changed in place, because publishing would end a review and a schedule, and pass by somebody's draft.
    """
    versions = [page.latest_revision, page.live_revision, page.scheduled_revision]
    if task := page.current_workflow_task_state:
        versions.append(task.revision)
    for version in {one.pk: one for one in versions if one}.values():
        known = version.as_object()
        mark(known, day, change, note)
        version.content = known.serializable_data()
        version.save(update_fields=["content"])
    mark(page, day, change, note)
    page.save()
    if page.live:  # it would publish them
        page.update_aliases()
    tell_translators(page)


def tell_translators(page: EventPage) -> None:
    """Put the dates into what translations are made from: the next one would else take the mark back."""
    for source in TranslationSource.objects.filter(object_id=page.translation_key, locale=page.locale_id):
        known = json.loads(source.content_json) | {"single_dates": page.serializable_data()["single_dates"]}
        source.content_json = json.dumps(known, cls=DjangoJSONEncoder)
        source.save(update_fields=["content_json"])
        source.refresh_segments()


def mark(page: EventPage, day: date, change: str, note: str) -> None:
    """Put the mark of one date in the place of the one it has; moved dates stay moved."""
    every = list(page.single_dates.all())
    rows = [row for row in every if row.day != day or row.change not in MARKS]
    if change:
        # Known by the same key in each language, so that its note can be translated.
        keys = [row.translation_key for row in every if row not in rows] or [uuid5(page.translation_key, str(day))]
        if keys[0] in {row.translation_key for row in rows}:
            keys = [uuid5(page.translation_key, f"{day} {change}")]
        rows.append(EventDate(day=day, change=change, note=note, translation_key=keys[0]))
    page.single_dates = rows
    page.__dict__.pop("plan", None)
