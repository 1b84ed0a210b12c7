"""What is known about backups, and about files that are not where they should be."""

from datetime import timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

# How old the newest backup may be before staff are warned.
OLD = timedelta(hours=48)


class Backup(models.Model):
    """A backup that was written, read again to the end, and found whole."""

    name = models.CharField(_("file"), max_length=80, unique=True)
    verified_at = models.DateTimeField(_("verified"))
    size = models.BigIntegerField(_("bytes"))
    missing_files = models.PositiveIntegerField(_("files that were missing"), default=0)

    class Meta:
        ordering = ["-verified_at"]
        get_latest_by = "verified_at"
        verbose_name = _("backup")
        verbose_name_plural = _("backups")

    def __str__(self) -> str:
        return self.name

    @property
    def is_old(self) -> bool:
        """Return whether there should be a newer one by now."""
        return self.verified_at < timezone.now() - OLD


class BackedUpFile(models.Model):
    """An upload that was in backups: in which first, and in which last. Names of backups tell their time."""

    name = models.CharField(_("file"), max_length=255, primary_key=True)
    first_backup = models.CharField(_("first in"), max_length=80)
    last_backup = models.CharField(_("last in"), max_length=80)

    class Meta:
        verbose_name = _("file in backups")
        verbose_name_plural = _("files in backups")

    def __str__(self) -> str:
        return self.name


class MissingFile(models.Model):
    """A file that a row names and that is not there."""

    name = models.CharField(_("file"), max_length=255)
    content_type = models.ForeignKey("contenttypes.ContentType", on_delete=models.CASCADE, related_name="+")
    object_id = models.CharField(max_length=64)
    title = models.CharField(_("of what"), max_length=255)
    found_on = models.DateTimeField(_("found missing"))

    class Meta:
        ordering = ["title", "name"]
        verbose_name = _("missing file")
        verbose_name_plural = _("missing files")

    def __str__(self) -> str:
        return self.name
