from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PagesConfig(AppConfig):
    name = "pages"
    verbose_name = _("pages")

    def ready(self) -> None:
        """Register the house rules that Django checks at every start, and make pictures ready for visitors."""
        from . import checks, picture_sizes, sharing, translating, visibility  # noqa: F401 - checks registers itself

        visibility.connect()
        picture_sizes.connect()
        sharing.connect()
        translating.connect()
