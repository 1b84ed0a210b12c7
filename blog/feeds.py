"""Feeds of the newest articles: titles, standfirsts and links, without the full text."""

from collections.abc import Iterable
from datetime import datetime, time

from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed
from django.utils.http import http_date
from django.utils.translation import gettext as _

from pages import site_settings
from pages.models import BasePage
from pages.site_settings import SettingsPart
from pages.visibility import last_change
from pages.word_lists import in_one_line

from .models.article import ArticlePage

NEWEST = 20


class RssFeed(Feed):
    """The newest articles as RSS 2.0."""

    feed_type = Rss201rev2Feed
    address = "feed/rss/"

    def __init__(self, page: BasePage) -> None:
        self.page = page

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer with the feed; it has changed when anything has, so that a withdrawn article is gone everywhere."""
        response = super().__call__(request)
        if when := last_change():
            response["Last-Modified"] = http_date(when.timestamp())
        return response

    def get_object(self, request: HttpRequest) -> SettingsPart:
        """Return the settings, which name the organisation."""
        return site_settings.for_request(request)

    def title(self, settings: SettingsPart) -> str:
        """Return the name of the feed."""
        names = {"page": self.page.title, "organisation": settings.organisation_name}
        return in_one_line(_("%(page)s · %(organisation)s") % names)

    def link(self) -> str:
        """Return the address of the list."""
        return self.page.full_url

    def feed_url(self) -> str:
        """Return the address of the feed itself."""
        return self.page.full_url + self.address

    def description(self) -> str:
        """Return what the feed is about."""
        return in_one_line(self.page.introduction or self.page.search_description)

    subtitle = description

    def items(self) -> Iterable[ArticlePage]:
        """Return the newest public articles."""
        return self.page.articles()[:NEWEST]

    def item_title(self, item: ArticlePage) -> str:
        """Return the title."""
        return in_one_line(item.title)

    def item_description(self, item: ArticlePage) -> str:
        """Return the summary, never the full text."""
        return in_one_line(item.summary)

    def item_link(self, item: ArticlePage) -> str:
        """Return the complete address."""
        return item.full_url

    def item_pubdate(self, item: ArticlePage) -> datetime:
        """Return the publication date at noon, so that no time zone moves it to another day; never later than now."""
        return _noon(item.date, item.first_published_at)

    def item_updateddate(self, item: ArticlePage) -> datetime:
        """Return the date of the last change that readers should know of."""
        return _noon(item.updated or item.date, item.last_published_at if item.updated else item.first_published_at)


class AtomFeed(RssFeed):
    """The newest articles as Atom 1.0."""

    feed_type = Atom1Feed
    address = "feed/"


def _noon(date: datetime.date, published: datetime | None) -> datetime:
    """Return noon of a day, or the moment of publication where that was still earlier on the same day.

    Readers hide what lies in the future.
    """
    noon = timezone.make_aware(datetime.combine(date, time(12)))
    return min(noon, published if published and timezone.localdate(published) == date else noon, timezone.now())
