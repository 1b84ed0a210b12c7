"""One article, its neighbours and its relatives."""

import math
from collections.abc import Callable
from typing import Any

from django import forms
from django.db import models
from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, ObjectList, PageChooserPanel
from wagtail.fields import StreamField
from wagtail.models import Orderable, Page
from wagtail.search import index

from blog.blocks import ArticleBodyBlock
from blog.forms import ArticleForm
from pages.models import BasePage, Topic
from pages.visibility import where_visible

from .bylines import Author, Series
from .stories import StoryMixin

WORDS_PER_MINUTE = 200
MOST_RELATED = 3
AKIN = 100  # articles
MOST_PARTS = 25  # of a series, for its path at the end of each part
IN_SERIES = ("series_order", "date", "pk")


class ArticlePage(StoryMixin, BasePage):
    """One article."""

    kind = _("Article")

    standfirst = models.TextField(
        _("standfirst"), max_length=400, blank=True, help_text=_("One or two sentences that say what it is about.")
    )
    date = models.DateField(_("publication date"), default=timezone.localdate, help_text=_("May lie in the past."))
    updated = models.DateField(
        _("updated"), null=True, blank=True, help_text=_("After a change that readers should know of.")
    )
    topics = ParentalManyToManyField(Topic, blank=True, related_name="articles", verbose_name=_("topics"))
    series = models.ForeignKey(
        Series, on_delete=models.SET_NULL, null=True, blank=True, related_name="articles", verbose_name=_("series")
    )
    series_order = models.PositiveSmallIntegerField(_("place in the series"), null=True, blank=True)
    content_note = models.CharField(
        _("content note"),
        max_length=200,
        blank=True,
        help_text=_("Only if needed, short and specific: “Mentions violence in one section.”"),
    )
    body = StreamField(ArticleBodyBlock(), blank=True, verbose_name=_("body"))
    reading_minutes = models.PositiveSmallIntegerField(_("reading time"), default=1, editable=False)

    parent_page_types = ["blog.BlogIndexPage"]
    subpage_types: list[str] = []
    template = "blog/article_page.html"
    serve_related = (*BasePage.serve_related, "series")
    base_form_class = ArticleForm

    search_fields = [
        *BasePage.search_fields,
        index.SearchField("standfirst", boost=1.5),
        index.SearchField("body"),
        index.FilterField("date"),
    ]
    edit_handler = BasePage.tabs(
        [FieldPanel("standfirst"), FieldPanel("content_note"), FieldPanel("body")],
        ObjectList(
            [
                FieldRowPanel([FieldPanel("date"), FieldPanel("updated")]),
                InlinePanel("article_authors", label=_("author"), heading=_("Authors")),
                FieldPanel("topics", widget=forms.CheckboxSelectMultiple),
                MultiFieldPanel([FieldPanel("is_story"), FieldPanel("consent")], heading=_("A survivor’s own story")),
                MultiFieldPanel([FieldPanel("series"), FieldPanel("series_order")], heading=_("Series")),
                InlinePanel(
                    "pinned",
                    label=_("article"),
                    heading=_("Related articles"),
                    help_text=_("Optional: the site finds articles on the same topics by itself."),
                    max_num=3,
                ),
            ],
            heading=_("About this article"),
        ),
    )

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        indexes = [models.Index(fields=["-date"], name="article_newest")]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the reading time with the page, so that lists need not read bodies."""
        if "body" not in self.get_deferred_fields():
            self.reading_minutes = max(1, math.ceil(len(self.plain_text().split()) / WORDS_PER_MINUTE))
        super().save(*args, **kwargs)

    def plain_text(self) -> str:
        """Return standfirst and body as a visitor reads them, without markup."""
        return f"{self.standfirst} {self.body.stream_block.plain_text(self.body)}".strip()

    @property
    def summary(self) -> str:
        """Return the text for lists."""
        return self.listing_summary or self.standfirst or self.search_description

    @cached_property
    def authors(self) -> list[Author]:
        """Return the authors in order, in one query; in a preview, those of the draft."""
        chosen_authors = self.article_authors.all()
        if hasattr(chosen_authors, "select_related"):
            chosen_authors = chosen_authors.select_related("author__page")
        return [item.author for item in chosen_authors if item.author_id]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict:
        """Add the sections, topics, neighbours and related articles."""
        context = super().get_context(request, *args, **kwargs)
        topics = self.topics.all()
        # Of a version that is looked at, they come from it.
        topics = list(topics.select_related("locale") if hasattr(topics, "select_related") else topics)
        context["index_url"] = context["breadcrumb"][-1].url if context["breadcrumb"] else ""
        # Companions first: their pictures are then fetched together with those of the body.
        context |= {"topics": topics} | self.companions(topics)
        return context | self.body.stream_block.outline(self.body)

    # Previous, next and related

    def companions(self, topics: list[Topic]) -> dict:
        """Return {"previous", "next", "related", "parts"}, found in one query whatever the number of articles.

        Neighbours go by date, then id; inside a series its order comes first, and at its ends
        the date decides again. Related are those pinned by staff, then shared topics, then newest; the
        newest hundred on one of these topics are looked at. Without topics, they are the newest.
        """
        shown = where_visible(Page.objects.filter(locale_id=self.locale_id))
        others = ArticlePage.objects.filter(shown).exclude(pk=self.pk).order_by()
        pins = self.pinned.all()
        if isinstance(pins, QuerySet):
            pin_order = Subquery(pins.filter(article=OuterRef("pk")).values("sort_order")[:1])
            pinned = Q(pk__in=pins.values("article"))
        else:  # a preview: the pins are not in the database yet
            ids = [pin.article_id for pin in pins if pin.article_id]
            pin_order = Case(*(When(pk=pk, then=place) for place, pk in enumerate(ids)), output_field=IntegerField())
            pinned = Q(pk__in=ids)
        same_topic = ArticlePage.topics.through.objects.filter(topic__in=topics, articlepage=OuterRef("pk"))
        counted = same_topic.values("articlepage").annotate(number=Count("pk"))
        shared = Coalesce(Subquery(counted.values("number")), 0)
        newest = others.filter(Exists(same_topic)).order_by("-date", "-pk").values("pk")[:AKIN]
        akin = ArticlePage.objects.filter(pk__in=newest).annotate(shared=shared).order_by("-shared", "-date", "-pk")
        if not topics:
            akin = others.order_by("-date", "-pk")
        wanted = pinned | Q(pk__in=akin.values("pk")[:MOST_RELATED])
        for nearest in self._neighbours(others):
            wanted |= Q(pk=Subquery(nearest.values("pk")[:1]))
        if self.series_id and self.series_order is not None:
            parts = ArticlePage.objects.filter(series_id=self.series_id, series_order__isnull=False).order_by(
                *IN_SERIES
            )
            wanted |= Q(pk__in=parts.values("pk")[:MOST_PARTS])
        found = list(others.filter(wanted).annotate(shared=shared, pin_order=pin_order).defer("body"))
        self.want_pictures(found)

        related = [article for article in found if not topics or article.shared or article.pin_order is not None]
        related.sort(key=lambda article: (article.date, article.pk), reverse=True)
        related.sort(key=lambda article: (article.pin_order is None, article.pin_order or 0, -article.shared))
        return self._nearest(found) | {"related": related[:MOST_RELATED], "parts": self._parts(found)}

    def _parts(self, articles: list["ArticlePage"]) -> list["ArticlePage"]:
        """Return the public parts of the series in their order, with this one; none where there are very many."""
        if not self.series_id or self.series_order is None:
            return []
        parts = [one for one in articles if one.series_id == self.series_id and one.series_order is not None]
        if not 0 < len(parts) < MOST_PARTS:
            return []
        return sorted([*parts, self], key=lambda one: (one.series_order, one.date, one.pk or 0))

    def _neighbours(self, others: QuerySet) -> list[QuerySet]:
        """Return the articles before and after this one, nearest first, by date and by place in the series."""
        # Said twice, so that the database walks along its index from here instead of collecting all on one side.
        before = Q(date__lte=self.date) & (Q(date__lt=self.date) | Q(pk__lt=self.pk or 0))
        after = Q(date__gte=self.date) & (Q(date__gt=self.date) | Q(pk__gt=self.pk or 0))
        found = [others.filter(before).order_by("-date", "-pk"), others.filter(after).order_by("date", "pk")]
        if self.series_id and self.series_order is not None:
            parts, place = others.filter(series_id=self.series_id), self.series_order
            earlier = Q(series_order__lt=place) | (Q(series_order=place) & before)
            later = Q(series_order__gt=place) | (Q(series_order=place) & after)
            found += [
                parts.filter(earlier).order_by("-series_order", "-date", "-pk"),
                parts.filter(later).order_by("series_order", "date", "pk"),
            ]
        return found

    def _nearest(self, articles: list["ArticlePage"]) -> dict[str, "ArticlePage | None"]:
        """Return {"previous", "next"} of articles among which the nearest ones are."""

        def around(place: Callable[["ArticlePage"], tuple], among: list) -> list:
            here = place(self)
            earlier = max((one for one in among if place(one) < here), key=place, default=None)
            return [earlier, min((one for one in among if place(one) > here), key=place, default=None)]

        previous, following = around(lambda one: (one.date, one.pk or 0), articles)
        if self.series_id and self.series_order is not None:
            parts = [a for a in articles if a.series_id == self.series_id and a.series_order is not None]
            in_series = around(lambda one: (one.series_order, one.date, one.pk or 0), parts)
            previous, following = in_series[0] or previous, in_series[1] or following
        return {"previous": previous, "next": following}


class ArticleAuthor(Orderable):
    """An author of an article."""

    page = ParentalKey(ArticlePage, on_delete=models.CASCADE, related_name="article_authors")
    author = models.ForeignKey(Author, on_delete=models.CASCADE, related_name="+", verbose_name=_("author"))

    panels = [FieldPanel("author")]

    class Meta(Orderable.Meta):
        verbose_name = _("author of the article")


class PinnedArticle(Orderable):
    """A related article that staff chose."""

    page = ParentalKey(ArticlePage, on_delete=models.CASCADE, related_name="pinned")
    article = models.ForeignKey(ArticlePage, on_delete=models.CASCADE, related_name="+", verbose_name=_("article"))

    panels = [PageChooserPanel("article", "blog.ArticlePage")]

    class Meta(Orderable.Meta):
        verbose_name = _("related article")
