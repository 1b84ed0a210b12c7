"""Cancelling one date changes that date alone: no review, schedule, draft or translation is lost by it."""

from datetime import date, timedelta

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from wagtail.models import Locale, PageLogEntry, Workflow
from wagtail_localize.models import String
from wagtail_localize.segments.extract import extract_segments

from accounts.models import User
from events.models import EventDate, EventPage

pytestmark = pytest.mark.django_db


@pytest.fixture
def chief():
    person = User.objects.create_superuser("chief@example.org")
    TOTP.activate(person, "JBSWY3DPEHPK3PXP")
    client = Client()
    client.force_login(person)
    client.person = person
    return client


@pytest.fixture
def weekly(event):
    return event("Weekly", first_day=timezone.localdate() + timedelta(days=3), repeats="weeks", repeat_times=6)


def again(page):
    return EventPage.objects.get(pk=page.pk)


def cancel(client, page):
    return client.post(f"/admin/events/{page.pk}/dates/{page.first_day}/", {"change": "cancelled"}, follow=True)


def changes(page):
    return [one.change for one in page.single_dates.all()]


def test_what_is_scheduled_stays_scheduled_and_learns_of_it(chief, weekly):
    weekly.title, weekly.go_live_at = "Next week's title", timezone.now() + timedelta(days=5)
    weekly.save_revision().publish()
    cancel(chief, weekly)
    page = again(weekly)
    assert page.title == "Weekly"
    assert changes(page) == ["cancelled"]
    later = page.scheduled_revision
    assert later.as_object().title == "Next week's title"
    assert changes(later.as_object()) == ["cancelled"]


def test_a_review_goes_on_and_what_is_approved_later_has_the_cancelled_date(chief, weekly):
    weekly.title = "To be reviewed"
    weekly.save_revision()
    Workflow.objects.first().start(weekly, chief.person)
    cancel(chief, weekly)
    state = again(weekly).current_workflow_state
    assert state.status == "in_progress"
    state.current_task_state.approve(user=chief.person)
    page = again(weekly)
    assert page.title == "To be reviewed"
    assert changes(page) == ["cancelled"]


def test_of_an_event_that_is_not_public_the_newest_draft_stays(chief, weekly):
    weekly.unpublish()
    weekly.title = "New work"
    weekly.save_revision()
    cancel(chief, weekly)
    newest = again(weekly).get_latest_revision_as_object()
    assert (newest.title, changes(newest)) == ("New work", ["cancelled"])


def test_translations_learn_of_it_too(chief, weekly):
    spanish = Locale.objects.create(language_code="es")
    copy = weekly.copy_for_translation(spanish, copy_parents=True)
    copy.save_revision().publish()
    cancel(chief, weekly)
    assert changes(again(copy)) == ["cancelled"]


def test_a_translation_that_takes_place_on_other_days_is_left_as_it_is(chief, weekly):
    spanish = Locale.objects.create(language_code="es")
    copy = weekly.copy_for_translation(spanish, copy_parents=True)
    copy.first_day = weekly.first_day + timedelta(days=1)
    copy.save_revision().publish()
    assert "is cancelled." in cancel(chief, weekly).content.decode()
    assert (changes(again(weekly)), changes(again(copy))) == (["cancelled"], [])


def test_a_page_that_somebody_else_has_locked_is_left_alone(weekly):
    person = User.objects.create_user("m@example.org")
    person.groups.add(Group.objects.get(name="Moderators"))
    TOTP.activate(person, "JBSWY3DPEHPK3PXP")
    client = Client()
    client.force_login(person)
    weekly.locked, weekly.locked_by = True, User.objects.create_superuser("other@example.org")
    weekly.save()
    assert "locked" in cancel(client, weekly).content.decode()
    assert changes(again(weekly)) == []


def test_what_is_offline_brings_no_alias_back(chief, weekly):
    alias = weekly.create_alias(update_slug="weekly-too")
    weekly.unpublish()
    cancel(chief, weekly)
    assert changes(again(weekly)) == ["cancelled"]
    assert not again(alias).live


def test_in_the_bin_nothing_is_cancelled(chief, weekly):
    chief.post(f"/admin/pages/{weekly.pk}/delete/")
    assert cancel(chief, weekly).status_code == 404
    assert changes(again(weekly)) == []


def test_it_stands_in_the_history_of_the_page(chief, weekly):
    cancel(chief, weekly)
    assert PageLogEntry.objects.get(page=weekly.pk, action="events.change_date").data["change"] == "cancelled"


def test_translators_are_not_told_the_hidden_place(event):
    page = event("Quiet", where="ask", told_when_asked="Canary House")
    assert "told_when_asked" not in {segment.path for segment in extract_segments(page)}
    assert not String.objects.filter(data__icontains="canary").exists()


def test_the_note_of_a_date_is_in_no_calendar_of_a_neutral_page(client, event):
    day = timezone.localdate() + timedelta(days=3)
    note = EventDate(day=day, change="full", note="The shelter group is full")
    page = event(first_day=day, repeats="weeks", repeat_times=3, neutral_title=True, single_dates=[note])
    for url in (f"{page.url}calendar/", f"{page.url}calendar/{day}/"):
        assert b"shelter" not in client.get(url).content


def test_rows_that_are_older_than_the_page_break_no_list(client, alone, event):
    page = event()
    EventPage.objects.filter(pk=page.pk).update(first_day=date(2020, 1, 1))
    for url in (alone.url, "/", f"{alone.url}calendar/"):
        assert client.get(url).status_code == 200
    call_command("move_dates_on", verbosity=0)


def test_rows_of_a_form_that_name_others_are_read_all_the_same(chief):
    data = {
        "first_day": "2027-09-07",
        "interval": "1",
        "state": "planned",
        "repeats": "weeks",
        "repeat_times": "4",
        "single_dates-TOTAL_FORMS": "1",
        "single_dates-INITIAL_FORMS": "1",
        "single_dates-0-id": "abc",
        "single_dates-0-day": "2027-09-14",
        "single_dates-0-change": "out",
    }
    assert "not on 14 September" in chief.post("/admin/events/meaning/", data).content.decode()


def test_the_preview_shows_the_dates_of_the_form(chief, weekly):
    from page_forms import form_for
    from wagtail.test.utils.form_data import inline_formset, nested_form_data

    row = {"day": weekly.first_day.isoformat(), "change": "cancelled", "note": "The heating is broken."}
    fields = {"repeats": "weeks", "repeat_times": "6", "first_day": weekly.first_day.isoformat()}
    data = form_for(EventPage, "Weekly") | fields | nested_form_data({"single_dates": inline_formset([row])})
    assert chief.post(f"/admin/pages/{weekly.pk}/edit/preview/", data).json()["is_valid"]
    assert "The heating is broken." in chief.get(f"/admin/pages/{weekly.pk}/edit/preview/?mode=").content.decode()


def test_an_event_without_a_day_is_not_saved_and_what_is_missing_is_said_at_its_field(chief, listing):
    from page_forms import form_for

    add, data = f"/admin/pages/add/events/eventpage/{listing.pk}/", form_for(EventPage, "Some day") | {"first_day": ""}
    for more in ({}, {"action-publish": "1"}):
        answer = chief.post(add, data | more)
        assert answer.context["form"].errors == {"first_day": ["This field is required."]}
        assert "This field is required." in answer.content.decode()
    assert not EventPage.objects.filter(title="Some day").exists()


def test_a_draft_without_a_state_is_told_at_its_field(chief, weekly):
    from page_forms import form_for

    data = form_for(EventPage, "Weekly") | {"state": ""}
    response = chief.post(f"/admin/pages/{weekly.pk}/edit/", data)
    assert response.status_code == 200
    assert "This field is required." in response.content.decode()
