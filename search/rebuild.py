"""Builds the whole index again, while the site runs, and compares it with the pages."""

from collections import Counter
from collections.abc import Callable, Iterator

from django.db import transaction
from django.db.models import Max
from wagtail.models import Page

from events.models import EventPage
from pages.models import BasePage
from resources.models import CrisisContact

from . import meaning, postings
from .analysis import is_light, term_of_page
from .content import contact_document, is_public, page_document
from .index import READING, Document, learn, lock, lock_all, unlearn, write
from .models import Entry, Phrase, Statistics, Term, Word, WordGroup
from .phrases import list_phrases
from .postings import slices

AT_ONCE = 50


def public_pages() -> list[int]:
    """Return the ids of all pages that anyone may see and that are not over, parents first."""
    pages = Page.objects.live().public().filter(depth__gt=1).order_by("path").values_list("pk", "content_type__model")
    names = {model._meta.model_name for model in BasePage.__subclasses__()}
    events = EventPage.objects.live().defer("body").prefetch_related("single_dates")
    over = {event.pk for event in events if not event.is_findable}
    return [pk for pk, name in pages if name in names and pk not in over]


def documents(pages: list[int], contacts: list[int]) -> Iterator[list[Document]]:
    """Yield what the index should hold for these, some at a time."""
    for ids in slices(pages, AT_ONCE):
        yield [page_document(page) for page in Page.objects.filter(pk__in=ids).order_by("path").specific()]
    for ids in slices(contacts, AT_ONCE):
        found = CrisisContact.objects.filter(pk__in=ids, live=True).select_related("locale").order_by("pk")
        yield [contact_document(contact) for contact in found]


def needs_rebuild() -> bool:
    """Return whether there is no index, half of one, or one that was read by older rules."""
    found = list(Statistics.objects.all())
    if (model := meaning.name()) and any(row.model != model for row in found) and not meaning.problem():
        return True
    return any(row.reading != READING or not row.complete for row in found) or (not found and bool(public_pages()))


def rebuild(progress: Callable[[int, int], None] = lambda done, total: None, *, restart: bool = False) -> int:
    """Write every entry again and drop those that should not be there; return how many there are.

    Visitors go on searching: an entry is exchanged in one transaction with some others. A build that
    was interrupted goes on where it stopped, unless ``restart``. ``progress`` is told (done, total).
    """
    pages = public_pages()
    contacts = list(CrisisContact.objects.filter(live=True).order_by("pk").values_list("pk", flat=True))
    if restart or not Statistics.objects.filter(complete=False).exists():
        _begin(pages, contacts)
    build = Statistics.objects.aggregate(newest=Max("build"))["newest"] or 0
    done_pages = set(Entry.objects.filter(build=build, page__isnull=False).values_list("page", flat=True))
    done_contacts = set(Entry.objects.filter(build=build, contact__isnull=False).values_list("contact", flat=True))
    total = len(pages) + len(contacts)
    done = len(done_pages) + len(done_contacts)
    progress(min(done, total), total)
    for ids in slices([pk for pk in pages if pk not in done_pages], AT_ONCE):
        with transaction.atomic():
            # What was published or hidden since the list was made counts as it is now.
            lock_all()
            found = Page.objects.filter(pk__in=ids, live=True).order_by("path").specific()
            write([page_document(page) for page in found if is_public(page)], again=True)
        done += len(ids)
        progress(min(done, total), total)
    for ids in slices([pk for pk in contacts if pk not in done_contacts], AT_ONCE):
        with transaction.atomic():
            lock_all()
            found = CrisisContact.objects.filter(pk__in=ids, live=True).select_related("locale").order_by("pk")
            write([contact_document(contact) for contact in found], again=True)
        done += len(ids)
        progress(min(done, total), total)
    _finish()
    return Entry.objects.count()


def _begin(pages: list[int], contacts: list[int]) -> None:
    """Measure how long titles and texts usually are, and start a new build."""
    sums: dict[str, Counter] = {}
    for some in documents(pages, contacts):
        for document in some:
            title, text = document.lengths()
            sums.setdefault(document.language, Counter()).update(n=1, title=title, text=text)
    build = (Statistics.objects.aggregate(newest=Max("build"))["newest"] or 0) + 1
    with transaction.atomic():
        for language in sorted(sums.keys() | set(Statistics.objects.values_list("language", flat=True))):
            statistics = lock(language)
            if counted := sums.get(language):
                statistics.usual_title = max(counted["title"] / counted["n"], 1)
                statistics.usual_text = max(counted["text"] / counted["n"], 1)
            statistics.build, statistics.complete = build, False
            statistics.save()


def _finish() -> None:
    """Count everything afresh, whatever may have gone wrong before, and drop what is not public."""
    with transaction.atomic():
        lock_all()
        _recount()
        public = set(public_pages())
        contacts = set(CrisisContact.objects.filter(live=True).values_list("pk", flat=True))
        for entry in Entry.objects.only("page", "contact", "language"):
            # What belongs to neither is a document of bench/search.
            if (entry.page_id and entry.page_id not in public) or (
                entry.contact_id and entry.contact_id not in contacts
            ):
                entry.delete()
        Phrase.objects.all().delete()
        Word.objects.update(listed=0, unshown=0)
        list_phrases(WordGroup.objects.all())
        unlearn(list(Word.objects.filter(entries=0, listed=0, unshown=0).values_list("pk", flat=True)))
        for statistics in Statistics.objects.all():
            statistics.entries = Entry.objects.filter(language=statistics.language).count()
            statistics.complete, statistics.reading = True, READING
            statistics.model = "" if meaning.problem() else meaning.name()
            statistics.save()


def _recount() -> None:
    words, terms = counted()
    lost: dict[str, set[str]] = {}
    for key in words.keys() - {row.key for row in Word.objects.all().iterator()}:
        language, _colon, text = key.partition(":")
        lost.setdefault(language, set()).add(text)
    for language, texts in lost.items():
        learn(texts, language)
    for model, right in ((Word, words), (Term, terms)):
        wrong = []
        for row in model.objects.all().iterator():
            number = right.get(row.key, 0)
            if row.entries != number:
                row.entries = number
                wrong.append(row)
        model.objects.bulk_update(wrong, ["entries"], batch_size=500)
    Term.objects.filter(entries=0).delete()


def counted() -> tuple[Counter, Counter]:
    """Return ({word: number of entries}, {term: number of entries}), keyed "en:houses" and "en:hous"."""
    words: Counter = Counter()
    terms: Counter = Counter()
    for language, text in Entry.objects.values_list("language", "words").iterator():
        written = text.split()
        words.update(f"{language}:{word}" for word in written)
        terms.update({term_of_page(word, language) for word in written if not is_light(word, language)})
    return words, terms


def differences() -> list[str]:
    """Return in words what the index and the pages do not agree on; an empty list if all is well."""
    found = []
    seen = set()
    contacts = list(CrisisContact.objects.filter(live=True).values_list("pk", flat=True))
    for some in documents(public_pages(), contacts):
        for document in some:
            entry = Entry.objects.filter(**document.owner).first()
            if entry is None:
                found.append(f"missing: {document.title}")
                continue
            seen.add(entry.pk)
            if entry.digest != document.digest:
                found.append(f"out of date: {document.title}")
            elif entry.words and not postings.impacts_of(entry.pk):
                found.append(f"without words: {document.title}")
    found += [f"not public: {entry.title}" for entry in Entry.objects.exclude(pk__in=seen)]
    if (model := meaning.name()) and not meaning.problem():
        found += [
            f"without meaning: {title}" for title in Entry.objects.filter(meaning=None).values_list("title", flat=True)
        ]
        found += [f"meaning of another model ({row.language})" for row in Statistics.objects.exclude(model=model)]
    words, terms = counted()
    for name, model, right in (("word", Word, words), ("term", Term, terms)):
        rows = {row.key: row.entries for row in model.objects.all().iterator()}
        found += [f"miscounted {name}: {key}" for key, number in rows.items() if number != right.get(key, 0)]
        found += [f"unknown {name}: {key}" for key in right.keys() - rows.keys()]
    for statistics in Statistics.objects.all():
        if not statistics.complete:
            found.append(f"a rebuild was interrupted ({statistics.language})")
        if statistics.entries != Entry.objects.filter(language=statistics.language).count():
            found.append(f"miscounted entries ({statistics.language})")
    return found
