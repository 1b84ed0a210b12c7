"""Addresses: what counts as a complete one."""

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from .addresses import without_trackers


def validate_https(value: str) -> None:
    """Raise ValidationError unless ``value`` is a complete https address."""
    try:
        URLValidator(schemes=["https"])(value)
    except ValidationError as error:
        # A code of our own: under "invalid" a form would show its own, less helpful words.
        raise ValidationError(_("Use a complete address that starts with https://"), code="https") from error


class HttpsField(models.URLField):
    """An address that starts with https."""

    default_validators = [validate_https]

    def clean(self, value: str, model_instance: models.Model) -> str:
        """Return the address without what was hung on to it to follow readers."""
        return super().clean(without_trackers(value or ""), model_instance)
