"""What other programs read out of our calendar files is what the site says."""

import dataclasses
import warnings
from datetime import UTC, datetime

import icalendar
import pytest
import random_plans
import recurring_ical_events

from events.calendar_file import calendar
from events.dates import State

pytestmark = pytest.mark.any_database


def read(file):
    """Return sorted (beginning, end, cancelled) of everything in a calendar, as another program makes it out."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        events = recurring_ical_events.of(icalendar.Calendar.from_ical(file)).between(
            datetime(2025, 1, 1, tzinfo=UTC), datetime(2110, 1, 1, tzinfo=UTC)
        )
    found = []
    for event in events:
        starts, ends = event["DTSTART"].dt, event["DTEND"].dt
        if isinstance(starts, datetime):
            starts, ends = starts.astimezone(UTC), ends.astimezone(UTC)
        found.append((starts.isoformat(), ends.isoformat(), event["STATUS"] == "CANCELLED"))
    return sorted(found)


@pytest.mark.parametrize("state", State)
def test_an_event_in_each_state_is_read_without_a_warning(state):
    plan = dataclasses.replace(random_plans.plans()[1], state=state)
    assert read(calendar([random_plans.entry(plan)])) == random_plans.instants(plan)


@pytest.mark.parametrize("number", range(300))
def test_a_program_reads_the_same_dates(number):
    plan = random_plans.plans()[number]
    file = calendar([random_plans.entry(plan)])
    assert read(file) == random_plans.instants(plan)
