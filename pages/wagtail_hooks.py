"""What pages add to Wagtail: links in rich text, recordings in parts, the refusal to publish what is unfinished."""

import re
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from wagtail import hooks
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.documents.models import AbstractDocument
from wagtail.models import Page
from wagtail.rich_text.feature_registry import FeatureRegistry

from .addresses import is_own_address
from .editing import OWN_ADDRESS
from .placeholders import find_placeholders, refusal
from .rich_text import LINK_RULE, LoadedDocumentLinkHandler, PublicPageLinkHandler

PART = 1024 * 1024  # bytes of a recording that are handed out at a time; players ask for the next by themselves


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
        reason = refusal(missing) if missing else getattr(newest, "publish_problem", "") or _what_lacks(newest)
        if reason:
            messages.error(request, f"{newest}: {reason}")
            return redirect(get_valid_next_url_from_request(request) or reverse("wagtailadmin_home"))
    return None


@hooks.register("before_bulk_action")
def refuse_moving_many_to_own_addresses(
    request: HttpRequest, action_type: str, objects: list, action: Any
) -> HttpResponse | None:
    """Let none of many pages go where it could not be seen."""
    chosen = request.POST.get("chooser", "") if action_type == "move" else ""
    target = Page.objects.filter(pk=chosen).first() if chosen.isdecimal() else None
    if target is None:
        return None
    answers = [refuse_moving_to_own_address(request, page, target) for page in objects]
    return next(filter(None, answers), None)


@hooks.register("before_move_page")
def refuse_moving_to_own_address(request: HttpRequest, page: Page, target: Page) -> HttpResponse | None:
    """Let no page go where it could not be seen."""
    if page.get_parent() == target or not is_own_address(target, page.slug):
        return None
    messages.error(request, f"{page.get_admin_display_title()}: {OWN_ADDRESS}")
    return redirect("wagtailadmin_pages:edit", page.pk)


def _what_lacks(page: Any) -> str:
    """Return what keeps a draft from being whole, such as a field that was left empty; "" where nothing does."""
    try:
        page.full_clean()
    except ValidationError as error:
        return " ".join(error.messages)
    return ""


# After Wagtail's own, which sees to who may have a document.
@hooks.register("before_serve_document", order=100)
def hand_out_part(document: AbstractDocument, request: HttpRequest) -> HttpResponse | None:
    """Hand out the part of a recording that a player asks for (RFC 9110, 14): some play nothing without."""
    if document.content_type not in settings.WAGTAILDOCS_INLINE_CONTENT_TYPES or document.content_type == "text/vtt":
        return None
    asked = re.fullmatch(r"bytes=(\d{0,15})-(\d{0,15})", request.headers.get("Range", ""))
    if not asked or not (asked[1] or asked[2]):
        return None
    try:
        size = document.file.size
    except FileNotFoundError as error:
        raise Http404 from error
    begin = int(asked[1]) if asked[1] else max(0, size - int(asked[2]))
    last = min(size - 1, int(asked[2]) if asked[1] and asked[2] else size - 1, begin + PART - 1)
    if begin > last:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    with document.file.open("rb") as file:
        file.seek(begin)
        content = file.read(last - begin + 1)
    headers = {"Content-Range": f"bytes {begin}-{last}/{size}", "Accept-Ranges": "bytes"}
    return HttpResponse(content, status=206, content_type=document.content_type, headers=headers)
