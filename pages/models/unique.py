"""The short names that stand in addresses: made from titles, and each only once, said in words in the form."""

import unicodedata

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import slugify
from django.utils.translation import gettext as _, gettext_lazy
from wagtail.admin.panels import FieldPanel, TitleFieldPanel
from wagtail.admin.widgets.slug import SlugInput
from wagtail.coreutils import cautious_slugify
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


class SlugMixin(OnlyOneMixin):
    """Makes the slug from the title: while somebody types, and when it was left empty."""

    class Meta:
        abstract = True

    def clean(self) -> None:
        """Fill in the slug before it is compared with the others."""
        most = self._meta.get_field("slug").max_length
        given = self.slug
        # Of a title without letters, such as a heart, its name is left.
        made = cautious_slugify(self.title) or slugify(" ".join(unicodedata.name(sign, "") for sign in self.title))
        self.slug = given or made[:most].strip("-")
        try:
            super().clean()
        except ValidationError as error:
            # Nobody typed the slug: the title is what can be changed, and a chooser's form has nothing else.
            raise error if given else ValidationError({"title": error.messages}) from error


def slug_field(max_length: int) -> models.SlugField:
    """Return the field of a slug that may be left empty."""
    return models.SlugField(
        gettext_lazy("slug"),
        max_length=max_length,
        blank=True,
        help_text=gettext_lazy("Used in addresses: small letters and hyphens. Empty: made from the title."),
    )


def title_panels() -> list[FieldPanel]:
    """Return the panels of a title and of the slug that follows it until somebody changes it."""
    return [TitleFieldPanel("title", targets=["slug"], placeholder=False), FieldPanel("slug", widget=SlugInput)]
