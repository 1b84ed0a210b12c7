"""What happens by itself.

A room declares its jobs in its own jobs.py, a line each::

    repeat("check_links", weekly(MONDAY, "03:30"), _("A look at the links to other sites"))

A job is a management command made from ``JobCommand`` (commands.py): a person, or a timer of the server, may run it,
too. Times are those on the wall in the site's time zone (TIME_ZONE).
"""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from django.utils import timezone

MONDAY = 0


@dataclass(frozen=True)
class Schedule:
    """When a job is due: every so often, or at a time of the day, on one day of the week or on all."""

    period: timedelta
    at: time | None = None
    weekday: int | None = None

    def latest(self, now: datetime) -> datetime:
        """Return when it was last due, at ``now`` or before, in UTC: times on the wall cannot be compared.

        A time that does not exist when summer time begins is an hour later; of one that exists twice, the first counts.
        """
        if self.at is None:
            seconds = self.period.total_seconds()
            return datetime.fromtimestamp(now.timestamp() // seconds * seconds, tz=UTC)
        zone = timezone.get_default_timezone()
        day = now.astimezone(zone).date()
        while True:
            due = datetime.combine(day, self.at, zone).astimezone(UTC)
            if due <= now and self.weekday in {None, day.weekday()}:
                return due
            day -= timedelta(days=1)

    @property
    def patience(self) -> timedelta:
        """Return how long after a run somebody should wonder where the next one stays."""
        return self.period + (timedelta(hours=3) if self.at else timedelta(minutes=5))

    @property
    def left_outside(self) -> timedelta:
        """Return for how long after a run by a timer of the server the next run is left to that timer."""
        return self.period + (timedelta(hours=1) if self.at else timedelta(minutes=1, seconds=30))


def every(seconds: int) -> Schedule:
    """Return the schedule of what is due every so many seconds."""
    return Schedule(timedelta(seconds=seconds))


def daily(at: str) -> Schedule:
    """Return the schedule of what is due once a day, at a time such as "02:00"."""
    return Schedule(timedelta(days=1), time.fromisoformat(at))


def weekly(weekday: int, at: str) -> Schedule:
    """Return the schedule of what is due once a week, on a day (Monday is 0) at a time such as "02:00"."""
    return Schedule(timedelta(days=7), time.fromisoformat(at), weekday)


@dataclass(frozen=True)
class Job:
    """A command that runs by itself; ``name`` is what staff read."""

    command: str
    schedule: Schedule
    name: str


registered: dict[str, Job] = {}


def repeat(command: str, schedule: Schedule, name: str) -> None:
    """Let a management command run by itself."""
    registered[command] = Job(command, schedule, name)
