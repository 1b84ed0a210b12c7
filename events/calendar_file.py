"""Calendar files (iCalendar, RFC 5545) that any calendar program reads.

A calendar is read by others, too. So an entry says no more than it is given: what a page with a neutral title gives is
its neutral title and its times.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vDuration

from .dates import Change, Date, Frequency, Plan, State, is_unclear
from .zones import zone_component

FOLLOW_AFTER = timedelta(hours=6)
NAMES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
# How a program that shows no state of an entry says it all the same.
STATUS = {State.CANCELLED: "CANCELLED", State.PLANNED: "CONFIRMED", State.MOVED: "CONFIRMED", State.FULL: "CONFIRMED"}


@dataclass(frozen=True)
class Entry:
    """What is to stand in a calendar about an event; ``marks`` are words for states, put before the title."""

    uid: str
    plan: Plan
    sequence: int
    changed_at: datetime
    title: str
    place: str = ""
    text: str = ""
    url: str = ""
    marks: tuple[tuple[State, str], ...] = ()
    one: Date | None = None  # if it is of a single date

    def only(self, day: date) -> "Entry | None":
        """Return the entry of a single date, with an identity of its own; None where there is no such date."""
        one = next((one for one in self.plan.dates() if one.day == day), None)
        if one is None:
            return None
        one = replace(one, note="" if not (self.text or self.place) else one.note)
        return replace(self, uid=f"{self.uid}-{day:%Y%m%d}", one=one)


def calendar(entries: Iterable[Entry], name: str = "") -> bytes:
    """Return the file. ``name`` is what a program that follows it calls the calendar."""
    file = Calendar()
    file.add("prodid", "-//Calendar//EN")
    file.add("version", "2.0")
    file.add("calscale", "GREGORIAN")
    file.add("method", "PUBLISH")
    if name:
        file.add("name", name)
        file.add("x-wr-calname", name)
        file.add("refresh-interval", FOLLOW_AFTER, parameters={"value": "DURATION"})
        file.add("x-published-ttl", vDuration(FOLLOW_AFTER).to_ical().decode())
    entries = list(entries)
    for zone, (first, last) in sorted(_zones(entries).items(), key=lambda item: item[0].key):
        file.add_component(zone_component(zone, first, last))
    for entry in entries:
        for event in _events(entry):
            file.add_component(event)
    return file.to_ical()


def _zones(entries: list[Entry]) -> dict[ZoneInfo, tuple[date, date]]:
    """Return {zone: (a day before its first date, a day after its last)} of what has times."""
    found: dict[ZoneInfo, tuple[date, date]] = {}
    for entry in entries:
        plan = entry.plan
        # Dates that were taken out stand in the file, too.
        days = [entry.one.starts.date()] if entry.one else [*plan.days(), *(one.starts.date() for one in plan.dates())]
        if days and not plan.is_all_day and plan.zone.key != "UTC":
            first, last = found.get(plan.zone, (min(days), max(days)))
            found[plan.zone] = min(first, *days), max(last, *days)
    around = timedelta(days=1), timedelta(days=33)
    return {zone: (first - around[0], last + around[1]) for zone, (first, last) in found.items()}


def _events(entry: Entry) -> list[Event]:
    """Return the entry itself, and one for each date that is otherwise."""
    if entry.one:
        return [_event(entry, entry.one)]
    plan = entry.plan
    days = plan.days()
    dates = {one.day: one for one in plan.dates()}
    out = [single.day for single in plan.singles if single.change == Change.OUT]
    more = [day for day in sorted(dates) if day not in set(days)]
    if not days:
        return []
    head = plan.regular(days[0])
    if not plan.repeat and not more:
        # Programs take what is otherwise for one of several dates, and show the first as it was.
        return [_event(entry, dates.get(head.day) or replace(head, state=State.CANCELLED))]
    master = _event(entry, replace(head, state=entry.plan.state), repeats=True)
    if plan.repeat:
        master.add("rrule", _rule(plan, days))
    else:
        # Some programs forget the first date where there are only others beside it.
        master.add("rrule", {"freq": "DAILY", "count": 1})
    for name, some in (("exdate", [day for day in out if day in set(days)]), ("rdate", more)):
        if some:
            master.add(name, [_when(plan.regular(day), plan.regular(day).starts) for day in sorted(some)])
    return [master, *_otherwise(entry, dates, head)]


def _otherwise(entry: Entry, dates: dict[date, Date], head: Date) -> list[Event]:
    """Return the dates that are not as the rule and the first one say.

    Programs differ in whether a night of 23 or 25 hours changes how long something lasts (RFC 5545 means that all
    dates last as long as the first), and in what they make of a time that a clock leaves out or shows twice: such a
    date says itself when it is.
    """
    plan, usual = entry.plan, _length(head)
    found = []
    for day, one in sorted(dates.items()):
        regular = plan.regular(day)
        if _differs(plan, one) or _length(regular) != usual or _is_unclear(regular):
            event = _event(entry, one)
            event.add("recurrence-id", _when(regular, regular.starts))
            found.append(event)
    return found


def _differs(plan: Plan, one: Date) -> bool:
    regular = plan.regular(one.day)
    same = (one.starts, one.ends, one.note) == (regular.starts, regular.ends, "")
    return not same or one.state != plan.state


def _length(one: Date) -> timedelta:
    return timedelta() if one.is_all_day else one.ends.astimezone(UTC) - one.starts.astimezone(UTC)


def _is_unclear(one: Date) -> bool:
    return not one.is_all_day and (is_unclear(one.starts) or is_unclear(one.ends))


def _event(entry: Entry, one: Date, *, repeats: bool = False) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", entry.changed_at)
    event.add("last-modified", entry.changed_at)
    event.add("sequence", entry.sequence)
    times = [_when(one, one.starts), _when(one, one.ends)]
    if _is_unclear(one) and not repeats:
        times = [moment.astimezone(UTC) for moment in times]
    event.add("dtstart", times[0])
    event.add("dtend", times[1])
    mark = dict(entry.marks).get(one.state, "")
    event.add("summary", f"{mark}: {entry.title}" if mark else entry.title)
    event.add("status", STATUS[one.state])
    text = "\n\n".join(part for part in (one.note if entry.text or entry.place else "", entry.text) if part)
    for name, value in (("location", entry.place), ("description", text), ("url", entry.url)):
        if value:
            event.add(name, value)
    return event


def _when(one: Date, moment: datetime) -> date | datetime:
    """Return a moment as a calendar has it: a day alone where there are no times."""
    return moment.date() if one.is_all_day else moment


def _rule(plan: Plan, days: list[date]) -> dict:
    """Return the rule; it ends with its last date, said so exactly that no program can count one more."""
    repeat = plan.repeat
    rule: dict = {"freq": "MONTHLY"}
    if repeat.frequency == Frequency.DAYS:
        rule["freq"] = "DAILY"
    elif repeat.frequency == Frequency.WEEKS:
        rule |= {"freq": "WEEKLY", "byday": [NAMES[day] for day in sorted(repeat.weekdays or {plan.first.weekday()})]}
    elif repeat.frequency == Frequency.MONTHS_ON_DAY:
        rule["bymonthday"] = plan.first.day
    else:
        rule["byday"] = f"{repeat.nth(plan.first)}{NAMES[plan.first.weekday()]}"
    last = plan.regular(days[-1])
    until = last.starts.date() if plan.is_all_day else last.starts.astimezone(UTC)
    return rule | {"interval": repeat.interval, "until": until}
