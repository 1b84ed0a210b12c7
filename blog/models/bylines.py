"""Who wrote an article, and the series it belongs to."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, PageChooserPanel
from wagtail.models import Page, TranslatableMixin
from wagtail.search import index

from pages.models.example import ExampleMixin
from pages.models.unique import SlugMixin, slug_field, title_panels
from pages.placeholders import ShownAtOnceMixin


class Author(ShownAtOnceMixin, ExampleMixin, index.Indexed, TranslatableMixin, models.Model):
    """Who wrote an article, as they wish to be named. Nobody needs an account for it."""

    name = models.CharField(_("name"), max_length=120)
    byline = models.CharField(
        _("byline"), max_length=160, blank=True, help_text=_("A few words after the name: a role, or nothing.")
    )
    page = models.ForeignKey(
        Page, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("page about them")
    )

    panels = [FieldPanel("name"), FieldPanel("byline"), PageChooserPanel("page")]
    search_fields = [index.AutocompleteField("name"), index.SearchField("name")]

    class Meta(TranslatableMixin.Meta):
        ordering = ["name"]
        verbose_name = _("author")
        verbose_name_plural = _("authors")

    def __str__(self) -> str:
        return self.name


class Series(ShownAtOnceMixin, SlugMixin, ExampleMixin, index.Indexed, TranslatableMixin, models.Model):
    """Articles that belong together and are read in order."""

    title = models.CharField(_("title"), max_length=120)
    slug = slug_field(120)
    description = models.TextField(_("description"), max_length=400, blank=True)

    panels = [*title_panels(), FieldPanel("description")]
    search_fields = [index.AutocompleteField("title"), index.SearchField("title")]

    class Meta(TranslatableMixin.Meta):
        ordering = ["title"]
        verbose_name = _("series")
        verbose_name_plural = _("series")
        constraints = [models.UniqueConstraint(fields=["slug", "locale"], name="one_series_per_slug")]

    def __str__(self) -> str:
        return self.title
