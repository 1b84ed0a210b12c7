"""What accounts want to happen by itself."""

from django.utils.translation import gettext_lazy as _

from clock.jobs import daily, repeat

repeat("clearsessions", daily("02:20"), _("Ended sessions of staff are forgotten"))
