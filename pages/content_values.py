"""Walks through what a page holds, field by field and block by block, without asking the database."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page

from .blocks.choosers import DOCUMENT_LINK, PAGE_LINK, LoadedMixin


@dataclass(frozen=True)
class ContentValue:
    """One value of a page: where it stands, what kind it is, and what the database holds.

    ``names`` are the names of the blocks from the outside in; ``block_id`` is the id of the
    outermost one, "" for a plain field.
    """

    field: str
    block_id: str
    names: tuple[str, ...]
    kind: models.Field | blocks.Block
    raw: Any


def content_values(instance: models.Model) -> Iterator[ContentValue]:
    """Yield the values of text fields, relations and stream blocks of a page or snippet, in order of the fields."""
    # What Wagtail keeps with every page (its tree, owner, lock) leads nowhere.
    own = {field.name for field in Page._meta.get_fields()} if isinstance(instance, Page) else set()
    own -= {"title", "seo_title", "search_description"}
    for field in instance._meta.get_fields():
        if not isinstance(field, models.Field) or field.primary_key or field.name in own:
            continue
        if isinstance(field, StreamField):
            stream = getattr(instance, field.attname)
            for item in list(stream.raw_data) if stream else []:
                child = field.stream_block.child_blocks.get(item.get("type"))
                if child:
                    yield from _block_leaves(field.name, item.get("id") or "", (item["type"],), child, item["value"])
        elif isinstance(field, models.CharField | models.TextField | models.ForeignKey):
            yield ContentValue(field.name, "", (field.name,), field, getattr(instance, field.attname))


def _block_leaves(
    field: str, id_: str, names: tuple[str, ...], block: blocks.Block, raw: Any
) -> Iterator[ContentValue]:
    if isinstance(block, blocks.StructBlock) and isinstance(raw, dict):
        for name, child in block.child_blocks.items():
            yield from _block_leaves(field, id_, (*names, name), child, raw.get(name))
    elif isinstance(block, blocks.ListBlock) and isinstance(raw, list):
        for item in raw:
            value = item["value"] if isinstance(item, dict) and "value" in item else item
            yield from _block_leaves(field, id_, names, block.child_block, value)
    elif isinstance(block, TypedTableBlock) and isinstance(raw, dict):
        yield from _table_leaves(field, id_, names, block, raw)
    elif raw not in (None, ""):
        yield ContentValue(field, id_, names, block, raw)


def _table_leaves(
    field: str, id_: str, names: tuple[str, ...], block: TypedTableBlock, raw: dict
) -> Iterator[ContentValue]:
    columns = raw.get("columns", [])
    kinds = [block.child_blocks[column["type"]] for column in columns]
    # Wagtail keeps the caption and the headings without a block of their own.
    text = blocks.CharBlock()
    if caption := raw.get("caption"):
        yield ContentValue(field, id_, (*names, "caption"), text, caption)
    for column in columns:
        if heading := column.get("heading"):
            yield ContentValue(field, id_, (*names, "heading"), text, heading)
    for row in raw.get("rows", []):
        for kind, value in zip(kinds, row["values"], strict=True):
            yield from _block_leaves(field, id_, (*names, kind.name), kind, value)


def is_rich_text(leaf: ContentValue) -> bool:
    """Return whether the value is HTML as rich text fields store it."""
    return isinstance(leaf.kind, RichTextField | blocks.RichTextBlock) and isinstance(leaf.raw, str)


def referenced_ids(instance: models.Model, model: type[models.Model]) -> set[int]:
    """Return the ids of the objects of ``model`` that a version of a page points to, links in texts included."""
    found = set()
    for leaf in content_values(instance):
        if isinstance(leaf.kind, models.ForeignKey):
            if leaf.raw and leaf.kind.related_model is model:
                found.add(leaf.raw)
        elif isinstance(leaf.kind, LoadedMixin):
            if isinstance(leaf.raw, int) and issubclass(leaf.kind.loaded_model, model):
                found.add(leaf.raw)
        elif is_rich_text(leaf):
            pattern = {"Page": PAGE_LINK, "Document": DOCUMENT_LINK}.get(model.__name__)
            found |= {int(pk) for pk in pattern.findall(leaf.raw)} if pattern else set()
    return found
