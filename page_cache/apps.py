from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PageCacheConfig(AppConfig):
    name = "page_cache"
    verbose_name = _("page cache")

    def ready(self) -> None:
        """Listen to every connection to the database."""
        from .changes import connect

        connect()
