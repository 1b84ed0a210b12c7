"""Advice for one browser after the other; the reader's own opens by itself, found on the device alone."""

from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from pages.blocks.groups import TEXT
from pages.blocks.text import ParagraphBlock

# What static/js/site.js finds out from the browser's own name.
BROWSERS = [
    ("chrome-phone", _("Chrome on a phone or tablet")),
    ("safari-phone", _("Safari on an iPhone or iPad")),
    ("samsung-phone", _("Samsung Internet on a phone")),
    ("firefox-phone", _("Firefox on a phone or tablet")),
    ("chrome-computer", _("Chrome on a computer")),
    ("edge-computer", _("Edge on a computer")),
    ("safari-computer", _("Safari on a Mac")),
    ("firefox-computer", _("Firefox on a computer")),
]


class QuietWordBlock(blocks.StructBlock):
    """A word behind the short address, and the page to which it leads."""

    word = blocks.CharBlock(
        max_length=20,
        validators=[RegexValidator("^[a-z0-9-]+$", _("Use small letters without accents, digits and hyphens."))],
        label=_("Word"),
        help_text=_("It stands in the history, so let it say nothing: for example a color."),
    )
    page = blocks.PageChooserBlock(label=_("Page"))

    class Meta:
        icon = "view"
        label = _("Word")
        description = _("A word behind the short address, and the page to which it leads.")
        preview_value = {"word": "blue"}
        template = "blocks/quiet_word.html"


class AdviceValue(blocks.StructValue):
    """Advice that knows the name of its browser."""

    @property
    def browser_name(self) -> str:
        """Return the name in words."""
        return dict(BROWSERS).get(self["browser"], self["browser"])


class AdviceBlock(blocks.StructBlock):
    """What to know and do in one browser."""

    browser = blocks.ChoiceBlock(choices=BROWSERS, label=_("Browser"))
    text = ParagraphBlock(label=_("Text"))

    class Meta:
        icon = "site"
        label = _("Advice for one browser")
        value_class = AdviceValue


class BrowserAdviceBlock(blocks.StructBlock):
    """Advice for each browser."""

    advice = blocks.ListBlock(AdviceBlock(), min_num=1, label=_("Advice"))

    class Meta:
        icon = "site"
        label = _("Advice for each browser")
        description = _(
            "One part for each browser. The reader's own is opened for them, found on their device; nothing is sent."
        )
        group = TEXT
        template = "blocks/browser_advice.html"
        preview_value = {
            "advice": [
                {"browser": "chrome-phone", "text": _("<p>Touch the three dots, then History.</p>")},
                {"browser": "firefox-computer", "text": _("<p>Press Ctrl and H.</p>")},
            ]
        }
