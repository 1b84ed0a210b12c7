"""What surrounds every page: settings, menus and crisis contacts, only if a template asks, and remembered."""

import json

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject, cached_property
from django.utils.translation import get_language
from wagtail.models import Page

from page_cache.application import keep_until
from page_cache.remembered import remembered
from pages import site_settings
from pages.visibility import is_visible
from resources.models import CrisisContact, ServicesPage
from safety import outage

from .models import Menu, MenuItem, SiteSettings
from .other_languages import OtherLanguage, other_languages


class Layout:
    """The parts around a page, each fetched on first use."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @cached_property
    def languages(self) -> list[OtherLanguage]:
        """Return the other languages in which one can go on from here."""
        return other_languages(self.request)

    @cached_property
    def same_in_languages(self) -> list[dict[str, str]]:
        """Return where this page stands in each language, itself included, for search engines."""
        same = [language for language in self.languages if language.is_same]
        route = getattr(self.request, "_wagtail_route_for_request", None)
        if not same or not route:
            return []
        places = {language.code: language.full_url for language in same} | {get_language(): route[0].full_url}
        first = [{"code": "x-default", "full_url": places[settings.LANGUAGE_CODE]}]
        return [{"code": code, "full_url": url} for code, url in places.items()] + (
            first if settings.LANGUAGE_CODE in places else []
        )

    @cached_property
    def settings(self) -> SiteSettings:
        """Return the site's settings; unsaved defaults where there are none."""
        host = self.request.get_host()
        return remembered(("settings", host, get_language()), lambda: site_settings.for_request(self.request))

    @cached_property
    def menus(self) -> dict[str, list[MenuItem]]:
        """Return {place: links}; links to pages that are not public are left out."""
        return remembered(("menus", get_language()), self._menus)

    def _menus(self) -> dict[str, list[MenuItem]]:
        both = self._menus_in({get_language(), settings.LANGUAGE_CODE})
        menus = both[get_language()]
        if any(menus.values()) or get_language() == settings.LANGUAGE_CODE:
            return menus
        # Until staff make a menu for a language, it has what of the first one's is translated.
        menus = both[settings.LANGUAGE_CODE]
        keys = [item.page.translation_key for items in menus.values() for item in items if item.page]
        found = Page.objects.filter(translation_key__in=keys, locale__language_code=get_language())
        pages = {page.translation_key: page for page in found if is_visible(page)}
        return {
            place: [self._translated(item, pages) for item in items if item.page and item.page.translation_key in pages]
            for place, items in menus.items()
        }

    @staticmethod
    def _menus_in(languages: set[str]) -> dict[str, dict[str, list[MenuItem]]]:
        """Return {language: {place: links}}."""
        items = MenuItem.objects.filter(menu__locale__language_code__in=languages)
        menus: dict = {code: {place: [] for place in Menu.Place.values} for code in languages}
        for item in items.select_related("menu__locale", "page").order_by("sort_order"):
            if item.page is None or is_visible(item.page):
                menus[item.menu.locale.language_code][item.menu.place].append(item)
        return menus

    @staticmethod
    def _translated(item: MenuItem, pages: dict) -> MenuItem:
        return MenuItem(menu=item.menu, page=pages[item.page.translation_key])

    @cached_property
    def help_page(self) -> object | None:
        """Return the page of our services if a menu leads there, for the button of “Get help now”."""
        return remembered(("help page", get_language()), self._help_page)

    def _help_page(self) -> object | None:
        pages = [item.page for items in self.menus.values() for item in items if item.page]
        return next((page for page in pages if page.specific_class is ServicesPage), None)

    @cached_property
    def donate_address(self) -> str:
        """Return where the Donate link leads: to the page for giving, else to the address in the settings, else ""."""
        if not self.settings.giving_path:
            return self.settings.donate_address
        return Page(url_path=self.settings.giving_path, depth=3).get_url(self.request) or ""

    @cached_property
    def quiet_words(self) -> str:
        """Return where the words behind the short address lead (``/q#word``), as JSON: pages that are public."""
        words = ((block.value["word"], block.value["page"]) for block in self.settings.quiet_words)
        pages = {word: page.get_url(self.request) for word, page in words if page and is_visible(page)}
        return json.dumps(pages)

    @cached_property
    def contacts_in_order(self) -> list[CrisisContact]:
        """Return the contacts in the order staff chose, for paper, which is read at any time."""
        return remembered(("contacts", get_language()), lambda: list(CrisisContact.shown(get_language())))

    @cached_property
    def crisis_contacts(self) -> list[CrisisContact]:
        """Return the contacts for “Get help now”: who answers now, then the others, each in the order staff chose."""
        contacts = self.contacts_in_order
        outage.remember(contacts, self.settings.leave_target, self.settings.neutral_title)
        openings = {contact.pk: contact.opening for contact in contacts}
        keep_until(self.request, *(opening.changes_at for opening in openings.values() if opening.changes_at))
        return sorted(contacts, key=lambda contact: openings[contact.pk].now)


def layout(request: HttpRequest) -> dict:
    """Offer ``layout`` to every template."""
    return {"layout": SimpleLazyObject(lambda: Layout(request))}
