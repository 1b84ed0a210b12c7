"""Says in words, in the editor's form, that something is there already."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from wagtail.models import Locale


class OnlyOneMixin(models.Model):
    """Refuses a second item with the same key in one language.

    The form leaves the language out, and Django skips a constraint of which a field is left out.
    """

    only_one: tuple[str, ...] = ("slug",)

    class Meta:
        abstract = True

    def clean(self) -> None:
        """Raise ValidationError on the last field of the key when another item has it."""
        super().clean()
        key = {name: getattr(self, name) for name in self.only_one}
        locale = self.locale_id or Locale.get_default().pk
        if type(self).objects.filter(locale=locale, **key).exclude(pk=self.pk).exists():
            raise ValidationError({self.only_one[-1]: _("There is one already; change that one, or choose another.")})
