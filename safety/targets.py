"""Where “Leave this site” goes: pages that say nothing of whoever opens them."""

import re
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from pages.fields import validate_https

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
    "apple.com", "bing.com", "discord.com", "facebook.com", "instagram.com",
    "linkedin.com", "live.com", "maps.app.goo.gl", "msn.com", "netflix.com", "pinterest.com", "reddit.com",
    "snapchat.com", "spotify.com", "t.me", "telegram.org", "threads.net", "tiktok.com", "twitch.tv", "twitter.com",
    "wa.me", "whatsapp.com", "x.com", "yahoo.com", "youtu.be", "youtube.com",
)  # fmt: skip
# These have an ending for each country.
IN_EVERY_COUNTRY = re.compile(r"(.+\.)?(amazon|ebay|google|yahoo)\.(com?\.)?[a-z]{2,3}")


def validate_leave_target(value: str) -> None:
    """Refuse addresses that could show who is using the device or open an app."""
    validate_https(value)
    parts = urlsplit(value)
    host = (parts.hostname or "").rstrip(".")
    if IN_EVERY_COUNTRY.fullmatch(host) or any(host == name or host.endswith(f".{name}") for name in PERSONAL):
        raise ValidationError(
            _("This site may open an app or show a person's own page. Choose a plain one, such as %(targets)s"),
            params={"targets": ", ".join(SAFE_TARGETS)},
        )
    # The name without www leads to the one with it, and so back here.
    own = {urlsplit(settings.SITE_ADDRESS).hostname, *settings.ALLOWED_HOSTS}
    if host.removeprefix("www.") in {name.removeprefix("www.") for name in own if name}:
        raise ValidationError(_("This is our own site. Choose a plain page somewhere else."))
    if parts.username or parts.query or parts.fragment:
        raise ValidationError(_("Use an address without “?”, “#” or a name before “@”: it should say nothing of us."))


class TargetInput(forms.URLInput):
    """A field for an address, with a list of safe ones to choose from."""

    template_name = "safety/widgets/target_input.html"

    def get_context(self, name: str, value: Any, attrs: dict | None) -> dict:
        """Add the list."""
        context = super().get_context(name, value, (attrs or {}) | {"list": f"{name}-targets"})
        return context | {"targets": SAFE_TARGETS}
