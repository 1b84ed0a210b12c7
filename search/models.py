"""The words of each public page, kept as plain text for the excerpts of search results."""

from typing import Any

from django.db import models
from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page
from wagtail.search.index import SearchField
from wagtail.signals import page_published, page_unpublished

# Shown in the result's own line, so that it need not be repeated in the excerpt.
APART = {"title", "listing_summary", "search_description"}


class PageText(models.Model):
    """What a visitor can read on one page, without markup."""

    page = models.OneToOneField(Page, on_delete=models.CASCADE, related_name="search_text", verbose_name=_("page"))
    text = models.TextField(_("text"), blank=True)

    class Meta:
        verbose_name = _("page text")
        verbose_name_plural = _("page texts")

    def __str__(self) -> str:
        return f"{self.page_id}"


def readable_text(page: Page) -> str:
    """Return the searchable fields of a page in their order, without its title and listing texts."""
    parts: list[str] = []
    for field in page.get_search_fields():
        if isinstance(field, SearchField) and field.field_name not in APART:
            value = field.get_value(page)
            parts += value if isinstance(value, list) else [str(value or "")]
    return " ".join(" ".join(parts).split())


@receiver(page_published)
def keep_text(sender: type[Page], instance: Page, **_kwargs: Any) -> None:
    """Keep the words of what was just published."""
    PageText.objects.update_or_create(page_id=instance.pk, defaults={"text": readable_text(instance)})


@receiver(page_unpublished)
def drop_text(sender: type[Page], instance: Page, **_kwargs: Any) -> None:
    """Forget the words of what is no longer public."""
    PageText.objects.filter(page_id=instance.pk).delete()
