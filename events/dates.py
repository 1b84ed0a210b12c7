"""When an event takes place: a beginning, how it repeats, and single dates that are otherwise.

Times are those on the clock on the wall there: 6 p.m. stays 6 p.m. when summer time ends. What has no times lasts
whole days. A time that a clock leaves out in spring is taken as the hour before would have it (an hour later on the
wall); of one that exists twice in autumn, the first counts (RFC 5545, 3.3.5).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from itertools import islice
from zoneinfo import ZoneInfo

from dateutil import rrule
from django.db import models
from django.utils.translation import gettext_lazy as _

MOST = 1_000  # dates of one event
WEEKDAYS = (rrule.MO, rrule.TU, rrule.WE, rrule.TH, rrule.FR, rrule.SA, rrule.SU)
MIDNIGHT = time()


class State(models.TextChoices):
    """What has become of an event, or of one of its dates."""

    PLANNED = "planned", _("As planned")
    CANCELLED = "cancelled", _("Cancelled")
    MOVED = "moved", _("Moved")
    FULL = "full", _("Full")


class Frequency(models.TextChoices):
    """How something repeats."""

    DAYS = "days", _("Every day, or every few days")
    WEEKS = "weeks", _("Every week, or every few weeks, on days of the week")
    MONTHS_ON_DAY = "months_on_day", _("Every month, or every few months, on the same day: the 15th")
    MONTHS_ON_WEEKDAY = "months_on_weekday", _("… on the same day of the week: the third Tuesday")
    MONTHS_ON_LAST = "months_on_last", _("… on the last such day of the week: the last Tuesday")


class Change(models.TextChoices):
    """What is otherwise on a single date."""

    CANCELLED = "cancelled", _("Cancelled: stays to be seen, crossed out")
    OUT = "out", _("Taken out: as if it had never been there")
    MOVED = "moved", _("Moved to another day or time")
    ADDED = "added", _("One date more")
    FULL = "full", _("Full")


@dataclass(frozen=True)
class Repeat:
    """How an event repeats; it ends after a day, or after so many dates."""

    frequency: Frequency
    interval: int = 1
    weekdays: frozenset[int] = frozenset()  # of weeks alone; 0 is Monday
    until: date | None = None
    times: int | None = None

    def rule(self, first: date) -> rrule.rrule:
        """Return the rule that begins on ``first``, without times of the day."""
        options: dict = {"interval": self.interval, "dtstart": datetime.combine(first, MIDNIGHT), "count": self.times}
        if self.until:
            options["until"] = datetime.combine(self.until, MIDNIGHT)
        if self.frequency == Frequency.DAYS:
            return rrule.rrule(rrule.DAILY, **options)
        if self.frequency == Frequency.WEEKS:
            days = sorted(self.weekdays or {first.weekday()})
            return rrule.rrule(rrule.WEEKLY, byweekday=[WEEKDAYS[day] for day in days], **options)
        if self.frequency == Frequency.MONTHS_ON_DAY:
            return rrule.rrule(rrule.MONTHLY, bymonthday=first.day, **options)
        return rrule.rrule(rrule.MONTHLY, byweekday=WEEKDAYS[first.weekday()](self.nth(first)), **options)

    def nth(self, first: date) -> int:
        """Return which of its weekdays in the month ``first`` is: 1 to 5; -1 where the last is meant."""
        return -1 if self.frequency == Frequency.MONTHS_ON_LAST else (first.day - 1) // 7 + 1


@dataclass(frozen=True)
class Single:
    """What is otherwise on the date of ``day``: for moved and added ones, where it takes place in time."""

    day: date
    change: Change
    new_day: date | None = None
    begins: time | None = None
    ends: time | None = None
    note: str = ""


@dataclass(frozen=True)
class Date:
    """One date: from ``starts`` to ``ends`` (aware). ``day`` is what it is known by, also when it was moved."""

    day: date
    starts: datetime
    ends: datetime
    is_all_day: bool = False
    state: State = State.PLANNED
    note: str = ""

    @property
    def last_day(self) -> date:
        """Return the day on which it ends, there."""
        return (self.ends - timedelta(seconds=1 if self.is_all_day else 0)).date()

    def get_state_display(self) -> str:
        """Return its state in words, as a row of `Occurrence` does."""
        return str(self.state.label)


@dataclass(frozen=True)
class Plan:
    """When an event takes place. ``begins`` and ``ends`` are both None where it lasts whole days."""

    first: date
    last: date
    zone: ZoneInfo
    begins: time | None = None
    ends: time | None = None
    repeat: Repeat | None = None
    singles: Sequence[Single] = field(default=())
    state: State = State.PLANNED

    @property
    def is_all_day(self) -> bool:
        """Return whether it has no times."""
        return self.begins is None

    def days(self, most: int = MOST) -> list[date]:
        """Return the days on which the rule lets it begin, singles left aside; at most ``most``."""
        return self._days if most == MOST else self._first_days(most)

    @cached_property
    def _days(self) -> list[date]:
        return self._first_days(MOST)

    def _first_days(self, most: int) -> list[date]:
        if self.repeat is None:
            return [self.first]
        return [moment.date() for moment in islice(self.repeat.rule(self.first), most)]

    def dates(self) -> list[Date]:
        """Return all dates in the order in which they begin, cancelled ones too."""
        return list(self._dates)

    @cached_property
    def _dates(self) -> list[Date]:
        by_day: dict[date, dict[Change, Single]] = {}
        for single in self.singles:
            by_day.setdefault(single.day, {})[Change(single.change)] = single
        added = {day for day, changes in by_day.items() if Change.ADDED in changes}
        days = {*self.days(), *added}
        found = (self._date(day, by_day.get(day, {})) for day in days)
        return sorted((one for one in found if one), key=lambda one: (one.starts, one.day))

    def regular(self, day: date) -> Date:
        """Return the date that begins on ``day``, as if nothing were otherwise."""
        return self._span(day, day, self.begins, self.ends)

    def _date(self, day: date, changes: dict[Change, Single]) -> Date | None:
        if Change.OUT in changes:
            return None
        state, other = State.PLANNED, changes.get(Change.MOVED) or changes.get(Change.ADDED)
        begins, ends, at = self.begins, self.ends, day
        if other:
            at = other.new_day or day
            if not self.is_all_day:
                begins, ends = other.begins or begins, other.ends or ends
        if Change.MOVED in changes:
            state = State.MOVED
        for change in (Change.FULL, Change.CANCELLED):
            if change in changes:
                state = State(change)
        if self.state != State.PLANNED and state != State.CANCELLED:
            state = self.state
        note = " ".join(single.note for single in changes.values() if single.note)
        span = self._span(day, at, begins, ends)
        return Date(day, span.starts, span.ends, self.is_all_day, state, note)

    @property
    def _is_a_night(self) -> bool:
        """Return whether it goes on past midnight, and for less than a day: moved to daytime, it ends on that day."""
        times = self.begins is not None and self.ends is not None and self.ends <= self.begins
        return times and self.last - self.first == timedelta(days=1)

    def _span(self, day: date, at: date, begins: time | None, ends: time | None) -> Date:
        """Return the date known by ``day`` that begins on the day ``at``."""
        if begins is None or ends is None:
            end = at + (self.last - self.first) + timedelta(days=1)
            return Date(
                day, datetime.combine(at, MIDNIGHT, self.zone), datetime.combine(end, MIDNIGHT, self.zone), True
            )
        last = at + (self.last - self.first)
        if self._is_a_night:
            last = at
        if last == at and ends <= begins:  # past midnight
            last += timedelta(days=1)
        starts = datetime.combine(at, begins, self.zone)
        return Date(day, starts, max(starts, datetime.combine(last, ends, self.zone), key=datetime.timestamp))


def is_left_out(moment: datetime) -> bool:
    """Return whether the clock on the wall never shows this time, because summer time begins."""
    there = moment.astimezone(UTC).astimezone(moment.tzinfo)
    return there.replace(tzinfo=None) != moment.replace(tzinfo=None)


def is_unclear(moment: datetime) -> bool:
    """Return whether the clock on the wall leaves this time out, or shows it twice."""
    return moment.replace(fold=0).utcoffset() != moment.replace(fold=1).utcoffset()


def is_shown_twice(moment: datetime) -> bool:
    """Return whether the clock on the wall shows this time twice, because summer time ends."""
    return is_unclear(moment) and not is_left_out(moment)
