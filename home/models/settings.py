"""What names the organisation: edited once, shown everywhere."""

from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, URLValidator, validate_email
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList, Panel, TabbedInterface
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.fields import StreamField

from home.placeholders import find_placeholders, refusal

# Plain, useful to anyone, the same for everyone, and opened by no app.
SAFE_TARGETS = (
    "https://www.weather.gov/",
    "https://www.wikipedia.org/",
    "https://www.loc.gov/",
    "https://www.nasa.gov/",
)
DEFAULT_TARGET = SAFE_TARGETS[0]
# Sites that greet people by name or hand over to an app, with everything below them.
PERSONAL = (
    "amazon.com", "apple.com", "bing.com", "discord.com", "ebay.com", "facebook.com", "google.com", "instagram.com",
    "linkedin.com", "live.com", "maps.app.goo.gl", "msn.com", "netflix.com", "pinterest.com", "reddit.com",
    "snapchat.com", "spotify.com", "telegram.org", "threads.net", "tiktok.com", "twitch.tv", "twitter.com",
    "whatsapp.com", "x.com", "yahoo.com", "youtu.be", "youtube.com",
)  # fmt: skip


def validate_https(value: str) -> None:
    """Raise ValidationError unless ``value`` is a complete https address."""
    try:
        URLValidator(schemes=["https"])(value)
    except ValidationError as error:
        # A code of our own: under "invalid" a form would show its own, less helpful words.
        raise ValidationError(_("Use a complete address that starts with https://"), code="https") from error


def validate_leave_target(value: str) -> None:
    """Refuse addresses that could show who is using the device or open an app."""
    validate_https(value)
    parts = urlsplit(value)
    host = (parts.hostname or "").rstrip(".")
    if any(host == name or host.endswith(f".{name}") for name in PERSONAL):
        raise ValidationError(
            _("This site may open an app or show a person's own page. Choose a plain one, such as %(targets)s"),
            params={"targets": ", ".join(SAFE_TARGETS)},
        )
    if host == urlsplit(settings.SITE_ADDRESS).hostname:
        raise ValidationError(_("This is our own site. Choose a plain page somewhere else."))
    if parts.username or parts.query or parts.fragment:
        raise ValidationError(_("Use an address without “?”, “#” or a name before “@”: it should say nothing of us."))


def validate_addresses(value: str) -> None:
    """Raise ValidationError unless each line is an e-mail address."""
    for line in value.split():
        try:
            validate_email(line)
        except ValidationError as error:
            raise ValidationError(_("“%(line)s” is not an e-mail address."), params={"line": line}) from error


class HttpsField(models.URLField):
    """An address that starts with https."""

    default_validators = [validate_https]


class TargetInput(forms.URLInput):
    """A field for an address, with a list of safe ones to choose from."""

    template_name = "home/widgets/target_input.html"

    def get_context(self, name: str, value: Any, attrs: dict | None) -> dict:
        """Add the list."""
        context = super().get_context(name, value, (attrs or {}) | {"list": f"{name}-targets"})
        return context | {"targets": SAFE_TARGETS}


class FactsPanel(Panel):
    """Leads to the list of places where the facts stand."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "facts/panel.html"


class SocialAddressBlock(blocks.StructBlock):
    """A link in the footer to the organisation on another site."""

    name = blocks.CharBlock(max_length=40, label=_("Name"), help_text=_("For example: Instagram"))
    address = blocks.URLBlock(validators=[validate_https], label=_("Address"))

    class Meta:
        icon = "link"
        label = _("Social address")
        description = _("A link in the footer to the organisation on another site.")
        preview_value = {"name": "Example network", "address": "https://example.org/"}
        template = "blocks/social_address.html"


@register_setting(icon="cog", order=1)
class SiteSettings(BaseSiteSetting):
    """Names, addresses and small texts of the organisation that runs the site."""

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
    donate_address = HttpsField(
        _("donate address"), blank=True, help_text=_("The Donate link appears once this is filled in.")
    )
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
    footer_text = models.TextField(_("footer text"), blank=True)
    social_addresses = StreamField(
        [("address", SocialAddressBlock())], blank=True, verbose_name=_("elsewhere on the web")
    )
    checks_interval = models.PositiveSmallIntegerField(
        _("check crisis contacts every … days"),
        default=90,
        validators=[MinValueValidator(1), MaxValueValidator(730)],
        help_text=_("After that, a contact stands under “what needs attention” until someone has called."),
    )
    draft_weeks = models.PositiveSmallIntegerField(
        _("remind of drafts after … weeks"), default=6, validators=[MinValueValidator(1), MaxValueValidator(200)]
    )
    daily_summary = models.TextField(
        _("daily summary to"),
        blank=True,
        validators=[validate_addresses],
        help_text=_(
            "E-mail addresses, one a line. They get a mail on days on which something needs attention. Empty: no mail."
        ),
    )
    count_unmet_words = models.BooleanField(
        _("count words that find little"),
        default=False,
        help_text=_(
            "Counts single words for each day, and only words that our own pages or search words use. Nobody's "
            "sentences are kept; a word is shown from five times on; counts go after 30 days."
        ),
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
                    FieldPanel("organisation_name"),
                    FieldPanel("logo_text"),
                    FieldPanel("description"),
                    MultiFieldPanel(
                        [
                            FieldPanel("phone"),
                            FieldPanel("email"),
                            FieldPanel("street_address"),
                            FieldPanel("hours"),
                            FactsPanel(),
                        ],
                        heading=_("How to reach us"),
                    ),
                    FieldPanel("donate_address"),
                ],
                heading=_("Organisation"),
            ),
            ObjectList(
                [FieldPanel("leave_target", widget=TargetInput), FieldPanel("neutral_title")],
                heading=_("Visitor safety"),
            ),
            ObjectList(
                [FieldPanel("footer_text"), FieldPanel("social_addresses"), FieldPanel("security_contact")],
                heading=_("Footer"),
            ),
            ObjectList([FieldPanel("count_unmet_words")], heading=_("Search")),
            ObjectList(
                [FieldPanel("checks_interval"), FieldPanel("draft_weeks"), FieldPanel("daily_summary")],
                heading=_("Reminders"),
            ),
        ]
    )

    class Meta:
        verbose_name = _("site settings")

    def clean(self) -> None:
        """Refuse placeholders: settings are live the moment they are saved."""
        super().clean()
        if missing := find_placeholders(self):
            raise ValidationError(refusal(missing))
