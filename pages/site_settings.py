"""The settings of the site, which rooms add their fields to and home puts together (home.models.SiteSettings).

A room that needs a setting declares it in an abstract model derived from `SettingsPart`, with its panels, and asks
for it here. Which model holds all of them is known from Wagtail's registry of settings.
"""

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.settings.registry import registry
from wagtail.models import Site

from .loader import once


class SettingsPart(models.Model):
    """Fields of the site settings that belong to one room, with the ``panels`` by which staff change them.

    ``translated`` names the fields that may have other values in other languages.
    """

    translated: tuple[str, ...] = ()

    class Meta:
        abstract = True

    def in_language(self, language: str) -> "SettingsPart":
        """Return the settings as they read in a language; the model that holds them knows how."""
        return self


class NameSettings(SettingsPart):
    """What the organisation is called."""

    organisation_name = models.CharField(_("name of the organisation"), max_length=120, default="Our organisation")
    logo_text = models.CharField(
        _("logo text"), max_length=40, blank=True, help_text=_("The short name at the top of each page.")
    )
    description = models.CharField(
        _("one sentence about the organisation"),
        max_length=200,
        blank=True,
        help_text=_("For the footer and for search engines."),
    )

    panels = [FieldPanel("organisation_name"), FieldPanel("logo_text"), FieldPanel("description")]
    translated = ("organisation_name", "logo_text", "description")

    class Meta:
        abstract = True


def settings_model() -> type[SettingsPart]:
    """Return the model that holds the settings of all rooms; LookupError where none is registered."""
    for model in registry:
        if issubclass(model, SettingsPart):
            return model
    raise LookupError("No registered setting is a SettingsPart.")


def for_request(request: HttpRequest) -> SettingsPart:
    """Return the settings of the site that is asked; unsaved defaults where there are none."""
    site = Site.find_for_request(request)
    if site is None or site.is_default_site:
        return of_main_site()
    found = settings_model().objects.filter(site=site).first() or settings_model()(site=site)
    return found.in_language(get_language() or settings.LANGUAGE_CODE)


def of_main_site() -> SettingsPart:
    """Return the settings of the main site, asked for once in a response; unsaved defaults where there are none."""
    language = get_language() or settings.LANGUAGE_CODE

    def ask() -> SettingsPart:
        found = settings_model().objects.filter(site__is_default_site=True).first() or settings_model()()
        return found.in_language(language)

    return once(f"settings of the main site, {language}", ask)


def main_site() -> Site | None:
    """Return the site whose settings stand in texts, mails and lists."""
    return Site.objects.filter(is_default_site=True).first()


def may_change(person: AbstractBaseUser) -> bool:
    """Return whether a person may change the settings."""
    options = settings_model()._meta
    return person.has_perm(f"{options.app_label}.change_{options.model_name}")


def edit_url(person: AbstractBaseUser) -> str:
    """Return where a person changes the settings of the main site; "" if they may not, or there is no site."""
    site = main_site()
    if site is None or not may_change(person):
        return ""
    options = settings_model()._meta
    return reverse("wagtailsettings:edit", args=[options.app_label, options.model_name, site.pk])
