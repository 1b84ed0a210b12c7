"""What a plan means, in a sentence that staff and visitors read."""

from datetime import date, time

from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _, gettext_lazy, ngettext

from .dates import Change, Frequency, Plan, Repeat

# Formats of Django, in the order in which a language says a day.
DAY = gettext_lazy("j F Y")
LONG_DAY = gettext_lazy("l, j F Y")
SHORT_DAY = gettext_lazy("j F")
# Django's own names, said here once more, because it has them with a capital in languages that write none.
DAYS = (
    gettext_lazy("Monday"),
    gettext_lazy("Tuesday"),
    gettext_lazy("Wednesday"),
    gettext_lazy("Thursday"),
    gettext_lazy("Friday"),
    gettext_lazy("Saturday"),
    gettext_lazy("Sunday"),
)


def in_words(plan: Plan) -> str:
    """Return the sentence, such as “Every second Tuesday, 6 p.m. to 8 p.m., until 15 December 2026.”."""
    parts = [_how_often(plan.repeat, plan.first) if plan.repeat else _span(plan)]
    if plan.begins and plan.ends:
        parts.append(hours(plan.begins, plan.ends))
    if plan.repeat and plan.repeat.until:
        parts.append(_("until %(day)s") % {"day": day_in_words(plan.repeat.until)})
    elif plan.repeat and plan.repeat.times:
        text = ngettext("%(count)d time", "%(count)d times", plan.repeat.times)
        parts.append(text % {"count": plan.repeat.times})
    parts += _otherwise(plan)
    text = ", ".join(parts)
    # “8 p.m.” has its full stop already.
    return text if text.endswith(".") else f"{text}."


def day_in_words(day: date) -> str:
    """Return a day with its year."""
    return date_format(day, str(DAY))


def hours(begins: time, ends: time) -> str:
    """Return from when until when."""
    return _("%(begins)s to %(ends)s") % {"begins": time_format(begins), "ends": time_format(ends)}


def _span(plan: Plan) -> str:
    first = date_format(plan.first, str(LONG_DAY))
    if plan.last == plan.first:
        return first
    return _("%(first)s to %(last)s") % {"first": first, "last": date_format(plan.last, str(LONG_DAY))}


def _how_often(repeat: Repeat, first: date) -> str:
    number = repeat.interval
    if repeat.frequency == Frequency.DAYS:
        return {1: _("Every day"), 2: _("Every second day")}.get(number, _("Every %(n)d days") % {"n": number})
    if repeat.frequency == Frequency.WEEKS:
        weekdays = repeat.weekdays or {first.weekday()}
        days = _joined([str(DAYS[day]) for day in sorted(weekdays)])
        every_second = _("Every second %(days)s") if len(weekdays) == 1 else _("Every second week on %(days)s")
        pattern = {1: _("Every %(days)s"), 2: every_second}.get(number, _("Every %(n)d weeks on %(days)s"))
        return pattern % {"n": number, "days": days}
    which = _on_which(repeat, first)
    pattern = {1: _("Every month %(which)s"), 2: _("Every second month %(which)s")}.get(
        number, _("Every %(n)d months %(which)s")
    )
    return pattern % {"n": number, "which": which}


def _on_which(repeat: Repeat, first: date) -> str:
    if repeat.frequency == Frequency.MONTHS_ON_DAY:
        text = _("on day %(day)d") % {"day": first.day}
        if first.day > 28:
            text += " " + _("(months without that day are left out)")
        return text
    ordinals = {
        1: _("on the first %(day)s"),
        2: _("on the second %(day)s"),
        3: _("on the third %(day)s"),
        4: _("on the fourth %(day)s"),
        5: _("on the fifth %(day)s (months without one are left out)"),
        -1: _("on the last %(day)s"),
    }
    return ordinals[repeat.nth(first)] % {"day": str(DAYS[first.weekday()])}


def _joined(words: list[str]) -> str:
    if len(words) == 1:
        return words[0]
    return _("%(words)s and %(last)s") % {"words": ", ".join(words[:-1]), "last": words[-1]}


def _otherwise(plan: Plan) -> list[str]:
    parts = []
    for change, text in (
        (Change.OUT, _("not on %(days)s")),
        (Change.CANCELLED, _("cancelled on %(days)s")),
        (Change.ADDED, _("also on %(days)s")),
        (Change.FULL, _("full on %(days)s")),
    ):
        days = sorted(single.day for single in plan.singles if single.change == change)
        if days:
            parts.append(text % {"days": _joined([date_format(day, str(SHORT_DAY)) for day in days])})
    for single in sorted(plan.singles, key=lambda one: one.day):
        if single.change == Change.MOVED:
            values = {
                "day": date_format(single.day, str(SHORT_DAY)),
                "new": date_format(single.new_day or single.day, str(SHORT_DAY)),
            }
            if single.begins and single.ends:
                values["new"] += f", {hours(single.begins, single.ends)}"
            parts.append(_("moved from %(day)s to %(new)s") % values)
    return parts
