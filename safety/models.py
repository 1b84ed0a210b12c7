"""What staff decide about the safety of visitors (a part of the site settings)."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField

from pages.site_settings import SettingsPart

from .blocks import QuietWordBlock
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

    quiet_words = StreamField(
        [("word", QuietWordBlock())],
        blank=True,
        verbose_name=_("words behind the short address"),
        help_text=_(
            "The address of this site with /q opens the home page so that reading leaves one line in the history. "
            "With a word behind it, such as /q#blue, it leads on to the page chosen here; nobody else learns the word."
        ),
    )

    panels = [
        FieldPanel("leave_target", widget=TargetInput),
        FieldPanel("neutral_title"),
        FieldPanel("quiet_words"),
    ]
    translated = ("leave_target", "neutral_title")

    class Meta:
        abstract = True
