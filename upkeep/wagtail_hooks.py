"""The page “Is everything well?” in the editor."""

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from pages import site_settings

from .wellness import show


@hooks.register("register_admin_urls")
def add_addresses() -> list[URLPattern]:
    """Return the address of the page."""
    return [path("well/", show, name="upkeep")]


class WellItem(MenuItem):
    """The way there, for those who may change the settings."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Return whether the signed-in person may see the page."""
        return site_settings.may_change(request.user)


@hooks.register("register_reports_menu_item")
def add_report(*_arguments: Any) -> MenuItem:
    """Lead to the page."""
    return WellItem(_("Is everything well?"), reverse("upkeep"), name="well", icon_name="circle-check", order=20)
