"""Reads the content files: TOML whose texts are plain paragraphs, lists and links to our own pages.

A text is paragraphs separated by blank lines; a paragraph of lines that start with "- " is a
list; ``[words](/address/)`` links to the page that stands there.
"""

import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from django.utils.html import escape
from wagtail.models import Page, Site

DATA = Path(__file__).resolve().parent / "data"
LINK = re.compile(r"\[([^\]\[]+)\]\((/[^)\s]*)\)")


def read(name: str) -> dict:
    """Return the content of a data file, such as "first/pages.toml"."""
    return tomllib.loads((DATA / name).read_text(encoding="utf-8"))


def page_at(address: str) -> Page:
    """Return the page of this site at ``address`` ("/about/"); Page.DoesNotExist names a fault in the content."""
    root = Site.objects.select_related("root_page").get(is_default_site=True).root_page
    return Page.objects.get(depth__gte=2, url_path=root.url_path.rstrip("/") + address)


def rich_text(text: str) -> str:
    """Return plain paragraphs, lists and links as the HTML that a rich text field stores."""
    html = []
    for part in re.split(r"\n\s*\n", text.strip()):
        lines = [line.strip() for line in part.strip().splitlines()]
        if lines and all(line.startswith("- ") for line in lines):
            html.append("<ul>" + "".join(f"<li>{_inline(line[2:])}</li>" for line in lines) + "</ul>")
        elif lines:
            html.append(f"<p>{_inline(' '.join(lines))}</p>")
    return "".join(html)


def _inline(text: str) -> str:
    def link(match: re.Match) -> str:
        return f'<a linktype="page" id="{page_at(match[2]).pk}">{match[1]}</a>'

    return LINK.sub(link, escape(text).replace("&#x27;", "'").replace("&quot;", '"'))


def _link_target(entry: dict) -> dict:
    fields = {name: entry.get(name, "") for name in ("title", "text", "label")}
    return fields | {"page": page_at(entry["link"]).pk if entry.get("link") else None, "document": None, "address": ""}


VALUES: dict[str, Callable[[dict], object]] = {
    "paragraph": lambda e: rich_text(e["text"]),
    "heading": lambda e: e["text"],
    "principle": lambda e: {
        "title": e["title"],
        "text": rich_text(e["text"]),
        "in_practice": e.get("in_practice", []),
        "question": e.get("question", ""),
    },
    "definition": lambda e: {
        "term": e["term"],
        "text": rich_text(e["text"]),
        "source_name": e.get("source_name", ""),
        "source_address": e.get("source_url", ""),
    },
    "comparison": lambda e: {name: e.get(name, "") for name in ("title", "left_title", "left", "right_title", "right")},
    "accordion": lambda e: {"items": [{"title": i["title"], "text": rich_text(i["text"])} for i in e["items"]]},
    "browser_advice": lambda e: {
        "advice": [{"browser": a["browser"], "text": rich_text(a["text"])} for a in e["advice"]]
    },
    "content_note": lambda e: {"note": e["note"], "text": rich_text(e["text"])},
    "call_to_action": _link_target,
    "services": lambda e: {"title": e.get("title", ""), "services": e["services"]},
    "image": lambda e: {"image": e["image"], "caption": e.get("caption", ""), "alt_text": ""},
}


def body(entries: list[dict], name: str) -> list[dict]:
    """Return the entries as a StreamField's raw data; ``name`` keeps the ids of blocks the same each time."""
    return [
        {
            "type": e["type"],
            "value": _with_ids(VALUES[e["type"]](e), f"{name}/{place}"),
            "id": str(uuid5(NAMESPACE_URL, f"{name}/{place}")),
        }
        for place, e in enumerate(entries)
    ]


def _with_ids(value: object, name: str) -> object:
    """Give the items of lists ids too: a translation knows a text by where it stands."""
    if isinstance(value, dict):
        return {key: _with_ids(part, f"{name}/{key}") for key, part in value.items()}
    if not isinstance(value, list):
        return value
    return [
        {"type": "item", "value": item, "id": str(uuid5(NAMESPACE_URL, f"{name}/{place}"))}
        for place, item in enumerate(value)
    ]


def next_step(entry: dict | None, name: str) -> list[dict]:
    """Return a next step as a StreamField's raw data."""
    if not entry:
        return []
    return [{"type": "next_step", "value": _link_target(entry), "id": str(uuid5(NAMESPACE_URL, f"{name}/next"))}]
