"""Search is good on this site's own questions, and both databases answer alike (bench/search has figures)."""

import json
import os
from pathlib import Path

import pytest
import search_set
from django.db import connection

from bench.quality import measures
from first_content.demo import remove_demo_content
from search.query import search
from search.rebuild import rebuild

pytestmark = pytest.mark.django_db


@pytest.fixture
def two_languages(settings):
    settings.LANGUAGES = settings.WAGTAIL_CONTENT_LANGUAGES = [("en", "English"), ("es", "Español")]


@pytest.fixture
def slugs(every_search_word, two_languages):
    """The first content, and the pages of the labelled set; gives {page id: slug}."""
    remove_demo_content()
    made = search_set.add_pages()
    rebuild()
    return made


@pytest.mark.any_database
def test_questions_that_nothing_was_adjusted_on_find_the_right_pages(slugs):
    held_out = [item for item in search_set.queries() if item["held_out"]]
    assert len(search_set.queries()) >= 150
    assert len(held_out) >= 50
    found, grades = {}, {}
    for item in held_out:
        hits = search(item["text"], item["language"]).hits
        # Pages of the other language were not judged.
        found[item["text"]] = [slugs[hit.page_id] for hit in hits if hit.language == item["language"]]
        grades[item["text"]] = item["relevant"]
    result = measures(found, grades)
    assert result["ndcg10"] >= 0.85
    assert result["zero"] <= 0.02


@pytest.mark.any_database
def test_the_first_list_of_search_words_is_rich(few_search_words):
    groups = few_search_words("search-words")
    assert sum(group.language == "en" for group in groups) >= 60
    assert sum(group.language == "es" for group in groups) >= 40
    for group in groups:
        group.full_clean()


@pytest.mark.skipif("RANKINGS" not in os.environ, reason="compared where script/test runs on both databases")
def test_both_databases_give_the_same_results_in_the_same_order(slugs):
    """Whichever comes second compares: script/test names a folder in which each leaves what it has found."""
    here, folder = search_set.rankings(slugs), os.environ["RANKINGS"]
    own = Path(folder) / f"{connection.vendor}.json"
    own.parent.mkdir(exist_ok=True)
    own.with_suffix(".part").write_text(json.dumps(here))
    own.with_suffix(".part").rename(own)
    for file in Path(folder).glob("*.json"):
        other = json.loads(file.read_text())
        different = {words: (found, other.get(words)) for words, found in here.items() if found != other.get(words)}
        assert different == {}, file.stem


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite needs no such index")
def test_the_editors_own_search_has_the_index_it_needs_on_postgresql():
    with connection.cursor() as cursor:
        # With so few pages reading them all is cheaper; what counts is that the index fits the question.
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("EXPLAIN SELECT 1 FROM wagtailsearch_indexentry WHERE (title || body) @@ to_tsquery('housing')")
        assert "search_editor_title_and_body" in "\n".join(row[0] for row in cursor.fetchall())
