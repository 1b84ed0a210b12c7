"""How to reach the organisation: edited once, shown wherever a text names it (a part of the site settings)."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, Panel

from pages.site_settings import SettingsPart


class FactsPanel(Panel):
    """Leads to the list of places where the facts stand."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "facts/panel.html"


class ContactSettings(SettingsPart):
    """Phone, e-mail, address, opening hours and tax number."""

    phone = models.CharField(_("phone"), max_length=40, blank=True, help_text=_("For visitors who have a question."))
    email = models.EmailField(_("e-mail"), blank=True)
    street_address = models.CharField(
        _("address"),
        max_length=200,
        blank=True,
        help_text=_("Only if visitors may know it: “12 Example Street, City”."),
    )
    hours = models.CharField(
        _("opening hours"), max_length=200, blank=True, help_text=_("For example: “Monday to Friday, 10 to 4”.")
    )
    tax_number = models.CharField(
        _("tax number"), max_length=40, blank=True, help_text=_("For the tax return of those who give.")
    )

    panels = [
        FieldPanel("phone"),
        FieldPanel("email"),
        FieldPanel("street_address"),
        FieldPanel("hours"),
        FieldPanel("tax_number"),
        FactsPanel(),
    ]
    translated = ("hours",)

    class Meta:
        abstract = True
