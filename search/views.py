"""The search page. What is typed is neither stored nor logged."""

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from wagtail.models import Site

from home.batch import batch
from home.listings import page_number

from .excerpts import excerpt, mark
from .query import Search

RESULTS_PER_PAGE = 10


def search(request: HttpRequest) -> HttpResponse:
    """Show the pages found for ``q``, of one ``type`` if given; any input gets a page."""
    with batch():
        root = Site.find_for_request(request).root_page
        locale = root.locale_id if get_language() == settings.LANGUAGE_CODE else root.localized.locale_id
        found = Search(request.GET.get("q", ""), locale, request.GET.get("type", ""))
        listing = Paginator(found.results, RESULTS_PER_PAGE).get_page(page_number(request))
        listing.object_list = [_result(page, found) for page in listing.object_list]
        kinds = [
            {"slug": name, "title": model._meta.verbose_name_plural, "count": found.counts[name]}
            for name, model in found.kinds.items()
            if name in found.counts
        ]
        context = {"words": found.text, "listing": listing, "kinds": kinds, "kind": found.kind}
        return render(request, "search/search.html", context)


def _result(page: object, found: Search) -> dict:
    kept = getattr(page, "search_text", None)
    text = (kept.text if kept else "") or page.search_description
    return {
        "page": page,
        "kind": page.specific_class.kind,
        "title": mark(page.title, found.words),
        "excerpt": excerpt(text, found.words),
    }
