"""What the editor offers of the frame of the site: its menus, and the page that shows every part."""

from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from . import parts
from .models import Menu


class MenuViewSet(SnippetViewSet):
    model = Menu
    copy_view_enabled = False
    icon = "bars"
    add_to_settings_menu = True


register_snippet(MenuViewSet)


@hooks.register("register_admin_urls")
def add_addresses() -> list[URLPattern]:
    """Return the address of the page that shows every part."""
    return [path("guide/parts/", parts.show, name="parts")]


@hooks.register("register_help_menu_item")
def add_parts() -> MenuItem:
    """Lead to the page that shows every part."""
    return MenuItem(_("The parts of a page"), reverse("parts"), name="parts", icon_name="placeholder", order=20)
