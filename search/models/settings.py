"""What staff decide about counting (a part of the site settings)."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from pages.site_settings import SettingsPart


class CountingSettings(SettingsPart):
    """Whether words that find little are counted."""

    count_low_result_words = models.BooleanField(
        _("count words that find little"),
        default=False,
        help_text=_(
            "Counts single words for each day, and only words that our own pages or search words use. Nobody's "
            "sentences are kept; a word is shown from five times on; counts go after 30 days."
        ),
    )

    panels = [FieldPanel("count_low_result_words")]

    class Meta:
        abstract = True
