"""A command that the clock runs: never twice at a time, and its last run is noted."""

import contextlib
import os
import sys
import threading
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection
from django.utils import timezone

from .models import BEAT, By, Run


class JobCommand(BaseCommand):
    """Base of all jobs. The clock sets ``due``; without it, somebody runs the command."""

    due: datetime | None = None

    def is_run(self, options: dict[str, Any]) -> bool:
        """Return whether these options are a run of the job at all."""
        return True

    def execute(self, *args: Any, **options: Any) -> str | None:
        """Run unless it runs already; note the end, whatever it was."""
        if not self.is_run(options):
            return super().execute(*args, **options)
        by = By.CLOCK if self.due else By.PERSON if sys.stdin and sys.stdin.isatty() else By.TIMER
        command = type(self).__module__.rpartition(".")[2]
        mark = Run.objects.take(command, timezone.now(), by, self.due)
        if not mark:
            if not self.due:
                (options.get("stdout") or self.stdout).write("It is running already; nothing was begun.\n")
            return None
        said, failed = "", True
        try:
            with signs_of_life(mark):
                result = super().execute(*args, **options)
            failed = False
        except (CommandError, SystemExit) as error:
            said = str(error)
            raise
        except BaseException as error:
            # What it says may hold words of people.
            said = type(error).__name__
            raise
        else:
            return result
        finally:
            with contextlib.suppress(DatabaseError):
                Run.objects.end(mark, timezone.now(), failed, said)


@contextlib.contextmanager
def signs_of_life(mark: str) -> Iterator[None]:
    """Say every few seconds that a run goes on, while the block does."""
    over = threading.Event()

    def tell() -> None:
        while not over.wait(BEAT.total_seconds()):
            with contextlib.suppress(DatabaseError):
                Run.objects.keep(mark, timezone.now())
        connection.close()

    teller = threading.Thread(target=tell, name=f"sign of life of {os.getpid()}", daemon=True)
    teller.start()
    try:
        yield
    finally:
        over.set()
        teller.join(BEAT.total_seconds())
