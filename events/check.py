"""Whether what staff filled in makes sense, said in plain words; and what of it may surprise."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from .dates import MOST, Change, Date, Plan, Single, is_left_out, is_shown_twice
from .words import DAY, day_in_words

EARLIEST = date(2000, 1, 1)
YEARS_AHEAD = 10
LONGEST = 31  # days of one date
MOST_REMARKS = 3


def latest() -> date:
    """Return the last day that an event may have."""
    return date(timezone.localdate().year + YEARS_AHEAD, 12, 31)


def find_mistakes(values: dict) -> dict[str, str]:
    """Return {field: sentence} of what does not fit; ``values`` are those of the form, as far as they could be read."""
    first, last = values.get("first_day"), values.get("last_day")
    found = {}
    for name in ("first_day", "last_day", "repeat_until"):
        if (day := values.get(name)) and not EARLIEST <= day <= latest():
            text = _("Choose a day from %(first)s to %(last)s.")
            found[name] = text % {"first": day_in_words(EARLIEST), "last": day_in_words(latest())}
    if first and last and last < first:
        found["last_day"] = _("The last day is before the first.")
    elif first and last and (last - first).days >= LONGEST:
        found["last_day"] = _("One date may last 31 days. If it takes place often, let it repeat.")
    found |= _times(values.get("begins"), values.get("ends"), is_one_day=not last or last == first)
    if values.get("repeats") and first and not found:
        found |= _repetition(values, first)
    return found


def _times(begins: object, ends: object, *, is_one_day: bool) -> dict[str, str]:
    if begins and not ends:
        return {"ends": _("Say when it ends, too. For whole days, leave both times empty.")}
    if ends and not begins:
        return {"begins": _("Say when it begins, too. For whole days, leave both times empty.")}
    if begins and ends <= begins and is_one_day:
        text = _("It ends before it begins. If it goes past midnight, put the next day under “last day”.")
        return {"ends": text}
    return {}


def _repetition(values: dict, first: date) -> dict[str, str]:
    until, times, interval = values.get("repeat_until"), values.get("repeat_times"), values.get("interval")
    if interval is not None and not 1 <= interval <= 99:
        return {"interval": _("Choose a number from 1 to 99.")}
    if until and times:
        return {"repeat_times": _("Choose one of both: until a day, or so many times.")}
    if not until and times is None:
        text = _(
            "Say until when it repeats, or how many times. You can prolong it: a month before the end, it stands under "
            "“what needs attention”."
        )
        return {"repeat_until": text}
    if until and until < first:
        return {"repeat_until": _("It would end before it begins.")}
    if times is not None and not 1 <= times <= MOST:
        return {"repeat_times": _("Choose a number from 1 to 1,000.")}
    return {}


def find_mistakes_of_plan(plan: Plan) -> dict[str, str]:
    """Return {field: sentence} of what only shows once the dates are made; not of the single ones."""
    if plan.repeat is None:
        return {}
    days = list(plan.days(MOST + 1))
    if not days:
        return {"repeat_until": _("No date comes out of this. Look at the days and the end.")}
    if len(days) > MOST:
        return {"repeat_until": _("These are more than 1,000 dates. Choose an earlier end.")}
    if days[-1] > latest():
        return {"repeat_times": _("The last date would be in %(year)d. Choose fewer.") % {"year": days[-1].year}}
    return {}


def find_mistakes_of_singles(plan: Plan, singles: Iterable[Single]) -> list[dict[str, str]]:
    """Return {field: sentence} for each single date."""
    singles = list(singles)
    days = {*plan.days(), *(single.day for single in singles if single.change == Change.ADDED)}
    seen: set[tuple] = set()
    found = []
    for single in singles:
        one: dict[str, str] = {}
        key = (single.day, single.change in {Change.MOVED, Change.ADDED})
        if key in seen:
            one["day"] = _("This day is in the list already.")
        seen.add(key)
        if single.change == Change.ADDED:
            if single.day in set(plan.days()):
                one["day"] = _("There is a date on this day already.")
        elif single.day not in days:
            text = _("There is no date on %(day)s.") % {"day": day_in_words(single.day)}
            one["day"] = text
        for name in ("day", "new_day"):
            if (day := getattr(single, name)) and not EARLIEST <= day <= latest():
                one[name] = _("This day is too far away.")
        one |= _single_times(plan, single)
        found.append(one)
    return found


def _single_times(plan: Plan, single: Single) -> dict[str, str]:
    has_times = bool(single.begins or single.ends)
    if single.change not in {Change.MOVED, Change.ADDED} and (has_times or single.new_day):
        return {"change": _("A new day or time belongs to a date that is moved.")}
    if single.change == Change.ADDED and single.new_day:
        return {"new_day": _("The day of a new date stands in the first field.")}
    if single.change == Change.MOVED and not (single.new_day or has_times):
        return {"new_day": _("Say to which day or time it is moved.")}
    if bool(single.begins) != bool(single.ends):
        return {"ends": _("Say both, from when and until when.")}
    if has_times and plan.is_all_day:
        return {"begins": _("The event lasts whole days, so its dates have no times.")}
    return {}


def remarks(dates: list[Date]) -> list[str]:
    """Return what the clocks do to dates: a time that one of them leaves out, or shows twice."""
    found = []
    for one in dates:
        for moment in (one.starts, one.ends):
            values = {"day": date_format(moment, str(DAY)), "time": date_format(moment, "TIME_FORMAT")}
            if one.is_all_day:
                continue
            if is_left_out(moment):
                later = (moment.astimezone(tz=None) + timedelta()).astimezone(moment.tzinfo)
                values["later"] = date_format(later, "TIME_FORMAT")
                text = _("On %(day)s the clocks leave out %(time)s: %(later)s is meant.")
                found.append(text % values)
            elif is_shown_twice(moment):
                found.append(_("On %(day)s the clocks show %(time)s twice: the first time is meant.") % values)
    return found[:MOST_REMARKS]
