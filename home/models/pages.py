"""The home page and plain pages."""

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.search import index

from blog.models import ArticlePage
from events.blocks import NextDatesBlock
from events.models.listing import next_dates
from page_cache.application import keep_until
from pages.blocks import DoorBlock, StandardBodyBlock
from pages.models import BasePage
from pages.visibility import visible
from resources.models import ServicePage
from safety.blocks import BrowserAdviceBlock

from .settings import SiteSettings

QUILT = 6  # blocks in the large quilt
EVENTS = 3
SERVICES = 7  # one more than are shown, to know whether there are more


class HomePage(BasePage):
    """The first page: who we are, get help, the latest articles, the services, one next step."""

    kind = _("Home page")
    has_compact_help = False

    welcome = models.CharField(_("welcome"), max_length=120, help_text=_("The largest words of the page."))
    introduction = models.TextField(_("introduction"), max_length=600, help_text=_("Two or three plain sentences."))
    doors = StreamField(
        [("door", DoorBlock())],
        blank=True,
        max_num=3,
        verbose_name=_("doors"),
        help_text=_("Up to three ways in, of equal weight, in the words of those who come."),
    )
    help_title = models.CharField(_("title of the help part"), max_length=80, blank=True)
    help_text = models.TextField(_("text of the help part"), max_length=400, blank=True)
    body = StreamField(StandardBodyBlock(), blank=True, verbose_name=_("body"))

    parent_page_types = ["wagtailcore.Page"]
    subpage_types = [
        "home.StandardPage",
        "blog.BlogIndexPage",
        "resources.ServicesPage",
        "resources.ResourceIndexPage",
        "events.EventIndexPage",
        "resources.DonatePage",
        "newsletter.SignUpPage",
        "letters.FormPage",
    ]
    max_count_per_parent = 1
    template = "home/home_page.html"

    search_fields = [
        *BasePage.search_fields,
        index.SearchField("introduction", boost=1.5),
        index.SearchField("body"),
    ]
    edit_handler = BasePage.tabs(
        [
            FieldPanel("welcome"),
            FieldPanel("introduction"),
            FieldPanel("doors"),
            MultiFieldPanel([FieldPanel("help_title"), FieldPanel("help_text")], heading=_("Get help")),
            FieldPanel("body"),
        ]
    )

    class Meta:
        verbose_name = _("home page")

    def document_title(self, settings: SiteSettings) -> str:
        """Return the name of the organisation first: the home page is what it is known by."""
        return settings.neutral_title if self.neutral_title else self.seo_title or settings.organisation_name

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict:
        """Add the newest articles and the services."""
        context = super().get_context(request, *args, **kwargs)
        inside = {"path__startswith": self.path} if self.path else {"locale": self.locale_id}
        articles = visible(ArticlePage.objects.filter(**inside)).order_by("-date", "-pk")[:QUILT]
        newest = list(articles.defer("body"))
        context["articles"] = newest[:3]
        self.want_pictures(context["articles"])
        context |= self.body.stream_block.outline(self.body)
        context["services"] = list(visible(ServicePage.objects.filter(**inside)).order_by("path")[:SERVICES])
        context["events"] = next_dates(self.locale_id, EVENTS)
        keep_until(request, *(one["until"] for one in context["events"]))
        # A new site has few articles, and sews what else there is.
        context["sewn"] = [*newest, *context["services"], self][:QUILT]
        return context


class PlainBodyBlock(StandardBodyBlock):
    """What the body of a page of text may hold, safer browsing and the next dates among them."""

    browser_advice = BrowserAdviceBlock()
    next_dates = NextDatesBlock()


class StandardPage(BasePage):
    """About, privacy, policies: a page of text."""

    kind = _("Page")
    lists_children = True

    introduction = models.TextField(_("introduction"), max_length=500, blank=True)
    body = StreamField(PlainBodyBlock(), blank=True, verbose_name=_("body"))

    parent_page_types = ["home.HomePage", "home.StandardPage"]
    subpage_types = ["home.StandardPage", "letters.FormPage"]
    template = "home/standard_page.html"

    search_fields = [
        *BasePage.search_fields,
        index.SearchField("introduction", boost=1.5),
        index.SearchField("body"),
    ]
    edit_handler = BasePage.tabs([FieldPanel("introduction"), FieldPanel("body")])

    class Meta:
        verbose_name = _("standard page")
        verbose_name_plural = _("standard pages")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict:
        """Add the sections for “On this page” and the public pages below."""
        context = super().get_context(request, *args, **kwargs)
        context |= self.body.stream_block.outline(self.body)
        context["children"] = list(self.visible_children(StandardPage)) if self.numchild else []
        return context
