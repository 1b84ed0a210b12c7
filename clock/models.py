"""The last run of each job, and whose clock is in charge: rows that are taken with one UPDATE, so by one alone."""

from datetime import datetime, timedelta
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

# Whoever holds a row says every BEAT that it is still there; after LOST without a word, somebody else may take it.
# Together they stay under a minute.
BEAT = timedelta(seconds=10)
LOST = timedelta(seconds=40)
FUTURE = timedelta(minutes=5)
RETRY = timedelta(hours=1)


class RunQuerySet(models.QuerySet):
    """Questions about runs. Rows are written without signals: nothing that visitors see has changed."""

    def known(self, command: str, now: datetime) -> "RunQuerySet":
        """Return the row of a job, which is made when there is none yet."""
        self.bulk_create([self.model(command=command, known_since=now)], ignore_conflicts=True)
        return self.filter(command=command)

    def take(self, command: str, now: datetime, by: str, due: datetime | None = None) -> str:
        """Mark a job as running; return the mark that the run is held by, or "" when it is not to run now.

        It is not while it runs elsewhere, nor, where ``due`` is given, when it has been begun since.
        """
        mark = uuid4().hex
        ours = self.known(command, now).filter(_is_free(now))
        if due:
            ours = ours.exclude(started_at__gte=due, started_at__lte=now + FUTURE, failed=False)
        return mark if ours.update(holder=mark, beat_at=now, started_at=now, by=by) else ""

    def keep(self, mark: str, now: datetime) -> bool:
        """Say that whoever holds a row is still there; return whether it is still theirs."""
        return bool(self.filter(holder=mark).update(beat_at=now))

    def end(self, mark: str, now: datetime, failed: bool, said: str) -> None:
        """Note how a run ended."""
        self.filter(holder=mark).update(holder="", beat_at=None, ended_at=now, failed=failed, said=said[:500])


def _is_free(now: datetime) -> Q:
    # A beat from the future is one of a clock that was wrong.
    return Q(beat_at=None) | Q(beat_at__lt=now - LOST) | Q(beat_at__gt=now + FUTURE)


class By(models.TextChoices):
    """Who began a run."""

    CLOCK = "clock", _("by itself")
    TIMER = "timer", _("by a timer of the server")
    PERSON = "person", _("by a person")


class Run(models.Model):
    """The newest run of a job."""

    command = models.CharField(_("command"), max_length=100, primary_key=True)
    known_since = models.DateTimeField(_("known since"))
    started_at = models.DateTimeField(_("begun"), null=True)
    ended_at = models.DateTimeField(_("ended"), null=True)
    by = models.CharField(_("begun by"), max_length=10, choices=By, blank=True)
    failed = models.BooleanField(_("failed"), default=False)
    said = models.CharField(_("what it said"), max_length=500, blank=True)
    holder = models.CharField(_("held by"), max_length=32, blank=True)
    beat_at = models.DateTimeField(_("last sign of life"), null=True)

    objects = RunQuerySet.as_manager()

    class Meta:
        verbose_name = _("run of a job")
        verbose_name_plural = _("runs of jobs")

    def __str__(self) -> str:
        return self.command

    def is_running(self, now: datetime) -> bool:
        """Return whether somebody runs it just now."""
        return self.beat_at is not None and now - LOST <= self.beat_at <= now + FUTURE

    def was_cut_off(self, now: datetime) -> bool:
        """Return whether the newest run was begun and never ended: killed, or the machine went off."""
        return bool(self.holder) and not self.is_running(now)
