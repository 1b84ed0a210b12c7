"""What is known about backups."""

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
