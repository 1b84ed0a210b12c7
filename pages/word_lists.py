"""Lists of words that staff keep, in a language: what the words to avoid and the search words have in common."""

import unicodedata

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _


def lines(text: str, *, commas: bool = False) -> list[str]:
    """Return the phrases of a field, each once: one a line, or also separated by commas."""
    parts = text.replace(",", "\n").splitlines() if commas else text.splitlines()
    return list(dict.fromkeys(filter(None, (" ".join(part.split()) for part in parts))))


def in_one_line(text: str) -> str:
    """Return a text in one line, without the signs that control something and that XML cannot hold."""
    return " ".join("".join(" " if _is_hidden(sign) else sign for sign in text).split())


def _is_hidden(sign: str) -> bool:
    return unicodedata.category(sign) in {"Cc", "Cs"} or ord(sign) & 0xFFFE == 0xFFFE


class WordList(models.Model):
    """A field ``words`` with phrases of one language; what happens with them, each model says itself."""

    class Language(models.TextChoices):
        ENGLISH = "en", _("English")
        SPANISH = "es", _("Spanish")

    language = models.CharField(_("language"), max_length=20, choices=Language.choices, default=Language.ENGLISH)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        """Refuse an empty list."""
        super().clean()
        if not lines(self.words or ""):
            raise ValidationError({"words": _("Give at least one word.")})
