"""How a zone's clock is set while something takes place, for calendar files.

Each change of the clock stands by itself: programs differ in how they read several in one, and what `icalendar` makes
of a zone puts the beginning of summer time an hour late (7.3.2).
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

STEP = timedelta(days=1)


def zone_component(zone: ZoneInfo, first: date, last: date) -> Timezone:
    """Return what a file says about a zone from one day to another."""
    component = Timezone()
    component.add("tzid", zone.key)
    start = datetime.combine(first, time(), zone).astimezone(UTC)
    component.add_component(_setting(zone, start, start.astimezone(zone).utcoffset()))
    for moment in changes(zone, start, datetime.combine(last, time(), UTC)):
        before = (moment - timedelta(seconds=1)).astimezone(zone).utcoffset()
        component.add_component(_setting(zone, moment, before))
    return component


def changes(zone: ZoneInfo, start: datetime, end: datetime) -> Iterator[datetime]:
    """Yield the moments (UTC) at which the clock is put forward or back."""
    at = start
    while at < end:
        if at.astimezone(zone).utcoffset() != (at + STEP).astimezone(zone).utcoffset():
            yield _moment(zone, at, at + STEP)
        at += STEP


def _moment(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """Return the second of a change that lies between two moments."""
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) // 2
        middle = middle.replace(microsecond=0)
        if middle.astimezone(zone).utcoffset() == before.astimezone(zone).utcoffset():
            before = middle
        else:
            after = middle
    return after


def _setting(zone: ZoneInfo, moment: datetime, before: timedelta) -> TimezoneStandard | TimezoneDaylight:
    there = moment.astimezone(zone)
    setting = TimezoneDaylight() if there.dst() else TimezoneStandard()
    # As the clock on the wall showed it until then (RFC 5545, 3.6.5).
    setting.add("dtstart", (moment + before).replace(tzinfo=None))
    setting.add("tzoffsetfrom", before)
    setting.add("tzoffsetto", there.utcoffset())
    setting.add("tzname", there.tzname())
    return setting
