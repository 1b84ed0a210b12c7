"""Marks example content, which the demo adds and one command removes."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ExampleMixin(models.Model):
    """Something that may be an example; staff cannot set the mark, only the demo does."""

    is_example = models.BooleanField(_("example"), default=False, editable=False, db_index=True)

    class Meta:
        abstract = True
