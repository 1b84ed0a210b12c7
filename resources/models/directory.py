"""The directory of other help, guides and documents, with its filters."""

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.fields import StreamField
from wagtail.models import TranslatableMixin
from wagtail.search import index

from pages.blocks import StandardBodyBlock
from pages.fields import HttpsField
from pages.listings import chosen, page_number
from pages.models import BasePage, Topic
from pages.models.base import neutral_title_field
from pages.models.example import ExampleMixin
from pages.models.unique import SlugMixin, slug_field, title_panels
from pages.placeholders import ShownAtOnceMixin
from pages.visibility import visible

from .services import Cost

RESOURCES_PER_PAGE = 12
MOST_ON_A_SHEET = 200


def ready_filters() -> list[tuple[str, str, models.Q, str]]:
    """Return the filters that are one tap: (name in the address, its value, condition, words)."""
    return [
        ("cost", Cost.FREE, models.Q(cost=Cost.FREE), _("Free")),
        ("night", "1", models.Q(is_open_at_night=True), _("Tonight")),
        ("papers", "none", models.Q(needs_no_papers=True), _("No papers needed")),
    ]


class Label(ShownAtOnceMixin, SlugMixin, ExampleMixin, index.Indexed, TranslatableMixin, models.Model):
    """A word by which the directory is filtered: for whom, where, in which language."""

    class Kind(models.TextChoices):
        AUDIENCE = "audience", _("For whom")
        REGION = "region", _("Where")
        LANGUAGE = "language", _("Language")

    only_one = ("kind", "slug")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    has_compact_help = False
    title = models.CharField(_("title"), max_length=60)
    slug = slug_field(60)

    panels = [FieldPanel("kind"), *title_panels()]
    search_fields = [index.AutocompleteField("title"), index.SearchField("title"), index.FilterField("kind")]

    class Meta(TranslatableMixin.Meta):
        ordering = ["kind", "title"]
        verbose_name = _("directory label")
        verbose_name_plural = _("directory labels")
        constraints = [models.UniqueConstraint(fields=["kind", "slug", "locale"], name="one_label_per_slug")]

    def __str__(self) -> str:
        return self.title


class ResourceIndexPage(RoutablePageMixin, BasePage):
    """A directory of other help, with filters, and a sheet to print of what they leave."""

    kind = _("Directory")
    has_compact_help = False
    reading_grade = 6
    lists_children = True

    neutral_title = neutral_title_field(default=True)
    introduction = models.TextField(_("introduction"), max_length=500, blank=True)

    parent_page_types = ["home.HomePage"]
    subpage_types = ["resources.ResourcePage"]
    max_count_per_parent = 1
    template = "resources/resource_index_page.html"
    search_fields = [*BasePage.search_fields, index.SearchField("introduction", boost=1.5)]
    edit_handler = BasePage.tabs([FieldPanel("introduction")])

    class Meta:
        verbose_name = _("resource directory")
        verbose_name_plural = _("resource directories")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict:
        """Add one page of resources and the filters; unknown values are ignored."""
        context = super().get_context(request, *args, **kwargs)
        resources, filters = self._filtered(request)
        paginator = Paginator(resources, RESOURCES_PER_PAGE)
        # Asked together with the numbers of the ready filters.
        paginator.count = filters["found"]
        listing = paginator.get_page(page_number(request))
        listing.object_list = _with_labels(listing.object_list)
        return context | filters | {"listing": listing}

    # The mixin's would leave out what rooms mark in previews.
    serve_preview = BasePage.serve_preview

    @path("")
    def overview(self, request: HttpRequest) -> HttpResponse:
        """Show the directory."""
        return BasePage.serve(self, request)

    @path("sheet/", name="sheet")
    def sheet(self, request: HttpRequest) -> HttpResponse:
        """Show all that the filters leave on one sheet, to print."""
        resources, filters = self._filtered(request)
        found = _with_labels(resources[:MOST_ON_A_SHEET])
        context = super().get_context(request) | filters | {"resources": found}
        return render(request, "resources/sheet.html", context)

    def _filtered(self, request: HttpRequest) -> tuple[models.QuerySet, dict]:
        """Return the resources that the address asks for, and what a template shows of its filters."""
        mine = {"locale_id": self.locale_id}
        resources = visible(ResourcePage.objects.child_of(self)).order_by("title", "pk")
        used = resources.order_by()
        labels = list(
            Label.objects.filter(
                models.Q(pk__in=used.values("audiences"))
                | models.Q(pk__in=used.values("regions"))
                | models.Q(pk__in=used.values("languages")),
                **mine,
            )
        )
        topics = list(Topic.objects.filter(pk__in=used.values("topics"), **mine))
        filters = [("topic", _("Topic"), topics, "topics")]
        for kind, field in (("audience", "audiences"), ("region", "regions"), ("language", "languages")):
            options = [label for label in labels if label.kind == kind]
            filters.append((kind, Label.Kind(kind).label, options, field))
        shown, chips = [], []
        for name, title, options, field in filters:
            option = chosen(request, name, options)
            if option:
                resources = resources.filter(**{field: option})
                chips.append((name, option.title))
            shown.append({"name": name, "title": title, "options": options, "chosen": option})
        cost = request.GET.get("cost", "")
        if cost in Cost.values:
            resources = resources.filter(cost=cost)
            chips.append(("cost", Cost(cost).label))
        offered, kept = [], []
        for name, value, condition, words in ready_filters():
            if request.GET.get(name) != value:
                offered.append((name, value, condition, words))
            elif name != "cost":
                resources = resources.filter(condition)
                chips.append((name, words))
                kept.append((name, value))
        numbers = resources.order_by().aggregate(
            found=models.Count("pk", distinct=True),
            **{
                name: models.Count("pk", filter=condition, distinct=True) for name, _value, condition, _words in offered
            },
        )
        ready = [(name, value, words, numbers[name]) for name, value, _condition, words in offered if numbers[name]]
        return resources, {
            "filters": shown,
            "costs": Cost.choices,
            "cost": cost if cost in Cost.values else "",
            "chips": chips,
            "chosen": any(item["chosen"] for item in shown),
            "ready": ready,
            "kept": kept,
            "found": numbers["found"],
        }


def _with_labels(resources: models.QuerySet) -> list["ResourcePage"]:
    """Return resources that know where they are and in which languages (``shown_labels``), asked in one query."""
    found = list(resources)
    keys = [resource.pk for resource in found]
    regions, languages = (
        through.objects.filter(resourcepage__in=keys).annotate(place=models.Value(place))
        for place, through in enumerate([ResourcePage.regions.through, ResourcePage.languages.through])
    )
    columns = ("place", "label__title", "resourcepage")
    rows = sorted(regions.values_list(*columns).union(languages.values_list(*columns)))
    for resource in found:
        resource.shown_labels = [title for _place, title, key in rows if key == resource.pk]
    return found


class ResourcePage(BasePage):
    """Other help, a guide or a document."""

    kind = _("Resource")
    has_compact_help = False
    reading_grade = 6

    neutral_title = neutral_title_field(default=True)
    provider = models.CharField(_("who offers it"), max_length=120, blank=True)
    summary_text = models.TextField(_("what it is"), max_length=300, help_text=_("One or two plain sentences."))
    body = StreamField(StandardBodyBlock(), blank=True, verbose_name=_("body"))
    address = HttpsField(_("address"), blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    document = models.ForeignKey(
        "wagtaildocs.Document",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("document"),
    )
    cost = models.CharField(_("cost"), max_length=10, choices=Cost.choices, default=Cost.ASK)
    is_open_at_night = models.BooleanField(
        _("one can go there or call at night"), default=False, help_text=_("For the filter “Tonight”.")
    )
    needs_no_papers = models.BooleanField(
        _("no papers needed"), default=False, help_text=_("Neither identity card nor insurance nor proof of anything.")
    )
    topics = ParentalManyToManyField(Topic, blank=True, related_name="resources", verbose_name=_("topics"))
    audiences = ParentalManyToManyField(
        Label, blank=True, related_name="+", limit_choices_to={"kind": "audience"}, verbose_name=_("for whom")
    )
    regions = ParentalManyToManyField(
        Label, blank=True, related_name="+", limit_choices_to={"kind": "region"}, verbose_name=_("where")
    )
    languages = ParentalManyToManyField(
        Label, blank=True, related_name="+", limit_choices_to={"kind": "language"}, verbose_name=_("languages")
    )

    parent_page_types = ["resources.ResourceIndexPage"]
    subpage_types: list[str] = []
    template = "resources/resource_page.html"
    serve_related = (*BasePage.serve_related, "document")
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("provider"),
        index.SearchField("summary_text", boost=1.5),
        index.SearchField("body"),
    ]
    edit_handler = BasePage.tabs(
        [
            FieldPanel("provider"),
            FieldPanel("summary_text"),
            MultiFieldPanel(
                [FieldPanel("address"), FieldPanel("phone"), FieldPanel("document")], heading=_("How to reach it")
            ),
            FieldPanel("cost"),
            FieldRowPanel([FieldPanel("is_open_at_night"), FieldPanel("needs_no_papers")]),
            FieldPanel("body"),
        ],
        ObjectList(
            [
                *(
                    FieldPanel(name, widget=forms.CheckboxSelectMultiple)
                    for name in ("topics", "audiences", "regions", "languages")
                ),
            ],
            heading=_("Filters"),
        ),
    )

    class Meta:
        verbose_name = _("resource")
        verbose_name_plural = _("resources")

    @property
    def summary(self) -> str:
        """Return the text for lists."""
        return self.listing_summary or self.summary_text

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict:
        """Add the labels by which it can be found."""
        context = super().get_context(request, *args, **kwargs)
        facts = [(_("For whom"), self.audiences.all()), (_("Where"), self.regions.all())]
        facts.append((_("Language"), self.languages.all()))
        context |= self.body.stream_block.outline(self.body)
        context["facts"] = [(title, list(values)) for title, values in facts]
        return context
