"""What every page of the site shares."""

from typing import Any

from django.conf import settings
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail import hooks
from wagtail.admin.panels import ObjectList, TabbedInterface
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page, PageViewRestriction, Site, TranslatableMixin
from wagtail.search import index
from wagtail_localize.models import Translation

from pages.blocks import NextStepBlock
from pages.blocks.choosers import announce_text
from pages.editing import PROMOTE, BaseCopyForm, BasePageForm, page_tabs
from pages.loader import get_many, loading, want
from pages.placeholders import PlaceholderGuardMixin
from pages.site_settings import SettingsPart
from pages.visibility import is_visible, private_paths, restrictions_of, visible
from pages.word_lists import in_one_line

from .example import ExampleMixin
from .images import SiteImage


def neutral_title_field(*, default: bool) -> models.BooleanField:
    """Return the switch for neutral titles; pages of the help section have it on from the start."""
    return models.BooleanField(
        _("neutral title"),
        default=default,
        help_text=_(
            "Shows a neutral title in the browser tab, the history and shared links, so that nobody "
            "who looks at the device learns what was read."
        ),
    )


class BasePage(PlaceholderGuardMixin, ExampleMixin, Page):
    """Listing texts, sharing, neutral titles and the next step, for every page type."""

    # What the type is called for visitors, in search results.
    kind = _("Page")
    # Whether “Get help now” ends the page in a few lines; in full, it would not be seen any more after a while.
    has_compact_help = True

    listing_image = models.ForeignKey(
        SiteImage,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("listing image"),
        help_text=_("Shown where the page appears in a list. Optional: lists look finished without."),
    )
    listing_summary = models.TextField(
        _("listing summary"),
        max_length=300,
        blank=True,
        help_text=_("One or two sentences for lists of pages. Without it, the search description stands in."),
    )
    social_image = models.ForeignKey(
        SiteImage,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("picture for shared links"),
    )
    neutral_title = neutral_title_field(default=False)
    last_checked = models.DateField(
        _("last checked on"), null=True, blank=True, help_text=_("When someone last read it and found it right.")
    )
    review_by = models.DateField(
        _("review by"),
        null=True,
        blank=True,
        help_text=_("On that day the page stands under “what needs attention”."),
    )
    next_step = StreamField(
        [("next_step", NextStepBlock())],
        blank=True,
        max_num=1,
        verbose_name=_("next step"),
        help_text=_("What someone can do after reading. Without it, the page ends with a general one."),
    )

    # Pages are read; those that take something say so.
    allowed_http_methods = ["GET", "HEAD", "OPTIONS"]

    base_form_class = BasePageForm
    copy_form_class = BaseCopyForm
    # A copy is somebody's own work.
    exclude_fields_in_copy = ["is_example"]

    promote_panels = PROMOTE
    search_fields = [
        *Page.search_fields,
        index.SearchField("listing_summary", boost=1.5),
        index.SearchField("search_description", boost=1.5),
    ]

    # The school grade that this type of page aims at (mission: help pages 6, articles 9).
    reading_grade = 9
    # Whether the page itself shows links to the pages below it.
    lists_children = False

    # Whether lists and search show it; what is over, such as an event, is read by its address alone.
    is_findable = True

    # Related objects that a response needs anyway, joined into the query for the page.
    serve_related: tuple[str, ...] = ("locale",)

    class Meta:
        abstract = True

    @classmethod
    def tabs(cls, content: list, *more: ObjectList) -> TabbedInterface:
        """Return the editor's tabs with the fields that visitors see first, the title leading."""
        return page_tabs(content, more, cls.promote_panels)

    def clean(self) -> None:
        """Take out the signs of a title that nobody sees: files, mails and feeds would break at them."""
        super().clean()
        self.title, self.draft_title = in_one_line(self.title), in_one_line(self.draft_title)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Bear the labels of the page's own language, where they are translated."""
        # Drafts are saved without `clean`.
        self.title, self.draft_title = in_one_line(self.title), in_one_line(self.draft_title)
        if len(settings.LANGUAGES) > 1 and self.locale_id and self.locale.language_code != settings.LANGUAGE_CODE:
            self._bear_labels()
        super().save(*args, **kwargs)

    def _bear_labels(self) -> None:
        fields = [field for field in self._meta.get_fields() if isinstance(field, ParentalManyToManyField)]
        fields = [field for field in fields if issubclass(field.related_model, TranslatableMixin)]
        if not fields:
            return
        # wagtail-localize takes over no labels, and shows no field for them while a page follows its original.
        follows = Translation.objects.filter(
            source__object_id=self.translation_key, target_locale=self.locale_id, enabled=True
        ).values("source__locale")
        original = type(self).objects.filter(translation_key=self.translation_key, locale__in=follows).first()
        for field in fields:
            labels = list(getattr(original or self, field.name).all())
            keys = [label.translation_key for label in labels]
            own = field.related_model.objects.filter(translation_key__in=keys, locale=self.locale_id)
            same = {label.translation_key: label for label in own}
            getattr(self, field.name).set([same.get(label.translation_key, label) for label in labels])

    # Words about the page

    @property
    def summary(self) -> str:
        """Return the text for lists, as plain text; may be empty."""
        return self.listing_summary or self.search_description

    @property
    def canonical_url(self) -> str | None:
        """Return the one address at which search engines list this text: of an alias, its original's."""
        original = self.alias_of if self.alias_of_id else None
        return (original.full_url if original and is_visible(original) else None) or self.full_url

    def document_title(self, names: SettingsPart) -> str:
        """Return the text of the browser tab: neutral where that is chosen."""
        if self.neutral_title:
            return names.neutral_title
        title = self.seo_title or self.title
        return f"{title} · {names.organisation_name}"

    def visible_children(self, model: type["BasePage"]) -> models.QuerySet:
        """Return the public children of one type, in the order of the page tree."""
        return visible(model.objects.child_of(self)).order_by("path")

    # Answering a request

    def get_view_restrictions(self) -> Any:
        """Return what restricts this page; asks the database only if anything on the site is restricted."""
        private = private_paths()
        repeats = self.alias_of_id or self.locale.language_code != settings.LANGUAGE_CODE
        if not private or not (repeats or any(self.path.startswith(path) for path in private)):
            return PageViewRestriction.objects.none()
        # Wagtail asks of an alias what restricts its original alone, and neither the pages above that nor its own.
        return restrictions_of(self)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict:
        """Add where the page stands (breadcrumb) and its picture for shared links."""
        context = super().get_context(request, *args, **kwargs)
        context["breadcrumb"] = self.breadcrumb(request)
        return context

    def breadcrumb(self, request: HttpRequest) -> list[Page]:
        """Return the pages above this one, from the home page down, without the page itself."""
        known = getattr(self, "chain", None)
        if known is None:
            site = Site.find_for_request(request)
            root_depth = site.root_page.depth if site else 2
            known = list(self.get_ancestors().filter(depth__gte=root_depth)) if self.path else []
        return [page for page in known if page.pk != self.pk and is_visible(page)]

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Render within `loading`, so that everything the page points to is fetched at once."""
        with loading():
            want(SiteImage, [self.social_image_id])
            for field in self._meta.get_fields():
                if isinstance(field, RichTextField):
                    announce_text(getattr(self, field.attname))
            response = super().serve(request, *args, **kwargs)
            return response.render() if hasattr(response, "render") else response

    # Preview

    @property
    def preview_modes(self) -> list[tuple[str, str]]:
        """Return the two ways to look at a draft, as visitors' devices have them."""
        return [("", _("Light")), ("dark", _("Dark"))]

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """Render a draft; beside the editor, with marks where something was found (hook ``mark_page_preview``)."""
        # As when a visitor asks, so that what surrounds it knows which page this is (the other languages).
        request._wagtail_route_for_request = (self, [], {})
        response = super().serve_preview(request, mode_name)
        if getattr(request, "in_preview_panel", False):
            response = response.render() if hasattr(response, "render") else response
            html = response.content.decode()
            # Rooms that look at texts mark what they found; this one knows none of them.
            for mark in hooks.get_hooks("mark_page_preview"):
                html = mark(html, self)
            response.content = html.encode()
        return response

    # Pictures in lists

    @staticmethod
    def want_pictures(pages: list["BasePage"]) -> None:
        """Announce the listing images of ``pages``, which cards ask for one by one."""
        want(SiteImage, [page.listing_image_id for page in pages])

    @property
    def sharing_image(self) -> SiteImage | None:
        """Return the picture for shared links, fetched together with the others of the page."""
        return self._shown(self.social_image_id)

    @property
    def card_image(self) -> SiteImage | None:
        """Return the listing image, fetched together with those of the other cards."""
        return self._shown(self.listing_image_id)

    @staticmethod
    def _shown(image_id: int | None) -> SiteImage | None:
        image = get_many(SiteImage, [image_id]).get(image_id)
        return None if image is None or image.is_withdrawn else image
