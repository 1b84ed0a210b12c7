"""What consent wants to happen by itself."""

from django.utils.translation import gettext_lazy as _

from clock.jobs import every, repeat

# Half a minute, so that what is due is done within one.
repeat("publish_scheduled", every(30), _("Scheduled pages go online or offline, ended consents take down"))
