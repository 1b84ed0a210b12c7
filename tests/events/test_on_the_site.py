"""Visitors find what is coming up, read what people ask before they come, and are told when something is over."""

import json
import re
from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import random_plans
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from events.models import EventDate, EventIndexPage, EventPage, Occurrence
from home.models import HomePage
from page_cache.application import UNTIL
from resources.models import Label

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

TODAY = timezone.localdate


def text(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def main(response):
    return " ".join(response.content.decode().partition("<main")[2].partition("</main>")[0].split())


def titles(response):
    return re.findall(r'<h3> ?<a href="[^"]+">([^<]+)</a> ?</h3>', main(response))


def after(days):
    return TODAY() + timedelta(days=days)


def test_the_list_shows_each_event_once_in_the_order_of_their_next_dates(client, alone, event):
    event("Later", first_day=after(9))
    event("Weekly", first_day=after(2), repeats="weeks", repeat_times=3)
    assert titles(client.get(alone.url)) == ["Weekly", "Later"]


def test_a_month_shows_every_date_in_its_order(client, alone, event):
    first = (TODAY().replace(day=1) + timedelta(days=32)).replace(day=1)
    event("Daily", first_day=first, repeats="days", repeat_times=3)
    event("Second", first_day=first + timedelta(days=1), begins=time(9), ends=time(10))
    event("Month after", first_day=first + timedelta(days=40))
    assert titles(client.get(f"{alone.url}?month={first:%Y-%m}")) == ["Daily", "Second", "Daily", "Daily"]


def test_a_month_shows_what_began_before_it_and_goes_on(client, alone, event):
    begins = (TODAY().replace(day=1) + timedelta(days=65)).replace(day=1)
    event("Over the turn", first_day=begins - timedelta(days=2), last_day=begins + timedelta(days=1), repeats="")
    event("Evening before", first_day=begins - timedelta(days=1))
    assert titles(client.get(f"{alone.url}?month={begins:%Y-%m}")) == ["Over the turn"]


def test_without_events_the_list_says_so(client, alone):
    assert "Nothing is planned just now." in text(client.get(alone.url))


def test_what_is_over_leaves_lists_and_search_by_itself_and_says_so_by_its_address(client, alone, event):
    page = event("Quilting supper")
    assert "Quilting supper" in text(client.get("/search/?q=quilting+supper"))
    EventPage.objects.filter(pk=page.pk).update(first_day=after(-3))
    call_command("move_dates_on", verbosity=0)
    assert "Quilting supper" not in text(client.get(alone.url))
    assert page.url not in client.get("/search/?q=quilting+supper").content.decode()
    assert page.url not in client.get("/sitemap.xml").content.decode()
    response = client.get(page.url)
    assert response.status_code == 200
    assert "This is over." in text(response)
    assert "Into my calendar" not in text(response)


def test_a_date_that_has_begun_is_still_listed_until_it_ends(client, alone, event):
    now = timezone.localtime()
    begins = (now - timedelta(minutes=20)).time().replace(microsecond=0)
    ends = (now + timedelta(minutes=20)).time().replace(microsecond=0)
    day = (now - timedelta(minutes=20)).date()
    last = (now + timedelta(minutes=20)).date()
    event("Running now", first_day=day, last_day=last, begins=begins, ends=ends)
    assert "Running now" in text(client.get(alone.url))


def test_kept_pages_are_right_until_a_date_on_them_is_over(rf, alone, event):
    page = event()
    moment = page.coming()[0].ends
    for shown in (alone, page, HomePage.objects.get()):
        request = rf.get("/")
        shown.get_context(request)
        assert request.environ[UNTIL] == moment


def test_cancelled_full_and_moved_dates_say_so_with_their_note(client, alone, event):
    days = [after(7), after(14), after(21)]
    page = event(
        "Weekly",
        first_day=days[0],
        repeats="weeks",
        repeat_times=3,
        single_dates=[
            EventDate(day=days[0], change="cancelled", note="The room is being painted."),
            EventDate(day=days[1], change="full"),
            EventDate(day=days[2], change="moved", new_day=after(22)),
        ],
    )
    said = text(client.get(page.url))
    for words in ("Cancelled The room is being painted.", "Full", "Moved"):
        assert words in said
    # The list says that the next date does not take place, and which one does.
    listed = main(client.get(alone.url))
    assert "Cancelled" in listed
    assert f"<b>{days[1].day}</b>" in listed


def test_filters_leave_what_fits_and_ignore_what_is_unknown(client, alone, event):
    label = Label.objects.create(kind="audience", title="Night owls", slug="night-owls", locale=alone.locale)
    young, other = event("For the young", cost="free"), event("For all", cost="paid")
    young.audiences.set([label])
    young.save()
    assert "For all" not in text(client.get(f"{alone.url}?audience={label.slug}"))
    assert "For the young" not in text(client.get(f"{alone.url}?cost=paid"))
    month = f"{other.first_day:%Y-%m}"
    assert "For all" in text(client.get(f"{alone.url}?month={month}"))
    for query in ("month=2026-99", "month=%00", "audience=nobody", "cost=gold", "page=-1", "page=x"):
        assert "For all" in text(client.get(f"{alone.url}?{query}"))
    assert client.get(f"{alone.url}?page=99999").status_code == 200


def test_a_long_list_is_leafed_through(client, alone, event):
    for number in range(25):
        event(f"Evening {number}", first_day=after(number + 1))
    first, second = client.get(alone.url), client.get(f"{alone.url}?page=2")
    assert 'rel="next"' in main(first)
    assert len(titles(second)) == 5


def test_the_home_page_shows_the_next_three(client, alone, event):
    for number in range(5):
        event(f"Evening {number}", first_day=after(number + 1))
    section = main(client.get("/")).partition('id="home-dates"')[2].partition("</section>")[0]
    assert re.findall(r"Evening \d", section) == ["Evening 0", "Evening 1", "Evening 2"]
    EventPage.objects.all().delete()
    assert "home-dates" not in client.get("/").content.decode()


def test_a_page_answers_what_people_ask_before_they_come(client, event):
    page = event(
        who_for="<p>Anyone.</p>",
        steps="No steps.",
        scents="No perfume, please.",
        children="Children are welcome.",
        where="shown",
        place="Hall\n1 Example Street",
    )
    said = text(client.get(page.url))
    for words in ("Anyone.", "No steps.", "No perfume, please.", "Children are welcome.", "Hall 1 Example Street"):
        assert words in said


def test_times_stay_what_the_clock_on_the_wall_shows_there(client, event):
    page = event(
        first_day=date(2027, 10, 5), repeats="weeks", repeat_times=8, zone="America/Los_Angeles", begins=time(18)
    )
    assert {one.starts.time() for one in page.plan.dates()} == {time(18)}
    assert len({one.starts.utcoffset() for one in page.plan.dates()}) == 2
    assert "6 p.m." in text(client.get(page.url))


def test_a_zone_that_was_removed_from_the_world_s_list_is_replaced_by_the_site_s(client, event):
    page = event()
    EventPage.objects.filter(pk=page.pk).update(zone="US/Pacific-New")
    assert client.get(page.url).status_code == 200
    assert EventPage.objects.get(pk=page.pk).zone_info == ZoneInfo(settings.TIME_ZONE)


def test_search_engines_learn_of_events_that_everybody_may_come_to(client, event):
    def data(page):
        found = re.search(r'application/ld\+json">(.*?)</script>', client.get(page.url).content.decode(), re.DOTALL)
        return [one for one in json.loads(found[1])["@graph"] if one["@type"] == "Event"] if found else []

    (told,) = data(event("Open house", where="shown", place="Hall"))
    assert told["eventStatus"] == "https://schema.org/EventScheduled"
    assert told["location"] == {"@type": "Place", "name": "Hall", "address": "Hall"}
    (told,) = data(event("Off", where="shown", place="Hall", state="cancelled"))
    assert told["eventStatus"] == "https://schema.org/EventCancelled"
    (told,) = data(event("Somewhere", where="shown"))
    assert "location" not in told
    assert data(event("Hidden", where="ask")) == []
    assert data(event("Neutral", where="shown", place="Hall", neutral_title=True)) == []


def test_rows_are_the_dates_of_the_next_eighteen_months(event):
    horizon = timezone.now() + timedelta(days=549)
    for plan in random_plans.plans(16, seed=5):
        page = event(**as_fields(plan), single_dates=[as_row(one) for one in plan.singles])
        rows = [(row.starts, row.ends, row.state) for row in page.occurrences.order_by("starts", "pk")]
        wanted = [
            (one.starts, one.ends, one.state)
            for one in plan.dates()
            if one.ends > timezone.now() - timedelta(days=1) and one.starts < horizon
        ]
        assert rows == sorted(wanted)
        page.delete()


def as_fields(plan):
    fields = {
        "first_day": plan.first,
        "last_day": plan.last,
        "begins": plan.begins,
        "ends": plan.ends,
        "zone": plan.zone.key,
    }
    if plan.repeat:
        repeat = plan.repeat
        fields |= {"repeats": repeat.frequency, "interval": repeat.interval, "weekdays": sorted(repeat.weekdays)}
        fields |= {"repeat_until": repeat.until, "repeat_times": repeat.times}
    return fields


def as_row(single):
    return EventDate(
        day=single.day, change=single.change, new_day=single.new_day, begins=single.begins, ends=single.ends
    )


def test_dates_move_on_by_themselves(event):
    page = event(first_day=after(3), repeats="weeks", repeat_times=200)
    assert page.occurrences.count() < 90
    Occurrence.objects.filter(page=page).delete()
    call_command("move_dates_on", verbosity=0)
    assert page.occurrences.count() > 70


def test_the_list_costs_no_more_with_many_events(client, alone, event, django_assert_max_num_queries):
    for number in range(15):
        event(f"Evening {number}", repeats="weeks", repeat_times=10)
    with django_assert_max_num_queries(12):
        client.get(alone.url)
    with django_assert_max_num_queries(12):
        client.get(EventPage.objects.last().url)
    assert EventIndexPage.objects.count() == 1


def test_a_block_shows_the_next_three_dates_and_nothing_while_there_are_none(client, plain, alone, event):
    page = plain("Coming soon")
    page.body = [("next_dates", {"title": "What is on"})]
    page.save_revision().publish()
    assert "What is on" not in client.get(page.url).content.decode()
    days = [timezone.localdate() + timedelta(days=number) for number in (9, 3, 7, 5)]
    for number, day in enumerate(days):
        event(f"Evening {number}", first_day=day)
    shown = client.get(page.url).content.decode()
    assert "What is on" in shown
    assert re.findall(r">\s*Evening (\d)\s*<", shown) == ["1", "3", "2"]
