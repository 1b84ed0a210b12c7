"""What events want to happen by itself."""

from django.utils.translation import gettext_lazy as _

from clock.jobs import daily, repeat

repeat("move_dates_on", daily("00:20"), _("The dates of events move on"))
