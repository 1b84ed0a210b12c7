"""What happens by itself happens as often as it should: through stops, sleep, summer time, and beside timers."""

import html
import subprocess
import sys
import threading
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone
from hypothesis import given, strategies

from clock import jobs, ticking
from clock.commands import JobCommand
from clock.jobs import MONDAY, Job, daily, every, weekly
from clock.models import LOST, By, Run
from clock.ticking import Clock, due_jobs

NIGHTLY = Job("make_picture_sizes", daily("02:30"), "nightly")
OFTEN = Job("publish_scheduled", every(30), "often")
NOON = datetime(2026, 6, 10, 12, tzinfo=UTC)


@pytest.fixture
def ran(monkeypatch, db):
    """The clock's jobs are two whose runs are only noted here; gives the list of (name, when)."""
    Run.objects.all().delete()
    monkeypatch.setattr(jobs, "registered", {})
    monkeypatch.setattr(ticking, "registered", {job.command: job for job in (NIGHTLY, OFTEN)})
    found = []

    def note(clock, job, since):
        if mark := Run.objects.take(job.command, clock.now, By.CLOCK, since):
            found.append((job.name, clock.now))
            Run.objects.end(mark, clock.now, failed=False, said="")

    monkeypatch.setattr(Clock, "run_here", note)
    monkeypatch.setattr(Clock, "run_beside", note)
    return found


def pass_time(clocks, begin, end, step=timedelta(seconds=15)):
    """Let clocks tick from one moment to another."""
    now = begin
    while now < end:
        for clock in clocks:
            clock.now = now
            clock.tick(now)
        now += step


def nights(ran):
    return [when for name, when in ran if name == "nightly"]


ZONES = ["America/Los_Angeles", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Kathmandu", "America/Sao_Paulo"]


@pytest.mark.any_database
@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("at", ["00:00", "02:00", "02:30", "03:00", "23:59"])
def test_a_daily_job_is_due_once_each_day_of_the_year_summer_time_included(settings, zone, at):
    settings.TIME_ZONE = zone
    schedule, due = daily(at), set()
    now = datetime(2026, 1, 1, 12, tzinfo=UTC)
    while now < datetime(2027, 1, 1, 12, tzinfo=UTC):
        due.add(schedule.latest(now))
        now += timedelta(minutes=20)
    days = [moment.astimezone(ZoneInfo(zone)).date() for moment in due]
    assert len(due) in {365, 366}
    assert len(set(days)) == len(days)


@pytest.mark.any_database
@given(now=strategies.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=strategies.just(UTC)))
def test_what_is_due_lies_within_one_period_and_never_ahead(now):
    for schedule, longest in ((every(30), 30), (daily("02:00"), 25 * 3600), (weekly(MONDAY, "03:30"), 169 * 3600)):
        latest = schedule.latest(now)
        assert timedelta(0) <= now - latest <= timedelta(seconds=longest)
        assert schedule.latest(latest) == latest


@pytest.mark.any_database
def test_a_weekly_job_is_due_on_its_day(settings):
    settings.TIME_ZONE = "America/Los_Angeles"
    assert weekly(MONDAY, "03:30").latest(NOON).astimezone(ZoneInfo("America/Los_Angeles")).date() == date(2026, 6, 8)


def test_a_new_site_begins_with_the_next_night_and_at_once_with_what_is_due_often(ran):
    pass_time([Clock()], NOON, NOON + timedelta(minutes=2))
    assert len(ran) == 4
    assert not nights(ran)


@pytest.mark.parametrize(("begin", "days"), [("2026-03-05", 6), ("2026-10-29", 6), ("2026-06-01", 3)])
def test_each_night_once_also_when_summer_time_begins_or_ends(ran, settings, begin, days):
    settings.TIME_ZONE = "America/Los_Angeles"
    first = datetime.fromisoformat(f"{begin}T20:00+00:00")
    pass_time([Clock()], first, first + timedelta(days=days), timedelta(minutes=5))
    assert len(nights(ran)) == days


def test_two_clocks_on_one_database_do_it_once(ran):
    pass_time([Clock(), Clock()], NOON, NOON + timedelta(days=2), timedelta(minutes=1))
    assert len(nights(ran)) == 2
    often = [when for name, when in ran if name == "often"]
    assert len(often) == len(set(often))


def test_when_a_clock_is_killed_another_is_in_charge_within_a_minute(ran):
    killed, other = Clock(), Clock()
    pass_time([killed, other], NOON, NOON + timedelta(minutes=5))
    assert not other.mark
    before = len(ran)
    pass_time([other], NOON + timedelta(minutes=5), NOON + timedelta(minutes=6, seconds=15))
    assert other.mark
    assert len(ran) > before


def test_what_was_missed_while_the_machine_slept_is_done_once(ran, settings):
    settings.TIME_ZONE = "UTC"
    clock = Clock()
    pass_time([clock], datetime(2026, 6, 10, 1, tzinfo=UTC), datetime(2026, 6, 10, 2, tzinfo=UTC))
    woken = datetime(2026, 6, 10, 4, tzinfo=UTC)
    pass_time([clock], woken, woken + timedelta(hours=3), timedelta(minutes=1))
    assert [moment - woken < timedelta(minutes=2) for moment in nights(ran)] == [True]
    # A week off: once, not seven times.
    later = datetime(2026, 6, 17, 12, tzinfo=UTC)
    pass_time([Clock()], later, later + timedelta(hours=1), timedelta(minutes=1))
    assert len(nights(ran)) == 2


def test_a_machine_that_wakes_does_not_do_again_what_another_did_meanwhile(ran, settings):
    settings.TIME_ZONE = "UTC"
    sleeper, other = Clock(), Clock()
    begin = datetime(2026, 6, 10, 1, tzinfo=UTC)
    pass_time([sleeper], begin, begin + timedelta(minutes=10))
    pass_time([other], begin + timedelta(minutes=12), begin + timedelta(hours=2), timedelta(seconds=30))
    pass_time([sleeper, other], begin + timedelta(hours=2), begin + timedelta(hours=3), timedelta(minutes=1))
    assert len(nights(ran)) == 1


def test_a_clock_that_was_a_year_ahead_does_not_stop_everything_for_a_year(ran):
    ahead = NOON + timedelta(days=365)
    pass_time([Clock()], ahead, ahead + timedelta(days=1, minutes=5), timedelta(minutes=5))
    before = len(nights(ran))
    pass_time([Clock()], NOON, NOON + timedelta(days=1), timedelta(minutes=5))
    assert len(nights(ran)) >= before + 1


def test_a_timer_of_the_server_goes_on_working_and_nothing_is_done_twice(ran, settings):
    settings.TIME_ZONE = "UTC"
    clock = Clock()
    for day in range(3):
        begin = datetime(2026, 6, 10 + day, 5, tzinfo=UTC)
        Run.objects.end(Run.objects.take(NIGHTLY.command, begin, By.TIMER), begin, failed=False, said="")
        pass_time([clock], begin, begin + timedelta(days=1), timedelta(minutes=5))
    assert nights(ran) == []
    # Somebody took the timer away: an hour after it should have come, the clock steps in.
    pass_time([clock], datetime(2026, 6, 13, 5, tzinfo=UTC), datetime(2026, 6, 14, 5, tzinfo=UTC), timedelta(minutes=5))
    first, *more = nights(ran)
    assert first == datetime(2026, 6, 13, 6, tzinfo=UTC)
    assert len(more) == 1


def test_what_failed_and_what_was_cut_off_is_tried_again_an_hour_later(ran, settings):
    settings.TIME_ZONE = "UTC"
    night = datetime(2026, 6, 10, 2, 30, tzinfo=UTC)
    Run.objects.end(Run.objects.take(NIGHTLY.command, night, By.CLOCK), night, failed=True, said="Full.")
    pass_time([Clock()], night, night + timedelta(hours=2), timedelta(minutes=1))
    assert [when - night for when in nights(ran)] == [timedelta(hours=1, minutes=1)]
    Run.objects.filter(command=NIGHTLY.command).update(started_at=night, holder="x", beat_at=night, by=By.CLOCK)
    assert NIGHTLY not in dict(due_jobs(night + LOST / 2))
    assert NIGHTLY in dict(due_jobs(night + timedelta(hours=1, minutes=2)))


def test_a_command_that_runs_is_not_run_beside_itself(db, capsys):
    mark = Run.objects.take("publish_scheduled", timezone.now(), By.CLOCK)
    call_command("publish_scheduled")
    assert "running already" in capsys.readouterr().out
    assert Run.objects.keep(mark, timezone.now())
    Run.objects.end(mark, timezone.now(), failed=False, said="")
    call_command("publish_scheduled")
    run = Run.objects.get(command="publish_scheduled")
    assert (run.failed, run.holder, run.ended_at >= run.started_at) == (False, "", True)


def test_a_failure_is_noted_in_its_own_words_but_not_in_those_of_people(db, monkeypatch):
    def handle(self, **_options):
        raise self.error

    monkeypatch.setattr("search.management.commands.search_check.Command.handle", handle)
    for error, said in ((CommandError("3 differences."), "3 differences."), (ValueError("a story"), "ValueError")):
        monkeypatch.setattr(JobCommand, "error", error, raising=False)
        with pytest.raises(type(error)):
            call_command("search_check")
        run = Run.objects.get(command="search_check")
        assert (run.failed, run.said, run.holder) == (True, said, "")


def test_every_declared_job_is_a_command_that_notes_its_runs(settings):
    from clock.jobs import registered

    assert {"publish_scheduled", "daily", "check_links", "clearsessions"} <= set(registered)
    for job in registered.values():
        command = ticking.command_of(job, None)
        assert isinstance(command, JobCommand)
        assert job.name


def test_the_database_may_be_away_for_a_while(db, monkeypatch):
    """The thread goes on, and is in charge again when the database answers."""
    from django.db import OperationalError

    ticks, answers = [], iter([OperationalError("gone"), ValueError("a fault of ours"), None, None])
    over = threading.Event()

    def tick(self, now):
        ticks.append(now)
        answer = next(answers)
        if answer:
            raise answer
        over.set()
        raise SystemExit

    monkeypatch.setattr(Clock, "tick", tick)
    monkeypatch.setattr(ticking, "TICK", 0)
    with pytest.raises(SystemExit):
        Clock().go()
    assert over.is_set()
    assert len(ticks) == 3


def test_while_a_long_job_runs_the_clock_begins_no_other(ran, settings):
    settings.TIME_ZONE = "UTC"
    clock, night = Clock(), datetime(2026, 6, 10, 2, tzinfo=UTC)
    clock.process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    pass_time([clock], night, night + timedelta(hours=2), timedelta(minutes=1))
    assert nights(ran) == []
    assert ran
    clock.process.communicate(b"\n")
    pass_time([clock], night + timedelta(hours=2), night + timedelta(hours=3), timedelta(minutes=1))
    assert nights(ran) == [night + timedelta(hours=2)]


@pytest.mark.any_database
def test_a_job_that_fails_is_noted_and_the_clock_goes_on(db, monkeypatch, sign_in):
    def handle(self, **_options):
        raise ValueError("the words of somebody")

    monkeypatch.setattr("consent.management.commands.publish_scheduled.Command.handle", handle)
    job = jobs.registered["publish_scheduled"]
    Clock().run_here(job, timezone.now() - timedelta(minutes=1))
    page = html.unescape(sign_in("Administrators").get("/admin/well/").content.decode())
    assert "“ValueError” It is tried again by itself" in page
    assert "the words of somebody" not in page


@pytest.mark.any_database
def test_what_runs_elsewhere_is_not_begun_by_the_clock_and_nothing_is_said(db, capsys):
    mark = Run.objects.take("publish_scheduled", timezone.now(), By.PERSON)
    begun = Run.objects.get(command="publish_scheduled").started_at
    Clock().run_here(jobs.registered["publish_scheduled"], timezone.now() - timedelta(minutes=1))
    call_command(ticking.command_of(jobs.registered["publish_scheduled"], timezone.now()))
    assert capsys.readouterr().out == ""
    run = Run.objects.get(command="publish_scheduled")
    assert (run.holder, run.by, run.started_at) == (mark, By.PERSON, begun)
