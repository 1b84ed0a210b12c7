"""A page that is there in two languages is found once, in the one in which somebody reads."""

import pytest
from wagtail.models import Locale, Page

from blog.models import ArticlePage
from home.models import StandardPage
from pages.models import Topic
from search.models import WordGroup
from search.query import search, suggest

# On both databases: tests/test_search.py, test_a_page_in_two_languages_is_found_once_in_the_readers_own.
pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


def pages(hits):
    return list(Page.objects.in_bulk([hit.page_id for hit in hits if hit.page_id]).values())


@pytest.mark.parametrize(
    ("typed", "code"), [("comida", "es"), ("mi novio me pega", "es"), ("food", "en"), ("hogar", "es")]
)
def test_no_page_stands_there_twice(typed, code):
    found = pages(search(typed, code).hits)
    keys = [page.translation_key for page in found]
    assert len(keys) > 3
    assert len(keys) == len(set(keys))


def test_what_the_readers_page_lacks_words_for_is_found_in_their_language_where_the_other_stood():
    # "pantry" is in the title of the English page alone; both carry the same list of search words.
    found = pages(search("comida despensa pantry", "es").hits[:1])
    assert [page.title for page in found] == ["Despensa de alimentos de ejemplo"]


def test_a_page_that_is_there_in_the_other_language_alone_is_found():
    page = Page.objects.get(slug="example-food-pantry", locale=Locale.get_default())
    page.get_translation(Locale.objects.get(language_code="es")).specific.unpublish()
    assert page.pk in [hit.page_id for hit in search("comida", "es").hits]


def test_suggestions_hold_each_page_once():
    keys = [page.translation_key for page in pages(suggest("hous", "en"))]
    assert len(keys) == len(set(keys)) > 0


def test_a_wrong_address_in_english_words_leads_to_the_spanish_page(client):
    html = client.get("/es/get-involvd/").content.decode()
    assert '<a href="/es/get-involved/">' in html
    assert '<a href="/get-involved/">' not in html.partition("<main")[2].partition("</main>")[0]


def test_what_was_found_in_the_other_language_counts_as_found(client):
    # The word stands in the English page alone: the Spanish one in its place is no poor answer.
    answer = client.get("/es/search/?q=shelter")
    assert not answer.context["found"].weak
    assert answer.context["found"].best.language == "en"


def test_filters_are_named_in_the_language_of_the_page_and_what_has_no_name_in_it_says_so(client):
    page = Page.objects.get(slug="example-food-pantry", locale=Locale.get_default()).specific
    page.get_translation(Locale.objects.get(language_code="es")).specific.unpublish()
    page.topics.add(Topic.objects.create(title="Only here", slug="only-here", locale=page.locale))
    page.save_revision().publish()
    facets = client.get("/es/search/?q=comida").context["facets"]
    named = {facet["name"]: {(one["title"], one["language"]) for one in facet["values"]} for facet in facets}
    # A language is called by its own name.
    assert {("Español", ""), ("English", "en")} <= named["language"]
    assert "vi" in {language for _title, language in named["language"]}
    found = named["topic"]
    assert {("Comida y ropa", ""), ("Only here", "en")} <= found
    spanish = set(Topic.objects.filter(locale__language_code="es").values_list("title", flat=True))
    assert {title for title, _language in found} - {"Only here"} <= spanish
    topic = next(facet for facet in facets if facet["name"] == "topic")
    value = next(one["value"] for one in topic["values"] if one["title"] == "Only here")
    chosen = client.get("/es/search/", {"q": "comida", "topic": value}).content.decode()
    assert 'solo “<span lang="en" dir="auto">Only here</span>”' in chosen


def test_what_staff_suggest_is_shown_in_the_readers_language_or_says_in_which(client):
    english = StandardPage.objects.get(slug="about", locale__language_code="en")
    only = english.get_parent().add_child(instance=StandardPage(title="Only in English", slug="only-in-english"))
    for words, page in (("zebra crossing", english), ("quagga crossing", only)):
        WordGroup.objects.create(language="es", words=words, page=page)
    translated = english.get_translation(Locale.objects.get(language_code="es"))
    shown = client.get("/es/search/?q=zebra+crossing").content.decode()
    assert f'href="{translated.url}"' in shown.partition("suggested")[2]
    other = client.get("/es/search/?q=quagga+crossing").content.decode().partition("suggested")[2]
    assert 'lang="en"' in other.partition("Only in English")[0]


def test_a_topic_that_nobody_has_translated_filters_in_every_list_and_says_its_language(client):
    article = ArticlePage.objects.filter(locale__language_code="es").live().first()
    only = Topic.objects.create(title="Zoning law", slug="zoning-law", locale=Locale.get_default())
    original = article.get_translation(Locale.get_default())
    original.topics.add(only)
    original.save_revision().publish()
    article.save_revision().publish()
    page = client.get(article.url).content.decode()
    assert 'topic=zoning-law" lang="en" >Zoning law' in " ".join(page.split())
    listed = client.get(f"{article.get_parent().url}?topic=zoning-law").context["listing"].object_list
    assert [one.pk for one in listed] == [article.pk]
    # Once it is translated, those that bear one and those that bear the other stand in one list.
    translated = only.copy_for_translation(Locale.objects.get(language_code="es"))
    translated.title, translated.slug = "Leyes", "leyes"
    translated.save()
    listing = client.get(f"{article.get_parent().url}?topic=zoning-law")
    assert [one.pk for one in listing.context["listing"].object_list] == [article.pk]
    assert [topic.slug for topic in listing.context["topics"]].count("zoning-law") == 1
