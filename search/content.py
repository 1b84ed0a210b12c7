"""What a page or a crisis contact says, in parts that weigh more or less.

Every page type says itself which fields are searched (search_fields); those with a boost are
what it is about. Streams are read block by block: titles weigh more, captions and names less;
what visitors do not see is left out.
"""

import re
from collections.abc import Iterator
from typing import Any

from django.conf.locale import LANG_INFO
from django.db import models
from django.utils import timezone, translation
from django.utils.text import capfirst
from django.utils.translation import get_language_info
from wagtail import blocks
from wagtail.fields import StreamField
from wagtail.models import Page, PageViewRestriction
from wagtail.search.index import SearchField

from pages.models import BasePage
from resources.models import CrisisContact

from .analysis import fold
from .index import Document

HEADING, LEAD, TEXT, ASIDE = 1.6, 1.5, 1.0, 0.4
HEADINGS = {"heading", "title", "term", "left_title", "right_title", "name"}
ASIDES = {"caption", "alt_text", "attribution", "source_name", "label", "note", "description", "transcript", "browser"}
# An invitation or a row of links is about another page.
# Where a picture stands is chosen, and read by nobody.
NOT_SHOWN = {"side"}
WAYS_OUT = {"call_to_action", "buttons", "services", "next_step", "partners"}
# Relations whose titles say what a page is about, and the facet they belong to ("" for none).
RELATED = {"topics": "topic", "audiences": "audience", "languages": "language", "regions": ""}
ADDRESS = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+\.\S+")
ADDRESS_SIGN = re.compile(r"://|www\.|@")


def is_public(page: Page) -> bool:
    """Return whether anyone may see the page, and lists show it (what is over is not), asking the database anew."""
    return page.live and page.depth > 1 and page.is_findable and may_be_seen(page)


def may_be_seen(page: Page) -> bool:
    """Return whether neither the page nor one above it is private."""
    above = [page.path[:end] for end in range(page.steplen, len(page.path) + 1, page.steplen)]
    return not PageViewRestriction.objects.filter(page__path__in=above).exists()


def page_document(page: BasePage) -> Document:
    """Return what the index keeps of a page (a specific one), in its language, whoever saves it."""
    with translation.override(page.locale.language_code):
        return _page_document(page)


def _page_document(page: BasePage) -> Document:
    parts = [(text, weight, shown) for text, weight, shown in _page_parts(page) if text]
    language = page.locale.language_code
    facets = {("language", language, _language_name(language))}
    for name, facet in RELATED.items():
        if hasattr(page, name):
            items = sorted(getattr(page, name).all(), key=lambda item: item.pk)
            parts.append((". ".join(str(item) for item in items), LEAD if name == "topics" else ASIDE, False))
            if facet == "language" and items:
                # What is offered in a language counts, not what the page about it is written in.
                facets = {item for item in facets if item[0] != facet}
                facets |= {(facet, *_language_of_label(item)) for item in items}
            elif facet:
                facets |= {(facet, item.slug, " ".join(str(item).split())) for item in items}
    return Document(
        language=language,
        kind=page._meta.model_name,
        title=page.title,
        parts=[part for part in parts if part[0]],
        date=getattr(page, "date", None)
        or (timezone.localdate(page.first_published_at) if page.first_published_at else None),
        facets=sorted(facets),
        page_id=page.pk,
    )


def contact_document(contact: CrisisContact) -> Document:
    """Return what the index keeps of a crisis contact, in its language, whoever saves it."""
    language = contact.locale.language_code
    shown = [contact.run_by, contact.hours, contact.languages]
    parts = [(text, TEXT, True) for text in shown if text]
    # So that whoever asks for a number finds one.
    with translation.override(language):
        kind = capfirst(str(contact._meta.verbose_name)) if language == "en" else ""
    parts.append((kind, ASIDE, False))
    return Document(
        language=language,
        kind=contact._meta.model_name,
        title=contact.name,
        parts=[part for part in parts if part[0]],
        facets=[("language", language, _language_name(language))],
        contact_id=contact.pk,
    )


def _page_parts(page: BasePage) -> Iterator[tuple[str, float, bool]]:
    for field in page.get_search_fields():
        if not isinstance(field, SearchField) or field.field_name in {"title", "id"}:
            continue
        own = field.get_field(type(page))
        if isinstance(own, StreamField):
            for text, weight in _stream_parts(getattr(page, field.field_name)):
                yield without_addresses(text), weight, True
            continue
        value = field.get_value(page)
        text = " ".join(value) if isinstance(value, list) else str(value or "")
        # Text for search engines is about the page, but is not what a visitor reads on it.
        shown = field.field_name not in {"search_description", "listing_summary"}
        yield without_addresses(text), LEAD if field.boost and field.boost > 1 else TEXT, shown
    if hasattr(page, "article_authors"):
        yield ", ".join(author.name for author in page.authors), ASIDE, False


def without_addresses(text: str) -> str:
    """Return ``text`` without web and e-mail addresses, which nobody searches by their parts."""
    # Most texts hold none, and finding that out is quick.
    return " ".join((ADDRESS.sub(" ", text) if ADDRESS_SIGN.search(text) else text).split())


def _stream_parts(stream: blocks.StreamValue) -> Iterator[tuple[str, float]]:
    for child in stream:
        factor = ASIDE if child.block_type in WAYS_OUT else 1
        for text, weight in _block_parts(child.block_type, child.block, child.value):
            yield text, round(weight * factor, 2)


def _block_parts(name: str, block: blocks.Block, value: Any) -> Iterator[tuple[str, float]]:
    """Yield (text, weight) of a block; nothing of a picture or document that is gone, as visitors see none."""
    if isinstance(block, blocks.StructBlock):
        # The template shows nothing without it, either.
        if needed := getattr(block, "shown_only_with", ""):
            file = value.get(needed)
            if not file or getattr(file, "is_withdrawn", False):
                return
        # What consent no longer covers is shown to nobody (blocks/quote.html, blocks/picture.html).
        if (consent := value.get("consent")) and not consent.allows_words:
            return
        picture = value.get("image")
        is_gone = "image" in value and (not picture or getattr(picture, "is_withdrawn", False))
        for child_name, child in block.child_blocks.items():
            if child_name in NOT_SHOWN or (is_gone and child_name == "alt_text"):
                continue
            yield from _block_parts(child_name, child, value.get(child_name))
    elif isinstance(block, blocks.ListBlock):
        for item in value or []:
            yield from _block_parts(name, block.child_block, item)
    elif value:
        weight = HEADING if name in HEADINGS else ASIDE if name in ASIDES else TEXT
        yield from ((" ".join(text.split()), weight) for text in block.get_searchable_content(value) if text.strip())


def _language_name(code: str) -> str:
    return capfirst(get_language_info(code)["name_local"])


def _language_of_label(label: models.Model) -> tuple[str, str]:
    """Return (code, name) of the language that staff's label names, else its own slug and title."""
    for code, info in LANG_INFO.items():
        if fold(label.title) in {fold(info.get("name", "")), fold(info.get("name_local", ""))}:
            return code, _language_name(code)
    return label.slug, " ".join(label.title.split())
