"""“Bring over the old site” in the editor."""

from collections.abc import Iterator

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.log_actions import LogActionRegistry

from pages import site_settings

from . import views
from .attention import what_came_over
from .models import Run

hooks.register("what_needs_attention", what_came_over)


@hooks.register("register_admin_urls")
def add_addresses() -> list[URLPattern]:
    """Return the addresses."""
    return [
        path("old-site/", views.overview, name="importer"),
        path("old-site/upload/", views.upload, name="importer_upload"),
        path("old-site/paste/", views.paste, name="importer_paste"),
        path("old-site/<int:pk>/", views.look, name="importer_look"),
        path("old-site/<int:pk>/change/", views.change, name="importer_change"),
        path("old-site/<int:pk>/<str:name>", views.download, name="importer_download"),
        path("old-site/page/<int:pk>/", views.page, name="importer_page"),
        path("old-site/page/<int:pk>/headings/", views.headings, name="importer_headings"),
        path("old-site/page/<int:pk>/settle/", views.settle, name="importer_settle"),
    ]


class OldSiteMenuItem(MenuItem):
    """Leads there, for administrators."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Return whether this person may bring a site over."""
        return site_settings.may_change(request.user)


@hooks.register("register_settings_menu_item")
def add_menu_item() -> MenuItem:
    """Lead to it."""
    return OldSiteMenuItem(
        _("Bring over the old site"), reverse("importer"), name="old-site", icon_name="download", order=900
    )


@hooks.register("after_restore")
def stop_all() -> None:
    """Go on with nothing that was begun before a backup was made: its file is not in it."""
    Run.objects.filter(state__in=[Run.State.READING, Run.State.PLANNED]).delete()
    Run.objects.filter(state__in=[Run.State.APPLYING, Run.State.UNDOING]).update(state=Run.State.STOPPED)


@hooks.register("register_log_actions")
def name_actions(actions: LogActionRegistry) -> None:
    """Name what is kept in the record of changes."""
    for name, done in _named():
        actions.register_action(f"importer.{name}", done, done)


def _named() -> Iterator[tuple[str, str]]:
    yield "begin", _("Old site: bringing over begun")
    yield "stop", _("Old site: bringing over stopped")
    yield "go_on", _("Old site: bringing over gone on with")
    yield "undo", _("Old site: bringing over undone")
