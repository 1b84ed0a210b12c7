"""What the bin wants to happen by itself."""

from django.utils.translation import gettext_lazy as _

from clock.jobs import daily, repeat

repeat("empty_bin", daily("02:50"), _("What was deleted 30 days ago is deleted for good"))
