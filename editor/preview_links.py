"""A link to a draft for a colleague without an account: signed, good for a week, in no search engine."""

from datetime import datetime, timedelta

from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.log_actions import log
from wagtail.models import Page

from consent.models import Consent
from deleted.models import BinPage
from pages.content_values import referenced_ids

GOOD_FOR = timedelta(days=7)
SALT = "editor.preview"


def make(page: Page) -> tuple[str, datetime]:
    """Return the path of a new link to the newest version of a page, and until when it is good."""
    token = signing.dumps(page.pk, salt=SALT)
    return reverse("shared_preview", args=[token]), timezone.now() + GOOD_FOR


@require_safe
def share(request: HttpRequest, page_id: int) -> HttpResponse:
    """Show a link to the newest version of a page to someone who may edit it."""
    page = get_object_or_404(Page, pk=page_id).specific
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    path, until = make(page)
    log(page, "editor.share_preview", user=request.user)
    context = {"page": page, "address": request.build_absolute_uri(path), "until": until, "days": GOOD_FOR.days}
    return render(request, "editor/share.html", context)


@require_safe
def show(request: HttpRequest, token: str) -> HttpResponse:
    """Show the newest version of a page to whoever has the link."""
    try:
        pk = signing.loads(token, salt=SALT, max_age=GOOD_FOR)
        page = Page.objects.get(pk=pk)
    except (signing.BadSignature, Page.DoesNotExist):
        return render(request, "editor/preview_over.html", status=410)
    if BinPage.holds(page):
        return render(request, "editor/preview_over.html", status=410)
    newest = page.get_latest_revision_as_object()
    if not page.latest_revision_id:
        newest = page.specific
    used = Consent.objects.filter(pk__in=referenced_ids(newest, Consent))
    if not all(consent.allows_words for consent in used):
        return render(request, "editor/preview_over.html", status=410)
    request.shared_preview = _("This is a draft that someone shared with you. It may still change.")
    response = newest.make_preview_request(
        request, newest.default_preview_mode, {"shared_preview": request.shared_preview}
    )
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response
