"""Menus that staff edit: the main one at the top and the one in the footer."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel, PageChooserPanel
from wagtail.models import Orderable, Page, TranslatableMixin

from pages.fields import HttpsField
from pages.models.unique import OnlyOneMixin
from pages.placeholders import ShownAtOnceMixin


class Menu(OnlyOneMixin, TranslatableMixin, ClusterableModel):
    """A list of links in one place of every page, one for each language."""

    class Place(models.TextChoices):
        MAIN = "main", _("Main menu, at the top")
        FOOTER = "footer", _("Footer")

    only_one = ("place",)
    place = models.CharField(_("place"), max_length=10, choices=Place.choices)

    panels = [FieldPanel("place"), InlinePanel("items", label=_("link"), heading=_("Links"))]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("menu")
        verbose_name_plural = _("menus")
        constraints = [models.UniqueConstraint(fields=["place", "locale"], name="one_menu_per_place")]

    def __str__(self) -> str:
        return str(self.get_place_display())


class MenuItem(ShownAtOnceMixin, TranslatableMixin, Orderable):
    """One link: to a page, which disappears while the page is not public, or to an https address."""

    menu = ParentalKey(Menu, on_delete=models.CASCADE, related_name="items")
    page = models.ForeignKey(
        Page, on_delete=models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("page")
    )
    address = HttpsField(_("or another address"), blank=True)
    label = models.CharField(
        _("label"), max_length=60, blank=True, help_text=_("Leave empty to show the title of the page.")
    )

    panels = [PageChooserPanel("page"), FieldPanel("address"), FieldPanel("label")]

    class Meta(TranslatableMixin.Meta, Orderable.Meta):
        verbose_name = _("link")
        verbose_name_plural = _("links")

    def __str__(self) -> str:
        return self.text

    def clean(self) -> None:
        """Refuse a link that leads nowhere, to two places, or has nothing to read."""
        super().clean()
        if bool(self.page_id) == bool(self.address):
            raise ValidationError(_("Choose either a page or another address."))
        if self.address and not self.label:
            raise ValidationError({"label": _("Write what the link should say.")})

    @property
    def text(self) -> str:
        """Return what the link says."""
        return self.label or (self.page.title if self.page else self.address)
