"""What the editor takes from pages: links in rich text, and the refusal to publish what is unfinished."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from wagtail import hooks
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.rich_text.feature_registry import FeatureRegistry

from .placeholders import find_placeholders, refusal
from .rich_text import LINK_RULE, LoadedDocumentLinkHandler, PublicPageLinkHandler


@hooks.register("register_rich_text_features", order=100)
def use_public_links(features: FeatureRegistry) -> None:
    """Let links in text lead only to pages that anyone may see."""
    features.register_link_type(PublicPageLinkHandler)
    features.register_link_type(LoadedDocumentLinkHandler)
    features.register_converter_rule("contentstate", "link", LINK_RULE)


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
