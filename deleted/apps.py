from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeletedConfig(AppConfig):
    name = "deleted"
    verbose_name = _("bin")

    def ready(self) -> None:
        """Keep pictures and documents that somebody deletes."""
        from . import pages, uploads

        uploads.connect()
        pages.connect()
