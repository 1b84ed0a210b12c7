"""From what a visitor typed to what is found: `search` and `suggest`, bounded whatever is typed."""

import datetime
from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.utils.functional import cached_property

from . import danger_by_meaning, nearest, postings
from .analysis import term, title_key
from .question import Question
from .replica import answering, on_replica
from .understanding import understand

# More than anybody reads, few enough to sort and count at once.
MOST_RESULTS = 300
# Help comes before reading: what a result of this kind counts more or less.
BOOSTS = {
    "crisiscontact": 1.2, "servicepage": 1.25, "servicespage": 1.15, "resourcepage": 1.1, "resourceindexpage": 0.9,
    "blogindexpage": 0.8, "homepage": 0.8,
}  # fmt: skip
OTHER_LANGUAGE = 0.8
SAME_TITLE = 3
# Below this part of the question answered, help stands first.
WEAK = 0.4
FACETS = ("type", "topic", "language", "audience")
SUGGESTIONS = 6


@dataclass(slots=True)
class Hit:
    """One thing that was found."""

    entry_id: int
    score: float
    kind: str
    language: str
    date: datetime.date | None
    facets: str
    page_id: int | None
    contact_id: int | None
    # The same for a page and its translations; None for a contact.
    page_key: Any
    # Whether its title is what was typed, and whether no word of it was.
    is_titled: bool = False
    by_meaning: bool = False
    # Whether it has enough to do with the question to stand where results go by date.
    is_close: bool = True
    # The same page in another language, in whose place it stands: there the words were found.
    found_in: "Hit | None" = None

    @property
    def values(self) -> frozenset[tuple[str, str]]:
        """Return {(facet, value)}."""
        return _values(self.kind, self.facets)


@lru_cache(maxsize=5000)
def _values(kind: str, facets: str) -> frozenset[tuple[str, str]]:
    lines = (line.split("\t") for line in facets.splitlines())
    return frozenset([("type", kind), *((name, value) for name, value, _title in lines)])


@dataclass
class Found:
    """What was found for a question, best first."""

    question: Question
    hits: list[Hit] = field(default_factory=list)
    # Before filters, for the counts beside them.
    everything: list[Hit] = field(default_factory=list)
    filters: dict[str, str] = field(default_factory=dict)
    # Whether not even the best has to do with most of the question (`weigh`).
    weak: bool = False

    @cached_property
    def counts(self) -> dict[str, Counter]:
        """Return {facet: {value: number of results}}; each facet counts within the choices made in the others."""
        alike = Counter((hit.kind, hit.facets) for hit in self.everything)
        groups = [(_values(*key), number) for key, number in alike.items()]
        counts = {}
        for facet in FACETS:
            others = {(name, value) for name, value in self.filters.items() if name != facet}
            counts[facet] = Counter()
            for values, number in groups:
                if others <= values:
                    counts[facet].update({value: number for name, value in values if name == facet})
        return counts

    @property
    def best(self) -> Hit | None:
        """Return what was found first, in the language in which it was found."""
        first = self.everything[0] if self.everything else None
        return first and (first.found_in or first)

    def weigh(self, words: str) -> None:
        """Judge by the words of the best result whether it has to do with most of the question."""
        code = self.best.language if self.best else self.question.language
        self.weak = self.question.covered_by({term(word, code) for word in words.split()}) < WEAK

    @property
    def help_first(self) -> bool:
        """Return whether “Get help now” belongs above the results."""
        return bool(self.question.words) and (self.question.danger or self.weak)


@on_replica
def search(
    typed: str, language: str, filters: dict[str, str] | None = None, *, exact: bool = False, by_date: bool = False
) -> Found:
    """Return what is found for ``typed``, on pages of ``language`` (a code) and of the others below.

    ``filters`` narrows by "type", "topic", "language", "audience"; unknown values find nothing.
    At most 200 characters and 20 words are read, and the best 300 results returned.
    """
    question = understand(typed, language, exact=exact)
    filters = {name: value for name, value in (filters or {}).items() if name in FACETS and value}
    everything = _each_once(question, nearest.blend(question, _hits(question, MOST_RESULTS), read_hits, boost))
    question.danger = danger_by_meaning.is_danger(question, is_title=any(hit.is_titled for hit in everything))
    if by_date:
        everything = [hit for hit in everything if hit.is_close]
    chosen = set(filters.items())
    hits = [hit for hit in everything if chosen <= hit.values]
    if by_date:
        hits.sort(key=lambda hit: (hit.date or datetime.date.min, hit.score), reverse=True)
    return Found(question, hits, everything, filters)


@on_replica
def suggest(typed: str, language: str) -> list[Hit]:
    """Return up to six things whose titles speak for what is being typed."""
    question = understand(typed, language, growing=True)
    return _each_once(question, _hits(question, SUGGESTIONS * 4, titles=True))[:SUGGESTIONS]


def _each_once(question: Question, hits: list[Hit]) -> list[Hit]:
    """Leave out what is in a language that the site no longer has, and pages that are found in the reader's, too.

    Of a page in two languages the reader's stands there, in the place of whichever came first.
    """
    codes = {code for code, _name in settings.LANGUAGES}
    ours = {hit.page_key: hit for hit in hits if hit.page_key and hit.language == question.language}
    kept = {}
    for hit in hits:
        if hit.language in codes:
            one = ours.get(hit.page_key, hit)
            if one is not hit and one.entry_id not in kept:
                one.found_in = hit
            kept.setdefault(one.entry_id, one)
    return list(kept.values())


def _hits(question: Question, most: int, *, titles: bool = False) -> list[Hit]:
    """Return the best entries, help and the reader's own language before others; a title typed in full comes first."""
    scores = dict(postings.best(question.weights, most, titles=titles)) if question.terms else {}
    if not scores:
        return []
    hits = read_hits(question, scores)
    return sorted(hits, key=lambda hit: (-hit.score, hit.entry_id))


def boost(kind: str, language: str, own: str) -> float:
    """Return what an entry counts more or less for its kind and its language; ``own`` is the reader's."""
    return BOOSTS.get(kind, 1) * (1 if language == own else OTHER_LANGUAGE)


def read_hits(question: Question, scores: dict[int, float]) -> list[Hit]:
    """Return the entries of {id: score}, in any order, scored by what they are, too."""
    language = question.language
    typed = {title_key(text, language) for text in (question.text, question.corrected)} - {""}
    # Hundreds of rows for every question: without models in between.
    marks = ", ".join(["%s"] * len(scores))
    columns = "entry.id, kind, language, title_key, date, facets, page_id, contact_id, page.translation_key"
    tables = "search_entry entry LEFT JOIN wagtailcore_page page ON page.id = page_id"
    sql = f"SELECT {columns} FROM {tables} WHERE entry.id IN ({marks})"  # noqa: S608 - our own names
    with answering().cursor() as cursor:
        cursor.execute(sql, list(scores))
        return [
            Hit(
                pk,
                scores[pk] * boost(kind, code, language) * (SAME_TITLE if title in typed else 1),
                kind,
                code,
                *rest,
                is_titled=title in typed,
            )
            for pk, kind, code, title, *rest in cursor.fetchall()
        ]
