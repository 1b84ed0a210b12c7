"""Calendar files: what programs need to follow an event for good, and nothing that others should not read."""

import re
import time as clock
from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
from django.test import Client
from django.utils import timezone
from django.utils.http import http_date

from events.dates import Change, Plan, Single
from events.models import EventDate, EventPage
from page_cache.application import PageCache

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

UTC = ZoneInfo("UTC")


def read(client, url):
    response = client.get(url)
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    return icalendar.Calendar.from_ical(response.content)


def only(calendar):
    (event,) = [one for one in calendar.events if "RECURRENCE-ID" not in one]
    return event


def change(page, **values):
    page = EventPage.objects.get(pk=page.pk)
    for name, value in values.items():
        setattr(page, name, value)
    page.save_revision().publish()
    return EventPage.objects.get(pk=page.pk)


def test_an_event_keeps_its_identity_and_counts_what_changes(client, event):
    page = event()
    before = only(read(client, f"{page.url}calendar/"))
    page = change(page, begins=time(17), slug="moved-evening")
    after = only(read(client, f"{page.url}calendar/"))
    assert after["UID"] == before["UID"]
    assert after["SEQUENCE"] == before["SEQUENCE"] + 1
    assert after["LAST-MODIFIED"].dt >= before["LAST-MODIFIED"].dt


def test_what_no_calendar_shows_counts_nothing(client, event):
    page = event()
    before = only(read(client, f"{page.url}calendar/"))
    change(page, food="Soup.", told_when_asked="Somewhere else")
    after = only(read(client, f"{page.url}calendar/"))
    assert (after["SEQUENCE"], after["LAST-MODIFIED"].dt) == (before["SEQUENCE"], before["LAST-MODIFIED"].dt)


def test_an_older_draft_that_is_published_does_not_count_back(client, event):
    page = event()
    older = page.save_revision()
    page = change(page, begins=time(17))
    page = change(page, begins=time(16))
    older.publish()
    assert only(read(client, f"{page.url}calendar/"))["SEQUENCE"] == 3


def test_a_copy_of_an_event_is_another_one(client, event, listing):
    page = event()
    copy = page.copy(update_attrs={"slug": "another"}, keep_live=True)
    assert only(read(client, f"{copy.url}calendar/"))["UID"] != only(read(client, f"{page.url}calendar/"))["UID"]


def test_a_cancelled_event_and_a_cancelled_date_say_so(client, event):
    first = timezone.localdate() + timedelta(days=3)
    page = event(
        first_day=first,
        repeats="weeks",
        repeat_times=4,
        single_dates=[EventDate(day=first + timedelta(days=7), change="cancelled", note="No heating.")],
    )
    calendar = read(client, f"{page.url}calendar/")
    (other,) = [one for one in calendar.events if "RECURRENCE-ID" in one]
    assert other["STATUS"] == "CANCELLED"
    assert other["SUMMARY"] == "Cancelled: Evening"
    assert other["RECURRENCE-ID"].dt.date() == first + timedelta(days=7)
    assert "No heating." in other["DESCRIPTION"]
    assert only(calendar)["STATUS"] == "CONFIRMED"
    page = change(page, state="cancelled")
    assert only(read(client, f"{page.url}calendar/"))["STATUS"] == "CANCELLED"


def test_taken_out_moved_and_added_dates(client, event):
    first = timezone.localdate() + timedelta(days=3)
    days = [first + timedelta(days=7 * number) for number in range(4)]
    page = event(
        first_day=first,
        repeats="weeks",
        repeat_times=4,
        single_dates=[
            EventDate(day=days[1], change="out"),
            EventDate(day=days[2], change="moved", new_day=days[2] + timedelta(days=1)),
            EventDate(day=days[3] + timedelta(days=2), change="added"),
        ],
    )
    calendar = read(client, f"{page.url}calendar/")
    master = only(calendar)
    assert [one.dt.date() for one in master["EXDATE"].dts] == [days[1]]
    assert [one.dt.date() for one in master["RDATE"].dts] == [days[3] + timedelta(days=2)]
    (moved,) = [one for one in calendar.events if "RECURRENCE-ID" in one]
    assert moved["RECURRENCE-ID"].dt.date() == days[2]
    assert moved["DTSTART"].dt.date() == days[2] + timedelta(days=1)


@pytest.mark.parametrize(
    ("change", "fields", "status", "later"),
    [
        ("cancelled", {}, "CANCELLED", 0),
        ("out", {}, "CANCELLED", 0),
        ("moved", {"new_day": 2}, "CONFIRMED", 2),
        ("full", {}, "CONFIRMED", 0),
    ],
)
def test_what_happens_once_is_one_entry_as_it_is_now(client, event, change, fields, status, later):
    """Programs show the first of several entries without a rule, as if nothing were otherwise."""
    first = timezone.localdate() + timedelta(days=3)
    fields = {name: first + timedelta(days=days) for name, days in fields.items()}
    page = event(first_day=first, single_dates=[EventDate(day=first, change=change, **fields)])
    (one,) = read(client, f"{page.url}calendar/").events
    assert one["STATUS"] == status
    assert one["DTSTART"].dt.date() == first + timedelta(days=later)
    assert not {"RRULE", "EXDATE", "RECURRENCE-ID"} & set(one)


def test_a_night_that_is_moved_to_daytime_ends_on_that_day_and_a_weekend_stays_one():
    def moved(first, last, at, until, **fields):
        plan = Plan(first, last, UTC, at, until, singles=(Single(first, Change.MOVED, **fields),))
        (one,) = plan.dates()
        return one.starts.strftime("%d %H"), one.ends.strftime("%d %H")

    first, next_day, other = date(2026, 5, 1), date(2026, 5, 2), date(2026, 5, 9)
    assert moved(first, next_day, time(22), time(2), new_day=other, begins=time(18), ends=time(21)) == (
        "09 18",
        "09 21",
    )
    assert moved(first, next_day, time(22), time(2), new_day=other) == ("09 22", "10 02")
    assert moved(first, first, time(18), time(21), begins=time(23), ends=time(1)) == ("01 23", "02 01")
    assert moved(first, next_day, time(10), time(16), new_day=other) == ("09 10", "10 16")


def test_one_date_is_a_file_of_its_own(client, event):
    first = timezone.localdate() + timedelta(days=3)
    page = event(first_day=first, repeats="weeks", repeat_times=4)
    one = only(read(client, f"{page.url}calendar/{first + timedelta(days=7)}/"))
    assert "RRULE" not in one
    assert one["DTSTART"].dt.date() == first + timedelta(days=7)
    assert one["UID"] != only(read(client, f"{page.url}calendar/"))["UID"]


def test_a_moved_date_is_a_file_of_its_own_with_its_new_day_and_no_word_of_the_old_one(client, event):
    first = timezone.localdate() + timedelta(days=3)
    moved = EventDate(day=first, change="moved", new_day=first + timedelta(days=1))
    page = event(first_day=first, repeats="weeks", repeat_times=4, single_dates=[moved])
    one = only(read(client, f"{page.url}calendar/{first}/"))
    assert one["DTSTART"].dt.date() == first + timedelta(days=1)
    assert (one["STATUS"], str(one["SUMMARY"])) == ("CONFIRMED", "Evening")


def test_an_event_of_which_no_date_comes_out_stands_in_no_calendar_and_breaks_none(client, alone, event):
    other, page = event("Other"), event("Never", repeats="weeks", repeat_times=4)
    EventPage.objects.filter(pk=page.pk).update(repeat_until=page.first_day - timedelta(days=1), repeat_times=None)
    calendar = read(client, f"{alone.url}calendar/")
    assert [str(one["SUMMARY"]) for one in calendar.events] == [other.title]
    assert read(client, f"{page.url}calendar/").events == []
    assert client.get(page.url).status_code == client.get(alone.url).status_code == 200


@pytest.mark.parametrize("day", ["2001-01-01", "2027-02-30", "0000-00-00", "99999-1-1", "today", "2027-13-01"])
def test_a_date_that_there_is_not_is_not_found(client, event, day):
    page = event()
    assert client.get(f"{page.url}calendar/{day}/").status_code == 404


def test_lines_are_as_long_and_end_as_programs_expect(client, event):
    page = event("Abend für Freundinnen und Freunde aller, die hierher kommen, und noch ein paar Wörter mehr 🌻🌻🌻🌻")
    content = client.get(f"{page.url}calendar/").content
    assert content.endswith(b"\r\n")
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert max(len(line) for line in content.split(b"\r\n")) <= 75
    assert only(icalendar.Calendar.from_ical(content))["SUMMARY"].endswith("🌻🌻🌻🌻")


def test_a_file_holds_the_zone_for_as_long_as_it_is_needed_and_no_longer(client, event):
    page = event(first_day=date(2027, 9, 7), repeats="weeks", repeat_times=20, zone="America/Los_Angeles")
    content = client.get(f"{page.url}calendar/").content.decode()
    # It begins in summer time, which ends on 7 November at 2, as the clock showed it until then.
    assert re.findall(r"DTSTART:(\d+T\d+)", content) == ["20270906T000000", "20271107T020000"]


def test_the_calendar_to_follow_holds_everything_that_is_not_over(client, alone, event):
    event("One"), event("Two", state="cancelled")
    EventPage.objects.filter(pk=event("Gone").pk).update(first_day=date(2020, 1, 1))
    EventPage.objects.get(title="Gone").save()
    calendar = read(client, f"{alone.url}calendar/")
    assert {str(one["SUMMARY"]) for one in calendar.events} == {"One", "Cancelled: Two"}
    assert calendar["X-PUBLISHED-TTL"] == "PT6H"
    EventPage.objects.get(title="One").unpublish()
    assert "One" not in {str(one["SUMMARY"]) for one in read(client, f"{alone.url}calendar/").events}


def test_who_has_the_newest_file_is_told_so(called_by_server, event):
    page = event()
    site = PageCache(called_by_server)

    def ask(**headers):
        said = []
        environ = Client()._base_environ(PATH_INFO=f"{page.url}calendar/", REQUEST_METHOD="GET", **headers)
        environ.pop("HTTP_COOKIE")
        body = b"".join(site(environ, lambda status, headers, exc_info=None: said.extend([status, dict(headers)])))
        return said[0], said[1], body

    status, headers, _body = ask()
    assert status.startswith("200")
    status, _headers, body = ask(HTTP_IF_NONE_MATCH=headers["ETag"])
    assert status.startswith("304")
    assert body == b""
    assert ask(HTTP_IF_MODIFIED_SINCE=http_date(clock.time() + 3600))[0].startswith("200")


def test_a_page_with_a_neutral_title_gives_a_calendar_nothing_but_that_and_its_times(client, alone, event):
    page = event("Group for survivors", neutral_title=True, where="shown", place="Hall, 1 Example Street")
    for url in (f"{page.url}calendar/", f"{alone.url}calendar/", f"{page.url}calendar/{page.first_day}/"):
        content = client.get(url).content.decode()
        (told,) = icalendar.Calendar.from_ical(content).events
        assert told["SUMMARY"] == "Information"
        assert not {"URL", "DESCRIPTION", "LOCATION", "ORGANIZER", "CATEGORIES"} & told.keys()
        assert "survivors" not in content
        assert "Example Street" not in content


def test_the_name_of_the_file_says_nothing_and_the_page_says_what_it_leaves(client, event):
    page = event("Group for survivors", neutral_title=True)
    assert client.get(f"{page.url}calendar/")["Content-Disposition"] == 'attachment; filename="calendar.ics"'
    shown = " ".join(client.get(page.url).content.decode().split())
    assert "who else reads your calendar?" in shown
    assert "It is called “Information”." in shown
