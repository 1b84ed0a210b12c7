"""How the site looks: a logo, and one of eight palettes, each with light and dark."""

from django import forms
from django.db import models
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from pages.models import SiteImage
from pages.quilt import drawing
from pages.site_settings import SettingsPart


class Palette(models.TextChoices):
    """Names of colours; what they are stands in static/css/hues.css."""

    AUBERGINE = "aubergine", _("Aubergine")
    FOREST = "forest", _("Forest")
    HARBOR = "harbor", _("Harbor")
    CLAY = "clay", _("Clay")
    INDIGO = "indigo", _("Indigo")
    OLIVE = "olive", _("Olive")
    ROSE = "rose", _("Rose")
    SLATE = "slate", _("Slate")


class PaletteWidget(forms.RadioSelect):
    """Shows each palette beside its name, light and dark, before anything is saved."""

    option_template_name = "home/widgets/palette_option.html"

    class Media:
        css = {"all": ["css/palettes.css", "css/hues.css"]}

    def create_option(self, name: str, value: str, label: str, *args: object, **kwargs: object) -> dict:
        """Add the drawing."""
        option = super().create_option(name, value, label, *args, **kwargs)
        return option | {"sample": sample(value)}


def sample(palette: str) -> SafeString:
    """Return a drawing in the colours of a palette, light and dark."""
    schemes = format_html_join(
        "",
        '<span class="palette" data-palette="{}" data-scheme="{}">{}<b>Aa</b></span>',
        ((palette, scheme, drawing([(11, 2), (32, 1)], 2)) for scheme in ("light", "dark")),
    )
    return format_html('<span class="palettes">{}</span>', schemes)


class LookSettings(SettingsPart):
    """What makes the site an organisation's own."""

    palette = models.CharField(_("colours"), max_length=20, choices=Palette, default=Palette.AUBERGINE)
    logo = models.ForeignKey(
        SiteImage,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("logo"),
        help_text=_("Shown at the top of each page, 44 pixels high. Its alt text is read out as the name of the site."),
    )
    logo_dark = models.ForeignKey(
        SiteImage,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("logo on a dark ground"),
        help_text=_("Only if the logo cannot be seen on a dark ground."),
    )

    panels = [FieldPanel("palette", widget=PaletteWidget), FieldPanel("logo"), FieldPanel("logo_dark")]

    class Meta:
        abstract = True

    @property
    def logo_alt(self) -> str:
        """Return what is read out instead of the logo: its alt text, else the name of the organisation."""
        return (self.logo.default_alt_text if self.logo else "") or self.organisation_name

    @property
    def logo_language(self) -> str:
        """Return the language of the alt text of the logo where it is another than that of the page."""
        return self.logo.foreign.get("description", "") if self.logo and self.logo.default_alt_text else ""
