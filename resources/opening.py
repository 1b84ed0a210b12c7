"""When somebody answers: days and times in a zone, and what they mean at a given moment.

Times are those on a clock on the wall there. A day whose end is not after its beginning ends on the next day; what
ends where something else begins (at midnight, say) goes on without a break.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import IntEnum
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.forms import CheckboxSelectMultiple
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.formats import time_format
from django.utils.text import capfirst
from django.utils.translation import gettext, gettext_lazy as _, pgettext
from wagtail import blocks


def zones() -> list[tuple[str, str]]:
    """Return the names of all zones, as choices of a field."""
    return [(name, name.replace("_", " ")) for name in sorted(available_timezones())]


# Areas of which a zone names a city.
AREAS = {"Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific"}
DAYS = [(str(number), name) for number, name in WEEKDAYS.items()]  # 0 is Monday


class TimesBlock(blocks.StructBlock):
    """Days with the same times."""

    days = blocks.MultipleChoiceBlock(choices=DAYS, widget=CheckboxSelectMultiple, label=_("Days"))
    opens = blocks.TimeBlock(label=_("From"))
    closes = blocks.TimeBlock(label=_("Until"), help_text=_("Earlier than “from”: until then on the next day."))

    class Meta:
        icon = "time"
        label = _("Days and times")

    def clean(self, value: Any) -> Any:
        """Refuse times without a day."""
        cleaned = super().clean(value)
        if not cleaned.get("days"):
            raise blocks.StructBlockValidationError(
                block_errors={"days": ValidationError(_("Choose at least one day."))}
            )
        return cleaned


class Now(IntEnum):
    """Whether somebody answers at this moment; in the order in which contacts are shown."""

    OPEN = 0
    UNKNOWN = 1
    CLOSED = 2


@dataclass(frozen=True)
class Opening:
    """Whether somebody answers, and the moment at which that changes (None: it does not, or nobody knows)."""

    now: Now
    changes_at: datetime | None = None

    @property
    def is_known(self) -> bool:
        """Return whether anybody has said when somebody answers."""
        return self.now is not Now.UNKNOWN

    @property
    def is_open(self) -> bool:
        """Return whether somebody answers."""
        return self.now is Now.OPEN

    @property
    def is_closed(self) -> bool:
        """Return whether nobody answers."""
        return self.now is Now.CLOSED

    @property
    def is_far(self) -> bool:
        """Return whether it changes so late that a time alone could be taken for today's."""
        return self.changes_at is not None and self.changes_at - timezone.now() > timedelta(hours=12)

    @property
    def day(self) -> str:
        """Return on which day it changes, seen from now: "today", "tomorrow", or "later"."""
        days = (timezone.localdate(self.changes_at) - timezone.localdate()).days
        return {0: "today", 1: "tomorrow"}.get(days, "later")


@dataclass(frozen=True)
class Times:
    """Days of the week (0 is Monday) with the times between which somebody answers."""

    days: frozenset[int]
    opens: time
    closes: time


def opening_at(moment: datetime, times: Iterable[Times], zone: ZoneInfo) -> Opening:
    """Return whether somebody answers at ``moment``, for one week after the other."""
    times = list(times)
    for begin, end in _joined(_spans(moment, times, zone)):
        if moment < begin:
            return Opening(Now.CLOSED, begin)
        if moment < end:
            # What has no end within the days that were looked at has none.
            return Opening(Now.OPEN, end if end - moment < timedelta(days=7) else None)
    return Opening(Now.CLOSED if times else Now.UNKNOWN)


def in_words(times: Iterable[Times]) -> str:
    """Return when somebody answers, for paper: "Monday to Friday: 9 a.m. to 5 p.m.; Saturday: …"."""
    return "; ".join(
        gettext("%(days)s: %(opens)s to %(closes)s")
        % {"days": _days_in_words(one.days), "opens": time_format(one.opens), "closes": time_format(one.closes)}
        for one in times
        if one.days
    )


def zone_in_words(name: str) -> str:
    """Return how people call a zone ("New York time"), or its hours from the time of the world ("UTC-05:00")."""
    area, _slash, city = name.rpartition("/")
    if area.partition("/")[0] in AREAS:
        return gettext("%(city)s time") % {"city": city.replace("_", " ")}
    return f"UTC{timezone.localtime(timezone=ZoneInfo(name)).isoformat()[-6:]}"


def _days_in_words(days: frozenset[int]) -> str:
    if len(days) == len(DAYS):
        return gettext("Every day")
    runs: list[list[int]] = []
    for day in sorted(days):
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    names = []
    for run in runs:
        first, last = WEEKDAYS[run[0]], WEEKDAYS[run[-1]]
        if len(run) > 2:
            names.append(pgettext("days", "%(first)s to %(last)s") % {"first": first, "last": last})
        else:
            names += [str(WEEKDAYS[day]) for day in run]
    return capfirst(", ".join(names))


def _spans(moment: datetime, times: list[Times], zone: ZoneInfo) -> Iterator[tuple[datetime, datetime]]:
    """Yield (beginning, end) from the day before ``moment`` to nine days after it."""
    today = moment.astimezone(zone).date()
    for day in (today + timedelta(days=number) for number in range(-1, 10)):
        for one in times:
            if day.weekday() in one.days:
                last = day + timedelta(days=one.closes <= one.opens)
                begin = datetime.combine(day, one.opens, zone).astimezone(UTC)
                end = datetime.combine(last, one.closes, zone).astimezone(UTC)
                if begin < end:  # else an hour that the clock leaves out in spring
                    yield begin, end


def _joined(spans: Iterable[tuple[datetime, datetime]]) -> Iterator[tuple[datetime, datetime]]:
    """Yield the spans in order, those that touch or overlap as one."""
    current: tuple[datetime, datetime] | None = None
    for begin, end in sorted(spans):
        if current and begin <= current[1]:
            current = current[0], max(current[1], end)
            continue
        if current:
            yield current
        current = begin, end
    if current:
        yield current
