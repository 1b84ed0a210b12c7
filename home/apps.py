from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HomeConfig(AppConfig):
    name = "home"
    verbose_name = _("site")

    def ready(self) -> None:
        """Register the house rules that Django checks at every start."""
        from . import checks  # noqa: F401 - registers itself
