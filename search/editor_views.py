"""Pages inside the editor about search."""

from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe
from wagtail.models import Page

from pages.models import BasePage

from .findability import groups_leading_to, telling_words, try_out
from .low_results import DAYS, SHOWN_FROM, low_result_words
from .models import Entry

TRIED = 5


@require_safe
def findability(request: HttpRequest, page_id: int) -> HttpResponse:
    """Show how a page is found, and what a visitor would find for ``q``; for those who may edit the page."""
    page = get_object_or_404(Page, pk=page_id).specific
    if not isinstance(page, BasePage) or not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    context = {"page": page, "public": Entry.objects.filter(page=page).exists(), "words": request.GET.get("q", "")}
    if context["words"]:
        found, place = try_out(page, context["words"])
        entries = Entry.objects.in_bulk([hit.entry_id for hit in found.hits[:TRIED]])
        context |= {"found": found, "place": place, "best": [entries[hit.entry_id] for hit in found.hits[:TRIED]]}
    else:
        groups, others = groups_leading_to(page)
        context |= {"telling": telling_words(page), "groups": groups, "others": others}
    return render(request, "search/editor/findability.html", context)


@require_safe
@permission_required("search.view_wordgroup", raise_exception=True)
def low_results(request: HttpRequest) -> HttpResponse:
    """List the words that found little, where staff chose to count them."""
    return render(
        request,
        "search/editor/low_results.html",
        {"words": low_result_words(), "days": DAYS, "shown_from": SHOWN_FROM},
    )
