"""What staff decide: words that mean the same, pages that come first, danger, and counting if they want."""

import datetime
import html
import io

import pytest
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import GroupPagePermission, Locale, Page

from home.models import SiteSettings
from resources.models import ServicePage
from search.low_results import low_result_words
from search.models import LowResultWord, Word, WordGroup
from search.query import search

pytestmark = pytest.mark.django_db


def found(words, language="en"):
    ids = [hit.page_id for hit in search(words, language).hits if not hit.by_meaning]
    titles = dict(Page.objects.filter(pk__in=ids).values_list("pk", "title"))
    return [titles[pk] for pk in ids if pk in titles]


@pytest.fixture
def obsidian(add_article):
    return add_article("Gleaming obsidian")


def test_a_word_leads_to_pages_that_say_it_otherwise(obsidian):
    assert found("lavaglass") == []
    group = WordGroup.objects.create(words="lavaglass", also="obsidian")
    assert found("lavaglass") == [obsidian.title]
    # One way only: whoever types our word is not led astray.
    assert search("obsidian", "en").question.groups == []
    group.words = "volcanoglass"
    group.save()
    assert found("lavaglass") == []
    assert found("volcanoglass") == [obsidian.title]
    group.delete()
    assert found("volcanoglass") == []
    assert not Word.objects.filter(text__in=["lavaglass", "volcanoglass"])


def test_words_that_mean_the_same_find_each_other(obsidian):
    WordGroup.objects.create(words="lavaglass\nobsidian", same=True)
    assert obsidian.title in found("lavaglass")


def test_a_phrase_is_understood_whatever_its_order_small_words_and_slips(obsidian):
    WordGroup.objects.create(words="glass from a volcano", also="obsidian")
    for words in (
        "glass from a volcano",
        "volcano glass",
        "i am looking for glass of the volcanoes",
        "glas from vulcano",
    ):
        assert obsidian.title in found(words), words
    assert obsidian.title not in found("glass of water")


def test_small_words_are_matched_among_themselves_only(obsidian):
    WordGroup.objects.create(words="can't go on", also="obsidian")
    assert obsidian.title in found("i cant go on")
    assert obsidian.title not in found("go to the shop")


def test_misspelt_words_of_the_list_are_understood_though_no_page_has_them(obsidian):
    WordGroup.objects.create(words="lavaglass", also="obsidian")
    question = search("lavagalss", "en").question
    assert question.corrected == "lavaglass"
    assert obsidian.title in found("lavagalss")


def test_spanish_words_find_english_pages_and_spanish_ones_first_where_there_are_any(settings):
    assert "Housing assistance" in found("vivienda")[:3]
    assert "Housing assistance" in found("bibienda")
    settings.LANGUAGES = settings.WAGTAIL_CONTENT_LANGUAGES = [("en", "English"), ("es", "Español")]
    spanish = Locale.objects.create(language_code="es")
    service = ServicePage.objects.get(slug="housing-assistance")
    copy = service.copy_for_translation(spanish, copy_parents=True)
    copy.title = "Ayuda con la vivienda"
    copy.save_revision().publish()
    assert found("viviendas", "es")[0] == copy.title
    # Each page once, and what nobody has translated as before.
    assert "Housing assistance" not in found("viviendas", "es")
    assert "Example housing help" in found("viviendas", "es")


def test_the_same_letters_in_two_languages_are_two_words(obsidian):
    WordGroup.objects.create(language="es", words="obsidiana", also="marble")
    assert search("obsidian", "en").question.groups == []


def test_a_page_can_be_put_first_for_some_words(client, obsidian):
    WordGroup.objects.create(words="housing", page=obsidian)
    page = client.get("/search/", {"q": "housing"})
    assert [result["page"].title for result in page.context["pinned"]] == [obsidian.title]
    text = page.content.decode()
    assert text.index("Suggested by us") < text.index('<ol class="results"')
    assert obsidian.title not in [str(result.get("page")) for result in page.context["listing"]]


def test_a_page_that_is_not_public_is_never_put_first(client, obsidian, make_private):
    WordGroup.objects.create(words="housing", page=obsidian)
    make_private(obsidian)
    page = client.get("/search/", {"q": "housing"})
    assert page.context["pinned"] == []
    assert obsidian.title not in page.content.decode()


def test_a_deleted_page_leaves_the_words_alone(obsidian):
    group = WordGroup.objects.create(words="lavaglass", also="housing", page=obsidian)
    Page.objects.get(pk=obsidian.pk).delete()
    group.refresh_from_db()
    assert group.page is None
    assert "Housing assistance" in found("lavaglass")


def test_words_about_danger_are_staffs_to_choose(client):
    assert not search("lavaglass housing", "en").help_first
    WordGroup.objects.create(words="lavaglass", danger=True)
    assert search("i see lavaglass", "en").question.danger


def test_danger_is_seen_inside_a_longer_phrase_and_not_in_half_of_one():
    WordGroup.objects.create(words="lavaglass hurts me", danger=True)
    WordGroup.objects.create(words="grey lavaglass hurts me often", also="obsidian")
    WordGroup.objects.create(words="splinter me", danger=True, also="obsidian")
    assert search("grey lavaglass hurts me often", "en").question.danger
    assert search("it will splinter me", "en").question.danger
    assert not search("a splinter of wood", "en").question.danger


def test_slang_is_understood_and_never_offered_as_a_spelling(client, obsidian):
    WordGroup.objects.create(words="lavaglass", also="obsidian", unshown=True)
    page = client.get("/search/", {"q": "lavagalss"})
    assert [result["page"].title for result in page.context["listing"]] == [obsidian.title]
    assert "Showing results for" not in page.content.decode()
    assert "lavaglass" not in page.content.decode()


# The editor


FORM = {"language": "en", "words": "lavaglass\nfire glass", "also": "obsidian", "page": ""}


def test_a_moderator_keeps_the_words_and_an_editor_does_not(sign_in, obsidian):
    moderator = sign_in("Moderators")
    listing = moderator.get("/admin/search-words/").content.decode()
    assert "When someone types" in listing
    assert moderator.post("/admin/search-words/new/", FORM).status_code == 302
    group = WordGroup.objects.get(words__startswith="lavaglass")
    assert "also: obsidian" in moderator.get("/admin/search-words/", {"q": "lavaglass"}).content.decode()
    assert found("lavaglass") == [obsidian.title]
    assert moderator.post(f"/admin/search-words/delete/{group.pk}/").status_code == 302
    assert found("lavaglass") == []
    assert sign_in("Editors").get("/admin/search-words/").status_code in {302, 403}


def test_the_list_says_what_happens_with_each_line(sign_in, obsidian):
    moderator = sign_in("Moderators")
    WordGroup.objects.create(words="lavaglass", page=obsidian, danger=True)
    WordGroup.objects.create(words="splinter", same=True, name="sharp things")
    listing = html.unescape(moderator.get("/admin/search-words/", {"q": "lavaglass"}).content.decode())
    assert f"first: {obsidian.title}; help first" in listing
    listing = html.unescape(moderator.get("/admin/search-words/", {"q": "splinter"}).content.decode())
    assert "[sharp things]" in listing
    assert "mean the same; used in other lists" in listing


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"words": "the"}, "is only a small word"),
        ({"words": "one two three four five six seven eight nine"}, "use at most five words"),
        ({"also": ""}, "Choose at least one thing that happens"),
    ],
)
def test_words_that_could_never_work_are_refused_in_plain_words(sign_in, change, sentence):
    page = sign_in("Moderators").post("/admin/search-words/new/", FORM | change)
    assert page.status_code == 200
    assert sentence in page.content.decode()
    assert not WordGroup.objects.filter(words__startswith="lavaglass").exists()


def test_the_editor_says_how_a_page_is_found(sign_in, obsidian):
    WordGroup.objects.create(words="lavaglass", also="obsidian")
    client = sign_in("Editors")
    assert "How is this found?" in client.get(f"/admin/pages/{obsidian.pk}/edit/").content.decode()
    overview = " ".join(client.get(f"/admin/search-words/found-by/{obsidian.pk}/").content.decode().split())
    assert "obsidian: place 1 of 1" in overview
    assert "lavaglass: place 1 of 1" in overview
    tried = client.get(f"/admin/search-words/found-by/{obsidian.pk}/", {"q": "gleeming lavaglass"}).content.decode()
    assert "place 1 of" in tried
    assert "understood as “gleaming lavaglass”" in tried


def test_how_a_page_is_found_is_for_those_who_may_edit_it(client, sign_in, obsidian):
    assert client.get(f"/admin/search-words/found-by/{obsidian.pk}/").status_code == 302
    editor = sign_in("Editors")
    assert editor.get(f"/admin/search-words/found-by/{obsidian.pk}/").status_code == 200
    GroupPagePermission.objects.filter(group__name="Editors").delete()
    # Wagtail answers with its first page, and a message, where something is not allowed.
    assert editor.get(f"/admin/search-words/found-by/{obsidian.pk}/").status_code == 302
    assert sign_in("Moderators").get("/admin/search-words/found-by/999999/").status_code == 404


def test_a_draft_says_that_nobody_finds_it_yet(sign_in, add_article):
    draft = add_article("Gleaming obsidian", live=False)
    client = sign_in("Editors")
    assert "Once the page is published" in client.get(f"/admin/pages/{draft.pk}/edit/").content.decode()
    assert "do not find this page yet" in client.get(f"/admin/search-words/found-by/{draft.pk}/").content.decode()


# Counting, only if staff want


@pytest.fixture
def counting():
    settings = SiteSettings.objects.get()
    settings.count_low_result_words = True
    settings.save()
    return settings


def ask(client, words, times=1):
    for _time in range(times):
        client.get("/search/", {"q": words})


def test_nothing_is_counted_unless_staff_choose_it(client):
    WordGroup.objects.create(words="lavaglass", also="obsidian")
    ask(client, "lavaglass", 6)
    assert not LowResultWord.objects.exists()


def test_only_known_words_that_find_little_are_counted_and_shown_from_five_times(client, counting, sign_in):
    WordGroup.objects.create(words="lavaglass", also="obsidian")
    ask(client, "jane doe lavaglass 206-555-0100", 4)
    assert low_result_words() == []
    ask(client, "lavagalss")
    assert low_result_words() == [("lavaglass", 5)]
    assert set(LowResultWord.objects.values_list("text", flat=True)) == {"lavaglass"}
    ask(client, "housing assistance", 6)
    assert low_result_words() == [("lavaglass", 5)]
    assert "lavaglass" in sign_in("Moderators").get("/admin/search-words/found-little/").content.decode()


def test_counts_go_after_thirty_days_and_at_once_when_counting_ends(client, counting):
    WordGroup.objects.create(words="lavaglass", also="obsidian")
    old = timezone.localdate() - datetime.timedelta(days=30)
    LowResultWord.objects.create(day=old, text="lavaglass", times=50)
    assert low_result_words() == []
    call_command("search_check", stdout=io.StringIO())
    assert not LowResultWord.objects.filter(day=old).exists()
    ask(client, "lavaglass")
    counting.count_low_result_words = False
    counting.save()
    assert not LowResultWord.objects.exists()
