"""Search finds every public page type, marks the words, and takes any input without fault or record."""

import logging
import re

import pytest
from django.apps import apps
from hypothesis import given, settings, strategies

from home.models import BasePage
from search.excerpts import excerpt, mark
from search.query import clean, words_of

pytestmark = pytest.mark.django_db


def results(client, words, **more):
    return client.get("/search/", {"q": words, **more}).context["listing"].object_list


def titles(client, words, **more):
    return [result["page"].title for result in results(client, words, **more)]


def test_every_public_page_type_is_found_by_its_title(client):
    for model in BasePage.__subclasses__():
        page = model.objects.live().order_by("pk").first()
        assert page.title in titles(client, page.title), page.title


def test_pages_that_say_it_in_the_title_come_near_the_top(client, seed):
    assert seed.title in titles(client, "ally vs accomplice")[:3]
    assert titles(client, "housing assistance")[0] == "Housing assistance"


def test_a_word_of_the_text_is_enough(client, add_article):
    article = add_article("A plain title", text="<p>We planted a tamarisk together.</p>")
    assert article.title in titles(client, "tamarisk")


def test_one_unknown_word_does_not_hide_the_rest(client):
    assert "Housing assistance" in titles(client, "housing assistance xyzzyq")


def test_a_page_is_found_the_moment_it_is_published_and_gone_the_moment_it_is_not(client, add_article):
    article = add_article("Gleaming obsidian", live=False)
    assert titles(client, "obsidian") == []
    article.get_latest_revision().publish()
    assert titles(client, "obsidian") == ["Gleaming obsidian"]
    article.refresh_from_db()
    article.unpublish()
    assert titles(client, "obsidian") == []


def test_results_can_be_narrowed_to_one_type_with_counts(client):
    response = client.get("/search/", {"q": "counseling"})
    kinds = {kind["slug"]: kind["count"] for kind in response.context["kinds"]}
    assert sum(kinds.values()) == response.context["listing"].paginator.count
    assert kinds["servicepage"] >= 2
    narrowed = client.get("/search/", {"q": "counseling", "type": "servicepage"})
    assert narrowed.context["listing"].paginator.count == kinds["servicepage"]
    assert {result["kind"] for result in narrowed.context["listing"]} == {"Service"}


def test_results_have_pages_that_keep_the_words(client):
    page = client.get("/search/", {"q": "help"})
    assert len(page.context["listing"].object_list) == 10
    assert 'href="?q=help&amp;page=2"' in page.content.decode()
    second = client.get("/search/", {"q": "help", "page": "2"})
    assert not {r["page"].pk for r in page.context["listing"]} & {r["page"].pk for r in second.context["listing"]}


def test_no_result_leads_to_help(client):
    page = client.get("/search/", {"q": "xyzzyq"}).content.decode()
    assert "No page has these words" in page
    assert 'href="#get-help-now">Get help now' in page


def test_found_words_are_marked_and_the_rest_is_escaped(client, add_article):
    add_article('Fennel <b>& "friends"', text="<p>Ask for fennel &lt;script&gt; tea.</p>")
    page = client.get("/search/", {"q": "fennel <script>"}).content.decode()
    assert "<mark>Fennel</mark> &lt;b&gt;&amp; &quot;friends&quot;" in page
    assert "<mark>fennel</mark> &lt;<mark>script</mark>&gt; tea" in page


def test_an_excerpt_shows_the_place_where_the_words_stand():
    text = "Before. " * 100 + "Here the lantern is lit. " + "After. " * 100
    shown = excerpt(text, ["lantern"])
    assert "<mark>lantern</mark>" in shown
    assert shown.startswith("… ")
    assert shown.endswith(" …")
    assert len(shown) < 300
    assert mark("a <b>", []) == "a &lt;b&gt;"


ODD = [
    "",
    "   ",
    "\x00",
    "a\x00b",
    "\x0c",
    '"',
    "'",
    "''",
    "- -",
    "* OR AND NOT NEAR(a b)",
    "title:a",
    "a*",
    "(",
    ")",
    "^a",
    "a:b",
    "%",
    "_",
    "💜",
    "ß",
    "İ",
    "ﬁ",
    "…",
    "don't",
    "’",
    "-help",
    '"help',
    "help OR",
    "AND",
    "NEAR",
    "{}",
    "\\",
    "' OR 1=1 --",
    "<script>",
    "&amp;",
    "x" * 10_000,
    "word " * 3_000,
    "é" * 500,
    "\ud7ff",
    "مرحبا",
    "助け",
    "\u202e\u200b",
]


@pytest.mark.parametrize("text", ODD)
def test_odd_words_get_a_page(client, text):
    assert client.get("/search/", {"q": text}).status_code == 200


def test_bytes_that_are_no_text_get_a_page(client):
    assert client.get("/search/?q=%FF%FE%00&type=%FF&page=%FF").status_code == 200


@settings(max_examples=60, deadline=None)
@given(strategies.text())
def test_any_text_becomes_at_most_twenty_words_of_two_hundred_characters(text):
    cleaned = clean(text)
    assert len(cleaned) <= 200
    assert not re.search(r"[\x00-\x1f]", cleaned)
    assert len(words_of(cleaned)) <= 20


def test_words_are_stored_nowhere(client):
    client.get("/search/", {"q": "canaryword"})
    client.get("/nowhere-canaryword/?q=canaryword")
    kinds = {"TextField", "CharField"}
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if field.get_internal_type() in kinds:
                found = model._base_manager.filter(**{f"{field.attname}__contains": "canaryword"})
                assert not found.exists(), field


def test_addresses_that_were_not_found_are_not_logged():
    assert not logging.getLogger("django.request").isEnabledFor(logging.WARNING)
    assert logging.getLogger("django.request").isEnabledFor(logging.ERROR)
