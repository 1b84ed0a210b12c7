"""The way from a page to the same page in another language, or to the nearest above it."""

from dataclasses import dataclass

from django.conf import settings
from django.conf.locale import LANG_INFO
from django.http import HttpRequest
from django.middleware.locale import LocaleMiddleware
from django.utils import translation
from django.utils.translation import get_language
from wagtail.models import Page, Site

from pages.visibility import is_visible


class LanguageOfAddressMiddleware(LocaleMiddleware):
    """Lets the first part of an address decide, exactly: Django would take “/es-…/” for Spanish too.

    Staff have the language of their browser until they choose one.
    """

    def process_request(self, request: HttpRequest) -> None:
        """Activate the language of the request."""
        first = request.path_info.split("/", 2)[1] if "/" in request.path_info else ""
        if first in ("admin", "account"):
            super().process_request(request)
            return
        further = [code for code, _name in settings.LANGUAGES[1:]]
        translation.activate(first if first in further else settings.LANGUAGE_CODE)
        request.LANGUAGE_CODE = translation.get_language()


@dataclass(frozen=True)
class OtherLanguage:
    """A language beside that of the page, under its own name."""

    code: str
    name: str
    url: str
    full_url: str
    # Whether it is the same page; else it is the nearest above it.
    is_same: bool


def other_languages(request: HttpRequest) -> list[OtherLanguage]:
    """Return the other languages of the site whose home page is public, in the order of the settings.

    Costs a query where the site has several languages, else none.
    """
    # What answers a form cannot be asked for again: whoever went on from the six words would lose them.
    if len(settings.LANGUAGES) < 2 or request.method not in ("GET", "HEAD"):
        return []
    page = _page(request)
    site = getattr(request, "_wagtail_site", None) or Site.find_for_request(request)
    keys = [one.translation_key for one in _chain(page, site.root_page)] if site else []
    found: dict[str, dict] = {}
    codes = [code for code, _name in settings.LANGUAGES if code != get_language()]
    pages = Page.objects.filter(translation_key__in=keys, locale__language_code__in=codes, live=True)
    for one in pages.select_related("locale"):
        if is_visible(one):
            found.setdefault(one.locale.language_code, {})[one.translation_key] = one
    return [_in(code, found[code], keys, request, page) for code in codes if keys and keys[0] in found.get(code, {})]


def _chain(page: Page | None, home: Page) -> list[Page]:
    """Return the pages from the home page down to ``page``; a preview is not walked to, so it has to ask."""
    known = getattr(page, "chain", None)
    if known is None and page and page.path:
        known = [*page.get_ancestors().filter(depth__gte=home.depth), page]
    return known or [home]


def _in(code: str, pages: dict, keys: list, request: HttpRequest, page: Page | None) -> OtherLanguage:
    """Return where a language leads, whose public pages by key are ``pages``."""
    name = LANG_INFO[code]["name_local"].capitalize()
    match = request.resolver_match
    if page is None and match and match.view_name != "wagtail_serve":
        # Search, answers, signing off: the same address in the other language, words and filters with it.
        path = prefixed(request.get_full_path(), code)
        return OtherLanguage(code, name, path, f"{settings.SITE_ADDRESS}{path}", is_same=True)
    nearest = next(pages[key] for key in reversed(keys) if key in pages)
    is_same = page is not None and nearest.translation_key == page.translation_key
    rest = request.path.removeprefix(page.get_url(request) or "/") if is_same else ""
    # A part of a page (a card, a list) is the same part there.
    url, full_url = (f"{address}{rest}" for address in (nearest.get_url(request), nearest.full_url))
    query = request.META.get("QUERY_STRING", "")
    return OtherLanguage(code, name, f"{url}?{query}" if is_same and query else url, full_url, is_same)


def _page(request: HttpRequest) -> Page | None:
    """Return the page that answers the request, None for a view or where nothing was found."""
    route = getattr(request, "_wagtail_route_for_request", None)
    return route[0] if route else None


def prefixed(path: str, code: str) -> str:
    """Return an address of this site in the language ``code``."""
    now = get_language()
    if now != settings.LANGUAGE_CODE:
        path = path.removeprefix(f"/{now}")
    return path if code == settings.LANGUAGE_CODE else f"/{code}{path}"
