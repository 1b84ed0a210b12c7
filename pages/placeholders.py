"""Placeholders mark a fact that nobody has filled in yet, so that it cannot be published by mistake.

In any text field or block, write ``[[fill in: opening hours]]``. A draft may hold as many
as it likes; publishing and sending to review are refused, in plain words, until they are gone.
Whoever writes in another language says it in that: ``[[completar: el horario]]``.
"""

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.utils.html import strip_tags
from django.utils.translation import gettext as _, override, pgettext, to_language
from wagtail.fields import StreamField


@cache
def _placeholder() -> re.Pattern:
    """Return how a placeholder is recognised, in every language that the site has a catalogue of."""
    marks = {"fill in"}
    for folder in {folder for path in settings.LOCALE_PATHS for folder in Path(path).iterdir() if folder.is_dir()}:
        with override(to_language(folder.name)):
            marks.add(pgettext("begins a placeholder", "fill in"))
    words = "|".join(r"\s+".join(map(re.escape, mark.split())) for mark in sorted(marks))
    return re.compile(rf"\[\[\s*(?:{words})\b:?\s*([^\]\n]*)", re.IGNORECASE)


def _text_fields(model: type[models.Model]) -> list[models.Field]:
    kinds = (models.CharField, models.TextField, StreamField)
    return [field for field in model._meta.get_fields() if isinstance(field, kinds)]


def _texts(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _texts(part)


def find_placeholders(instance: models.Model) -> list[str]:
    """Return what is still to be filled in, in the order of the fields: ["opening hours", …]."""
    found = []
    deferred = instance.get_deferred_fields()
    for field in _text_fields(type(instance)):
        if field.attname in deferred:
            continue
        value = getattr(instance, field.attname)
        if isinstance(field, StreamField):
            value = list(value.raw_data) if value else []
        for text in _texts(value):
            found += [match.strip() or _("something") for match in _placeholder().findall(strip_tags(text))]
    return list(dict.fromkeys(found))


def refusal(missing: list[str]) -> str:
    """Return the sentence shown when something with placeholders is to be published."""
    return _(
        "This is not ready for visitors yet: %(missing)s still to be filled in. "
        "Replace each [[fill in: …]], or save it as a draft for now. Nothing is lost."
    ) % {"missing": ", ".join(missing)}


class PlaceholderFormMixin:
    """Refuses placeholders when the editor's form publishes or sends to review; drafts may hold them."""

    def clean(self) -> dict:
        """Add the refusal as an error of the whole form, so that nothing typed is lost."""
        cleaned = super().clean()
        if not self.is_deferred_validation:
            texts = [field.name for field in _text_fields(self._meta.model)]
            draft = self._meta.model(**{name: cleaned[name] for name in texts if name in cleaned})
            if missing := find_placeholders(draft):
                self.add_error(None, ValidationError(refusal(missing)))
        return cleaned


class PlaceholderGuardMixin(models.Model):
    """The last door, whoever publishes: nothing live is ever saved with a placeholder in place."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Raise ValidationError, and save nothing, when a live object holds placeholders."""
        if self.live and not kwargs.get("update_fields") and (missing := find_placeholders(self)):
            raise ValidationError({NON_FIELD_ERRORS: [refusal(missing)]})
        super().save(*args, **kwargs)


class ShownAtOnceMixin(models.Model):
    """Refuses placeholders in what visitors see as soon as it is saved: names, settings, links of a menu."""

    class Meta:
        abstract = True

    def clean(self) -> None:
        """Raise ValidationError for what is still to be filled in."""
        super().clean()
        if missing := find_placeholders(self):
            sentence = _(
                "Visitors see this as soon as it is saved, and %(missing)s is still to be filled in. "
                "Replace each [[fill in: …]] first."
            )
            raise ValidationError(sentence % {"missing": ", ".join(missing)})
