"""What staff decide about the safety of visitors (a part of the site settings)."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from pages.site_settings import SettingsPart

from .targets import DEFAULT_TARGET, TargetInput, validate_leave_target


class LeavingSettings(SettingsPart):
    """Where leaving leads, and what a page with a neutral title is called."""

    leave_target = models.URLField(
        _("where “Leave this site” goes"),
        default=DEFAULT_TARGET,
        validators=[validate_leave_target],
        help_text=_(
            "A plain page that shows nothing personal and opens no app. Empty the field to see pages that suit; "
            "any other page of that kind will do."
        ),
    )
    neutral_title = models.CharField(
        _("neutral title"),
        max_length=40,
        default="Information",
        help_text=_("Stands in the browser tab, the history and shared links for pages with a neutral title."),
    )

    panels = [FieldPanel("leave_target", widget=TargetInput), FieldPanel("neutral_title")]

    class Meta:
        abstract = True
