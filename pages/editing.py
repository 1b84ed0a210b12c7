"""The form of every page in the editor: its checks, its tabs, and what other rooms add to them.

Other rooms add panels with a hook of Wagtail's kind, in their wagtail_hooks.py, so that this room need not know them::

    @hooks.register("register_page_panels", order=10)
    def add_panels() -> dict[str, list[Panel]]:
        return {BEFORE_PUBLISHING: [MyPanel(heading=_("…"))]}
"""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet
from django.forms import ModelMultipleChoiceField
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.forms.pages import CopyForm
from wagtail.admin.panels import (
    CommentPanel,
    FieldPanel,
    FieldRowPanel,
    MultiFieldPanel,
    ObjectList,
    Panel,
    PublishingPanel,
    TabbedInterface,
    TitleFieldPanel,
)
from wagtail.coreutils import cautious_slugify
from wagtail.models import Locale, TranslatableMixin

from .addresses import free_slug, is_own_address
from .placeholders import PlaceholderFormMixin

# The tabs that other rooms may add to.
CONTENT = "content"
LISTS_AND_SEARCH = "lists_and_search"
BEFORE_PUBLISHING = "before_publishing"
OWN_ADDRESS = _("The site itself answers at this address; please choose another.")


class BasePageForm(PlaceholderFormMixin, WagtailAdminPageForm):
    """The editor's form of every page type."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Made from the title where it is left empty: not every script has a map for the address.
        self.fields["slug"].required = False
        # What is over would be refused when the page is saved as it is offered.
        if self.instance.expire_at and self.instance.expire_at < timezone.now():
            self.initial["expire_at"] = None
        if len(settings.LANGUAGES) > 1:
            for name, field in self.fields.items():
                if isinstance(field, ModelMultipleChoiceField) and issubclass(field.queryset.model, TranslatableMixin):
                    field.queryset = self._in_its_language(field.queryset, self.initial.get(name) or [])

    def _in_its_language(self, labels: QuerySet, chosen: list[Model]) -> QuerySet:
        """Return the labels of the page's language, those that nobody has translated into it, and those it bears."""
        own = labels.filter(locale=self.instance.locale_id)
        is_own = Q(locale=self.instance.locale_id)
        is_missing = Q(locale=Locale.get_default()) & ~Q(translation_key__in=own.values("translation_key"))
        return labels.filter(is_own | is_missing | Q(pk__in=[label.pk for label in chosen]))

    def clean_slug(self) -> str:
        """Give a page that was never published a free address, so that a second draft of a title is saved too."""
        slug = self.cleaned_data["slug"] or cautious_slugify(self.cleaned_data.get("title", "")) or "page"
        if not self.parent_page:
            return slug
        if not self.instance.first_published_at:
            return free_slug(self.parent_page, slug, besides=self.instance)
        if slug != self.instance.slug and is_own_address(self.parent_page, slug):
            raise ValidationError(OWN_ADDRESS)
        return slug


class BaseCopyForm(CopyForm):
    """The editor's form for copying a page of any type."""

    def clean(self) -> dict[str, Any]:
        """Refuse an address at which the copy could not be seen."""
        cleaned = super().clean()
        parent, slug = cleaned.get("new_parent_page") or self.page.get_parent(), cleaned.get("new_slug")
        if slug and is_own_address(parent, slug):
            self.add_error("new_slug", OWN_ADDRESS)
        return cleaned


class ExampleNotice(Panel):
    """Says in the editor that a page is an example."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "pages/panels/example_notice.html"

        def is_shown(self) -> bool:
            """Show the notice on examples only."""
            return bool(getattr(self.instance, "is_example", False))


class TimeZonePanel(Panel):
    """Says which clock the schedule goes by."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "pages/panels/time_zone.html"

        def get_context_data(self, parent_context: dict | None = None) -> dict:
            """Add the time there and now."""
            return super().get_context_data(parent_context) | {"zone": settings.TIME_ZONE, "now": timezone.localtime()}


class OpenTab(ObjectList):
    """A tab to which other rooms add panels: before its own, or after them. Ids of its parts begin with its name."""

    def __init__(self, children: list, *args: Any, name: str, added_first: bool, **kwargs: Any) -> None:
        super().__init__(children, *args, **kwargs)
        self.name, self.added_first = name, added_first

    @property
    def clean_name(self) -> str:
        """Return what ids are made of: Wagtail takes the heading, which is another one in each language."""
        return self.name

    def clone_kwargs(self) -> dict:
        """Keep its name."""
        return super().clone_kwargs() | {"name": self.name, "added_first": self.added_first}

    def on_model_bound(self) -> None:
        """Ask the other rooms when the form of a page type is made, by which time all of them are there."""
        added = [panel for give in hooks.get_hooks("register_page_panels") for panel in give().get(self.name, [])]
        self.children = [*added, *self.children] if self.added_first else [*self.children, *added]
        super().on_model_bound()


def page_tabs(content: list, more: tuple[ObjectList, ...], promote: list) -> TabbedInterface:
    """Return the tabs of a page type: the fields that visitors see first, the title leading."""
    title = TitleFieldPanel("title")
    review = FieldRowPanel([FieldPanel("last_checked"), FieldPanel("review_by")], heading=_("Review"))
    schedule = [TimeZonePanel(heading=_("Publish at a certain time")), PublishingPanel(), CommentPanel()]
    return TabbedInterface(
        [
            OpenTab(
                [ExampleNotice(), title, *content, FieldPanel("next_step")],
                heading=_("Content"),
                name=CONTENT,
                added_first=True,
            ),
            *more,
            OpenTab(promote, heading=_("Lists and search"), name=LISTS_AND_SEARCH, added_first=False),
            OpenTab([review, *schedule], heading=_("Before publishing"), name=BEFORE_PUBLISHING, added_first=True),
        ]
    )


PROMOTE = [
    MultiFieldPanel(
        [
            FieldPanel("slug"),
            FieldPanel("seo_title"),
            FieldPanel("search_description"),
            FieldPanel("neutral_title"),
        ],
        heading=_("In search engines and browser tabs"),
    ),
    MultiFieldPanel(
        [FieldPanel("listing_summary"), FieldPanel("listing_image"), FieldPanel("social_image")],
        heading=_("In lists and shared links"),
    ),
]
