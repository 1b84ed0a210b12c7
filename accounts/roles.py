"""What the groups of a new site may do, in a sentence each; first_content gives them their rights."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WRITERS = "Editors"
REVIEWERS = "Moderators"
MANAGERS = "Administrators"
LEADERSHIP = "Survivor leadership"
ADVOCATES = "Advocates"

SENTENCES: dict[str, Promise] = {
    WRITERS: _("Writes and changes pages, adds pictures and documents; somebody else publishes."),
    REVIEWERS: _("Does all that Editors do, and publishes, reviews, keeps crisis contacts and search words."),
    LEADERSHIP: _("Reads survivors’ stories before they are published, keeps consents and words to avoid."),
    ADVOCATES: _("Reads and answers what visitors write, once a colleague has let them in; changes no pages."),
    MANAGERS: _("Does all that Moderators do, and changes menus and settings, and brings in people."),
}


def described(name: str) -> str:
    """Return a group with what it may do, where that is known."""
    sentence = SENTENCES.get(name)
    return f"{name}: {sentence}" if sentence else name
