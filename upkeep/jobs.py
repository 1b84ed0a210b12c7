"""What upkeep wants to happen by itself."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from clock.jobs import daily, repeat

repeat("check_files", daily("02:10"), _("Files of uploads are held against what names them"))
if settings.BACKUP_KEY:
    repeat("backup", daily("02:00"), _("A backup"))
