from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class ClockConfig(AppConfig):
    name = "clock"
    verbose_name = _("The site's own clock")

    def ready(self) -> None:
        """Learn what each room wants to happen by itself."""
        autodiscover_modules("jobs")
