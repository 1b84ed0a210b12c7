"""Writes the index: each entry as a whole, in the transaction of what it stands for or after it (refreshing.py).

Terms are weighed by BM25F (Robertson, Zaragoza: The Probabilistic Relevance Framework, 2009)
when they are written, so that a query only adds up: k1 1.2; the title counts twice, with b 0.5;
the text has b 0.75. These are the untuned values of the literature.
"""

import datetime
import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby

from django.db import connection, models, transaction

from . import meaning, postings, spelling
from .analysis import LONGEST_WORD, is_light, term_of_page, title_key, words_with_places
from .models import Entry, Meaning, Spelling, Statistics, Term, Word
from .postings import insert, slices

# Counts up when texts are read in another way: the index is then built again at the next start.
READING = 4
K1 = 1.2
TITLE_WEIGHT, TITLE_B, TEXT_B = 2, 0.5, 0.75
IMPACT = 10_000
END = frozenset('.!?…:;”"’)')


@dataclass
class Document:
    """What is known of one thing that can be found."""

    language: str
    kind: str
    title: str
    # (text, weight, shown): what is not shown is found, but never quoted in an excerpt.
    parts: list[tuple[str, float, bool]] = field(default_factory=list)
    date: datetime.date | None = None
    # ("topic", "housing", "Housing")
    facets: list[tuple[str, str, str]] = field(default_factory=list)
    page_id: int | None = None
    contact_id: int | None = None

    @property
    def text(self) -> str:
        """Return what an excerpt may quote; a heading or a name ends like a sentence, so that nothing runs together."""
        shown = (" ".join(text.split()) for text, _weight, shown in self.parts if shown)
        return " ".join(text if text[-1:] in END else f"{text}." for text in shown if text)

    @property
    def digest(self) -> str:
        """Return what changes whenever anything changes that the index holds."""
        known = repr((READING, self.language, self.kind, self.title, self.parts, self.date, self.facets))
        return hashlib.blake2b(known.encode(errors="replace"), digest_size=16).hexdigest()

    @property
    def owner(self) -> dict:
        """Return the fields by which its entry is known."""
        return {"page_id": self.page_id, "contact_id": self.contact_id}

    @cached_property
    def _runs(self) -> list[list[list[str]]]:
        """Return the words of the title, then of each part, in their runs (`words_with_places`)."""
        texts = [self.title, *(text for text, _weight, _shown in self.parts)]
        return [[pieces for pieces, _start, _end in words_with_places(text, of_page=True)] for text in texts]

    @cached_property
    def _counts(self) -> list[tuple[Counter, int]]:
        """Return (how often each term stands there, number of words that count) of the title, then of each part."""
        found = []
        for runs in self._runs:
            heavy = [word for pieces in runs for word in pieces if not is_light(word, self.language)]
            found.append((Counter(term_of_page(word, self.language) for word in heavy), len(heavy)))
        return found

    @property
    def _joined(self) -> set[str]:
        """Return runs with a single letter, written as one word as well: {"email"} for "e-mail"."""
        runs = (pieces for runs in self._runs for pieces in runs if len(pieces) > 1 and min(map(len, pieces)) == 1)
        return {"".join(pieces)[:LONGEST_WORD] for pieces in runs}

    def lengths(self) -> tuple[int, int]:
        """Return how many words that count title and text have."""
        (_title, title), *parts = self._counts
        return title, sum(length for _counts, length in parts)

    def all_words(self) -> set[str]:
        """Return every different word as it is written, for corrections."""
        return {word for runs in self._runs for pieces in runs for word in pieces} | self._joined

    def impacts(self, statistics: Statistics) -> dict[str, tuple[int, bool]]:
        """Return {term: (impact, whether it stands in the title)}."""
        (title, title_length), *parts = self._counts
        text: Counter = Counter({term_of_page(word, self.language): 1 for word in self._joined})
        for (_part, weight, _shown), (counts, _length) in zip(self.parts, parts, strict=True):
            for key, times in counts.items():
                text[key] += weight * times
        title_norm = TITLE_WEIGHT / (1 - TITLE_B + TITLE_B * title_length / statistics.usual_title)
        text_norm = 1 / (1 - TEXT_B + TEXT_B * self.lengths()[1] / statistics.usual_text)
        found = {}
        for key in title.keys() | text.keys():
            times = title[key] * title_norm + text[key] * text_norm
            found[key] = (round(IMPACT * times * (K1 + 1) / (times + K1)), key in title)
        return found


def write(documents: Iterable[Document], *, again: bool = False) -> list[Entry]:
    """Bring the entries of ``documents`` up to date, and return them in the same order.

    What has not changed is left alone, unless ``again``. All or nothing is written.
    """
    documents = list(documents)
    by_document: dict[int, Entry] = {}
    with transaction.atomic():
        order = sorted(range(len(documents)), key=lambda place: (documents[place].language, place))
        for language, places in groupby(order, key=lambda place: documents[place].language):
            places = list(places)
            statistics = lock(language)
            entries = _write([documents[place] for place in places], statistics, again=again)
            by_document |= dict(zip(places, entries, strict=True))
    return [by_document[place] for place in range(len(documents))]


def lock(language: str) -> Statistics:
    """Return the row of a language, kept for this transaction: whoever writes comes one after the other."""
    # What is new has no entry that another model has worked out.
    Statistics.objects.get_or_create(language=language, defaults={"model": meaning.name()})
    return Statistics.objects.select_for_update().get(language=language)


def lock_all() -> None:
    """Keep the rows of all languages for this transaction, always in one order: two never wait for each other."""
    list(Statistics.objects.select_for_update().order_by("language"))


def _write(documents: Sequence[Document], statistics: Statistics, *, again: bool) -> list[Entry]:
    """Write entries of one language, whose ``statistics`` are locked."""
    known = _known_entries(documents)
    entries: list[Entry] = []
    changed: list[tuple[Entry, Document, set[str]]] = []
    for document in documents:
        entry = known.get((document.page_id, document.contact_id))
        if entry and entry.language != document.language:
            entry.delete()
            entry = None
        digest = document.digest
        entry = entry or Entry(**document.owner)
        old_words = set(entry.words.split())
        fresh = entry.pk and entry.digest == digest
        if not (fresh and (entry.build == statistics.build or not again)):
            for name in ("language", "kind", "date", "text"):
                setattr(entry, name, getattr(document, name))
            entry.title = document.title[:255]
            entry.title_key = title_key(document.title, document.language)
            entry.facets = "\n".join("\t".join(facet) for facet in document.facets)
            entry.words = " ".join(sorted(document.all_words()))
            entry.digest, entry.build = digest, statistics.build
            changed.append((entry, document, old_words))
        entries.append(entry)
    if not changed:
        return entries
    # Before anything is written: others wait for this transaction.
    means = meaning.of_pages([(document.title, document.text) for _entry, document, _old in changed])
    new = [entry for entry, _document, _old in changed if not entry.pk]
    old = [entry for entry, _document, _old in changed if entry.pk]
    # Where ids come in the order of the documents, ties are broken the same way on every database.
    Entry.objects.bulk_create(new)
    if old:
        Entry.objects.bulk_update(old, _ENTRY_FIELDS, batch_size=100)
    impacts = {entry.pk: document.impacts(statistics) for entry, document, _old in changed}
    _count_words(
        Counter(word for entry, _document, old in changed for word in set(entry.words.split()) - old),
        Counter(word for entry, _document, old in changed for word in old - set(entry.words.split())),
        statistics.language,
    )
    ids = {entry.pk for entry in old}
    gone = postings.terms_of(ids) if ids else Counter()
    term_ids = _count_terms(Counter(key for found in impacts.values() for key in found), gone)
    postings.put(
        {pk: {term_ids[key]: impact for key, impact in found.items()} for pk, found in impacts.items()}, replace=ids
    )
    Meaning.objects.filter(entry_id__in=ids).delete()
    Meaning.objects.bulk_create(
        Meaning(entry=entry, vector=vector)
        for (entry, _document, _old), vector in zip(changed, means or [], strict=False)
    )
    statistics.entries += len(new)
    statistics.save(update_fields=["entries"])
    return entries


_ENTRY_FIELDS = ["language", "kind", "title", "title_key", "text", "date", "facets", "words", "digest", "build"]


def _known_entries(documents: Sequence[Document]) -> dict[tuple, Entry]:
    pages = [document.page_id for document in documents if document.page_id]
    contacts = [document.contact_id for document in documents if document.contact_id]
    if not pages and not contacts:
        return {}
    found = Entry.objects.filter(models.Q(page__in=pages) | models.Q(contact__in=contacts))
    return {(entry.page_id, entry.contact_id): entry for entry in found}


def forget(entry: Entry) -> None:
    """Take everything out of the index that ``entry`` brought; called before it is deleted, however that comes."""
    with transaction.atomic():
        lock(entry.language)
        # As it stands now: it may have been written again, or be gone, since it was fetched.
        now = Entry.objects.filter(pk=entry.pk).values_list("words", flat=True).first()
        if now is None:
            return
        _count_terms(Counter(), postings.terms_of({entry.pk}))
        _count_words(Counter(), Counter(now.split()), entry.language)
        postings.drop({entry.pk})
        Statistics.objects.filter(pk=entry.language, entries__gt=0).update(entries=models.F("entries") - 1)


def _change(table: str, changes: Iterable[tuple[int, int]], column: str = "entries") -> None:
    """Add to a number in many rows, down to zero; one row after the other is what drivers do fastest."""
    rows = [(change, change, pk) for pk, change in sorted(changes) if change]
    if rows:
        # A number that was too low must not keep a page from being hidden.
        sql = f"UPDATE {table} SET {column} = CASE WHEN {column} + %s < 0 THEN 0 ELSE {column} + %s END WHERE id = %s"  # noqa: S608
        with connection.cursor() as cursor:
            cursor.executemany(sql, rows)


def _count_terms(added: Counter, gone: Counter) -> dict[str, int]:
    """Count terms up (by text) and down (by id); return {text: id} of those added. Terms nobody has are deleted."""
    ids: dict[str, int] = {}
    for texts in slices(sorted(added)):
        ids |= dict(Term.objects.filter(text__in=texts).values_list("text", "pk"))
    new = Term.objects.bulk_create([Term(text=text) for text in sorted(added.keys() - ids.keys())])
    ids |= {found.text: found.pk for found in new}
    changes = Counter({ids[text]: times for text, times in added.items()})
    changes.subtract(gone)
    _change(Term._meta.db_table, changes.items())
    _clear(Term.objects.filter(entries=0), [pk for pk, change in changes.items() if change < 0])
    return ids


def _clear(rows: models.QuerySet, ids: Iterable[int]) -> None:
    for some in slices(ids):
        rows.filter(pk__in=some).delete()


def _count_words(added: Counter, gone: Counter, language: str) -> None:
    """Count words up and down; new ones learn their spellings, those nobody has are deleted with theirs."""
    texts = added.keys() | gone.keys()
    known: dict[str, int] = {}
    for some in slices(sorted(texts)):
        known |= dict(Word.objects.filter(language=language, text__in=some).values_list("text", "pk"))
    known |= learn(added.keys() - known.keys(), language)
    changes = {known[text]: added[text] - gone[text] for text in texts if text in known}
    _change(Word._meta.db_table, changes.items())
    unlearn([pk for pk, change in changes.items() if change < 0])


def count_listed(changes: dict[str, int], language: str, column: str = "listed") -> None:
    """Count how often staff list words (or list them without showing them), so that corrections know them, too."""
    with transaction.atomic():
        lock(language)
        known: dict[str, int] = {}
        for some in slices(changes):
            known |= dict(Word.objects.filter(language=language, text__in=some).values_list("text", "pk"))
        known |= learn({text for text, change in changes.items() if change > 0} - known.keys(), language)
        rows = {known[text]: change for text, change in changes.items() if text in known}
        _change(Word._meta.db_table, rows.items(), column)
        unlearn([pk for pk, change in rows.items() if change < 0])


def learn(texts: Iterable[str], language: str) -> dict[str, int]:
    """Add words with their spellings; return {text: id}."""
    rows = [Word(language=language, text=text, start=text[:2]) for text in sorted(texts)]
    rows = Word.objects.bulk_create(rows, batch_size=5000)
    insert("search_spelling", ("key", "word_id"), ((key, row.pk) for row in rows for key in spelling.keys(row.text)))
    return {row.text: row.pk for row in rows}


def unlearn(ids: Iterable[int]) -> None:
    """Delete those of the words that neither an entry nor staff use any more."""
    for some in slices(ids):
        unused = Word.objects.filter(pk__in=some, entries=0, listed=0, unshown=0)
        gone = list(unused.values_list("pk", flat=True))
        Spelling.objects.filter(word_id__in=gone).delete()
        Word.objects.filter(pk__in=gone).delete()
