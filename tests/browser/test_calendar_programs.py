"""A second program, written by others in another language, reads the same dates out of our calendar files."""

import dataclasses
from pathlib import Path

import random_plans

from events.calendar_file import calendar
from events.dates import State

READER = Path(__file__).parent / "vendored" / "ical.min.js"
LOAD = """
async (code) => { globalThis.ICAL = (await import(`data:text/javascript,${encodeURIComponent(code)}`)).default }
"""
READ = """
(text) => {
  const root = new ICAL.Component(ICAL.parse(text));
  ICAL.TimezoneService.reset();
  for (const zone of root.getAllSubcomponents("vtimezone")) ICAL.TimezoneService.register(zone);
  const parts = root.getAllSubcomponents("vevent").map((part) => new ICAL.Event(part));
  const event = parts.find((part) => !part.isRecurrenceException());
  parts.filter((part) => part !== event).forEach((part) => event.relateException(part));
  const text_of = (time) => time.isDate ? time.toString() : new Date(time.toUnixTime() * 1000).toISOString();
  const found = [];
  const add = (starts, ends, item) =>
    found.push([text_of(starts), text_of(ends), item.component.getFirstPropertyValue("status") === "CANCELLED"]);
  if (!event.isRecurring()) { add(event.startDate, event.endDate, event); return found; }
  const next = event.iterator();
  for (let time = next.next(); time && found.length < 2000; time = next.next()) {
    const one = event.getOccurrenceDetails(time);
    add(one.startDate, one.endDate, one.item);
  }
  return found;
}
"""


def as_javascript(found):
    """Return our instants as a Date writes them."""
    return sorted(
        [text.replace("+00:00", ".000Z") if "T" in text else text for text in pair[:2]] + [pair[2]] for pair in found
    )


def test_three_hundred_rules_are_read_alike(browser):
    window = browser.new_context()
    page = window.new_page()
    page.evaluate(LOAD, READER.read_text())
    wrong = []
    plans = random_plans.plans()
    plans = [*plans, *(dataclasses.replace(plans[1], state=state) for state in State)]
    for number, plan in enumerate(plans):
        file = calendar([random_plans.entry(plan)]).decode()
        if sorted(page.evaluate(READ, file)) != as_javascript(random_plans.instants(plan)):
            wrong.append(number)
    assert not wrong
    window.close()
