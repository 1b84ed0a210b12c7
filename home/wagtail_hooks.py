"""What the editor offers: snippets, links in rich text, refusals."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.rich_text.feature_registry import FeatureRegistry
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from blog.models import Author, Series, StartingTemplate
from resources.models import CrisisContact, Label

from .models import Menu, Topic
from .placeholders import find_placeholders, refusal
from .rich_text import BatchedDocumentLinkHandler, PublicPageLinkHandler


class CrisisContactViewSet(SnippetViewSet):
    model = CrisisContact
    copy_view_enabled = False
    icon = "help"
    add_to_admin_menu = True
    menu_order = 200
    list_display = ["name", "phone", "last_checked", "review_by"]
    sort_order_field = "sort_order"


class LabelViewSet(SnippetViewSet):
    model = Label
    copy_view_enabled = False
    icon = "tag"
    list_display = ["title", "kind"]
    list_filter = ["kind"]


class TopicViewSet(SnippetViewSet):
    model = Topic
    copy_view_enabled = False
    icon = "tag"


class AuthorViewSet(SnippetViewSet):
    model = Author
    copy_view_enabled = False
    icon = "user"
    list_display = ["name", "byline"]


class SeriesViewSet(SnippetViewSet):
    model = Series
    copy_view_enabled = False
    icon = "list-ol"


class StartingTemplateViewSet(SnippetViewSet):
    model = StartingTemplate
    icon = "copy"
    menu_label = _("Starting templates")
    add_to_settings_menu = True
    list_display = ["title", "description", "is_story"]
    sort_order_field = "sort_order"


class MenuViewSet(SnippetViewSet):
    model = Menu
    copy_view_enabled = False
    icon = "bars"
    add_to_settings_menu = True


class WordsGroup(SnippetViewSetGroup):
    menu_label = _("Topics")
    menu_icon = "tag"
    menu_order = 210
    items = (TopicViewSet, SeriesViewSet, AuthorViewSet, LabelViewSet)


register_snippet(CrisisContactViewSet)
register_snippet(MenuViewSet)
register_snippet(StartingTemplateViewSet)
register_snippet(WordsGroup)


@hooks.register("register_rich_text_features", order=100)
def use_public_links(features: FeatureRegistry) -> None:
    """Let links in text lead only to pages that anyone may see."""
    features.register_link_type(PublicPageLinkHandler)
    features.register_link_type(BatchedDocumentLinkHandler)


@hooks.register("before_bulk_action")
def refuse_bulk_publishing_of_placeholders(
    request: HttpRequest, action_type: str, objects: list, action: Any
) -> HttpResponse | None:
    """Say which pages still hold placeholders, instead of publishing any."""
    if action_type != "publish" or request.method != "POST":
        return None
    if request.POST.get("include_descendants"):
        below = [obj.get_descendants().not_live().specific() for obj in objects if hasattr(obj, "get_descendants")]
        objects = [*objects, *(page for pages in below for page in pages)]
    for obj in objects:
        newest = obj.get_latest_revision_as_object()
        missing = find_placeholders(newest)
        if reason := refusal(missing) if missing else getattr(newest, "publish_problem", ""):
            messages.error(request, f"{newest}: {reason}")
            return redirect(get_valid_next_url_from_request(request) or reverse("wagtailadmin_home"))
    return None
