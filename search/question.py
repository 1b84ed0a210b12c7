"""A question, and what its words may stand for."""

import math
import re
import unicodedata
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import OuterRef, Subquery, Value
from django.db.models.functions import StrIndex, Substr

from . import meaning
from .analysis import stem
from .models import Statistics, Term, WordGroup
from .replica import rows_of

MOST_CHARACTERS = 200
MOST_TERMS = 100
# Thai, Japanese and Chinese are written without blanks: two letters count as much as a word.
WITHOUT_BLANKS = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u4e00-\u9fff]{2}")
WRITTEN = re.compile(r"[^\W\d_]{2,}")


def clean(text: str) -> str:
    """Return what was typed, cut to 200 characters, without control characters and double blanks."""
    text = unicodedata.normalize("NFC", text[: MOST_CHARACTERS * 2])
    text = "".join(sign if unicodedata.category(sign)[0] != "C" else " " for sign in text)
    return " ".join(text[:MOST_CHARACTERS].split())


@dataclass
class TypedWord:
    """One word of a question, with what it may stand for."""

    text: str
    start: int
    end: int
    known: bool = False
    # Whether public pages or the search words of staff use it (as it is, or as corrected).
    listed: bool = False
    weight: float = 1
    # Another spelling that was taken instead, and shown; or one that is understood without being shown.
    corrected: str = ""
    meant: str = ""
    # {term: weight}
    terms: dict[str, float] = field(default_factory=dict)

    @property
    def best(self) -> str:
        """Return the word as it is most likely meant."""
        return self.corrected or self.meant or self.text

    def add(self, key: str, weight: float) -> None:
        """Let the word stand for a term, too; the greater weight wins."""
        self.terms[key] = max(weight * self.weight, self.terms.get(key, 0))


@dataclass
class Question:
    """A question that is understood."""

    text: str
    language: str
    words: list[TypedWord] = field(default_factory=list)
    groups: list[WordGroup] = field(default_factory=list)
    # Whether staff's lines about danger say so, also inside of a longer phrase about something else, or what the whole
    # means (danger_by_meaning, when it has been searched for).
    danger: bool = False
    # Whether one of them says so that is no more than a hint (danger.is_hint).
    danger_hint: bool = False
    # Of the search words: {term: weight}
    added: dict[str, float] = field(default_factory=dict)
    # {term: (id, entries, weight as a whole number)}, for terms that some entry has
    terms: dict[str, tuple[int, int, int]] = field(default_factory=dict)
    rarest: float = 1.0
    # Stems of what was typed, kept as long as the question and no longer.
    _stems: dict[tuple[str, str], str] = field(default_factory=dict)

    def stem(self, word: str, language: str) -> str:
        """Return the stem of a typed word, worked out once."""
        key = (word, language)
        if key not in self._stems:
            self._stems[key] = stem(word, language)
        return self._stems[key]

    @property
    def corrected(self) -> str:
        """Return the text with its corrections, or "" if there are none."""
        if not any(word.corrected and word.end > word.start for word in self.words):
            return ""
        text = self.text
        for word in reversed(self.words):
            # Half of a run with a hyphen has no place of its own.
            if word.corrected and word.end > word.start:
                text = text[: word.start] + word.corrected + text[word.end :]
        return text

    @property
    def meant(self) -> str:
        """Return the text as it is most likely meant."""
        return self.corrected or self.text

    @property
    def written(self) -> int:
        """Return how many words were written, small ones too, and in any script."""
        return len(WRITTEN.findall(self.meant)) + len(WITHOUT_BLANKS.findall(self.meant))

    @cached_property
    def means(self) -> Any:
        """Return what all of it means, as a vector; None where search goes by words alone."""
        return meaning.of_question(self.meant)

    @property
    def pinned(self) -> list[int]:
        """Return the ids of the pages that staff want first."""
        return list(dict.fromkeys(group.page_id for group in self.groups if group.page_id))

    @property
    def weights(self) -> dict[int, tuple[int, int]]:
        """Return {term id: (weight, entries)} for the engine: at most the hundred heaviest."""
        heaviest = sorted(self.terms.values(), key=lambda found: (-found[2], found[0]))[:MOST_TERMS]
        return {pk: (weight, entries) for pk, entries, weight in heaviest}

    def marks(self, language: str) -> set[str]:
        """Return the terms of one language to mark in a result: what was typed or meant, without what was added."""
        return {key for word in self.words for key in word.terms if key.startswith(f"{language}:")}

    def covered_by(self, written: set[str]) -> float:
        """Return which part of the question (0–1, rare words counting more) an entry with these terms answers."""
        total = covered = 0.0
        by_synonym = bool(self.added.keys() & written)
        for word in self.words:
            # A word that nobody writes weighs as much as the rarest.
            weights = [self.terms[key][2] / 1000 for key in word.terms if key in self.terms]
            weight = max(weights, default=self.rarest)
            total += weight
            if word.terms.keys() & written:
                covered += weight
            elif by_synonym:
                covered += weight / 2
        return covered / total if total else 0.0

    def weigh(self) -> None:
        """Weigh each term by how few entries of its language have it (the idf of BM25)."""
        weights = dict(self.added)
        for word in self.words:
            for key, weight in word.terms.items():
                weights[key] = max(weight, weights.get(key, 0))
        total = rows_of(Statistics).filter(
            language=Substr(OuterRef("text"), 1, StrIndex(OuterRef("text"), Value(":")) - 1)
        )
        found = rows_of(Term).filter(text__in=weights).annotate(total=Subquery(total.values("entries")))
        for text, pk, entries, number in found.values_list("text", "pk", "entries", "total"):
            number = max(number or 0, entries)
            idf = math.log(1 + (number - entries + 0.5) / (entries + 0.5))
            self.terms[text] = (pk, entries, max(1, round(1000 * weights[text] * idf)))
            self.rarest = max(self.rarest, math.log(1 + number))
