"""The measuring half of bench/search: one part, in the database that the environment names; prints JSON."""

import io
import json
import random
import sys
import time
from pathlib import Path

import django

django.setup()

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection
from made_pages import MadePages
from quality import measures, read_collection, times, with_typo

SEED = 1


def main():
    part, *values = sys.argv[1:]
    call_command("migrate", verbosity=0)
    print(json.dumps(globals()[f"measure_{part}"](*values)))


def timed(function, *arguments):
    begin = time.perf_counter()
    result = function(*arguments)
    return result, time.perf_counter() - begin


def both_ways(questions, grades, ask):
    """Return the measures of ``ask(text)`` for clean questions and for those with one slip."""
    found = {}
    for part, change in (
        ("clean", lambda item: item["text"]),
        ("typo", lambda item: with_typo(item["text"], f"{SEED}:{item['id']}")),
    ):
        for item in questions[:20]:
            ask(change(item))  # warm
        rankings, seconds = {}, []
        for item in questions:
            rankings[item["id"]], took = timed(ask, change(item))
            seconds.append(took)
        found[part] = measures(rankings, grades, seconds)
    return found


def measure_collection(folder):
    """Measure our search on a collection."""
    from search.index import Document

    documents, questions, grades = read_collection(folder)
    entries = build(
        [
            Document("en", "document", item.get("title") or "", [(item.get("body") or item.get("text") or "", 1, True)])
            for item in documents
        ]
    )
    names = {entry.pk: item["id"] for entry, item in zip(entries, documents, strict=True)}
    from search.query import search

    return both_ways(questions, grades, lambda text: [names[hit.entry_id] for hit in search(text, "en").hits])


def build(documents):
    """Index documents of no page, as a rebuild would; return their entries."""
    from search.index import write
    from search.models import Statistics

    lengths = [document.lengths() for document in documents]
    Statistics.objects.update_or_create(
        language="en",
        defaults={
            "usual_title": max(1, sum(title for title, _text in lengths) / len(lengths)),
            "usual_text": max(1, sum(text for _title, text in lengths) / len(lengths)),
        },
    )
    entries = []
    for start in range(0, len(documents), 500):
        entries += write(documents[start : start + 500])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return entries


def measure_wagtail(folder):
    """Measure Wagtail's own search as it comes: page.objects.search(text)."""
    from wagtail.models import Locale, Page

    from home.models import HomePage, StandardPage

    documents, questions, grades = read_collection(folder)
    locale, _created = Locale.objects.get_or_create(language_code="en")
    root = Page.get_first_root_node()
    home = root.add_child(instance=HomePage(title="Home", slug="bench", locale=locale, live=False))
    # The rows that add_child would write, without all that goes on around a publication.
    kind = ContentType.objects.get_for_model(StandardPage)
    pages = Page.objects.bulk_create(
        Page(
            title=(item.get("title") or "-")[:255],
            draft_title="-",
            slug=f"d{place}",
            locale=locale,
            live=True,
            depth=home.depth + 1,
            path=Page._get_path(home.path, home.depth + 1, place + 1),
            url_path=f"/bench/d{place}/",
            content_type=kind,
        )
        for place, item in enumerate(documents)
    )
    for page, item in zip(pages, documents, strict=True):
        child = StandardPage(page_ptr=page, introduction=item.get("body") or item.get("text") or "")
        child.__dict__.update({name: value for name, value in vars(page).items() if name != "_state"})
        child.save_base(raw=True)  # its own table alone
    call_command("update_index", verbosity=0, stdout=io.StringIO())
    failed = []
    names = {f"d{place}": item["id"] for place, item in enumerate(documents)}

    def ask(text):
        try:
            return [names[page.slug] for page in StandardPage.objects.live().search(text)[:20]]
        except Exception as error:
            # A question that ends in an error finds nothing.
            failed.append(type(error).__name__)
            connection.close()
            return []

    found = both_ways(questions, grades, ask)
    if failed:
        print(f"{len(failed)} questions ended in an error: {sorted(set(failed))}", file=sys.stderr)
    return found


def measure_bm25s(folder):
    """Measure bm25s with its own words, stop words and Lucene's BM25."""
    import bm25s
    import snowballstemmer

    documents, questions, grades = read_collection(folder)
    stem = snowballstemmer.stemmer("english").stemWords
    texts = [f"{item.get('title') or ''} {item.get('body') or item.get('text') or ''}" for item in documents]
    index = bm25s.BM25()
    index.index(bm25s.tokenize(texts, stopwords="en", stemmer=stem, show_progress=False), show_progress=False)

    def ask(text):
        words = bm25s.tokenize([text], stopwords="en", stemmer=stem, show_progress=False)
        if not words.vocab:
            return []
        found, scores = index.retrieve(words, k=min(20, len(documents)), show_progress=False)
        return [documents[place]["id"] for place, score in zip(found[0], scores[0], strict=True) if score > 0]

    return both_ways(questions, grades, ask)


def measure_labelled():
    """Measure our search on this site's own questions; pages of the other language were not judged."""
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))
    settings.LANGUAGES = settings.WAGTAIL_CONTENT_LANGUAGES = [("en", "English"), ("es", "Español")]
    import search_set

    from first_content.site import load_first_content
    from search.query import search
    from search.rebuild import rebuild

    load_first_content()
    slugs = search_set.add_pages()
    rebuild()
    found = {}
    for part, held_out in (("adjusted on", False), ("held out", True)):
        rankings, grades, seconds = {}, {}, []
        for item in search_set.queries():
            if item["held_out"] is held_out:
                result, took = timed(search, item["text"], item["language"])
                seconds.append(took)
                rankings[item["text"]] = [
                    slugs.get(hit.page_id) for hit in result.hits if hit.language == item["language"]
                ]
                grades[item["text"]] = item["relevant"]
        found[part] = measures(rankings, grades, seconds)
    return found


def measure_people():
    """Measure our search on 200 questions in people's own words about the examples, and on words alone."""
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))
    settings.LANGUAGES = settings.WAGTAIL_CONTENT_LANGUAGES = [("en", "English"), ("es", "Español")]
    import search_set

    from first_content import demo, languages, site
    from search.rebuild import rebuild

    site.load_first_content()
    demo.load_demo_content()
    rebuild()
    found = _people("Spanish, to English pages", search_set.asked_by_people(language="es"))
    languages.make_ready(publish=True)
    rebuild()
    found |= _people("English", search_set.asked_by_people(language="en", mixed=False))
    found |= _people("Spanish", search_set.asked_by_people(language="es", mixed=False))
    found |= _people("both in one", search_set.asked_by_people(mixed=True))
    return found | _people("all", search_set.asked_by_people())


def _people(name, questions):
    """Measure groups of questions: a page and its translation are one."""
    import search_set

    from search.query import search

    paths, found = search_set.paths_without_language(), {}
    for meant in (False, True):
        settings.SEARCH_MEANING = meant
        for part in (True, False):
            rankings, grades, seconds = {}, {}, []
            for item in questions:
                if item["only_measured"] is part:
                    result, took = timed(search, item["text"], item["language"])
                    seconds.append(took)
                    pages = [paths.get(hit.page_id) for hit in result.hits]
                    rankings[item["text"]] = list(dict.fromkeys(pages))
                    grades[item["text"]] = item["relevant"]
            kind = "only measured" if part else "in sight"
            found[f"{name}, {kind}{'' if meant else ', words alone'}"] = measures(rankings, grades, seconds)
    return found


def measure_speed(sizes):
    """Measure time and size at several numbers of made-up pages, with meaning and by words alone."""
    from first_content.site import load_search_words
    from search.index import write
    from search.query import search, suggest

    load_search_words()
    chance = random.Random(SEED)
    made = MadePages(chance)
    found, entries = {}, 0
    for size in sorted(map(int, sizes.split(","))):
        documents = [made.page() for _number in range(size - entries)]
        _entries, built = timed(build, documents)
        entries = size
        questions = [made.question() for _number in range(300)]
        asked, published = {True: [], False: []}, {True: [], False: []}
        for number, text in enumerate([*questions[:50], *questions]):
            # What is asked second finds its rows warm.
            for meant in (True, False) if number % 2 else (False, True):
                settings.SEARCH_MEANING = meant
                took = timed(lambda text=text: search(text, "en").counts)[1]
                if number >= 50:  # the first ones only warm
                    asked[meant].append(took)
        growing = [text[: chance.randint(2, len(text))] for text in questions]
        suggested = [timed(suggest, text, "en")[1] for text in growing]
        for number in range(60):
            settings.SEARCH_MEANING = number % 2 == 0
            published[settings.SEARCH_MEANING].append(timed(write, [made.page()])[1])
        settings.SEARCH_MEANING = True
        entries += 60
        found[str(size)] = {
            "search p50 ms": times(asked[True])["p50_ms"],
            "search p95 ms": times(asked[True])["p95_ms"],
            "words alone p50 ms": times(asked[False])["p50_ms"],
            "words alone p95 ms": times(asked[False])["p95_ms"],
            "suggest p50 ms": times(suggested)["p50_ms"],
            "suggest p95 ms": times(suggested)["p95_ms"],
            "publish p50 ms": times(published[True])["p50_ms"],
            "publish p95 ms": times(published[True])["p95_ms"],
            "words alone publish p50 ms": times(published[False])["p50_ms"],
            "words alone publish p95 ms": times(published[False])["p95_ms"],
            "pages/s built": round(len(documents) / built),
            "kB per page": round(index_bytes() / entries / 1000, 1),
        }
    return found


def index_bytes():
    """Return how much room the tables of the index take, with their own indexes."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT sum(pg_total_relation_size(oid)) FROM pg_class WHERE relkind = 'r' AND relname LIKE 'search%%'",
                [],
            )
        else:
            cursor.execute("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()")
        return int(cursor.fetchone()[0])


main()
