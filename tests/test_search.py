"""What a visitor gets from search: every public page, forgiving words, a way on, and no record."""

import re

import pytest

from home.models import StandardPage
from pages.models import BasePage
from resources.models import CrisisContact, ServicePage
from search.excerpts import excerpt, mark
from search.query import search
from search.understanding import understand

pytestmark = pytest.mark.django_db


def results(client, words, **more):
    return client.get("/search/", {"q": words, **more}).context["listing"].object_list


def titles(client, words, **more):
    return [str(result.get("page") or result["contact"]) for result in results(client, words, **more)]


def test_every_public_page_type_is_found_by_its_title(client, live_form):
    for model in BasePage.__subclasses__():
        page = model.objects.live().order_by("pk").first()
        assert page.title in titles(client, page.title), page.title


def test_a_crisis_contact_is_found_with_its_number(client):
    contact = CrisisContact.objects.filter(live=True).exclude(phone="").first()
    shown = next(result for result in results(client, contact.name) if result.get("contact") == contact)
    assert shown["kind"] == "Crisis contact"
    page = client.get("/search/", {"q": contact.name}).content.decode()
    assert f"Call <bdi>{contact.phone}</bdi>" in page.partition('<ol class="results')[2].partition("</ol>")[0]


def test_pages_that_say_it_in_the_title_come_first(client, seed):
    assert titles(client, "ally vs accomplice")[0] == seed.title
    assert titles(client, "housing assistance")[0] == "Housing assistance"


def test_headings_and_standfirst_count_more_than_running_text(client, add_article, settings):
    settings.SEARCH_MEANING = False  # what stands where, apart from what it means
    other = "<p>Other words, as many as there are in both, about nothing in particular.</p>"
    said = add_article("One", text="<p>The tamarisk stands here, with other words around it.</p>" + other)
    heading = add_article("Two", text="<p>Here with other words around it, and that is all.</p>" + other)
    heading.body = [("heading", "The tamarisk"), *[(block.block_type, block.value) for block in heading.body]]
    heading.save_revision().publish()
    standfirst = add_article("Three", standfirst="The tamarisk", text=other)
    found = titles(client, "tamarisk")
    assert {*found} == {said.title, heading.title, standfirst.title}
    assert found[-1] == said.title


def test_the_title_of_an_unpublished_parent_is_not_shown(client, home):
    parent = home.add_child(instance=StandardPage(title="Hidden marcasite", slug="above"))
    parent.add_child(instance=StandardPage(title="Gleaming obsidian", slug="below"))
    parent.unpublish()
    page = client.get("/search/", {"q": "obsidian"})
    assert "obsidian" in str(page.context["listing"].object_list[0]["page"])
    assert "marcasite" not in page.content.decode()


def test_one_unknown_word_does_not_hide_the_rest(client):
    assert "Housing assistance" in titles(client, "housing assistance xyzzyq")


def test_a_result_says_what_it_is_and_where_it_lives(client):
    shown = results(client, "housing assistance")[0]
    assert shown["kind"] == "Service"
    assert shown["place"] == "Get help"


# Forgiving


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("councelling", "counsel"),
        ("housng", "housing"),
        ("acomplice", "accomplice"),
        ("advocasy", "advocacy"),
        ("hosuing", "housing"),
        ("empowermnet", "empowerment"),
    ],
)
def test_a_slip_is_understood_and_said(client, typed, shown):
    page = client.get("/search/", {"q": typed})
    assert page.context["found"].question.corrected.startswith(shown)
    text = page.content.decode()
    assert f"Showing results for <strong>{page.context['found'].question.corrected}</strong>" in text
    assert f"Search instead for “{typed}”" in text
    assert page.context["listing"].paginator.count


def test_a_correction_inside_a_hyphen_leaves_the_rest_of_the_sentence_alone():
    assert not understand("self-hlep now", "en").corrected.startswith("help")
    assert understand("self-help with housng", "en").corrected == "self-help with housing"


def test_accents_written_as_signs_of_their_own_do_not_part_words(client, add_article):
    article = add_article("Informacio\u0301n", text="<p>Ma\u0301s obsi\u00addiana.</p>")
    assert titles(client, "información obsidiana") == [article.title]


def test_right_words_of_another_language_are_not_corrected():
    assert not understand("mi novio tiene mi dinero", "en").corrected


def test_one_can_insist_on_what_one_typed(client):
    page = client.get("/search/", {"q": "councelling", "exact": "1"})
    assert page.context["listing"].paginator.count == 0
    assert "Showing results for" not in page.content.decode()


def test_a_word_that_is_spelt_right_is_not_corrected(client):
    for word in ("hire", "texts", "giraffe"):
        assert not client.get("/search/", {"q": word}).context["found"].question.corrected, word


@pytest.mark.parametrize("word", ["HOUSING", "house", "houses", "hoúsing", "housing's", "housing’s", "Ｈousing"])
def test_case_accents_plurals_and_apostrophes_do_not_matter(client, word):
    assert "Housing assistance" in titles(client, word)


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("A night shelter for all", "nightshelter"),
        ("We offer childcare here", "child care"),
        ("A drop-in for all", "dropin"),
        ("A drop-in for all", "drop in"),
        ("Self help for all", "self-help"),
        ("Write an e-mail to us", "email"),
        ("Write an email to us", "e-mail"),
    ],
)
def test_words_may_be_written_apart_or_together(client, add_article, text, typed):
    article = add_article("Plain gleaming words", text=f"<p>{text}.</p>")
    assert article.title in titles(client, typed)


def test_the_last_word_may_be_unfinished(client):
    assert "Housing assistance" in titles(client, "assistance with hous")
    assert not client.get("/search/", {"q": "assistance with hous"}).context["found"].question.corrected


# Narrowing


def counts(response):
    return {
        facet["name"]: {item["value"]: item["count"] for item in facet["values"]}
        for facet in response.context["facets"]
    }


def test_results_can_be_narrowed_by_type_topic_and_audience_with_counts(client):
    everything = client.get("/search/", {"q": "help"})
    numbers = counts(everything)
    assert {"type", "topic", "audience"} <= numbers.keys()
    assert sum(numbers["type"].values()) == everything.context["listing"].paginator.count
    for facet, values in numbers.items():
        value, count = next(iter(values.items()))
        narrowed = client.get("/search/", {"q": "help", facet: value})
        assert narrowed.context["listing"].paginator.count == count, (facet, value)
    services = client.get("/search/", {"q": "help", "type": "servicepage"})
    assert {result["kind"] for result in services.context["listing"]} == {"Service"}
    assert "only “Service”" in services.content.decode()
    # The other types keep their counts, so that one can change one's mind.
    assert counts(services)["type"] == numbers["type"]


def test_what_nothing_has_is_said_with_a_way_back(client):
    page = client.get("/search/", {"q": "help", "topic": "no-such-topic"})
    assert page.context["listing"].paginator.count == 0
    assert "Look in everything" in page.content.decode()


def test_results_can_be_shown_newest_first(client):
    page = client.get("/search/", {"q": "friend", "order": "date"})
    dates = [hit.date for hit in page.context["found"].hits if hit.date]
    assert dates == sorted(dates, reverse=True)
    assert len(set(dates)) > 2


def test_results_have_pages_that_keep_the_words(client):
    page = client.get("/search/", {"q": "help", "type": "articlepage"})
    assert len(page.context["listing"].object_list) == 10
    assert 'href="?q=help&amp;type=articlepage&amp;page=2"' in page.content.decode()
    second = client.get("/search/", {"q": "help", "type": "articlepage", "page": "2"})
    assert not {r["page"].pk for r in page.context["listing"]} & {r["page"].pk for r in second.context["listing"]}


# Help, and never a dead end


def test_no_result_leads_to_help_and_to_topics(client):
    page = client.get("/search/", {"q": "xyzzyq"})
    text = page.content.decode()
    assert "Nothing here has these words" in text
    assert page.context["topics"]
    assert text.index('id="get-help-now"') < text.index("Nothing here has these words")
    assert text.count('id="get-help-now"') == 1
    for topic in page.context["topics"]:
        assert client.get("/search/", {"q": topic.title, "topic": topic.slug}).context["listing"].paginator.count


@pytest.mark.parametrize(
    "words", ["he hit me", "i want to die", "quiero morirme", "someone is following me", "overdose"]
)
def test_words_of_danger_put_help_first(client, words):
    page = client.get("/search/", {"q": words}).content.decode()
    assert page.index('id="get-help-now"') < page.index('role="status"', page.index("<main"))


def test_other_words_do_not(client):
    page = client.get("/search/", {"q": "counseling"}).content.decode()
    assert page.index('id="get-help-now"') > page.index("</main>")


# What is shown


def test_found_words_are_marked_by_stem_and_as_corrected_and_the_rest_is_escaped(client, add_article):
    add_article('Fennel <b>& "friends"', text="<p>Ask for fennels &lt;script&gt; tea.</p>")
    page = client.get("/search/", {"q": "fenel <script>"}).content.decode()
    assert "<mark>Fennel</mark> &lt;b&gt;&amp; &quot;friends&quot;" in page
    assert "<mark>fennels</mark> &lt;<mark>script</mark>&gt; tea" in page


def test_an_excerpt_shows_the_place_where_the_words_stand():
    text = "Before. " * 100 + "Here the lantern is lit. " + "After. " * 100
    shown = excerpt(text, [{"en:shade"}, {"en:lantern"}], "en")
    assert "<mark>lantern</mark>" in shown
    assert shown.startswith("… ")
    assert shown.endswith(" …")
    assert len(shown) < 300
    assert mark("a <b>", set(), "en") == "a &lt;b&gt;"


def test_there_is_one_search_box_on_every_page_with_a_label_and_a_word_in_it(client, every_page):
    for url, response in (every_page | {"/search/?q=shelter": client.get("/search/?q=shelter")}).items():
        text = " ".join(response.content.decode().split())
        (name,) = re.findall(r'<input id="([\w-]+)" type="search" name="q"', text)
        assert f'<label for="{name}"' in text, url
        assert 'placeholder="Search this site"' in text, url


def test_a_wrong_address_leads_to_pages_by_its_words(client):
    page = client.get("/blog/ally-versus-acomplice-article/").content.decode()
    assert 'href="/lets-talk-about/ally-vs-accomplice/"' in page
    for address in ("/xqzzy-wvvk/", "/1234/5678/", "/" + "a" * 3000, "/%00%ff/", "/wp-login.php"):
        answer = client.get(address)
        assert answer.status_code in {301, 404}
        assert "Perhaps one of these" not in answer.content.decode()


# Suggestions


def suggestions(client, typed):
    return client.get("/search/suggest/", {"q": typed}).json()["suggestions"]


def test_suggestions_come_while_typing_even_with_a_slip(client):
    for typed in ("hou", "housing as", "housng", "Housing assistance"):
        assert "Housing assistance" in [item["title"] for item in suggestions(client, typed)], typed
    first = suggestions(client, "housing assis")[0]
    assert first == {
        "title": "Housing assistance",
        "kind": "Service",
        "url": ServicePage.objects.get(slug="housing-assistance").url,
    }
    assert suggestions(client, "h") == []
    assert len(suggestions(client, "ex")) <= 6


def test_suggestions_are_not_kept_by_browsers(client):
    assert "no-store" in client.get("/search/suggest/", {"q": "hou"})["Cache-Control"]
    assert client.post("/search/suggest/", {"q": "hou"}).status_code == 405


def test_a_page_in_two_languages_is_found_once_in_the_readers_own(spanish, plain):
    page = plain("Quinquereme house")
    other = page.copy_for_translation(spanish)
    other.title, other.slug = "Casa quinquereme", "casa-quinquereme"
    other.save_revision().publish()
    for code, own in (("en", page), ("es", other)):
        assert [hit.page_id for hit in search("quinquereme", code).hits] == [own.pk]
    # Words of one language alone lead to the reader's own page, too.
    found = [hit.page_id for hit in search("quinquereme house", "es").hits]
    assert found[0] == other.pk
    assert page.pk not in found
    StandardPage.objects.get(pk=other.pk).unpublish()
    assert [hit.page_id for hit in search("quinquereme", "es").hits] == [page.pk]
