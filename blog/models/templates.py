"""Starting templates: the pieces that a good article has, for whoever begins a new one."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel
from wagtail.fields import StreamField
from wagtail.models import TranslatableMixin

from blog.blocks import ArticleBodyBlock
from pages.blocks import NextStepBlock

from .article import ArticlePage


class StartingTemplate(TranslatableMixin, models.Model):
    """A new article begins with a copy of its pieces; later changes here touch no article."""

    title = models.CharField(_("name"), max_length=60, help_text=_("For example: Announcement"))
    description = models.CharField(_("when to use it"), max_length=200, blank=True)
    body = StreamField(
        ArticleBodyBlock(required=False),
        blank=True,
        verbose_name=_("pieces"),
        help_text=_("Leave texts empty, or write [[fill in: …]] where the writer should say something."),
    )
    next_step = StreamField([("next_step", NextStepBlock())], blank=True, max_num=1, verbose_name=_("next step"))
    is_story = models.BooleanField(_("for a survivor’s own story"), default=False)
    sort_order = models.IntegerField(_("order"), null=True, blank=True, editable=False)

    sort_order_field = "sort_order"
    panels = [
        HelpPanel(content=_("<p>Pieces that a writer does not want are removed with one click.</p>")),
        FieldRowPanel([FieldPanel("title"), FieldPanel("description")]),
        FieldPanel("body"),
        FieldPanel("next_step"),
        FieldPanel("is_story"),
    ]

    class Meta(TranslatableMixin.Meta):
        ordering = [models.F("sort_order").asc(nulls_last=True), "pk"]
        verbose_name = _("starting template")
        verbose_name_plural = _("starting templates")

    def __str__(self) -> str:
        return self.title

    def begin(self, article: ArticlePage) -> None:
        """Give an article that is not saved yet the pieces of this template."""
        article.body = self._pieces("body")
        article.next_step = self._pieces("next_step")
        article.is_story = self.is_story

    def _pieces(self, name: str) -> list[dict]:
        """Return the raw data of a stream without ids, so that every article's blocks have ids of their own."""
        return [{"type": item["type"], "value": item["value"]} for item in getattr(self, name).raw_data]
