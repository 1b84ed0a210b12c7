"""Example events, whose days are counted from today so that something is always coming up, and a newsletter."""

import json
from datetime import date, time, timedelta

from django.utils import timezone

from events.models import EventDate, EventIndexPage, EventPage
from newsletter.blocks import MailBlock
from newsletter.models import NewsletterPage, SignUpPage

from .content_files import page_at, read, rich_text
from .tree import add_page

SAME = ("title", "slug", "search_description", "where", "cost")
MAYBE = ("place", "steps", "toilets", "quiet_room", "scents", "food", "children", "repeats")


def add_events() -> None:
    """Add the list and three events: one that repeats, one online, one that everybody may come to."""
    entry = read("demo/events.toml")
    events = entry.pop("events")
    index = add_page(page_at("/"), EventIndexPage(**entry, is_example=True))
    for one in events:
        first = _next(one["weekday"], timezone.localdate() + timedelta(days=one["in_days"]))
        page = EventPage(
            **{name: one[name] for name in SAME},
            **{name: one[name] for name in MAYBE if name in one},
            **{name: rich_text(one.get(name, "")) for name in ("who_for", "not_needed")},
            summary_text=one["summary"],
            told_when_asked=one.get("told", ""),
            neutral_title=one["neutral"],
            first_day=first,
            begins=time.fromisoformat(one["begins"]),
            ends=time.fromisoformat(one["ends"]),
            repeat_times=one.get("times"),
            is_example=True,
        )
        if weeks := one.get("cancelled"):
            day = first + timedelta(weeks=weeks)
            page.single_dates = [EventDate(day=day, change="cancelled", note=one["note"])]
        add_page(index, page)


def add_newsletter() -> None:
    """Add the page to sign up, and a letter with an event in it."""
    entry = read("demo/newsletter.toml")
    letter = entry.pop("letter")
    sign_up = add_page(page_at("/"), SignUpPage(**entry, is_example=True))
    blocks = [("paragraph", f"<p>{letter.pop('text')}</p>"), ("event", EventPage.objects.live().first().pk)]
    body = MailBlock().to_python([{"type": kind, "value": value} for kind, value in blocks])
    add_page(sign_up, NewsletterPage(**letter, body=body, is_example=True))
    step = {"title": "Hear from us", "text": "Four times a year, by mail.", "page": sign_up.pk, "label": sign_up.title}
    party = EventPage.objects.get(slug="open-house")
    party.next_step = json.dumps([{"type": "next_step", "value": step}])
    party.save_revision().publish()


def _next(weekday: int, day: date) -> date:
    """Return the first such day of the week from a day on."""
    return day + timedelta(days=(weekday - day.weekday()) % 7)
