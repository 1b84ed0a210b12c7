"""When something takes place: the fields that staff fill in, the plan they make, and what calendars were told."""

import hashlib
import uuid
from datetime import datetime
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel

from resources.opening import zones

from ..dates import Change, Date, Frequency, Plan, Repeat, Single, State
from ..panels import MeaningPanel
from ..words import in_words
from .occurrence import Occurrence

COUNTED = ("calendar_sequence", "calendar_changed_at", "calendar_said")


class ScheduleMixin(models.Model):
    """Something with dates; ``single_dates`` are rows of `EventDate`."""

    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.PLANNED)
    first_day = models.DateField(_("day"), help_text=_("Of something that repeats: its first day."))
    begins = models.TimeField(_("from"), null=True, blank=True)
    ends = models.TimeField(_("until"), null=True, blank=True)
    last_day = models.DateField(
        _("last day"), null=True, blank=True, help_text=_("If it ends on another day. It may go past midnight.")
    )
    zone = models.CharField(
        _("time zone"), max_length=40, choices=zones, blank=True, help_text=_("Empty: the zone of this site.")
    )
    repeats = models.CharField(_("repeats"), max_length=20, choices=Frequency.choices, blank=True)
    interval = models.PositiveSmallIntegerField(
        _("every how many"), default=1, help_text=_("1: every day, week or month. 2: every second one.")
    )
    weekdays = models.JSONField(_("on these days"), default=list, blank=True)
    repeat_until = models.DateField(_("until this day"), null=True, blank=True)
    repeat_times = models.PositiveSmallIntegerField(_("or so many times"), null=True, blank=True)

    # What calendar programs know it by, for good; what they were last told, and how often that changed.
    uid = models.UUIDField(default=uuid.uuid4, editable=False)
    calendar_sequence = models.PositiveIntegerField(default=0, editable=False)
    calendar_changed_at = models.DateTimeField(default=timezone.now, editable=False)
    calendar_said = models.CharField(max_length=64, blank=True, editable=False)

    schedule_panels = [
        MultiFieldPanel(
            [
                MeaningPanel(heading=_("What this means")),
                FieldRowPanel([FieldPanel("first_day"), FieldPanel("begins"), FieldPanel("ends")]),
                FieldPanel("repeats"),
                FieldPanel("interval"),
                FieldPanel("weekdays"),
                FieldRowPanel([FieldPanel("repeat_until"), FieldPanel("repeat_times")]),
                FieldRowPanel([FieldPanel("last_day"), FieldPanel("zone")]),
            ],
            heading=_("When"),
            help_text=_("Leave both times empty for whole days."),
        ),
        InlinePanel("single_dates", label=_("single date"), heading=_("Dates that are otherwise")),
        FieldPanel("state", required_on_save=True),
    ]

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, write the dates of the months to come, and count what calendars are told anew; all or nothing."""
        self.__dict__.pop("plan", None)
        with transaction.atomic():
            if (names := kwargs.get("update_fields")) is None:
                self._count_change()
            super().save(*args, **kwargs)
            if names is None:
                Occurrence.objects.write(self)

    @property
    def zone_info(self) -> ZoneInfo:
        """Return the zone whose clock it goes by; the site's where a zone was removed from the list of the world's."""
        try:
            return ZoneInfo(self.zone or settings.TIME_ZONE)
        except (ZoneInfoNotFoundError, ValueError):
            return ZoneInfo(settings.TIME_ZONE)

    @cached_property
    def plan(self) -> Plan:
        """Return when it takes place."""
        repeat = None
        if self.repeats:
            weekdays = frozenset(int(day) for day in self.weekdays)
            repeat = Repeat(Frequency(self.repeats), self.interval, weekdays, self.repeat_until, self.repeat_times)
        singles = tuple(
            Single(one.day, Change(one.change), one.new_day, one.begins, one.ends, one.note)
            for one in self.single_dates.all()
        )
        last = self.last_day or self.first_day
        return Plan(self.first_day, last, self.zone_info, self.begins, self.ends, repeat, singles, State(self.state))

    @property
    def meaning(self) -> str:
        """Return when it takes place, in a sentence."""
        return in_words(self.plan)

    def coming(self, now: datetime | None = None) -> list[Date]:
        """Return the dates that are not over."""
        now = now or timezone.now()
        return [one for one in self.plan.dates() if one.ends > now]

    @property
    def is_findable(self) -> bool:
        """Return whether lists and search show it: as long as it is not over."""
        return bool(self.coming())

    def said_in_calendars(self) -> list:
        """Return everything that changes what a calendar is told."""
        return [self.plan]

    def _count_change(self) -> None:
        """Compare with what is stored, not with a draft: that may be older, and a calendar never counts back."""
        said = hashlib.sha256(repr(self.said_in_calendars()).encode()).hexdigest()
        stored = type(self).objects.filter(pk=self.pk).values("uid", *COUNTED).first()
        for name, value in (stored or {}).items():
            setattr(self, name, value)
        # What was never published, no calendar knows.
        if self.live and said != self.calendar_said:
            if self.calendar_said:
                self.calendar_sequence += 1
            self.calendar_said, self.calendar_changed_at = said, timezone.now()
