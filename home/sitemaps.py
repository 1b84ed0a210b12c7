"""The list of public pages for search engines, in all languages of the site."""

from collections import defaultdict

from django.conf import settings
from django.db.models import Q, QuerySet
from wagtail.contrib.sitemaps import Sitemap
from wagtail.models import Page


class AllLanguages(Sitemap):
    """Wagtail's, with the pages of the other languages and, for each page, where it stands in them."""

    def items(self) -> QuerySet:
        """Return the public pages below the home page of each language of the settings."""
        codes = [code for code, _name in settings.LANGUAGES]
        root = self.get_wagtail_site().root_page
        paths = [page.path for page in root.get_translations(inclusive=True).filter(locale__language_code__in=codes)]
        below = Q()
        for path in paths:
            below |= Q(path__startswith=path)
        # An alias says what its original says.
        return (
            Page.objects.filter(below, alias_of=None).live().public().order_by("path").defer_streamfields().specific()
        )

    def _urls(self, page: int, protocol: str, domain: str) -> list[dict]:
        urls = super()._urls(page, protocol, domain)
        if len(settings.LANGUAGES) < 2:
            return urls
        keys = [item.translation_key for item in self.paginator.page(page).object_list]
        same = defaultdict(list)
        for one in self.items().filter(translation_key__in=keys).select_related("locale"):
            place = {"location": one.get_full_url(self.request), "lang_code": one.locale.language_code}
            same[one.translation_key].append(place)
        places = {place["location"]: found for found in same.values() for place in found if len(found) > 1}
        return [url | {"alternates": places.get(url["location"], [])} for url in urls]
