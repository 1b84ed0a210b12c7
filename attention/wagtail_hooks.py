"""What needs attention, on the editor's first page and as a report."""

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component

from . import views
from .items import what_needs_attention

SHOWN = 6


class AttentionPanel(Component):
    """The most urgent of what needs attention, on the editor's first page."""

    name = "attention"
    template_name = "attention/panel.html"
    order = 230

    def get_context_data(self, parent_context: dict) -> dict:
        """Gather the items that the signed-in person may act on."""
        items = what_needs_attention(parent_context["request"].user)
        return {"items": items[:SHOWN], "total": len(items)}


@hooks.register("construct_homepage_panels")
def add_attention_panel(request: HttpRequest, panels: list) -> None:
    """Add the list."""
    panels.append(AttentionPanel())


@hooks.register("register_admin_urls")
def add_addresses() -> list[URLPattern]:
    """Return the address of the report."""
    return [path("attention/", views.report, name="attention")]


@hooks.register("register_reports_menu_item")
def add_report() -> MenuItem:
    """Lead to the report."""
    return MenuItem(_("What needs attention"), reverse("attention"), icon_name="warning", order=10)
