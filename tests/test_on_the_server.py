"""Commands that somebody types on the server say what they did, and leave alone what is there."""

from io import StringIO
from time import monotonic

import pytest
from django.core.management import CommandError, call_command
from wagtail.models import Page

from clock.jobs import registered
from clock.models import Run
from upkeep.cache import OptionalRedisCache
from upkeep.management.commands import well
from upkeep.wellness import Finding

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


def said(*command, **options):
    out = StringIO()
    call_command(*command, stdout=out, **options)
    return out.getvalue()


def test_jobs_are_listed_and_run_by_their_names():
    lines = said("run_job").splitlines()
    assert len(lines) == len(registered)
    assert "move_dates_on: The dates of events move on" in lines
    with pytest.raises(CommandError, match=r"no job 'tidy'; script/manage run_job lists them"):
        said("run_job", "tidy")
    said("run_job", "move_dates_on")
    run = Run.objects.get(command="move_dates_on")
    assert run.ended_at
    assert not run.failed


@pytest.mark.parametrize("command", ["load_first_content", "load_demo_content"])
def test_a_site_that_has_content_is_left_alone(command):
    before = Page.objects.count()
    assert "already" in said(command)
    assert Page.objects.count() == before


def test_what_is_not_well_is_said_in_lines_and_by_the_exit_code(monkeypatch):
    monkeypatch.setattr(well, "findings", lambda: [Finding("Mail", is_well=True, text="It works.")])
    assert said("well") == "Everything is well.\n"
    monkeypatch.setattr(well, "findings", lambda: [Finding("Mail", is_well=False, text="Nobody takes it.")])
    out = StringIO()
    with pytest.raises(SystemExit) as end:
        call_command("well", stdout=out)
    assert (end.value.code, out.getvalue()) == (1, "Mail: Nobody takes it.\n")


def test_a_cache_that_nobody_answers_at_finds_nothing_keeps_nothing_and_is_not_waited_for():
    cache = OptionalRedisCache("redis://127.0.0.1:1/0", {"OPTIONS": {"socket_connect_timeout": 1}})
    begin = monotonic()
    cache.set("a", 1)
    cache.set_many({"a": 1, "b": 2})
    cache.delete("a")
    cache.delete_many(["a", "b"])
    assert cache.get("a", "nothing") == "nothing"
    assert cache.get_many(["a", "b"]) == {}
    assert not cache.add("a", 1)
    assert not cache.touch("a")
    assert not cache.has_key("a")
    assert not cache.clear()
    assert monotonic() - begin < 5
