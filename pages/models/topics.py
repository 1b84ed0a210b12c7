"""Topics: what an article or a resource is about."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import TranslatableMixin
from wagtail.search import index

from pages.placeholders import ShownAtOnceMixin

from .example import ExampleMixin
from .unique import SlugMixin, slug_field, title_panels


class Topic(ShownAtOnceMixin, SlugMixin, ExampleMixin, index.Indexed, TranslatableMixin, models.Model):
    """A subject that staff keep; visitors filter by it."""

    title = models.CharField(_("title"), max_length=80)
    slug = slug_field(80)

    panels = title_panels()
    search_fields = [index.AutocompleteField("title"), index.SearchField("title")]

    class Meta(TranslatableMixin.Meta):
        ordering = ["title"]
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        constraints = [models.UniqueConstraint(fields=["slug", "locale"], name="one_topic_per_slug")]

    def __str__(self) -> str:
        return self.title
