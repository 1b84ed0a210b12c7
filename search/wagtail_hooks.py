"""What the editor shows of search: the search words, how a page is found, which words find little."""

from django.conf import settings
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext, gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import Panel
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.viewsets.model import ModelViewSet

from pages import site_settings
from pages.editing import LISTS_AND_SEARCH
from upkeep.wellness import Finding

from . import danger_by_meaning, editor_views, meaning
from .models import WordGroup


@hooks.register("is_everything_well")
def look_at_meaning() -> list[Finding]:
    """Say whether search looks for what a question means, unless that was switched off."""
    if not settings.SEARCH_MEANING:
        return []
    name = _("Search by meaning")
    if why := meaning.problem():
        text = gettext(
            "Search goes by words alone: %(why)s Ask whoever looks after the server to start the site again."
        )
        return [Finding(name, False, text % {"why": why})]
    if why := danger_by_meaning.problem():
        text = gettext("Danger is told by your lines alone, not by what a question means. %(why)s")
        return [Finding(name, False, text % {"why": why})]
    return [Finding(name, True, gettext("It works."))]


class WordGroupViewSet(ModelViewSet):
    model = WordGroup
    name = "search-words"
    url_prefix = "search-words"
    icon = "search"
    menu_label = _("Search words")
    menu_order = 220
    add_to_admin_menu = True
    copy_view_enabled = False
    inspect_view_enabled = False
    list_display = [
        TitleColumn(
            "title", label=_("When someone types"), get_url=lambda group: reverse("search-words:edit", args=[group.pk])
        ),
        Column("effect", label=_("What happens")),
        Column("get_language_display", label=_("Language")),
    ]
    list_filter = ["language", "same", "danger"]
    search_fields = ["words", "also"]
    search_backend_name = None


@hooks.register("register_admin_viewset")
def add_search_words() -> WordGroupViewSet:
    """Offer the search words."""
    return WordGroupViewSet()


@hooks.register("register_admin_urls")
def add_addresses() -> list[URLPattern]:
    """Return the addresses of what staff ask about search."""
    return [
        path("search-words/found-by/<int:page_id>/", editor_views.findability, name="search_findability"),
        path("search-words/found-little/", editor_views.low_results, name="search_low_results"),
    ]


class FindabilityPanel(Panel):
    """Says how visitors find the page."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "search/editor/panel.html"

        def get_context_data(self, parent_context: dict | None = None) -> dict:
            """Add where the answers come from, once the page is published."""
            page = self.instance
            url = reverse("search_findability", args=[page.pk]) if page.pk and page.live else ""
            return super().get_context_data(parent_context) | {"url": url}


@hooks.register("register_page_panels")
def add_panels() -> dict[str, list[Panel]]:
    """Tell how a page is found, beside its texts for lists and search engines."""
    return {LISTS_AND_SEARCH: [FindabilityPanel(heading=_("How is this found?"))]}


class LowResultsMenuItem(MenuItem):
    """Shown only where staff chose to count."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Return whether anything is counted, and the person keeps the search words."""
        counts = site_settings.settings_model().objects.filter(count_low_result_words=True).exists()
        return counts and request.user.has_perm("search.view_wordgroup")


@hooks.register("register_reports_menu_item")
def add_report() -> MenuItem:
    """Lead to the words that find little."""
    return LowResultsMenuItem(_("Words that find little"), reverse("search_low_results"), icon_name="search", order=800)
