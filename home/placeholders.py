"""Placeholders mark a fact that nobody has filled in yet, so that it cannot be published by mistake.

In any text field or block, write ``[[fill in: opening hours]]``. A draft may hold as many
as it likes; publishing and sending to review are refused, in plain words, until they are gone.
"""

import re
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from wagtail.fields import StreamField

START = "[[fill in"
PLACEHOLDER = re.compile(r"\[\[\s*fill in\b:?\s*([^\]]*)\]\]", re.IGNORECASE)


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
    for field in instance._meta.get_fields():
        if isinstance(field, StreamField):
            # A StreamField is stored as JSON text; its blocks are searched as plain strings.
            value = field.get_prep_value(getattr(instance, field.attname))
        elif isinstance(field, models.CharField | models.TextField):
            value = getattr(instance, field.attname)
        else:
            continue
        for text in _texts(value):
            found += [match.strip() or _("something") for match in PLACEHOLDER.findall(text)]
    return list(dict.fromkeys(found))


def refusal(missing: list[str]) -> str:
    """Return the sentence shown when something with placeholders is to be published."""
    return _(
        "This is not ready for visitors yet: %(missing)s still to be filled in. "
        "Replace each [[fill in: …]], or save it as a draft for now. Nothing is lost."
    ) % {"missing": ", ".join(missing)}


def refuse_if_live(instance: models.Model) -> None:
    """Raise ValidationError when a live object holds placeholders: the last door, whoever publishes."""
    if instance.live and (missing := find_placeholders(instance)):
        raise ValidationError(refusal(missing))
