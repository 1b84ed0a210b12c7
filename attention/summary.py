"""The daily mail with what needs attention, for those who asked for it in the site settings."""

import logging
from itertools import groupby
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils.translation import get_language, ngettext, override

from accounts.models import User
from accounts.notices import in_language_of
from pages import site_settings

from .items import what_needs_attention

logger = logging.getLogger(__name__)


def send_summary() -> int:
    """Send the mail if anything is open and somebody wants it; return how many people got it.

    It says what whoever may do everything would see; those who read it are chosen by administrators.
    """
    addresses: dict[str, list[str]] = {}
    for address in site_settings.of_main_site().daily_summary.split():
        with in_language_of(address):
            addresses.setdefault(get_language(), []).append(address)
    sent, refused = 0, []
    for code, some in addresses.items():
        sent += _send_in(code, some, refused)
    # One that is refused keeps the mail from nobody, and lets nobody have a second one because the run is tried again.
    if refused and not sent:
        raise refused[0]
    return sent


def _send_in(code: str, addresses: list[str], refused: list[Exception]) -> int:
    """Send the mail in one language, adding to ``refused`` what servers say against it; return to how many people."""
    reader = User(is_superuser=True, is_active=True)
    with override(code):
        items = what_needs_attention(reader)
        if not items:
            return 0
        groups = [(group.label, list(found)) for group, found in groupby(items, key=lambda item: item.group)]
        name = site_settings.of_main_site().organisation_name
        context = {"groups": groups, "site": settings.SITE_ADDRESS, "name": name}
        text = render_to_string("attention/summary.txt", context)
        subject = ngettext("%(count)d thing needs attention", "%(count)d things need attention", len(items))
    sent = 0
    for address in addresses:
        try:
            sent += EmailMessage(subject % {"count": len(items)}, text, to=[address]).send()
        except (OSError, SMTPException) as error:
            logger.warning("the daily mail was not taken for one address: %s", type(error).__name__)
            refused.append(error)
    return sent
