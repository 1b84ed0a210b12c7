from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class UpkeepConfig(AppConfig):
    name = "upkeep"
    verbose_name = _("upkeep")

    def ready(self) -> None:
        """Say what never waits for a worker."""
        from .tasks import keep_at_once

        keep_at_once()
