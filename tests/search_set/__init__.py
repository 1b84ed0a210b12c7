"""The labelled set of this site: 60 made-up pages beside the first content, and what should be found for 195 questions.

The judgements were written before the search words were, by someone who did not know them; a
third of the questions (``held_out``) was never looked at while anything was adjusted.
"""

import json
import os
import tomllib
from collections import Counter
from pathlib import Path

from django.utils.text import slugify
from wagtail.models import Locale, Page

from blog.models import ArticlePage, BlogIndexPage
from first_content.content_files import rich_text
from first_content.tree import add_page
from home.models import HomePage, StandardPage
from pages.models import Topic
from resources.models import Label, ResourceIndexPage, ResourcePage, ServicePage, ServicesPage
from search.index import Document, write
from search.query import search

FOLDER = Path(__file__).parent
# A public collection to compare both databases on, too (docs/operations.md); it takes a minute.
COLLECTION = os.environ.get("SEARCH_COLLECTION", "")
PARENTS = {
    "service": (ServicesPage, ServicePage),
    "resource": (ResourceIndexPage, ResourcePage),
    "article": (BlogIndexPage, ArticlePage),
    "page": (HomePage, StandardPage),
}


def queries():
    """Return the questions: {"text", "kind", "language", "held_out", "relevant": {slug: grade}}."""
    return tomllib.loads((FOLDER / "queries.toml").read_text())["queries"]


def asked_by_people(**only):
    """Return the questions in people's own words that are all of ``only`` (language="es", mixed=True …).

    Each is {"text", "kind", "language", "mixed", "only_measured", "relevant": {path: sum of both grades}}.
    """
    asked = tomllib.loads((FOLDER / "people.toml").read_text())["questions"]
    for item in asked:
        item["relevant"] = dict(Counter(item.pop("first")) + Counter(item.pop("second")))
    return [item for item in asked if all(item[name] == value for name, value in only.items())]


def paths_without_language():
    """Return {page id: its path in the tree of the first language}, the same for a page and its translations."""
    home = HomePage.objects.get(locale=Locale.get_default())
    first = {
        page.translation_key: page.url_path.removeprefix(home.url_path.rstrip("/"))
        for page in Page.objects.descendant_of(home, inclusive=True)
    }
    return {page.pk: first.get(page.translation_key) for page in Page.objects.filter(live=True)}


def add_pages():
    """Publish the 60 pages beside the first content, the Spanish ones in a Spanish tree; return {page id: slug}."""
    spanish, _created = Locale.objects.get_or_create(language_code="es")
    for model, _child in PARENTS.values():
        page = model.objects.get(locale=Locale.get_default())
        if not page.has_translation(spanish):
            page.copy_for_translation(spanish, copy_parents=True)
    for entry in tomllib.loads((FOLDER / "pages.toml").read_text())["pages"]:
        locale = Locale.objects.get(language_code=entry["language"])
        parent, model = PARENTS[entry["type"]]
        text = {
            "standfirst"
            if model is ArticlePage
            else "introduction"
            if model is StandardPage
            else "summary_text": entry["summary"]
        }
        page = model(
            title=entry["title"],
            slug=entry["slug"],
            body=[("paragraph", rich_text(entry["text"]))],
            **text,
        )
        related = {}
        if model in (ArticlePage, ResourcePage):
            related["topics"] = [label(Topic, title, locale) for title in entry["topics"]]
        if model is ResourcePage:
            related["audiences"] = [
                label(Label, title, locale, kind="audience") for title in entry.get("audiences", [])
            ]
        add_page(parent.objects.get(locale=locale), page, related=related)
    return dict(Page.objects.live().filter(depth__gt=1).values_list("pk", "slug"))


def label(model, title, locale, **more):
    return model.objects.get_or_create(slug=slugify(title), locale=locale, **more, defaults={"title": title})[0]


def add_collection(documents):
    """Index documents of a collection beside the pages; return {entry id: name}."""
    written = write(
        Document("en", "document", item.get("title") or "", [(item.get("body") or item.get("text") or "", 1, True)])
        for item in documents
    )
    return {entry.pk: f"document {item['id']}" for entry, item in zip(written, documents, strict=True)}


def rankings(slugs):
    """Return {question: names of the best twenty} among these pages, then on a collection if there is one."""
    found = {}
    for item in queries():
        found[item["text"]] = [slugs[hit.page_id] for hit in search(item["text"], item["language"]).hits[:20]]
    if COLLECTION:
        names = add_collection([json.loads(line) for line in Path(COLLECTION, "corpus.jsonl").read_text().splitlines()])
        for line in Path(COLLECTION, "queries.jsonl").read_text().splitlines():
            text = json.loads(line)["text"]
            hits = search(text, "en").hits[:20]
            found[text] = [names.get(hit.entry_id) or slugs[hit.page_id] for hit in hits]
    return found
