"""One thing that needs attention: what it is about, in words, and where to put it right."""

from dataclasses import dataclass

from django.db.models import TextChoices
from django.urls import reverse
from django.utils.translation import gettext_lazy


class Group(TextChoices):
    """What an item is about, in the order of urgency."""

    CONTACTS = "contacts", gettext_lazy("Crisis contacts")
    LETTERS = "letters", gettext_lazy("Messages")
    FACTS = "facts", gettext_lazy("How to reach us")
    PLACEHOLDERS = "placeholders", gettext_lazy("Still to be filled in")
    EVENTS = "events", gettext_lazy("Events")
    CONSENT = "consent", gettext_lazy("Consent")
    LINKS = "links", gettext_lazy("Broken links")
    FILES = "files", gettext_lazy("Missing files")
    TRANSLATIONS = "translations", gettext_lazy("Other languages")
    OLD_SITE = "old_site", gettext_lazy("From the old site")
    REVIEW = "review", gettext_lazy("Past the review date")
    PICTURES = "pictures", gettext_lazy("Pictures")
    WORDS = "words", gettext_lazy("Words to avoid")
    DRAFTS = "drafts", gettext_lazy("Old drafts")
    SCHEDULED = "scheduled", gettext_lazy("Scheduled")
    LONELY = "lonely", gettext_lazy("Nobody links to")
    NEWSLETTER = "newsletter", gettext_lazy("Newsletter")
    BACKUPS = "backups", gettext_lazy("Backups")


@dataclass(frozen=True)
class Item:
    """One thing to do, and where to do it."""

    group: Group
    text: str
    url: str
    action: str


def edit_url(page_id: int, anchor: str = "") -> str:
    """Return where a page is edited, down to the block."""
    return reverse("wagtailadmin_pages:edit", args=[page_id]) + anchor
