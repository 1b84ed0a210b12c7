"""The search page and its suggestions. What is typed is neither stored nor logged."""

import re
from difflib import get_close_matches
from typing import Any

from django.conf import settings
from django.conf.locale import LANG_INFO
from django.core.paginator import Paginator
from django.db import DatabaseError
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Length, Substr
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext_lazy as _
from django.views.decorators.http import require_safe
from wagtail.models import Locale, Page

from pages import site_settings
from pages.listings import page_number
from pages.loader import loading
from pages.models import BasePage, Topic
from pages.visibility import visible
from resources.models import CrisisContact

from . import spelling
from .analysis import words
from .excerpts import excerpt, mark
from .low_results import count_low_results
from .query import FACETS, Found, Hit, search as find, suggest as find_suggestions

RESULTS_PER_PAGE = 10
MOST_VALUES = 12
FACET_NAMES = {"type": _("Kind of page"), "topic": _("Topic"), "language": _("Language"), "audience": _("For whom")}


def kinds() -> dict[str, type]:
    """Return {name in addresses: model} of everything that can be found."""
    return {model._meta.model_name: model for model in (*BasePage.__subclasses__(), CrisisContact)}


def language_now() -> str:
    """Return the language of the page tree that the visitor is in."""
    return get_language() or settings.LANGUAGE_CODE


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Show what is found for ``q``, narrowed by facets in the address; any input gets a page."""
    with loading():
        chosen = {name: request.GET.get(name, "")[:100] for name in FACETS}
        by_date = request.GET.get("order") == "date"
        found = find(
            request.GET.get("q", ""),
            language_now(),
            chosen,
            exact=request.GET.get("exact") == "1",
            by_date=by_date,
        )
        listing = Paginator(found.hits, RESULTS_PER_PAGE).get_page(page_number(request))
        pins = _in_readers_language(found.question.pinned) if listing.number == 1 and not found.filters else []
        # What is shown on top need not be shown again below.
        shown = [hit for hit in listing.object_list if hit.page_id not in pins]
        best = found.best
        pages = _pages([*pins, *(hit.page_id for hit in [*shown, *([best] if best else [])] if hit.page_id)])
        found.weigh(_words_of(best, pages) if best else "")
        listing.object_list = _results(shown, found, pages)
        # Leafing and narrowing is the same search once more.
        if found.weak and listing.number == 1 and not found.filters:
            count_low_results(found, site_settings.for_request(request))
        context = {
            "words": found.question.text,
            "found": found,
            "listing": listing,
            "pinned": [
                {
                    "page": pages[pk],
                    "kind": _kind(pages[pk].content_type.model),
                    "place": pages[pk].place,
                    "language": _foreign(pages[pk].search_entry.language),
                }
                for pk in pins
                if pk in pages
            ],
            "facets": _facets(found),
            "by_date": by_date,
            "topics": _nearest_topics(found) if found.question.words and not found.hits else [],
        }
        return render(request, "search/search.html", context)


@require_safe
def suggest(request: HttpRequest) -> JsonResponse:
    """Answer with up to six {"title", "kind", "url"} for what is being typed."""
    hits = find_suggestions(request.GET.get("q", ""), language_now())
    pages = _pages([hit.page_id for hit in hits if hit.page_id])
    contacts = _contacts({hit.contact_id for hit in hits if hit.contact_id})
    found = []
    for hit in hits:
        if contact := contacts.get(hit.contact_id):
            found.append({"title": contact.name, "kind": _kind(hit.kind), "url": "#get-help-now"})
        elif (page := pages.get(hit.page_id)) and (url := page.get_url(request)):
            language = _foreign(hit.language)
            shown = {"title": page.title, "kind": _kind(hit.kind), "url": url}
            found.append(shown | ({"language": language} if language else {}))
    return JsonResponse({"suggestions": found})


def pages_like(request: HttpRequest) -> list[Page]:
    """Return up to three public pages whose titles have words of a wrong address; none when the database is away."""
    asked = re.findall(r"[^\W\d_]{4,30}", request.path[:200].casefold())[:6]
    if not asked or request.method not in {"GET", "HEAD"}:
        return []
    try:
        hits = find(" ".join(asked), language_now()).hits[:10]
        pages = _pages([hit.page_id for hit in hits if hit.page_id])
    except DatabaseError:
        return []
    found = [pages[hit.page_id] for hit in hits if hit.page_id in pages]
    alike = [page for page in found if any(get_close_matches(word, asked, 1, 0.85) for word in words(page.title))][:3]
    if all(page.locale_id == Locale.get_active().pk for page in alike):
        return alike
    # The words of an address may be those of another language.
    keys = [page.translation_key for page in alike]
    here = visible(Page.objects.filter(translation_key__in=keys, locale=Locale.get_active()))
    ours = {page.translation_key: page for page in here}
    return list({page.translation_key: ours.get(page.translation_key, page) for page in alike}.values())


def _in_readers_language(keys: list[int]) -> list[int]:
    """Return pages that staff chose, each in the language of the reader where it is there."""
    if not keys or len(settings.LANGUAGES) == 1:
        return keys
    chosen = dict(Page.objects.filter(pk__in=keys).values_list("pk", "translation_key"))
    here = visible(Page.objects.filter(translation_key__in=chosen.values(), locale=Locale.get_active()))
    own = dict(here.values_list("translation_key", "pk"))
    return list(dict.fromkeys(own.get(chosen.get(key), key) for key in keys))


def _foreign(language: str) -> str:
    """Return a language if it is another than that of the page, else ""."""
    return language if language != language_now() else ""


def _kind(name: str) -> str:
    model = kinds().get(name)
    return str(getattr(model, "kind", "") or capfirst(model._meta.verbose_name)) if model else ""


def _pages(ids: list[int]) -> dict[int, Page]:
    """Return {id: page with the title of the one above as ``place``} of those that anyone may see."""
    if not ids:
        return {}
    above = Page.objects.filter(
        path=Substr(OuterRef("path"), 1, Length(OuterRef("path")) - Page.steplen), depth__gt=2, live=True
    )
    found = visible(Page.objects.filter(pk__in=ids, search_entry__isnull=False)).annotate(
        place=Subquery(above.values("title")[:1])
    )
    return {page.pk: page for page in found.select_related("search_entry", "content_type")}


def _contacts(ids: set[int]) -> dict[int, CrisisContact]:
    return {contact.pk: contact for contact in CrisisContact.objects.filter(pk__in=ids, live=True)} if ids else {}


def _words_of(best: Hit, pages: dict[int, Page]) -> str:
    """Return the words of the best result, for judging how well it answers."""
    if page := pages.get(best.page_id):
        return page.search_entry.words
    contact = next((contact for contact in CrisisContact.shown(language_now()) if contact.pk == best.contact_id), None)
    return " ".join(words(contact.name)) if contact else ""


def _results(hits: list[Hit], found: Found, pages: dict[int, Page]) -> list[dict]:
    """Return what the template shows of each hit; what is not public any more is left out."""
    contacts = {}
    if ids := {hit.contact_id for hit in hits if hit.contact_id}:
        contacts = {contact.pk: contact for contact in CrisisContact.shown(language_now())}
        if ids - contacts.keys():
            contacts = _contacts(ids)
    results = []
    for hit in hits:
        typed, all_terms = found.question.marks(hit.language), found.question.terms.keys()
        page, contact = pages.get(hit.page_id), contacts.get(hit.contact_id)
        shown = {
            "kind": _kind(hit.kind),
            "language": hit.language if hit.language != found.question.language else "",
            "date": hit.date if hit.kind == "articlepage" else None,
            "by_meaning": hit.by_meaning,
        }
        if page:
            shown |= {"page": page, "place": page.place, "title": mark(page.title, typed, hit.language)}
            # Where nothing that was typed is to be seen, the search words show why the page is here.
            results.append(shown | {"excerpt": excerpt(page.search_entry.text, [typed, all_terms], hit.language)})
        elif contact:
            title = mark(contact.name, typed, hit.language)
            results.append(
                shown | {"contact": contact, "title": title, "excerpt": contact.hours or contact.hours_by_rule}
            )
    return results


def _facets(found: Found) -> list[dict]:
    """Return the facets that narrow anything down, each with its values and how many results they have."""
    here = found.question.language
    # (facet, value): (title, language it is written in, where that is another).
    titles = {("type", name): (_kind(name), "") for name in kinds()}
    named = {(hit.language != here, line, hit.language) for hit in found.everything for line in hit.facets.splitlines()}
    # What has a name in the language of the page is called by that one.
    for _is_foreign, line, language in sorted(named):
        name, value, title = line.split("\t")
        # Languages are called by their own names.
        written_in = value if name == "language" and value in LANG_INFO else language
        titles.setdefault((name, value), (title, written_in if written_in != here else ""))
    facets = []
    for name, title in FACET_NAMES.items():
        counts = found.counts[name]
        chosen = found.filters.get(name, "")
        best = sorted(counts.items(), key=lambda item: (item[0] != chosen, -item[1], item[0]))[:MOST_VALUES]
        values: list[dict[str, Any]] = []
        for value, count in best:
            shown, language = titles.get((name, value), (value, ""))
            values.append({"value": value, "title": shown, "language": language, "count": count})
        if len(values) > 1 or chosen:
            titled = next((_in_its_language(item) for item in values if item["value"] == chosen), "")
            facets.append(
                {
                    "name": name,
                    "title": title,
                    "values": values,
                    "chosen": chosen if titled else "",
                    "chosen_title": titled,
                    "lost": bool(chosen) and not titled,
                }
            )
    return facets


def _in_its_language(item: dict[str, Any]) -> str:
    """Return the title of a value as it stands inside of a sentence of the page."""
    if not item["language"]:
        return item["title"]
    return format_html('<span lang="{}" dir="auto">{}</span>', item["language"], item["title"])


def _nearest_topics(found: Found) -> list[Topic]:
    """Return up to six topics that pages have, those first whose name is most like what was typed."""
    code = found.question.language
    used = visible(Page.objects.filter(locale__language_code=code)).order_by()
    topics = Topic.objects.filter(locale__language_code=code)
    topics = (topics.filter(articles__in=used.values("pk")) | topics.filter(resources__in=used.values("pk"))).distinct()
    typed = [word.best for word in found.question.words]

    def distance(topic: Topic) -> float:
        pairs = [(one, other) for one in typed for other in words(topic.title)]
        return min((spelling.slips(one, other) / max(len(one), len(other)) for one, other in pairs), default=1)

    return sorted(topics, key=lambda topic: (distance(topic), topic.title))[:6]
