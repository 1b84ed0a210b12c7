"""Small helpers for templates: addresses with changed filters, structured data, the tab's title."""

import json
from typing import Any

from django import template
from django.db.models import Model
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from wagtail.models import Page

from pages import sharing
from pages.blocks.choosers import public_url
from pages.phone_numbers import dialled
from pages.quilt import drawing, plain, thread
from pages.structured_data import describe

register = template.Library()

register.filter("public_url", public_url)


@register.simple_tag(takes_context=True)
def query(context: dict, **changes: Any) -> str:
    """Return the current query string with ``changes``; an empty value takes a part out, a new filter the page."""
    parts = context["request"].GET.copy()
    if "page" not in changes:
        parts.pop("page", None)
    for name, value in changes.items():
        parts.pop(name, None)
        if value not in {"", None}:
            parts[name] = value
    return f"?{parts.urlencode()}" if parts else "?"


@register.simple_tag(takes_context=True)
def query_with(context: dict, name: str, value: str) -> str:
    """Return the current query string with one part, whose name a variable holds, set or (empty) taken out."""
    return query(context, **{name: value})


@register.simple_tag(takes_context=True)
def document_title(context: dict) -> str:
    """Return the text of the browser tab for a page of the tree."""
    return context["page"].document_title(context["layout"].settings)


@register.simple_tag(takes_context=True)
def structured_data(context: dict) -> SafeString:
    """Return JSON-LD for search engines; none where the title is neutral, which would give it away."""
    page = context["page"]
    if page.neutral_title or not page.pk:
        return mark_safe("")
    data = describe(page, context.get("breadcrumb") or [], context["layout"].settings)
    # "<" cannot end the script element early when it is written as an escape.
    text = json.dumps(data, ensure_ascii=False).replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))  # noqa: S308 - escaped above


@register.simple_tag
def quilt(page: Page, name: str = "card") -> SafeString:
    """Return the quilt block of a page, for a "card" (two beside each other) or the "head" of the page itself."""
    columns = 1 if name == "head" else 2
    if page.neutral_title:
        return plain(columns, name)
    return drawing([thread(page)] * columns, columns, name)


@register.simple_tag
def sewn_quilt(pages: list[Page]) -> SafeString:
    """Return the blocks of several pages sewn into one, two in a row."""
    return drawing([thread(page) for page in pages], 2, "sewn")


@register.simple_tag
def series_quilt(series: Model) -> SafeString:
    """Return the block of a series, as a band."""
    return drawing([(-series.pk, series.pk)] * 8, 8, "sewn")


@register.simple_tag(takes_context=True)
def sharing_picture(context: dict, page: Page) -> str:
    """Return the address of the picture that is drawn for links to a page; "" where it says nothing about itself."""
    return sharing.address_of(page, context["layout"].settings)


@register.filter
def phone_link(number: str) -> str:
    """Return what is dialled for a number; "" where that is not clear, and it is better not to be a link."""
    return dialled(number)


@register.filter
def in_one_piece(number: str) -> str:
    """Return a number that keeps its order behind words from right to left, and stands in one line."""
    return format_html("<bdi>{}</bdi>", number) if number else ""
