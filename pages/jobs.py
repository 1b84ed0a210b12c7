"""What pages want to happen by itself."""

from django.utils.translation import gettext_lazy as _

from clock.jobs import daily, repeat

repeat("make_picture_sizes", daily("02:40"), _("Missing sizes of pictures are made"))
