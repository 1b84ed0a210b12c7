"""Choosers whose pages, images and documents are fetched in one query for a whole page (pages.loader)."""

import copy
import functools
import re
from collections.abc import Callable
from typing import Any

from django.db.models import DO_NOTHING, ForeignKey, Model
from django.forms import Widget
from django.utils import timezone
from django.utils.functional import cached_property
from wagtail import blocks
from wagtail.admin.forms.models import registry
from wagtail.documents import get_document_model
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock
from wagtail.models import Page

from pages.loader import get_many, want
from pages.visibility import is_visible

# Both begin with the same letters as every link: so a long text is read ten times as fast.
DOCUMENT_LINK = re.compile(r'<a (?=[^>]*linktype="document")[^>]*?\bid="(\d{1,15})"')
PAGE_LINK = re.compile(r'<a (?=[^>]*linktype="page")[^>]*?\bid="(\d{1,15})"')


class LoadedMixin:
    """Turns many chosen ids into objects with the loader's help."""

    @property
    def loaded_model(self) -> type[Model]:
        """Return the model to fetch."""
        return self.model_class

    def bulk_to_python(self, values: Any) -> list:
        """Return the object, or None, for each id."""
        values = list(values)
        found = get_many(self.loaded_model, values)
        # Copies, because one picture may stand in two places with different alt texts.
        return [copy.copy(found.get(value)) for value in values]


class LoadedPageChooserBlock(LoadedMixin, blocks.PageChooserBlock):
    """A page, with what all pages have in common: blocks need no more than its title and address."""

    loaded_model = Page


class LoadedImageChooserBlock(LoadedMixin, ImageChooserBlock):
    """An image."""


class LoadedDocumentChooserBlock(LoadedMixin, DocumentChooserBlock):
    """A document."""


class ConsentChooserBlock(LoadedMixin, blocks.ChooserBlock):
    """A consent. The room that keeps them lies above this one, so the model is named and its chooser is looked up."""

    target_model = "consent.Consent"

    def to_python(self, value: Any) -> Model | None:
        """Return the consent; one that is gone counts as withdrawn, since nothing says any more that it held."""
        return super().to_python(value) or self._gone(value)

    def bulk_to_python(self, values: Any) -> list:
        """Return the consent for each id, in the same way."""
        values = list(values)
        return [one or self._gone(value) for one, value in zip(super().bulk_to_python(values), values, strict=True)]

    def _gone(self, value: Any) -> Model | None:
        return self.model_class(pk=value, withdrawn_at=timezone.now()) if value else None

    @cached_property
    def widget(self) -> Widget:
        """Return the chooser that a form shows for a relation to the model."""
        return registry.get(ForeignKey(self.model_class, on_delete=DO_NOTHING))["widget"]()

    class Meta:
        icon = "clipboard-list"


class ShowsFilesMixin:
    """A block whose preview borrows the newest picture and document that everybody may see."""

    def get_preview_value(self) -> Any:
        """Return the example of the block, with files in the empty places."""
        value = super().get_preview_value()
        _put_files(value, cache=functools.cache(_newest_public))
        return value


def _newest_public(model: type[Model]) -> Model | None:
    # What lies in the root collection is private to nobody.
    files = model.objects.filter(collection__depth=1)
    return files.order_by("-pk").first()


def _put_files(value: Any, cache: Callable) -> None:
    if isinstance(value, blocks.StructValue):
        for name, child in value.block.child_blocks.items():
            if isinstance(child, LoadedImageChooserBlock | LoadedDocumentChooserBlock):
                value[name] = value.get(name) or cache(child.loaded_model)
            else:
                _put_files(value.get(name), cache)
    elif isinstance(value, blocks.list_block.ListValue):
        for item in value:
            _put_files(item, cache)


def announce(block: blocks.Block, raw: Any) -> None:
    """Tell the loader which objects a stored value points to, before any of them is needed.

    ``raw`` is the value as the database holds it; anything of another shape is passed over.
    """
    if isinstance(block, LoadedMixin):
        want(block.loaded_model, [raw] if isinstance(raw, int) else [])
    elif isinstance(block, blocks.RichTextBlock) and isinstance(raw, str):
        announce_text(raw)
    elif isinstance(block, blocks.StructBlock) and isinstance(raw, dict):
        for name, child in block.child_blocks.items():
            announce(child, raw.get(name))
    elif isinstance(block, blocks.ListBlock) and isinstance(raw, list):
        for item in raw:
            announce(block.child_block, item["value"] if isinstance(item, dict) and "value" in item else item)
    elif isinstance(block, blocks.StreamBlock) and isinstance(raw, list):
        for item in raw:
            if isinstance(item, dict) and item.get("type") in block.child_blocks:
                announce(block.child_blocks[item["type"]], item.get("value"))


def announce_text(html: str) -> None:
    """Tell the loader which pages and documents the links of a stored rich text lead to."""
    want(Page, map(int, PAGE_LINK.findall(html)))
    want(get_document_model(), map(int, DOCUMENT_LINK.findall(html)))


def public_url(page: Page | None) -> str:
    """Return the address of a page, which `get_many` gives in the reader's language, if anyone may see it; else ""."""
    return page.url or "" if page is not None and is_visible(page) else ""
