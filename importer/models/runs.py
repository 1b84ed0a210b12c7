"""One bringing over: the file, the choices, what was done, and what has to be taken back to undo it."""

import tempfile
import zlib
from pathlib import Path

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import File
from django.db import models, transaction
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

PART = 1024 * 1024  # bytes


class Run(models.Model):
    """One file on its way into the site."""

    class State(models.TextChoices):
        READING = "reading", _("The file is being read")
        PLANNED = "planned", _("Waits for your choices")
        APPLYING = "applying", _("Is being brought over")
        ELSEWHERE = "elsewhere", _("Is being brought over on the server")
        STOPPED = "stopped", _("Stopped")
        DONE = "done", _("Brought over")
        REFUSED = "refused", _("Could not be read")
        UNDOING = "undoing", _("Is being undone")
        UNDONE = "undone", _("Undone")

    # Somebody waits for the next step.
    BUSY = (State.READING, State.APPLYING, State.UNDOING)

    state = models.CharField(max_length=10, choices=State.choices, default=State.READING)
    file_name = models.CharField(max_length=255)
    format = models.CharField(max_length=20, default="auto")
    # What the old site is known by, once the file was read.
    site = models.CharField(max_length=255, blank=True)
    parent = models.ForeignKey(Page, on_delete=models.SET_NULL, null=True, related_name="+")
    choices = models.JSONField(default=dict)
    summary = models.JSONField(default=dict)
    # Why it was refused or stopped, in sentences.
    said = models.TextField(blank=True)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    begun_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("bringing over")
        verbose_name_plural = _("bringing over")

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_busy(self) -> bool:
        """Return whether something is done about it just now."""
        return self.state in {*self.BUSY, self.State.ELSEWHERE}

    @property
    def every(self) -> int:
        """Return how many pages and articles are in the file."""
        counts = self.summary.get("counts", {})
        return counts.get("post", 0) + counts.get("page", 0)

    @cached_property
    def done(self) -> int:
        """Return how many of them have been dealt with."""
        # Pages of earlier runs whose links were pointed on have a row, too.
        return min(self.rows.count(), self.every)

    def keep_file(self, file: File) -> None:
        """Keep the file in the database, packed: whichever machine goes on finds it there."""
        packer, waiting, number = zlib.compressobj(), b"", 0

        def put(last: bool = False) -> None:
            nonlocal waiting, number
            while len(waiting) >= PART or (last and waiting):
                Part.objects.create(run=self, number=number, content=waiting[:PART])
                waiting, number = waiting[PART:], number + 1

        with transaction.atomic():
            self.parts.all().delete()
            for piece in file.chunks(PART):
                waiting += packer.compress(piece)
                put()
            waiting += packer.flush()
            put(last=True)

    def file(self, folder: Path | None = None) -> Path:
        """Return the path of a new copy of the file; whoever asks deletes it."""
        unpacker = zlib.decompressobj()
        with tempfile.NamedTemporaryFile(dir=folder, suffix=Path(self.file_name).suffix, delete=False) as copy:
            for number in self.parts.order_by("number").values_list("number", flat=True):
                packed = bytes(self.parts.get(number=number).content)
                # A piece at a time: what repeats itself may unfold to a thousand times as much.
                while packed:
                    copy.write(unpacker.decompress(packed, PART))
                    packed = unpacker.unconsumed_tail
            copy.write(unpacker.flush())
        return Path(copy.name)

    def note_made(self, instance: models.Model, revision: int | None = None) -> None:
        """Note something that undoing takes away again."""
        kind = ContentType.objects.get_for_model(type(instance))
        self.made.create(content_type=kind, object_id=str(instance.pk), revision=revision)

    def go(self, state: str, said: str = "") -> None:
        """Go on to another state."""
        self.state, self.said = state, said
        self.ended_at = None if self.is_busy or state == self.State.PLANNED else timezone.now()
        self.save(update_fields=["state", "said", "ended_at"])


class Part(models.Model):
    """A part of a file. It holds names and addresses of people, so it is gone when it is not needed any more."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="parts")
    number = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "number"], name="one_part_for_each_number")]
        verbose_name = _("part of a file")
        verbose_name_plural = _("parts of files")

    def __str__(self) -> str:
        return f"{self.run_id}: {self.number}"


class Row(models.Model):
    """What was done with one thing."""

    class Action(models.TextChoices):
        CREATED = "created", _("Brought over")
        FILLED = "filled", _("Filled a draft that was waiting")
        UPDATED = "updated", _("Brought up to date")
        UNCHANGED = "unchanged", _("Is here already")
        SKIPPED = "skipped", _("Is here, and was left alone")
        CONFLICT = "conflict", _("Edited here since, so it was left alone")
        DELETED = "deleted", _("Deleted here since, so it was left out")
        FAILED = "failed", _("Could not be brought over")

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="rows")
    key = models.CharField(max_length=700)
    kind = models.CharField(max_length=10)
    action = models.CharField(max_length=10, choices=Action.choices)
    title = models.CharField(max_length=255)
    old_address = models.TextField(blank=True)
    page = models.ForeignKey(Page, on_delete=models.SET_NULL, null=True, related_name="+")
    warnings = models.JSONField(default=list)
    losses = models.JSONField(default=list)  # [[what, words], …]
    # The page as it was, to undo what was done to it.
    before = models.JSONField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["run", "key", "kind"], name="one_row_for_each_thing")]
        verbose_name = _("line of a report")
        verbose_name_plural = _("lines of reports")

    def __str__(self) -> str:
        return f"{self.title}: {self.action}"


class Made(models.Model):
    """Something a run has made, so that undoing it takes it away again."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="made")
    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.CharField(max_length=40)
    # Of a page: the version that was written.
    revision = models.PositiveBigIntegerField(null=True)

    class Meta:
        verbose_name = _("what a run has made")
        verbose_name_plural = _("what runs have made")

    def __str__(self) -> str:
        return f"{self.run_id}: {self.content_type_id} {self.object_id}"
