"""The list of all articles, with its filters and feeds."""

from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.models import Page
from wagtail.search import index

from blog.feeds import AtomFeed, RssFeed
from pages.listings import Listing, chosen, page_number
from pages.models import BasePage, Topic
from pages.visibility import visible, where_visible

from .article import ArticlePage
from .bylines import Series

ARTICLES_PER_PAGE = 10


class BlogIndexPage(RoutablePageMixin, BasePage):
    """All articles, newest first, with filters and feeds."""

    kind = _("Blog")
    lists_children = True

    introduction = models.TextField(_("introduction"), max_length=500, blank=True)

    parent_page_types = ["home.HomePage"]
    subpage_types = ["blog.ArticlePage"]
    max_count_per_parent = 1
    template = "blog/blog_index_page.html"
    search_fields = [*BasePage.search_fields, index.SearchField("introduction", boost=1.5)]
    edit_handler = BasePage.tabs([FieldPanel("introduction")])

    class Meta:
        verbose_name = _("blog index")
        verbose_name_plural = _("blog indexes")

    def articles(self) -> QuerySet:
        """Return the public articles, newest first; same-day ones by id."""
        mine = where_visible(Page.objects.filter(path__startswith=self.path, depth=self.depth + 1))
        return ArticlePage.objects.filter(mine).order_by("-date", "-pk").defer("body")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict:
        """Add one page of articles and the filters; an unknown filter or page shows what is nearest to it."""
        context = super().get_context(request, *args, **kwargs)
        # In whichever language: a topic that nobody has translated yet is one all the same.
        used = visible(ArticlePage.objects.filter(path__startswith=self.path)).order_by()
        topics = self._once_each(Topic.objects.filter(Exists(used.filter(topics=OuterRef("pk")))))
        series = self._once_each(Series.objects.filter(Exists(used.filter(series=OuterRef("pk")))))
        # Of two that have the same address, the one in the language of this list.
        own_first = {"key": lambda label: label.locale_id != self.locale_id}
        topic = chosen(request, "topic", sorted(topics, **own_first))
        one_series = chosen(request, "series", sorted(series, **own_first))
        articles = self.articles()
        if topic:
            # One article may bear an original, another its translation.
            bearing = ArticlePage.topics.through.objects.filter(topic__translation_key=topic.translation_key)
            articles = articles.filter(pk__in=bearing.values("articlepage"))
        if one_series:
            articles = articles.filter(series__translation_key=one_series.translation_key).order_by(
                models.F("series_order").asc(nulls_last=True), "date", "pk"
            )
        year = request.GET.get("year", "")
        year = int(year) if len(year) == 4 and year.isascii() and year.isdigit() and int(year) else None
        if year:
            articles = articles.filter(date__year=year)
        by_date = self.articles().order_by("date").values("date")
        listing = Listing(
            articles,
            ARTICLES_PER_PAGE,
            first=models.Subquery(by_date[:1]),
            last=models.Subquery(by_date.reverse()[:1]),
        )
        page = listing.get_page(page_number(request))
        self.want_pictures(page.object_list)
        # A list ends with its newest thousand: then each year has one of its own.
        years = []
        if listing.count and (year or listing.is_full):
            years = list(range(listing.told["last"].year, listing.told["first"].year - 1, -1))
        filters = {"topic": topic, "series": one_series, "year": year}
        return context | filters | {"topics": topics, "all_series": series, "years": years, "listing": page}

    def _once_each(self, labels: QuerySet) -> list[Topic | Series]:
        """Return labels in their order, each translation once: in the language of this list, if it is there."""
        found = list(labels)
        in_order = sorted(found, key=lambda label: label.locale_id == self.locale_id)
        own = {label.translation_key: label for label in in_order}
        return [label for label in found if own[label.translation_key] is label]

    @path("")
    def index_view(self, request: HttpRequest) -> HttpResponse:
        """Show the list."""
        return self.render(request)

    @path("feed/", name="atom")
    def atom(self, request: HttpRequest) -> HttpResponse:
        """Answer with the newest articles as Atom."""
        return AtomFeed(self)(request)

    @path("feed/rss/", name="rss")
    def rss(self, request: HttpRequest) -> HttpResponse:
        """Answer with the newest articles as RSS."""
        return RssFeed(self)(request)
