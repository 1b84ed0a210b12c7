"""Dates as exports write them; some lie in the year 146140482."""

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from django.utils import timezone
from django.utils.translation import gettext as _

FIRST_YEAR = 1990
LATEST = timedelta(days=5 * 365)


def find_date(gmt: str, published: str, local: str) -> tuple[datetime | None, str]:
    """Return (when in UTC, warning) from the three fields that may tell it, the surest first."""
    latest, strange = timezone.now() + LATEST, ""
    for text, read in ((gmt, _utc), (published, _mail), (local, _wall)):
        if not text.strip() or text.strip().startswith("0000-00-00"):
            continue
        found = read(text.strip())
        if found and found.year >= FIRST_YEAR and found <= latest:
            return found, ""
        strange = strange or text.strip()[:40]
    return None, _("The date “%(date)s” cannot be right; it was left out.") % {"date": strange} if strange else ""


def _plain(text: str) -> datetime | None:
    match = re.match(r"(\d{4})-(\d\d)-(\d\d)(?:[ T](\d\d):(\d\d)(?::(\d\d))?)?(?!\d)", text)
    if not match:
        return None
    try:
        return datetime(*(int(part or 0) for part in match.groups()))
    except ValueError:
        return None


def _utc(text: str) -> datetime | None:
    found = _plain(text)
    return found.replace(tzinfo=UTC) if found else None


def _wall(text: str) -> datetime | None:
    found = _plain(text)
    if not found:
        return None
    try:
        return timezone.make_aware(found).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _mail(text: str) -> datetime | None:
    # WordPress writes 0000-00-00 so; without the sign it would be a day of the year 2000.
    if re.search(r"\s(-\d{4}|0000)\s", text):
        return None
    try:
        found = parsedate_to_datetime(text)
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
