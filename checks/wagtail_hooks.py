"""What the editor offers of checks: the words to avoid, the content checker, the summary before publishing."""

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.panels import Panel
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.userbar import ContentCheckerItem
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.models import Page

from pages.editing import BEFORE_PUBLISHING

from . import views
from .annotate import annotate
from .content_checker import SiteContentChecker
from .models import Term
from .panels import BeforePublishingPanel
from .words import terms_for


class TermViewSet(ModelViewSet):
    model = Term
    name = "words-to-avoid"
    url_prefix = "words-to-avoid"
    icon = "glasses"
    menu_label = _("Words to avoid")
    menu_order = 230
    add_to_admin_menu = True
    copy_view_enabled = False
    inspect_view_enabled = False
    list_display = [
        TitleColumn("title", label=_("Words"), get_url=lambda term: reverse("words-to-avoid:edit", args=[term.pk])),
        Column("prefer", label=_("Better")),
        Column("reason", label=_("Why")),
        Column("get_severity_display", label=_("How much it matters")),
    ]
    list_filter = ["language", "severity"]
    search_fields = ["words", "prefer"]
    search_backend_name = None


@hooks.register("register_admin_viewset")
def add_terms() -> TermViewSet:
    """Offer the words to avoid."""
    return TermViewSet()


@hooks.register("register_admin_urls")
def add_addresses() -> list[URLPattern]:
    """Return the address that the panel asks."""
    return [path("checks/page/<int:page_id>/", views.page_advice, name="checks_page")]


@hooks.register("construct_wagtail_userbar")
def use_own_checker(request: HttpRequest, items: list, page: Page | None) -> None:
    """Put our checks in the place of Wagtail's alone."""
    items[:] = [
        SiteContentChecker(in_editor=item.in_editor) if isinstance(item, ContentCheckerItem) else item for item in items
    ]


@hooks.register("register_page_panels", order=10)
def add_panels() -> dict[str, list[Panel]]:
    """Sum up, before publishing, what is open."""
    return {BEFORE_PUBLISHING: [BeforePublishingPanel(heading=_("What is still open"))]}


@hooks.register("mark_page_preview")
def mark_preview(html: str, page: Page) -> str:
    """Mark in a live preview what the checks are about."""
    return annotate(html, terms_for(page.locale.language_code))


@hooks.register("insert_editor_js")
def add_script() -> SafeString:
    """Keep the panel up to date, and say in words where the checker found something."""
    return format_html('<script src="{}" defer></script>', static("js/checks.js"))
