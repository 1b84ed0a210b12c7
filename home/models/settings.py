"""The settings of the site: the parts of each room put together, and what belongs to the frame of every page."""

import copy

from django.conf import settings
from django.db import models
from django.utils.translation import get_language, gettext_lazy as _, pgettext_lazy
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, ObjectList, TabbedInterface
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.fields import StreamField
from wagtail.models import Locale, PageViewRestriction

from attention.models import ReminderSettings
from facts.models import ContactSettings
from pages.blocks import AddressBlock
from pages.fields import HttpsField, validate_https
from pages.placeholders import ShownAtOnceMixin
from pages.site_settings import NameSettings
from resources.models import DonatePage
from safety.models import LeavingSettings
from safety.targets import validate_leave_target
from search.models import CountingSettings

from .look import LookSettings


class SocialAddressBlock(blocks.StructBlock):
    """A link in the footer to the organisation on another site."""

    name = blocks.CharBlock(max_length=40, label=_("Name"), help_text=_("For example: Instagram"))
    address = AddressBlock(validators=[validate_https], label=_("Address"))

    class Meta:
        icon = "link"
        label = _("Social address")
        description = _("A link in the footer to the organisation on another site.")
        preview_value = {"name": "Example network", "address": "https://example.org/"}
        template = "blocks/social_address.html"


class SiteSettingsManager(models.Manager):
    """Fetches, together with the settings, where the page for giving is: both surround every page."""

    def get_queryset(self) -> models.QuerySet:
        """Add ``giving_path``: the path of the page for giving in the language of now, None where there is none."""
        private = PageViewRestriction.objects.filter(page=models.OuterRef("pk"))
        pages = DonatePage.objects.filter(~models.Exists(private), live=True, locale__language_code=get_language())
        return super().get_queryset().annotate(giving_path=models.Subquery(pages.values("url_path")[:1]))


@register_setting(icon="cog", order=1)
class SiteSettings(
    ShownAtOnceMixin,
    NameSettings,
    LookSettings,
    ContactSettings,
    LeavingSettings,
    CountingSettings,
    ReminderSettings,
    BaseSiteSetting,
    ClusterableModel,
):
    """Names, addresses and small texts of the organisation that runs the site."""

    giving_path = None
    # {field: code of its language} of what stands there in another language than was asked for.
    foreign: dict[str, str] = {}
    objects = SiteSettingsManager()

    donate_address = HttpsField(
        _("donate address"), blank=True, help_text=_("Where the Donate link leads while there is no page for giving.")
    )
    footer_text = models.TextField(_("footer text"), blank=True)
    social_addresses = StreamField(
        [("address", SocialAddressBlock())], blank=True, verbose_name=_("elsewhere on the web")
    )
    security_contact = models.CharField(
        _("contact for security reports"),
        max_length=200,
        blank=True,
        help_text=_("An e-mail address; shown in security.txt for people who find a fault."),
    )

    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    *NameSettings.panels,
                    MultiFieldPanel(ContactSettings.panels, heading=_("How to reach us")),
                    FieldPanel("donate_address"),
                ],
                heading=_("Organisation"),
            ),
            ObjectList(LookSettings.panels, heading=pgettext_lazy("how the site looks", "Look")),
            ObjectList(LeavingSettings.panels, heading=_("Visitor safety")),
            ObjectList(
                [FieldPanel("footer_text"), FieldPanel("social_addresses"), FieldPanel("security_contact")],
                heading=_("Footer"),
            ),
            ObjectList(CountingSettings.panels, heading=_("Search")),
            ObjectList(ReminderSettings.panels, heading=_("Reminders")),
            ObjectList([InlinePanel("texts", label=_("language"))], heading=_("Other languages")),
        ]
    )
    translated = (
        *NameSettings.translated,
        *ContactSettings.translated,
        *LeavingSettings.translated,
        "footer_text",
    )

    class Meta:
        verbose_name = _("site settings")

    def in_language(self, language: str) -> "SiteSettings":
        """Return the settings as they read in a language; what has no text in it stays as it is, and is named."""
        if language == settings.LANGUAGE_CODE or self.pk is None:
            return self
        texts = self.texts.filter(locale__language_code=language).first()
        found = copy.copy(self)
        found.foreign = {}
        for field in self.translated:
            if text := getattr(texts, field, ""):
                setattr(found, field, text)
            else:
                found.foreign[field] = settings.LANGUAGE_CODE
        return found


class SettingsTexts(models.Model):
    """The texts of the settings in another language; an empty one falls back to that of the first language."""

    settings = ParentalKey(SiteSettings, on_delete=models.CASCADE, related_name="texts")
    locale = models.ForeignKey(Locale, on_delete=models.CASCADE, related_name="+", verbose_name=_("language"))
    organisation_name = models.CharField(_("name of the organisation"), max_length=120, blank=True)
    logo_text = models.CharField(_("logo text"), max_length=40, blank=True)
    description = models.CharField(_("one sentence about the organisation"), max_length=200, blank=True)
    hours = models.CharField(_("opening hours"), max_length=200, blank=True)
    leave_target = models.URLField(_("where “Leave this site” goes"), blank=True, validators=[validate_leave_target])
    neutral_title = models.CharField(_("neutral title"), max_length=40, blank=True)
    footer_text = models.TextField(_("footer text"), blank=True)

    class Meta:
        verbose_name = _("texts in another language")
        verbose_name_plural = _("texts in other languages")
        constraints = [models.UniqueConstraint(fields=["settings", "locale"], name="settings_texts_once_per_language")]

    def __str__(self) -> str:
        return str(self.locale)
