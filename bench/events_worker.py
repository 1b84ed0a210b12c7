"""Adds weekly events and times what is made of them; bench/events runs it in a site of its own."""

import datetime
import json
import os
import statistics
import time

from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Page

from events.models import EventDate, EventIndexPage, EventPage

TIMES = 7
listing = EventIndexPage.objects.get()
client = Client(headers={"host": "localhost"})


def add(place):
    """Publish one more event."""
    first = timezone.localdate() + datetime.timedelta(days=1 + place % 60)
    page = EventPage(
        title=f"Evening {place}",
        slug=f"evening-{place}",
        summary_text="An evening.",
        first_day=first,
        begins=datetime.time(18),
        ends=datetime.time(20),
        repeats="weeks",
        repeat_times=80,
        live=False,
    )
    page.single_dates = [EventDate(day=first + datetime.timedelta(weeks=2), change="cancelled")]
    listing.add_child(instance=page)
    page.save_revision().publish()


def milliseconds(work):
    """Return the median of how long some work takes, after one that does not count."""
    work()
    found = []
    for _time in range(TIMES):
        begin = time.perf_counter()
        work()
        found.append((time.perf_counter() - begin) * 1000)
    return round(statistics.median(found), 1)


def queries(path):
    """Count the queries of a request with nothing cached but the address of the site."""
    cache.clear()
    Page.objects.filter(depth=2).first().get_url()
    with CaptureQueriesContext(connection) as counted:
        assert client.get(path).status_code == 200
    return len(counted)


def publish():
    """Publish a change of an event in the middle."""
    page = EventPage.objects.get(slug="evening-5")
    page.summary_text = f"An evening, {time.perf_counter_ns()}."
    page.save_revision().publish()


rows, have = [], 0
for number in map(int, os.environ["NUMBERS"].split(",")):
    for place in range(have, number):
        add(place)
    have = number
    month = timezone.localdate() + datetime.timedelta(days=62)
    paths = {
        "list_ms": listing.url,
        "deep_ms": f"{listing.url}?page={max(1, number // 40)}",
        "month_ms": f"{listing.url}?month={month:%Y-%m}",
        "event_ms": f"{listing.url}evening-5/",
        "home_ms": "/",
        "feed_ms": f"{listing.url}calendar/",
    }
    row = {"events": number, "dates": sum(page.occurrences.count() for page in EventPage.objects.all())}
    row |= {name: milliseconds(lambda path=path: client.get(path)) for name, path in paths.items()}
    row["feed_kb"] = round(len(client.get(paths["feed_ms"]).content) / 1000)
    row["publish_ms"] = milliseconds(publish)
    begin = time.perf_counter()
    call_command("move_dates_on", verbosity=0)
    row["move_on_s"] = round(time.perf_counter() - begin, 1)
    row["queries"] = max(queries(path) for path in paths.values())
    rows.append(row)
print(json.dumps(rows))
