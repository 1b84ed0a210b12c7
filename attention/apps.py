from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AttentionConfig(AppConfig):
    name = "attention"
    verbose_name = _("what needs attention")

    def ready(self) -> None:
        """Keep the notes in step with what staff write."""
        from .notes import connect

        connect()
