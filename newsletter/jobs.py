"""What the newsletter wants to happen by itself."""

from django.utils.translation import gettext_lazy as _

from clock.jobs import every, repeat

repeat("send_newsletters", every(60), _("Newsletters are sent, so many mails a minute"))
