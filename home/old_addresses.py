"""Where an address leads that no page has: entered by staff, of a page that moved, or only written otherwise.

Phones begin with a capital, print is read aloud, other sites link with words of their own behind the “?”. So
addresses are compared without capitals, in one form of each letter, with and without what no page reads.
"""

import re
import unicodedata
from collections.abc import Callable
from urllib.parse import parse_qsl, quote, unquote, urlencode

from django.conf import settings
from django.db import DatabaseError
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.urls import Resolver404, resolve
from django.utils.translation import get_language
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents import get_document_model
from wagtail.models import Page, Site

from page_cache.application import PARAMETERS, telling
from pages.visibility import is_visible

MOST_PARTS = 20
LONGEST = 255  # characters of an old address that staff can enter


def old_addresses_middleware(get_response: Callable) -> Callable:
    """Send whoever asks for an old or otherwise written address to the page, in one step."""

    def answer(request: HttpRequest) -> HttpResponse:
        may_be_old = request.method in ("GET", "HEAD") and "\0" not in request.path
        if may_be_old and request.path == "/" and telling(request.META.get("QUERY_STRING", "")):
            # The front page is always there; what was behind its “?” on the site before is asked first.
            return _lead(request, [_entered_with_query]) or get_response(request)
        response = get_response(request)
        if may_be_old and response.status_code == 404:
            return _lead(request, [_entered, _moved, _document, _in_one_case]) or response
        return response

    return answer


def _lead(request: HttpRequest, ways: list[Callable]) -> HttpResponse | None:
    """Return the redirect that the first of the ways finds, or None."""
    try:
        target, lasts = next(filter(None, (way(request) for way in ways)), ("", True))
    except DatabaseError:
        return None
    if not target or target == request.get_full_path():
        return None
    return (HttpResponsePermanentRedirect if lasts else HttpResponseRedirect)(target)


def comparable(address: str) -> str:
    """Return an address in the form in which two of them are compared."""
    path, _mark, query = address.strip().partition("?")
    path = "/" + unicodedata.normalize("NFC", unquote(path)).casefold().strip("/ ")
    # A plus is a space in a query and not in a path; in old addresses it was one in both.
    pairs = sorted(parse_qsl(unicodedata.normalize("NFC", query).casefold(), keep_blank_values=True))
    return path.replace("+", " ") + (f"?{urlencode(pairs)}" if pairs else "")


def _ways(request: HttpRequest) -> list[str]:
    """Return the address that was asked for, with all of its query, with what may be part of it, and without."""
    query = request.META.get("QUERY_STRING", "")
    found = [f"{request.path}?{query}", f"{request.path}?{urlencode(telling(query))}", request.path]
    return list(dict.fromkeys(comparable(address) for address in found))


def _find(request: HttpRequest, ways: list[str]) -> tuple[int, Redirect] | None:
    """Return (which of the ways, the redirect) for the first of the ways that staff or a move have entered."""
    ways = [way for way in ways if len(way) <= LONGEST]
    rows = Redirect.get_for_site(Site.find_for_request(request))
    # Databases know capitals of ASCII alone, and nothing of forms: other addresses are compared here.
    if all(way.isascii() and quote(way, safe="/?=&-_.~") == way for way in ways):
        narrow = Q()
        for way in ways:
            narrow |= Q(old_path__iexact=way)
        rows = rows.filter(narrow) if ways else rows.none()
    places = {way: place for place, way in enumerate(ways)}
    found = []
    for pk, old_path, site in rows.values_list("pk", "old_path", "site"):
        place = places.get(comparable(old_path))
        if place is not None:
            # One for this very site goes before one for all.
            found.append((place, site is None, pk))
    if not found:
        return None
    place, _for_all, pk = min(found)
    return place, Redirect.objects.select_related("redirect_page").get(pk=pk)


def _entered(request: HttpRequest) -> tuple[str, bool] | None:
    """Return (target, whether for good) of a redirect from this address."""
    ways = _ways(request)
    if not (found := _find(request, ways)):
        return None
    place, redirect = found
    whole = "?" in ways[place]
    # A filter of a list goes along to where the list is now.
    kept = "" if whole or not redirect.redirect_page_id else _filters(request)
    return _target(redirect, kept)


def _entered_with_query(request: HttpRequest) -> tuple[str, bool] | None:
    found = _find(request, [way for way in _ways(request) if "?" in way])
    return _target(found[1]) if found else None


def _target(redirect: Redirect, kept: str = "") -> tuple[str, bool] | None:
    """Return (target, whether for good), or None where the page is a draft, of which its address would tell.

    What is private may be public again, so browsers are not to keep where it was.
    """
    page = redirect.redirect_page
    if not redirect.link or (page and not page.live):
        return None
    return redirect.link + kept, redirect.is_permanent and not (page and not is_visible(page))


def _document(request: HttpRequest) -> tuple[str, bool] | None:
    """Return where a document is whose file has another name by now; of private ones the name says something."""
    found = re.fullmatch(r"/documents/(\d{1,9})/[^/]+", request.path)
    document = get_document_model().objects.filter(pk=found[1]).first() if found else None
    if document is None or document.collection.get_view_restrictions() or document.url == quote(request.path):
        return None
    return document.url, False


def _filters(request: HttpRequest) -> str:
    kept = {name: request.GET[name] for name in request.GET if name in PARAMETERS}
    return f"?{urlencode(kept)}" if kept else ""


def _moved(request: HttpRequest) -> tuple[str, bool] | None:
    """Return the target below a page that moved: its feed, its pages of a topic or a series."""
    parts = comparable(request.path).strip("/").split("/")
    if len(parts) > MOST_PARTS:
        return None
    above = ["/" + "/".join(parts[:count]) for count in range(len(parts) - 1, 0, -1)]
    found = _find(request, above) if above else None
    if not found or not found[1].redirect_page_id:
        return None
    place, redirect = found
    rest = parts[len(parts) - 1 - place :]
    if not redirect.link or not _answers(request, redirect.redirect_page, rest):
        return None
    lasts = redirect.is_permanent and is_visible(redirect.redirect_page)
    return f"{redirect.link}{quote('/'.join(rest))}/{_filters(request)}", lasts


def _answers(request: HttpRequest, page: Page, rest: list[str]) -> bool:
    """Return whether a page, or what it makes of the rest of an address, is there for visitors."""
    try:
        page.specific.route(request, rest)
    except Http404:
        return False
    return True


def _in_one_case(request: HttpRequest) -> tuple[str, bool] | None:
    """Return the address of the page, or of what else the site has, that differs in capitals or a slash alone."""
    path = unicodedata.normalize("NFC", request.path).casefold()
    parts = [part for part in path.split("/") if part]
    if len(parts) > MOST_PARTS or not parts:
        return None
    query = f"?{request.META['QUERY_STRING']}" if request.META.get("QUERY_STRING") else ""
    first, _slash, rest_as_asked = request.path.lstrip("/").partition("/")
    for way in (f"/{first.casefold()}/{rest_as_asked}", path, f"{path.rstrip('/')}/"):
        try:
            found = resolve(way)
        except Resolver404:
            continue
        # Behind the first part stands the name of a file, or a word of somebody's own, which keep their capitals.
        is_ours = way.partition("/")[2].partition("/")[2] == rest_as_asked or not (found.args or found.kwargs)
        if found.url_name != "wagtail_serve" and is_ours and way != request.path:
            return quote(way) + query, True
    site = Site.find_for_request(request)
    if site is None:
        return None
    root = site.root_page if get_language() == settings.LANGUAGE_CODE else site.root_page.localized
    steps = Q()
    for count in range(1, len(parts) + 1):
        steps |= Q(url_path__iexact=root.url_path + "/".join(parts[:count]) + "/")
    page = Page.objects.live().filter(steps).order_by("-depth").first()
    if page is None:
        return None
    rest = parts[page.depth - root.depth :]
    url = page.get_url(request)
    target = (url or "") + "".join(f"{quote(part)}/" for part in rest)
    if not url or target == request.path or not _answers(request, page, rest):
        return None
    return target + query, True
