"""What attention wants to happen by itself."""

from django.utils.translation import gettext_lazy as _

from clock.jobs import MONDAY, daily, repeat, weekly

repeat("daily", daily("06:00"), _("All pages are looked at, and the summary is sent"))
repeat("check_links", weekly(MONDAY, "03:30"), _("Links to other sites are tried"))
