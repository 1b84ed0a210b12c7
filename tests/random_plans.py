"""Plans as staff might make them, and others, by chance: the same on every run, over both changes of summer time."""

import random
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from events.calendar_file import Entry
from events.dates import Change, Frequency, Plan, Repeat, Single

# North and south, half hours, none, one that changes at midnight, one that left it off.
ZONES = ["America/Los_Angeles", "Europe/Berlin", "Australia/Lord_Howe", "America/Santiago", "Asia/Kolkata", "UTC",
         "America/St_Johns", "Africa/Cairo", "Europe/Lisbon"]  # fmt: skip
TIMES = [time(18), time(0), time(2), time(2, 30), time(1, 30), time(3), time(23), time(9, 15)]


@lru_cache
def plans(number=300, seed=19):
    chance = random.Random(seed)
    return tuple(_plan(chance) for _ in range(number))


def _plan(chance):
    first = date(2026, 1, 1) + timedelta(days=chance.randrange(700))
    zone = ZoneInfo(chance.choice(ZONES))
    begins = ends = None
    last = first
    if chance.random() < 0.85:
        begins = chance.choice(TIMES)
        minutes = chance.choice([30, 60, 90, 120, 240, 600, 1440 + 60])
        end = datetime.combine(first, begins) + timedelta(minutes=minutes)
        last, ends = end.date(), end.time()
    elif chance.random() < 0.5:
        last = first + timedelta(days=chance.randrange(1, 4))
    repeat = None
    if chance.random() < 0.92:
        frequency = chance.choice([*Frequency])
        weekdays = frozenset(chance.sample(range(7), chance.randrange(1, 4)))
        times = chance.randrange(1, 40) if chance.random() < 0.5 else None
        until = None if times else first + timedelta(days=chance.randrange(20, 800))
        repeat = Repeat(frequency, chance.choice([1, 1, 2, 3, 5]), weekdays, until, times)
    plan = Plan(first, last, zone, begins, ends, repeat)
    return Plan(first, last, zone, begins, ends, repeat, tuple(_singles(chance, plan)))


def _singles(chance, plan):
    days = list(plan.days())
    for day in chance.sample(days, min(len(days) - 1, chance.randrange(4))) if days else []:
        change = chance.choice([Change.OUT, Change.CANCELLED, Change.MOVED, Change.FULL])
        if change != Change.MOVED:
            yield Single(day, change)
        elif plan.is_all_day or chance.random() < 0.5:
            yield Single(day, change, new_day=day + timedelta(days=chance.choice([-1, 1, 2])))
        else:
            begins = chance.choice(TIMES)
            ends = (datetime.combine(day, begins) + timedelta(minutes=45)).time()
            yield Single(day, change, begins=begins, ends=ends)
    if days and chance.random() < 0.4:
        more = max(days) + timedelta(days=chance.randrange(1, 30))
        if chance.random() < 0.5 and not plan.is_all_day:
            yield Single(more, Change.ADDED, begins=time(11), ends=time(12))
        else:
            yield Single(more, Change.ADDED)


def entry(plan, uid="an-event"):
    return Entry(uid, plan, 3, datetime(2026, 1, 1, tzinfo=UTC), "Group")


def instants(plan):
    """Return sorted (beginning, end, cancelled) of all dates: days where there are no times, else moments in UTC."""
    found = []
    for one in plan.dates():
        starts, ends = one.starts, one.ends
        pair = (starts.date(), ends.date()) if one.is_all_day else (starts.astimezone(UTC), ends.astimezone(UTC))
        found.append((pair[0].isoformat(), pair[1].isoformat(), one.state == "cancelled"))
    return sorted(found)
