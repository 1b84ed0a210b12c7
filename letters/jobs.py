"""What letters want to happen by itself."""

from django.utils.translation import gettext_lazy as _

from clock.jobs import daily, every, repeat

repeat("end_messages", daily("00:10"), _("Messages that had their time are deleted"))
repeat("tell_readers", every(300), _("Readers hear that there is something new, once an hour at most"))
