"""Rows of a page whose words are translated with it: questions of a form, single dates of an event."""

from typing import Any
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from wagtail.models import Page


class TranslatedRowsMixin(models.Model):
    """Keeps each row the same in every language and version: by its key, translations find it."""

    # Names of the relations to rows, which are TranslatableMixins.
    translated_rows: tuple[str, ...] = ()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Raise ValidationError, and save nothing, when words in a row are too long: translations pass by the form."""
        too_long = {}
        for name in self.translated_rows if not kwargs.get("update_fields") else ():
            for row in getattr(self, name).all():
                for field in row._meta.concrete_fields:
                    if isinstance(field, models.CharField) and len(getattr(row, field.name) or "") > field.max_length:
                        # By this name wagtail-localize finds the text, and says it there.
                        told = _("At most %(number)s characters fit here.") % {"number": field.max_length}
                        too_long[f"{name}.{row.translation_key}.{field.name}"] = [told]
        if too_long:
            raise ValidationError(too_long)
        super().save(*args, **kwargs)

    def with_content_json(self, content: dict[str, Any]) -> Page:
        """Read a version; its rows are those of the database wherever they stand there.

        Wagtail saves a new row of a public page into the version first, where it has no number yet: the editor would
        make another row of it each time. And versions from before rows had keys would get new ones at each reading.
        """
        known = {}
        for name in content.keys() & set(self.translated_rows):
            rows = list(self._meta.get_field(name).related_model.objects.filter(page=self.pk))
            keys = {row.pk: str(row.translation_key) for row in rows}
            numbers = {key: pk for pk, key in keys.items()}
            known[name] = []
            for row in content[name]:
                pk = row.get("pk")
                key = row.get("translation_key") or keys.get(pk) or str(uuid4())
                known[name].append(row | {"translation_key": key, "pk": numbers.get(key, pk)})
        return super().with_content_json(content | known)
