"""Search is good on this site's own questions, and both databases answer alike (bench/search has figures)."""

import json
import os
import subprocess
import sys

import pytest
import search_set
from django.db import connection

from bench.quality import measures
from first_content.demo import remove_demo_content
from search.models import WordGroup
from search.query import search
from search.rebuild import rebuild

pytestmark = pytest.mark.django_db


@pytest.fixture
def two_languages(settings):
    settings.LANGUAGES = settings.WAGTAIL_CONTENT_LANGUAGES = [("en", "English"), ("es", "Español")]


# What PostgreSQL answers is compared with SQLite below.
@pytest.mark.any_database
def test_questions_that_nothing_was_adjusted_on_find_the_right_pages(two_languages):
    remove_demo_content()
    slugs = search_set.add_pages()
    rebuild()
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


def test_the_first_list_of_search_words_is_rich():
    assert WordGroup.objects.filter(language="en").count() >= 60
    assert WordGroup.objects.filter(language="es").count() >= 40
    for group in WordGroup.objects.all():
        group.full_clean()


ON_SQLITE = """
import json, django
django.setup()
from django.conf import settings
settings.LANGUAGES = settings.WAGTAIL_CONTENT_LANGUAGES = [("en", "English"), ("es", "Español")]
from django.core.management import call_command
call_command("migrate", verbosity=0)
import search_set
from first_content.site import load_first_content
load_first_content()
print(json.dumps(search_set.rankings()))
"""


@pytest.mark.skipif(connection.vendor != "postgresql", reason="compared in the run on PostgreSQL")
def test_both_databases_give_the_same_results_in_the_same_order(two_languages, tmp_path):
    env = os.environ | {
        "DATABASE_URL": f"sqlite:///{tmp_path}/search.sqlite3",
        "DATA_DIR": str(tmp_path),
        "PYTHONPATH": os.pathsep.join(["tests", "."]),
    }
    done = subprocess.run([sys.executable, "-c", ON_SQLITE], env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    on_sqlite = json.loads(done.stdout.splitlines()[-1])
    remove_demo_content()
    here = search_set.rankings()
    assert here.keys() == on_sqlite.keys()
    different = {words: (found, on_sqlite[words]) for words, found in here.items() if found != on_sqlite[words]}
    assert different == {}


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite needs no such index")
def test_the_editors_own_search_has_the_index_it_needs_on_postgresql():
    with connection.cursor() as cursor:
        # With so few pages reading them all is cheaper; what counts is that the index fits the question.
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("EXPLAIN SELECT 1 FROM wagtailsearch_indexentry WHERE (title || body) @@ to_tsquery('housing')")
        assert "search_editor_title_and_body" in "\n".join(row[0] for row in cursor.fetchall())
