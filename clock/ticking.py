"""The clock itself: a thread in each process that serves the site, of which one is in charge at a time.

What is short runs in the thread; what takes long, or much memory, runs in a process of its own that gives way to
visitors. A job that was missed, because the machine slept or was off, is run once when the clock is back.
"""

import contextlib
import logging
import multiprocessing
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import datetime

from django.conf import settings
from django.core.management import call_command, get_commands, load_command_class
from django.db import DatabaseError, close_old_connections
from django.utils import timezone

from .commands import JobCommand
from .jobs import Job, registered
from .models import BEAT, FUTURE, RETRY, By, Run

TICK = 5  # seconds
IN_CHARGE = "clock"  # the row of whoever is
SHORT = 3600  # seconds; what is due more often is short

log = logging.getLogger(__name__)


def command_of(job: Job, due: datetime | None) -> JobCommand:
    """Return the command of a job, ready to run if it was not begun since ``due``."""
    command = load_command_class(get_commands()[job.command], job.command)
    command.due = due
    return command


def due_jobs(now: datetime) -> Iterator[tuple[Job, datetime]]:
    """Give the jobs that are due, with the moment since when."""
    runs = Run.objects.in_bulk()
    for job in registered.values():
        run = runs.get(job.command) or Run.objects.known(job.command, now).get()
        if since := _due_since(job, run, now):
            yield job, since


def _due_since(job: Job, run: Run, now: datetime) -> datetime | None:
    if run.is_running(now):
        return None
    latest, begun = job.schedule.latest(now), run.started_at
    if begun is None or begun > now + FUTURE:
        # A new site begins with the next night; what is due every few seconds begins at once.
        return latest if job.schedule.at is None or latest > run.known_since or begun else None
    if run.by == By.TIMER and now < begun + job.schedule.left_outside:
        return None
    if latest > begun:
        return latest
    if (run.failed or run.was_cut_off(now)) and now > begun + min(RETRY, job.schedule.period):
        return now
    return None


class Clock:
    """Looks every few seconds what is due, while it is in charge."""

    def __init__(self) -> None:
        self.mark = ""
        self.last_beat = datetime.min.replace(tzinfo=timezone.get_default_timezone())
        self.process: subprocess.Popen | None = None

    def is_in_charge(self, now: datetime) -> bool:
        """Return whether this clock is the one in charge, and say every few seconds that it still is."""
        if abs(now - self.last_beat) < BEAT:
            return bool(self.mark)
        self.last_beat = now
        if not (self.mark and Run.objects.keep(self.mark, now)):
            self.mark = Run.objects.take(IN_CHARGE, now, By.CLOCK)
        return bool(self.mark)

    def tick(self, now: datetime) -> None:
        """Run what is due."""
        if not self.is_in_charge(now):
            return
        for job, since in due_jobs(now):
            if job.schedule.period.total_seconds() < SHORT:
                self.run_here(job, since)
            elif self.process is None or self.process.poll() is not None:
                self.process = self.run_beside(job, since)

    def run_here(self, job: Job, since: datetime) -> None:
        """Run a short job; what it fails with is noted and keeps no other from running."""
        try:
            with open(os.devnull, "w") as nowhere:
                call_command(command_of(job, since), stdout=nowhere)
        except Exception:
            log.exception("The job %s failed.", job.command)

    def run_beside(self, job: Job, since: datetime) -> subprocess.Popen:
        """Run a long job in a process of its own; another one begins when it has ended."""
        manage = settings.BASE_DIR / "manage.py"
        command = [sys.executable, str(manage), "run_job", job.command, "--due", since.isoformat()]
        # Ctrl-C ends it with the site, though this process has left the group of the first one (config/wsgi.py).
        first = multiprocessing.parent_process()
        group = os.getpgid(first.pid) if first and first.pid else None
        return subprocess.Popen(  # noqa: S603
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, process_group=group
        )

    def go(self) -> None:
        """Tick for as long as the process lives; while the database is away, wait for it."""
        while True:
            try:
                self.tick(timezone.now())
            except DatabaseError:
                self.mark = ""
            except Exception:
                log.exception("The clock missed a beat.")
            with contextlib.suppress(DatabaseError):
                close_old_connections()
            time.sleep(TICK)


def start() -> None:
    """Start the clock of this process."""
    threading.Thread(target=Clock().go, name="clock", daemon=True).start()
