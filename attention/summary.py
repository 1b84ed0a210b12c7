"""The daily mail with what needs attention, for those who asked for it in the site settings."""

from itertools import groupby

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils.translation import ngettext

from accounts.models import User
from pages import site_settings

from .items import what_needs_attention


def send_summary() -> int:
    """Send the mail if anything is open and somebody wants it; return how many people got it.

    It says what whoever may do everything would see; those who read it are chosen by administrators.
    """
    people = site_settings.of_main_site().daily_summary.split()
    reader = User(is_superuser=True, is_active=True)
    items = what_needs_attention(reader) if people else []
    if not items:
        return 0
    groups = [(group.label, list(found)) for group, found in groupby(items, key=lambda item: item.group)]
    context = {"groups": groups, "site": settings.SITE_ADDRESS, "name": site_settings.of_main_site().organisation_name}
    text = render_to_string("attention/summary.txt", context)
    subject = ngettext("%(count)d thing needs attention", "%(count)d things need attention", len(items))
    for address in people:
        EmailMessage(subject % {"count": len(items)}, text, to=[address]).send()
    return len(people)
