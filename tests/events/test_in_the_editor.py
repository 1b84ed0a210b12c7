"""Staff say when something takes place without ever seeing a rule, read what it means, and cancel a date."""

import re
from datetime import UTC, datetime, timedelta

import icalendar
import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone
from page_forms import form_for
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from accounts.models import User
from events.models import EventDate, EventPage

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


@pytest.fixture(autouse=True)
def today(monkeypatch):
    """A day before those that are named below."""
    moment = datetime(2026, 11, 25, 20, tzinfo=UTC)
    monkeypatch.setattr(timezone, "now", lambda: moment)


def signed_in(group):
    person = User.objects.create_user(f"{group.lower()}@example.org")
    person.groups.add(Group.objects.get(name=group))
    TOTP.activate(person, "JBSWY3DPEHPK3PXP")
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def chief():
    person = User.objects.create_superuser("chief@example.org")
    TOTP.activate(person, "JBSWY3DPEHPK3PXP")
    client = Client()
    client.force_login(person)
    return client


def text(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def meaning(client, **fields):
    usual = {"first_day": "2027-09-07", "begins": "18:00", "ends": "20:00", "interval": "1", "state": "planned"}
    return text(client.post("/admin/events/meaning/", usual | fields))


def singles(*rows):
    data = {"single_dates-TOTAL_FORMS": str(len(rows)), "single_dates-INITIAL_FORMS": "0"}
    for number, row in enumerate(rows):
        data |= {f"single_dates-{number}-{name}": value for name, value in row.items()}
    return data


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, "Tuesday, 7 September 2027, 6 p.m. to 8 p.m."),
        ({"begins": "", "ends": ""}, "Tuesday, 7 September 2027."),
        ({"last_day": "2027-09-09"}, "Tuesday, 7 September 2027 to Thursday, 9 September 2027, 6 p.m. to 8 p.m."),
        ({"first_day": ""}, "As soon as there is a day, you read here what it means."),
        ({"repeats": "days", "repeat_times": "3"}, "Every day, 6 p.m. to 8 p.m., 3 times."),
        (
            {"repeats": "weeks", "interval": "2", "repeat_until": "2027-12-15"},
            "Every second Tuesday, 6 p.m. to 8 p.m., until 15 December 2027.",
        ),
        (
            {"repeats": "weeks", "weekdays": ["1", "3"], "repeat_times": "5"},
            "Every Tuesday and Thursday, 6 p.m. to 8 p.m., 5 times.",
        ),
        ({"repeats": "weeks", "interval": "3", "repeat_times": "2"}, "Every 3 weeks on Tuesday,"),
        ({"repeats": "months_on_weekday", "repeat_times": "2"}, "Every month on the first Tuesday,"),
        (
            {"first_day": "2027-09-28", "repeats": "months_on_last", "repeat_times": "2"},
            "Every month on the last Tuesday,",
        ),
        ({"repeats": "months_on_day", "interval": "2", "repeat_times": "2"}, "Every second month on day 7,"),
        (
            {"first_day": "2027-10-31", "repeats": "months_on_day", "repeat_times": "4"},
            "on day 31 (months without that day are left out)",
        ),
        (
            {"first_day": "2028-02-29", "repeats": "months_on_day", "interval": "12", "repeat_times": "2"},
            "29 February 2032",
        ),
    ],
)
def test_a_sentence_says_what_the_fields_mean(chief, fields, sentence):
    assert sentence in meaning(chief, **fields)


def test_the_next_five_dates_and_how_many_there_are(chief):
    said = meaning(chief, repeats="weeks", repeat_times="8")
    assert "8 dates are to come:" in said
    assert len(re.findall(r"Tuesday, \d+ \w+ 2027", said)) == 5


def test_single_dates_are_in_the_sentence(chief):
    rows = singles(
        {"day": "2027-09-14", "change": "out"},
        {"day": "2027-09-21", "change": "moved", "new_day": "2027-09-22"},
        {"day": "2027-09-28", "change": "moved", "begins": "10:00", "ends": "11:30"},
    )
    said = meaning(chief, repeats="weeks", repeat_times="4", **rows)
    assert "not on 14 September" in said
    assert "moved from 21 September to 22 September" in said
    assert "moved from 28 September to 28 September, 10 a.m. to 11:30 a.m." in said


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"ends": "17:00"}, "It ends before it begins."),
        ({"ends": ""}, "Say when it ends, too."),
        ({"begins": ""}, "Say when it begins, too."),
        ({"last_day": "2027-09-06"}, "The last day is before the first."),
        ({"last_day": "2028-09-06"}, "One date may last 31 days."),
        ({"repeats": "weeks"}, "Say until when it repeats, or how many times."),
        ({"repeats": "weeks", "repeat_until": "2027-09-01"}, "It would end before it begins."),
        ({"repeats": "weeks", "repeat_until": "2027-10-01", "repeat_times": "3"}, "Choose one of both"),
        ({"repeats": "days", "repeat_times": "10000"}, "Choose a number from 1 to 1,000."),
        ({"repeats": "days", "repeat_until": "2033-01-01"}, "more than 1,000 dates"),
        ({"repeats": "months_on_day", "repeat_times": "900"}, "The last date would be in"),
        ({"repeats": "days", "interval": "0", "repeat_times": "3"}, "Choose a number from 1 to 99."),
        ({"repeats": "weeks", "weekdays": ["0"], "repeat_until": "2027-09-08"}, "No date comes out of this."),
        ({"first_day": "1900-01-01"}, "Choose a day from 1 January 2000 to"),
        ({"first_day": "9999-12-31"}, "Choose a day from 1 January 2000 to"),
        ({"first_day": "2027-02-29"}, "Enter a valid date."),
        ({"zone": "US/Pacific-New"}, "This time zone is not known any more."),
        ({"repeats": "weeks", "weekdays": ["7"], "repeat_times": "3"}, "7 is not one of the available choices."),
    ],
)
def test_what_does_not_fit_is_said_in_plain_words(chief, fields, sentence):
    said = meaning(chief, **fields)
    assert sentence in said
    assert ".." not in said


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ({"day": "2027-09-15", "change": "out"}, "There is no date on 15 September 2027."),
        ({"day": "2027-09-14", "change": "added"}, "There is a date on this day already."),
        ({"day": "2027-09-14", "change": "moved"}, "Say to which day or time it is moved."),
        ({"day": "2027-09-14", "change": "full", "new_day": "2027-09-15"}, "belongs to a date that is moved"),
        ({"day": "2027-09-14", "change": "moved", "begins": "10:00"}, "Say both, from when and until when."),
        ({"day": "9000-09-14", "change": "added"}, "This day is too far away."),
        (
            {"day": "2027-09-16", "change": "added", "new_day": "2027-09-17"},
            "The day of a new date stands in the first field.",
        ),
    ],
)
def test_what_does_not_fit_on_a_single_date_is_said_too(chief, row, sentence):
    assert sentence in meaning(chief, repeats="weeks", repeat_times="4", **singles(row))


def test_a_date_is_in_the_list_once_and_has_no_times_where_the_event_lasts_whole_days(chief):
    twice = singles({"day": "2027-09-14", "change": "out"}, {"day": "2027-09-14", "change": "full"})
    assert "This day is in the list already." in meaning(chief, repeats="weeks", repeat_times="4", **twice)
    row = singles({"day": "2027-09-14", "change": "moved", "begins": "10:00", "ends": "11:00"})
    whole_days = {"begins": "", "ends": "", "repeats": "weeks", "repeat_times": "4"}
    assert "so its dates have no times" in meaning(chief, **whole_days, **row)


def test_times_that_the_clock_leaves_out_or_shows_twice_are_said(chief):
    night = {"begins": "02:30", "ends": "02:45", "zone": "America/Los_Angeles", "repeats": "days", "repeat_times": "3"}
    assert "On 14 March 2027 the clocks leave out 2:30 a.m.: 3:30 a.m. is meant." in meaning(
        chief, first_day="2027-03-13", **night
    )
    assert "On 7 November 2027 the clocks show 1:30 a.m. twice" in meaning(
        chief, first_day="2027-11-06", **night | {"begins": "01:30", "ends": "01:45"}
    )


@pytest.mark.parametrize(
    "fields",
    [
        {"first_day": "\x00"},
        {"first_day": "２０２７-01-01"},
        {"interval": "99999999999"},
        {"repeat_times": "-1"},
        {"single_dates-TOTAL_FORMS": "x"},
        {"single_dates-TOTAL_FORMS": "100000"},
        {"begins": "25:00"},
        {"weekdays": ["x"]},
        {"state": "gone"},
    ],
)
def test_nonsense_is_answered_all_the_same(chief, fields):
    usual = {"first_day": "2027-09-07", "interval": "1", "state": "planned", "repeats": "weeks"}
    assert chief.post("/admin/events/meaning/", usual | fields).status_code == 200


def test_visitors_and_people_without_a_role_cannot_ask(client):
    assert client.post("/admin/events/meaning/", {}).status_code in {302, 403}
    person = User.objects.create_user("nobody@example.org")
    TOTP.activate(person, "JBSWY3DPEHPK3PXP")
    client.force_login(person)
    assert client.post("/admin/events/meaning/", {}).status_code == 403


def test_a_page_with_a_mistake_about_its_dates_is_not_published_and_nothing_is_lost(chief, listing):
    data = form_for(EventPage, "Wrong") | nested_form_data(
        {"repeats": "weeks", "action-publish": "1", "steps": "Two steps.", "single_dates": inline_formset([])}
    )
    response = chief.post(f"/admin/pages/add/events/eventpage/{listing.pk}/", data)
    assert response.status_code == 200
    assert "Say until when it repeats" in response.content.decode()
    assert "Two steps." in response.content.decode()
    assert not EventPage.objects.filter(title="Wrong").exists()


def weekly(event):
    first = timezone.localdate() + timedelta(days=3)
    return event("Weekly", first_day=first, repeats="weeks", repeat_times=6)


def cancel(client, page, day, **more):
    return client.post(f"/admin/events/{page.pk}/dates/{day}/", {"change": "cancelled"} | more, follow=True)


def test_one_date_is_cancelled_from_the_list_and_calendars_that_follow_it_learn_it(client, chief, event, listing):
    page = weekly(event)
    day = page.first_day + timedelta(days=7)
    assert "Cancel this date" in text(chief.get(f"/admin/events/{page.pk}/dates/"))
    assert "is cancelled." in text(cancel(chief, page, day, note="No heating."))
    assert "No heating." in text(client.get(page.url))
    calendar = icalendar.Calendar.from_ical(client.get(f"{listing.url}calendar/").content)
    (told,) = [one for one in calendar.events if one.get("RECURRENCE-ID") and one["RECURRENCE-ID"].dt.date() == day]
    assert told["STATUS"] == "CANCELLED"
    chief.post(f"/admin/events/{page.pk}/dates/{day}/", {"change": ""})
    assert not EventPage.objects.get(pk=page.pk).single_dates.exists()


def test_a_draft_that_somebody_works_on_stays_the_newest_and_learns_of_it(chief, event):
    page = weekly(event)
    page.title = "A better title"
    page.save_revision()
    cancel(chief, page, page.first_day)
    page = EventPage.objects.get(pk=page.pk)
    assert page.title == "Weekly"
    draft = page.get_latest_revision_as_object()
    assert draft.title == "A better title"
    assert [one.change for one in draft.single_dates.all()] == ["cancelled"]
    assert page.has_unpublished_changes


def test_a_moved_date_that_is_cancelled_stays_moved(chief, event):
    first = timezone.localdate() + timedelta(days=3)
    moved = EventDate(day=first, change="moved", new_day=first + timedelta(days=1))
    page = event(first_day=first, repeats="weeks", repeat_times=3, single_dates=[moved])
    cancel(chief, page, first)
    one = EventPage.objects.get(pk=page.pk).plan.dates()[0]
    assert (one.state, one.starts.date()) == ("cancelled", first + timedelta(days=1))


@pytest.mark.parametrize(
    ("group", "may"), [("Editors", False), ("Moderators", True), ("Administrators", True), ("Advocates", False)]
)
def test_whoever_may_publish_may_cancel(event, group, may):
    page = weekly(event)
    client = signed_in(group)
    assert (client.get(f"/admin/events/{page.pk}/dates/").status_code == 200) is may
    cancel(client, page, page.first_day)
    assert EventPage.objects.get(pk=page.pk).single_dates.exists() is may


@pytest.mark.parametrize("day", ["2001-01-01", "2027-02-30", "x"])
def test_a_date_that_there_is_not_cannot_be_cancelled(chief, event, day):
    page = weekly(event)
    assert cancel(chief, page, day).status_code == 404
    assert chief.post(f"/admin/events/{page.pk}/dates/{page.first_day}/", {"change": "burnt"}).status_code == 404
