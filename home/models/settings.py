"""What names the organisation: edited once, shown everywhere."""

from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList, TabbedInterface
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.fields import StreamField

from home.placeholders import find_placeholders, refusal

SAFE_TARGETS = "https://www.weather.gov/, https://www.wikipedia.org/, https://www.loc.gov/"


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
    host = urlsplit(value).hostname or ""
    personal = ("facebook.com", "instagram.com", "youtube.com", "tiktok.com", "x.com", "twitter.com", "amazon.com")
    if any(host == name or host.endswith(f".{name}") for name in personal):
        raise ValidationError(
            _("This site may open an app or show a person's own page. Choose a plain one, such as %(targets)s"),
            params={"targets": SAFE_TARGETS},
        )


class HttpsField(models.URLField):
    """An address that starts with https."""

    default_validators = [validate_https]


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
    donate_address = HttpsField(
        _("donate address"), blank=True, help_text=_("The Donate link appears once this is filled in.")
    )
    leave_target = models.URLField(
        _("where “Leave this site” goes"),
        default="https://www.weather.gov/",
        validators=[validate_leave_target],
        help_text=format_lazy(
            _("A plain page that shows nothing personal and opens no app, for example {targets}"), targets=SAFE_TARGETS
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
                    MultiFieldPanel([FieldPanel("phone"), FieldPanel("email")], heading=_("How to reach us")),
                    FieldPanel("donate_address"),
                ],
                heading=_("Organisation"),
            ),
            ObjectList([FieldPanel("leave_target"), FieldPanel("neutral_title")], heading=_("Visitor safety")),
            ObjectList(
                [FieldPanel("footer_text"), FieldPanel("social_addresses"), FieldPanel("security_contact")],
                heading=_("Footer"),
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
