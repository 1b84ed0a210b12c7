"""When somebody answers: right over midnight, in other zones, when the clock changes, and never out of date."""

from datetime import UTC, datetime, time, timedelta
from time import monotonic
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from hypothesis import given, settings as how, strategies as some
from wagtail.test.utils.form_data import nested_form_data, streamfield

from page_cache.application import PageCache
from page_cache.store import PageStore
from resources.models import CrisisContact
from resources.opening import Now, Times, TimesBlock, in_words, opening_at
from safety import outage

pytestmark = pytest.mark.any_database

SEATTLE = ZoneInfo("America/Los_Angeles")
WEEKDAYS = frozenset(range(5))
EVERY_DAY = frozenset(range(7))


def at(text):
    """Return a moment, given as the wall in Seattle shows it."""
    return datetime.fromisoformat(text).replace(tzinfo=SEATTLE).astimezone(UTC)


@pytest.mark.parametrize(
    ("moment", "now", "changes"),
    [
        ("2026-11-26T08:59", Now.CLOSED, "2026-11-26T09:00"),
        ("2026-11-26T09:00", Now.OPEN, "2026-11-26T17:00"),
        ("2026-11-26T16:59:59", Now.OPEN, "2026-11-26T17:00"),
        ("2026-11-26T17:00", Now.CLOSED, "2026-11-27T09:00"),
        ("2026-11-27T18:00", Now.CLOSED, "2026-11-30T09:00"),  # from Friday evening to Monday
    ],
)
def test_office_hours(moment, now, changes):
    found = opening_at(at(moment), [Times(WEEKDAYS, time(9), time(17))], SEATTLE)
    assert (found.now, found.changes_at) == (now, at(changes))


@pytest.mark.parametrize(
    ("moment", "now", "changes"),
    [
        ("2026-11-28T01:30", Now.OPEN, "2026-11-28T04:00"),  # Friday's night, seen on Saturday
        ("2026-11-28T04:00", Now.CLOSED, "2026-11-30T20:00"),
        ("2026-11-30T23:59", Now.OPEN, "2026-12-01T04:00"),
    ],
)
def test_a_night_belongs_to_the_day_on_which_it_begins(moment, now, changes):
    found = opening_at(at(moment), [Times(WEEKDAYS, time(20), time(4))], SEATTLE)
    assert (found.now, found.changes_at) == (now, at(changes))


def test_what_goes_on_at_midnight_goes_on():
    times = [Times(frozenset([4]), time(9), time(0)), Times(frozenset([5]), time(0), time(12))]
    found = opening_at(at("2026-11-27T22:00"), times, SEATTLE)
    assert (found.now, found.changes_at) == (Now.OPEN, at("2026-11-28T12:00"))


def test_the_whole_day_every_day_has_no_end():
    found = opening_at(at("2026-11-27T22:00"), [Times(EVERY_DAY, time(0), time(0))], SEATTLE)
    assert (found.now, found.changes_at) == (Now.OPEN, None)


def test_times_are_those_of_the_wall_there_wherever_one_reads():
    times = [Times(WEEKDAYS, time(9), time(17))]
    moment = at("2026-11-26T14:30")
    assert opening_at(moment, times, SEATTLE).now is Now.OPEN
    assert opening_at(moment, times, ZoneInfo("America/New_York")).now is Now.CLOSED
    assert opening_at(moment.astimezone(ZoneInfo("Asia/Tokyo")), times, SEATTLE) == opening_at(moment, times, SEATTLE)


@pytest.mark.parametrize("day", ["2026-03-08", "2026-11-01"], ids=["spring", "autumn"])
def test_on_the_day_the_clock_changes_the_wall_counts(day):
    times = [Times(EVERY_DAY, time(1), time(9))]
    assert opening_at(at(f"{day}T08:59"), times, SEATTLE).changes_at == at(f"{day}T09:00")
    assert opening_at(at(f"{day}T00:30"), times, SEATTLE).changes_at == at(f"{day}T01:00")
    # An hour that the clock leaves out is nobody's.
    skipped = opening_at(at("2026-03-08T01:00"), [Times(EVERY_DAY, time(2), time(3))], SEATTLE)
    assert skipped.changes_at == at("2026-03-09T02:00")


minutes = some.integers(0, 24 * 60 - 1).map(lambda number: time(number // 60, number % 60))
some_times = some.lists(
    some.builds(Times, some.frozensets(some.integers(0, 6), min_size=1), minutes, minutes), min_size=1, max_size=4
)


@how(max_examples=150, deadline=None)
@given(times=some_times, hours=some.integers(0, 24 * 400))
def test_nothing_changes_before_it_is_said_to_and_then_it_does(times, hours):
    moment = at("2026-01-01T00:00") + timedelta(hours=hours, minutes=17)
    found = opening_at(moment, times, SEATTLE)
    if found.changes_at is None:
        assert opening_at(moment + timedelta(days=3), times, SEATTLE).now is found.now
        return
    assert found.changes_at > moment
    assert opening_at(found.changes_at - timedelta(seconds=1), times, SEATTLE).now is found.now
    assert opening_at(found.changes_at, times, SEATTLE).now is not found.now


# On the site


def contact(name, **fields):
    return CrisisContact.objects.create(
        name=name, phone="206 555 0100", locale=CrisisContact.objects.first().locale, **fields
    )


def with_times(name, opens, closes, **fields):
    times = {"days": [str(day) for day in range(7)], "opens": opens, "closes": closes}
    return contact(name, answers="times", opening_times=[("times", times)], **fields)


@pytest.fixture
def noon(monkeypatch, db):
    """It is noon in Seattle; gives a function that makes it another time."""
    now = [at("2026-11-26T12:00")]
    monkeypatch.setattr(timezone, "now", lambda: now[0])
    return lambda text: now.__setitem__(0, at(text))


def names(page):
    return [part.partition("</h3>")[0] for part in page.split("<h3>")[1:]]


def test_who_answers_now_stands_first_and_the_others_say_when(client, noon):
    with_times("At night", time(20), time(6))
    contact("Ask them")
    with_times("By day", time(9), time(17))
    contact("Always", answers="always")
    page = " ".join(client.get("/get-help/").content.decode().split())
    order = [name for name in names(page) if name in {"At night", "Ask them", "By day", "Always"}]
    assert order == ["By day", "Always", "Ask them", "At night"]
    assert "Answers now, until 5 p.m." in page
    assert "Answers now, day and night" in page
    assert "Answers today at 8 p.m." in page
    noon("2026-11-26T21:00")
    page = " ".join(client.get("/get-help/").content.decode().split())
    assert "Answers tomorrow at 9 a.m." in page
    assert "Answers now, until Friday, 6 a.m." not in page
    assert "Answers now, until 6 a.m." in page


def test_a_page_from_memory_never_says_open_once_they_have_closed(called_by_server, noon, monkeypatch):
    CrisisContact.objects.update(live=False)
    with_times("By day", time(9), time(17))
    clock = [monotonic()]
    monkeypatch.setattr("time.monotonic", lambda: clock[0])
    cache = PageCache(called_by_server, PageStore())

    def page():
        environ = RequestFactory().get("/get-help/", headers={"host": "localhost"}).environ
        environ.pop("HTTP_COOKIE", None)
        return b"".join(cache(environ, lambda *_said: None)).decode()

    noon("2026-11-26T16:59:40")
    assert "Answers now" in page()
    noon("2026-11-26T16:59:55")
    clock[0] += 15
    assert "Answers now" in page()
    noon("2026-11-26T17:00:01")
    clock[0] += 6
    assert "Answers now" not in page()


def test_days_and_times_are_asked_for_where_they_are_to_count(db):
    one = contact("Nothing said", answers="times")
    with pytest.raises(ValidationError, match="Add the days and times"):
        one.full_clean()
    block = TimesBlock()
    with pytest.raises(ValidationError) as error:
        block.clean(block.to_python({"days": [], "opens": "09:00", "closes": "17:00"}))
    assert "days" in error.value.block_errors


FIELDS = {"name": "A line", "phone": "206-555-0150", "police": "unknown", "last_checked": "2026-01-01"}
ADD = "/admin/snippets/resources/crisiscontact/add/"


def test_a_contact_that_nobody_could_reach_is_refused_in_words(sign_in):
    data = FIELDS | {"phone": "", "answers": "as_written", "opening_times-count": "0", "action-publish": "1"}
    page = sign_in("Moderators").post(ADD, data).content.decode()
    assert "Give at least one way to reach them" in page
    assert not CrisisContact.objects.filter(name="A line").exists()


def test_times_without_a_day_are_refused_in_words_and_with_one_they_are_kept(sign_in):
    times = streamfield([("times", {"opens": "09:00", "closes": "17:00"})])
    data = nested_form_data(FIELDS | {"answers": "times", "opening_times": times})
    moderator = sign_in("Moderators")
    assert "Choose at least one day." in moderator.post(ADD, data).content.decode()
    assert not CrisisContact.objects.filter(name="A line").exists()
    moderator.post(ADD, data | {"opening_times-0-value-days": ["0", "5"]})
    assert CrisisContact.objects.get(name="A line").hours_by_rule == "Monday, Saturday: 9 a.m. to 5 p.m."


def test_a_contact_is_previewed_as_it_stands_on_every_page(sign_in):
    data = nested_form_data(FIELDS | {"answers": "always", "opening_times": streamfield([])})
    url = reverse("wagtailsnippets_resources_crisiscontact:preview_on_add")
    moderator = sign_in("Moderators")
    assert moderator.post(url, data).json()["is_valid"]
    page = moderator.get(url).content.decode()
    assert "<h1>Get help now</h1>" in page
    assert "206-555-0150" in page
    assert not CrisisContact.objects.filter(name="A line").exists()


def test_what_is_kept_for_when_the_site_is_away_says_nothing_of_now(client, noon):
    with_times("By day", time(9), time(17))
    client.get("/get-help/")
    kept = outage.FILE.read_text()
    assert "By day" in kept
    assert "Answers" not in kept


def test_paper_and_kept_pages_have_the_hours_in_words(client, noon):
    """They know no “now”, and staff who gave days and times need not write them again."""
    CrisisContact.objects.update(live=False)
    with_times("By day", time(9), time(17))
    contact("Always", answers="always")
    with_times("In words", time(9), time(17), hours="When the bell rings")
    client.get("/get-help/")
    card = client.get("/get-help/card/").content.decode()
    for page in (outage.FILE.read_text(), card):
        assert "Every day: 9 a.m. to 5 p.m." in page
        assert page.count("Every day: 9 a.m.") == page.count("When the bell rings")
        assert "Always, day and night" in page
        assert "p.m.." not in page


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (range(5), "Monday to Friday"),
        ([0, 1], "Monday, Tuesday"),
        ([6, 4, 5, 1], "Tuesday, Friday to Sunday"),
        ([2], "Wednesday"),
    ],
)
def test_days_are_said_as_people_say_them(days, words):
    times = [Times(frozenset(days), time(20), time(4, 30)), Times(EVERY_DAY, time(12), time(0))]
    assert in_words(times) == f"{words}: 8 p.m. to 4:30 a.m.; Every day: noon to midnight"


def test_days_and_times_are_said_in_spanish_as_in_the_americas():
    with override("es"):
        times = Times(frozenset([6, 4, 5, 1]), time(9), time(17, 30))
        assert in_words([times]) == "Martes, viernes a domingo: 9:00\u00a0a.\u00a0m. a 5:30\u00a0p.\u00a0m."


@pytest.mark.parametrize(
    ("zone", "words"),
    [("America/New_York", "New York time"), ("Etc/GMT+5", "UTC-05:00"), ("US/Arizona", "UTC-07:00")],
)
def test_hours_in_another_zone_say_whose_clock_they_follow(noon, zone, words):
    assert with_times("Far", time(9), time(17), zone=zone).hours_by_rule.endswith(f"5 p.m. ({words})")


def test_times_without_days_are_no_hours_yet(noon):
    half = contact("Half", answers="times", zone="America/New_York")
    half.opening_times = [("times", {"days": [], "opens": time(9), "closes": time(17)})]
    assert half.hours_by_rule == ""


def test_an_end_that_is_far_away_says_its_day(client, noon):
    times = [("times", {"days": ["3", "4"], "opens": time(0), "closes": time(0)})]
    contact("Two days", answers="times", opening_times=times)
    assert "Answers now, until Saturday, midnight" in " ".join(client.get("/get-help/").content.decode().split())


def test_times_that_are_typed_by_halves_bring_no_preview_down(noon):
    half = contact("Half", answers="times")
    half.opening_times = [("times", {"days": ["0"], "opens": None, "closes": time(9)})]
    assert half.opening.is_known is False


def test_on_paper_contacts_stand_in_the_order_of_staff(client, noon):
    CrisisContact.objects.update(live=False)
    with_times("At night", time(20), time(6), sort_order=1)
    contact("Always", answers="always", sort_order=2)
    inside = client.get("/get-help/card/").content.decode().rpartition('class="sheet')[2]
    assert inside.index("At night") < inside.index("Always")
