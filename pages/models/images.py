"""Pictures: each has a description for people who cannot see it, or is marked as decoration."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import get_language, gettext_lazy as _
from wagtail.images.models import AbstractImage, AbstractRendition, Image

from .example import ExampleMixin


class SiteImage(ExampleMixin, AbstractImage):
    """A picture with its description, its maker, and the consent of those it shows."""

    class People(models.TextChoices):
        NOBODY = "nobody", _("Nobody can be recognised")
        SOMEBODY = "somebody", _("Someone can be recognised")

    description = models.CharField(
        _("alt text"),
        max_length=255,
        blank=True,
        help_text=_(
            "Say what the picture shows and why it is there, as you would on the telephone. Good: “Three people "
            "plant beans in a raised bed.” Not so good: “garden.jpg”, “image of garden”. Not needed for decoration."
        ),
    )
    is_decorative = models.BooleanField(
        _("decoration only"),
        default=False,
        help_text=_("Tick when the page loses nothing without the picture; screen readers then skip it."),
    )
    credit = models.CharField(_("credit"), max_length=255, blank=True, help_text=_("Who made it, shown beneath it."))
    people = models.CharField(
        _("people in it"),
        max_length=12,
        choices=People.choices,
        blank=True,
        help_text=_("Can someone be recognised, also by clothes, a tattoo or the place?"),
    )
    consent = models.ForeignKey(
        "consent.Consent",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("their consent"),
        help_text=_("If someone can be recognised: who agreed, to what, and until when. Only staff see this."),
    )
    # Set when the consent ends: whoever would show the picture shows nothing instead.
    is_withdrawn = models.BooleanField(default=False, editable=False)

    # {code of another language: {"description": …, "credit": …}}
    texts = models.JSONField(default=dict, blank=True, editable=False)
    translated = ("description", "credit")

    # Of many pictures that are sent at once, the files come first.
    is_described_later = False

    admin_form_fields = (
        *Image.admin_form_fields[:2],
        "description",
        "is_decorative",
        "credit",
        "people",
        "consent",
        *(name for name in Image.admin_form_fields[2:] if name != "description"),
    )

    class Meta(AbstractImage.Meta):
        verbose_name = _("image")
        verbose_name_plural = _("images")

    def clean(self) -> None:
        """Refuse a picture that has neither a description nor the mark of decoration."""
        super().clean()
        if not self.description.strip() and not self.is_decorative and not self.is_described_later:
            raise ValidationError(
                {"description": _("Describe the picture in a few words, or tick “decoration only” below.")}
            )
        if self.consent_id and not self.consent.covers_picture:
            raise ValidationError({"consent": _("This consent does not cover their picture.")})

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; with a consent, it is shown as long as that covers it. Without one, what was hidden stays hidden."""
        if self.consent_id:
            self.is_withdrawn = not (self.consent.in_force and self.consent.covers_picture)
            if (names := kwargs.get("update_fields")) is not None:
                kwargs["update_fields"] = {*names, "is_withdrawn"}
        super().save(*args, **kwargs)

    @property
    def default_alt_text(self) -> str:
        """Return the text that stands for the picture; empty for decoration."""
        return "" if self.is_decorative else self._text("description")

    @property
    def credit_text(self) -> str:
        """Return who made it, in the language of now where it is known."""
        return self._text("credit")

    @property
    def foreign(self) -> dict[str, str]:
        """Return {field: code of its language} of what stands there in another language than is read now."""
        language = get_language() or settings.LANGUAGE_CODE
        return {
            field: settings.LANGUAGE_CODE
            for field in self.translated
            if getattr(self, field) and not self.text_in(language, field)
        }

    def text_in(self, language: str, field: str) -> str:
        """Return the description or the credit in a language; "" where nobody has written it."""
        if language == settings.LANGUAGE_CODE:
            return getattr(self, field)
        return self.texts.get(language, {}).get(field, "")

    def _text(self, field: str) -> str:
        return self.text_in(get_language() or settings.LANGUAGE_CODE, field) or getattr(self, field)

    @classmethod
    def fetch_with_renditions(cls, ids: Iterable[int]) -> dict[int, "SiteImage"]:
        """Return {id: image} with all sizes made so far, in one query where each image has one."""
        images: dict[int, SiteImage] = {}
        for rendition in SiteRendition.objects.filter(image_id__in=ids).select_related("image"):
            image = images.setdefault(rendition.image_id, rendition.image)
            if not hasattr(image, "prefetched_renditions"):
                image.prefetched_renditions = []
            image.prefetched_renditions.append(rendition)
        if fresh := {*ids} - images.keys():
            images |= cls.objects.in_bulk(fresh)
        return images


class SiteRendition(AbstractRendition):
    """One size and format of a picture."""

    image = models.ForeignKey(SiteImage, on_delete=models.CASCADE, related_name="renditions", verbose_name=_("image"))

    class Meta:
        unique_together = (("image", "filter_spec", "focal_point_key"),)
        verbose_name = _("image size")
        verbose_name_plural = _("image sizes")
