"""What runs beside the answers to visitors, in processes and threads of their own: jobs, the worker, backups."""

import contextlib
import os
import sqlite3
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, connections
from django.utils import timezone

from clock import commands
from clock.jobs import Job, daily
from clock.models import LOST
from clock.ticking import Clock
from home.models import HomePage
from upkeep.backup import snapshot

pytestmark = pytest.mark.django_db
on_sqlite = pytest.mark.skipif(
    connection.vendor != "sqlite", reason="PostgreSQL lets nobody else see what a test has written"
)


@pytest.fixture
def beside(database_file, monkeypatch):
    """Processes and threads that begin in a test use a copy of the database; gives a function that asks it."""
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{database_file}")
    monkeypatch.setitem(connections.settings["default"], "NAME", str(database_file))

    def ask(sql, *values):
        with contextlib.closing(sqlite3.connect(database_file, timeout=20)) as opened, opened:
            return opened.execute(sql, values).fetchall()

    return ask


@on_sqlite
def test_a_long_job_runs_in_a_process_of_its_own_once_for_each_time_it_is_due(beside):
    due = timezone.now() - timedelta(minutes=1)
    job = Job("clearsessions", daily("02:00"), "sessions")
    assert Clock().run_beside(job, due).wait(60) == 0
    last = "SELECT by, failed, started_at FROM clock_run WHERE command = 'clearsessions' AND ended_at IS NOT NULL"
    ((by, failed, started),) = beside(last)
    assert (by, failed) == ("clock", 0)
    assert Clock().run_beside(job, due).wait(60) == 0
    assert beside(last) == [(by, failed, started)]


@on_sqlite
def test_a_run_that_takes_long_says_that_it_goes_on(beside, monkeypatch):
    monkeypatch.setattr(commands, "BEAT", timedelta(milliseconds=5))
    long_ago = "2020-01-01 00:00:00"
    beside(
        "INSERT INTO clock_run (command, known_since, by, failed, said, holder, beat_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
        *("search_check", long_ago, "clock", False, "", "ours", long_ago),
    )
    with commands.signs_of_life("ours"):
        for _try in range(1_000):
            beat = beside("SELECT beat_at FROM clock_run WHERE holder = 'ours'")
            if beat != [(long_ago,)]:
                break
            time.sleep(0.02)
        else:
            pytest.fail("no sign of life")
    assert datetime.fromisoformat(beat[0][0]).replace(tzinfo=UTC) > timezone.now() - LOST


@pytest.fixture
def write_elsewhere(request, home):
    """A function that changes what the front page says first, as another process does."""
    if connection.vendor == "sqlite":
        ask = request.getfixturevalue("beside")
        yield lambda text: ask("UPDATE home_homepage SET welcome = ? WHERE page_ptr_id = ?", text, home.pk)
        return

    def write(text):
        with other.cursor() as cursor:
            cursor.execute("UPDATE home_homepage SET welcome = %s WHERE page_ptr_id = %s", [text, home.pk])

    with contextlib.closing(connection.copy()) as other:
        other.inc_thread_sharing()
        yield write
        write(home.welcome)


def test_a_backup_sees_one_moment_whatever_is_written_meanwhile(write_elsewhere, home):
    seen = []

    def back_up():
        with contextlib.closing(connections["default"]):
            with snapshot():
                seen.append(HomePage.objects.get(pk=home.pk).welcome)
                write_elsewhere("Written meanwhile")
                seen.append(HomePage.objects.get(pk=home.pk).welcome)
            seen.append(HomePage.objects.get(pk=home.pk).welcome)

    thread = threading.Thread(target=back_up)
    thread.start()
    thread.join(60)
    assert seen == [home.welcome, home.welcome, "Written meanwhile"]


WORKER = """
import django; django.setup()
from datetime import timedelta
from django.core.mail import EmailMessage
from django.core.management import call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from upkeep.wellness import findings

def told():
    print(*(finding.text for finding in findings() if finding.name == "Worker"))

call_command("migrate", "django_tasks_database", verbosity=0)
told()
notice = {"Auto-Submitted": "auto-generated"}
EmailMessage("A page waits", "Words", to=["somebody@example.org"], headers=notice).send()
told()
DBTaskResult.objects.update(enqueued_at=timezone.now() - timedelta(hours=1))
told()
DBTaskResult.objects.update(status="FAILED")
told()
"""


@on_sqlite
def test_staff_learn_when_notices_are_left_to_a_worker_that_does_not_run(beside):
    # Sent by production's settings: those of the tests keep mail in memory.
    env = os.environ | {"TASKS": "worker", "DJANGO_SETTINGS_MODULE": "config.settings.base"}
    done = subprocess.run([sys.executable, "-c", WORKER], env=env, capture_output=True, text=True)
    assert done.stdout.splitlines() == [
        "Nothing waits for it.",
        "Nothing waits for it.",
        "Notices wait to be sent and nobody sends them: the worker (script/manage db_worker) does not run.",
        "Some notices reached nobody, although they were sent again and again: look at the mail server.",
    ], done.stderr
