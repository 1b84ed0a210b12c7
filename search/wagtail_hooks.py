"""What the editor shows of search: the search words, how a page is found, which words find little."""

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.viewsets.model import ModelViewSet

from home.models import SiteSettings

from . import editor_views
from .models import WordGroup


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
        path("search-words/found-by/<int:page_id>/", editor_views.found_by, name="search_found_by"),
        path("search-words/found-little/", editor_views.found_little, name="search_found_little"),
    ]


class FoundLittleMenuItem(MenuItem):
    """Shown only where staff chose to count."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Return whether anything is counted, and the person keeps the search words."""
        counts = SiteSettings.objects.filter(count_unmet_words=True).exists()
        return counts and request.user.has_perm("search.view_wordgroup")


@hooks.register("register_reports_menu_item")
def add_report() -> MenuItem:
    """Lead to the words that find little."""
    return FoundLittleMenuItem(
        _("Words that find little"), reverse("search_found_little"), icon_name="search", order=800
    )
