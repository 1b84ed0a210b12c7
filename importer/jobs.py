"""What bringing a site over wants to happen by itself."""

from django.utils.translation import gettext_lazy as _

from clock.jobs import every, repeat

repeat("continue_imports", every(5), _("Old sites are brought over, where somebody has asked for it"))
