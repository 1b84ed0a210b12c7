"""How a page is found: its words, the search words that lead to it, and a question tried out."""

from dataclasses import dataclass

from pages.models import BasePage

from . import postings
from .analysis import is_faint, is_light, term
from .models import Entry, Term, WordGroup
from .models.rules import lines
from .phrases import content_words
from .query import Found, search

MOST_WORDS = 12
MOST_GROUPS = 40


@dataclass
class Place:
    """Where a page stands among the results for some words; ``place`` counts from 1, None is not found."""

    words: str
    place: int | None
    of: int
    group: WordGroup | None = None


def place_of(page: BasePage, words: str, group: WordGroup | None = None) -> Place:
    """Return where the page stands when a visitor types ``words``."""
    return _place(page, words, search(words, page.locale.language_code), group)


def _place(page: BasePage, words: str, found: Found, group: WordGroup | None = None) -> Place:
    ids = [hit.page_id for hit in found.hits]
    place = 1 if page.pk in found.question.pinned else ids.index(page.pk) + 1 if page.pk in ids else None
    return Place(words, place, len(ids), group)


def telling_words(page: BasePage) -> list[Place]:
    """Return the words that say most about the page beside others, each with its place; [] if it is not public."""
    entry = Entry.objects.filter(page=page).first()
    if entry is None:
        return []
    terms = postings.impacts_of(entry.pk)
    written: dict[str, str] = {}
    for word in entry.words.split():
        if not (is_light(word, entry.language) or is_faint(word, entry.language) or word.isdigit()):
            written.setdefault(term(word, entry.language), word)
    # How much a term says here, less the more other entries have it, too.
    telling = {
        text: terms[pk] / (1 + entries) ** 0.5
        for text, pk, entries in Term.objects.filter(pk__in=terms).values_list("text", "pk", "entries")
        if text in written
    }
    best = sorted(telling, key=lambda text: (-telling[text], text))[:MOST_WORDS]
    return [place_of(page, written[text]) for text in best]


def groups_leading_to(page: BasePage) -> tuple[list[Place], int]:
    """Return (places for the first words of each group that may lead to the page, best first, number of the others)."""
    entry = Entry.objects.filter(page=page).first()
    groups = list(WordGroup.objects.all())
    if entry is None:
        return [], len(groups)
    own = {term(word, entry.language) for word in entry.words.split()}

    def may_lead(group: WordGroup) -> bool:
        texts = [lines(group.words)[0], *(lines(group.words) if group.same else []), *lines(group.also)]
        return group.page_id == page.pk or any(
            term(word, entry.language) in own for text in texts for word in content_words(text, group.language)
        )

    places = [place_of(page, lines(group.words)[0], group) for group in groups if may_lead(group)]
    found = sorted((place for place in places if place.place), key=lambda place: place.place)[:MOST_GROUPS]
    return found, len(groups) - len(found)


def try_out(page: BasePage, words: str) -> tuple[Found, Place]:
    """Return what a visitor would find for ``words``, and where the page stands among it. Nothing is counted."""
    found = search(words, page.locale.language_code)
    best = Entry.objects.filter(pk=found.best.entry_id).first() if found.best else None
    found.weigh(best.words if best else "")
    return found, _place(page, words, found)
