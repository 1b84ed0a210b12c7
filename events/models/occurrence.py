"""The dates of the months to come as rows, so that lists are one indexed query."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..dates import State

AHEAD = timedelta(days=549)  # eighteen months
BEHIND = timedelta(days=1)  # what is over stays a day, for whoever looks just then
LONGEST = timedelta(days=31)  # of one date


class Occurrences(models.QuerySet):
    """Rows of dates."""

    def coming(self, now: datetime | None = None) -> "Occurrences":
        """Return those that are not over, in order. What can have begun is bounded, so that the index serves both."""
        now = now or timezone.now()
        return self.filter(ends__gt=now, starts__gt=now - LONGEST - timedelta(days=1)).order_by("starts", "pk")

    def write(self, page: Any) -> None:
        """Write the dates of an event anew, where they are not as they should be."""
        now = timezone.now()
        wanted = {one.day: one for one in page.plan.dates() if one.ends > now - BEHIND and one.starts < now + AHEAD}
        known = {row.day: row for row in self.filter(page=page)}
        names = ("starts", "ends", "state", "note", "is_all_day")
        gone = [row.pk for day, row in known.items() if day not in wanted or not row.is_as(wanted[day], names)]
        new = [day for day in wanted if day not in known or known[day].pk in set(gone)]
        if not (gone or new):
            return
        with transaction.atomic():
            self.filter(pk__in=gone).delete()
            self.bulk_create(
                Occurrence(page=page, day=day, **{name: getattr(wanted[day], name) for name in names}) for day in new
            )


class Occurrence(models.Model):
    """One date of an event within the next eighteen months."""

    page = models.ForeignKey("events.EventPage", on_delete=models.CASCADE, related_name="occurrences")
    # What the date is known by, also when it was moved.
    day = models.DateField()
    starts = models.DateTimeField()
    ends = models.DateTimeField()
    is_all_day = models.BooleanField(default=False)
    state = models.CharField(max_length=12, choices=State.choices, default=State.PLANNED)
    note = models.CharField(max_length=300, blank=True)

    objects = Occurrences.as_manager()

    class Meta:
        verbose_name = _("date of an event")
        verbose_name_plural = _("dates of events")
        indexes = [
            models.Index(fields=["starts", "id"], name="events_by_beginning"),
            models.Index(fields=["page", "starts"], name="events_next_of_page"),
        ]
        constraints = [models.UniqueConstraint(fields=["page", "day"], name="events_one_date_a_day")]

    def __str__(self) -> str:
        return f"{self.page_id}, {self.day}"

    def is_as(self, date: Any, names: tuple[str, ...]) -> bool:
        """Return whether the row says the same as a date."""
        return all(getattr(self, name) == getattr(date, name) for name in names)

    @property
    def last_day(self) -> date:
        """Return the day on which it ends, there."""
        return (self.ends - timedelta(seconds=1 if self.is_all_day else 0)).astimezone(self.page.zone_info).date()
