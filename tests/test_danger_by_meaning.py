"""What a whole question means puts help first where no line does, and weighs what is only a hint."""

import json
import tomllib
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from search import danger_by_meaning, meaning
from search.models import WordGroup
from search.query import search
from search.understanding import understand
from search.wagtail_hooks import look_at_meaning

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

SET = Path(__file__).parent / "search_set" / "danger.toml"
EXAMPLES = """
[en.danger]
worked_with = ["the roof is on fire and I am under it", "the water is up to my neck"]
[en.ordinary]
worked_with = ["how to paint a roof", "what does water cost"]
"""


@pytest.fixture
def fresh():
    """What was read of the model and of the weights is read anew, before and after."""

    def forget():
        meaning.forget()
        danger_by_meaning._learned.cache_clear()

    forget()
    yield
    forget()


@pytest.fixture
def own_weights(tmp_path, monkeypatch, fresh):
    """Weights of our own, in place of those of the site; gives their file."""
    file = tmp_path / "weights.json"
    monkeypatch.setattr(danger_by_meaning, "WEIGHTS", file)
    return file


def test_the_weights_were_learned_from_the_examples_of_today_with_the_model_of_today():
    """After a change of either: script/manage learn_danger tests/search_set/danger.toml."""
    kept = json.loads(danger_by_meaning.WEIGHTS.read_text())
    examples = danger_by_meaning.examples_in(tomllib.loads(SET.read_text()))
    assert (kept["model"], kept["examples"]) == (meaning.name(), danger_by_meaning.digest(examples))
    assert len(kept["weights"]) == len(meaning.of_question("anything"))


@pytest.mark.parametrize(
    ("typed", "language"),
    [
        ("the window is nailed shut and i smell smoke", "en"),
        ("two cars came for us and the girls are crying", "en"),
        ("se llevaron las llaves y dicen que al rato vuelven por mi", "es"),
        ("jemand steht vor meiner Tür und will mich umbringen", "en"),
    ],
)
def test_what_no_line_says_is_understood(typed, language):
    WordGroup.objects.filter(danger=True).delete()
    assert not understand(typed, language).danger
    assert search(typed, language).help_first


def test_a_line_holds_whatever_the_whole_means_and_a_hint_is_weighed():
    typed = "where is cheap yoga in lavaglass street for obsidian workers"
    assert not search(typed, "en").question.danger
    hint = WordGroup.objects.create(words="lavaglass + obsidian", danger=True)
    assert understand(typed, "en").danger_hint
    assert not search(typed, "en").question.danger
    hint.words = "lavaglass + obsidian\nlavaglass street"
    hint.save()
    assert search(typed, "en").question.danger


def test_a_hint_counts_where_the_meaning_is_not_sure(monkeypatch):
    monkeypatch.setattr(danger_by_meaning, "logit_of", lambda means: 0.5)
    assert not search("see lavaglass and obsidian", "en").question.danger
    WordGroup.objects.create(words="lavaglass + obsidian", danger=True)
    assert search("see lavaglass and obsidian", "en").question.danger


def test_of_a_word_or_two_lines_alone_decide(monkeypatch):
    monkeypatch.setattr(danger_by_meaning, "logit_of", lambda means: -100.0)
    WordGroup.objects.create(words="lavaglass + obsidian", danger=True)
    assert search("obsidian lavaglass", "en").question.danger
    assert not search("see obsidian lavaglass", "en").question.danger
    monkeypatch.setattr(danger_by_meaning, "logit_of", lambda means: 100.0)
    assert not search("basalt again", "en").question.danger
    assert search("see basalt again", "en").question.danger
    # Without blanks, two letters are as much as a word.
    assert search("有人在门外要杀我", "en").question.danger


def test_where_search_goes_by_words_alone_lines_do(settings, fresh):
    settings.SEARCH_MEANING = False
    assert search("he is hitting me with a belt", "en").question.danger
    assert not search("jemand steht vor meiner Tür und will mich umbringen", "en").question.danger


KEPT = {"model": meaning.name(), "examples": "", "beginning": 9000, "weights": [0] * 512}


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "{}",
        "[1]",
        json.dumps(KEPT | {"model": "other 1.0"}),
        json.dumps(KEPT | {"weights": [0] * 7}),
        json.dumps(KEPT | {"weights": ["much"] * 512}),
        json.dumps(KEPT | {"beginning": float("nan")}),
    ],
)
def test_weights_that_are_not_those_of_the_model_are_not_used_and_staff_learn_of_it(own_weights, text):
    if text is not None:
        own_weights.write_text(text)
    typed = "he lavaglass him with the obsidian"
    assert not search(typed, "en").question.danger
    WordGroup.objects.create(words="lavaglass + obsidian", danger=True)
    assert search(typed, "en").question.danger
    (finding,) = look_at_meaning()
    assert not finding.is_well
    assert "lines alone" in finding.text


def test_weights_of_the_model_are_used_and_well(own_weights):
    own_weights.write_text(json.dumps(KEPT))
    assert search("where is the library", "en").question.danger
    (finding,) = look_at_meaning()
    assert finding.is_well


def test_what_is_corrected_into_another_language_is_weighed_as_it_was_typed_too(monkeypatch):
    read = []
    monkeypatch.setattr(danger_by_meaning, "logit_of", lambda means: read.append(means) or 0.0)
    question = understand("he is at the conseling office", "en")
    assert question.corrected
    danger_by_meaning.is_danger(question)
    assert len(read) == 2


def test_a_title_that_was_typed_is_no_call_for_help(add_article, monkeypatch):
    monkeypatch.setattr(danger_by_meaning, "logit_of", lambda means: 100.0)
    add_article("If they leave again")
    assert not search("if they leave again", "en").question.danger
    assert search("if they leave me again", "en").question.danger
    WordGroup.objects.create(words="they leave", danger=True)
    assert search("if they leave again", "en").question.danger


def test_words_of_one_letter_are_words(monkeypatch):
    monkeypatch.setattr(danger_by_meaning, "logit_of", lambda means: 100.0)
    assert search("i see basalt", "en").question.danger


def test_one_command_learns_from_a_file_of_examples(own_weights, tmp_path, capsys):
    file = tmp_path / "examples.toml"
    file.write_text(EXAMPLES)
    call_command("learn_danger", file)
    assert capsys.readouterr().out.startswith("Learned from 4 questions, 2 of them about danger.\n")

    def speaks_of_it(text):
        return danger_by_meaning.logit_of(meaning.of_question(text)) > 0

    assert speaks_of_it("I am under a roof on fire")
    assert not speaks_of_it("what does paint for the roof cost")


@pytest.mark.parametrize(
    "text",
    [
        "[en",
        "[en]\ndanger = 1",
        "en = 1",
        "[en.danger]\nworked_with = []",
        EXAMPLES.replace('["', '"').replace('"]', '"').replace('", "', " "),
        EXAMPLES.replace('"what does water cost"', "12"),
    ],
)
def test_a_file_that_holds_no_examples_is_refused_in_words_and_changes_nothing(own_weights, tmp_path, text):
    file = tmp_path / "examples.toml"
    file.write_text(text)
    with pytest.raises(CommandError, match="cannot be read as examples"):
        call_command("learn_danger", file)
    assert not own_weights.exists()


def test_nothing_is_learned_where_search_goes_by_words_alone(settings, own_weights, tmp_path):
    settings.SEARCH_MEANING = False
    file = tmp_path / "examples.toml"
    file.write_text(EXAMPLES)
    with pytest.raises(CommandError, match="words alone"):
        call_command("learn_danger", file)
    assert not own_weights.exists()


def test_what_was_learned_and_cannot_be_kept_is_told(own_weights, tmp_path, monkeypatch):
    file = tmp_path / "examples.toml"
    file.write_text(EXAMPLES)
    monkeypatch.setattr(danger_by_meaning, "WEIGHTS", tmp_path / "not-there" / "weights.json")
    with pytest.raises(CommandError, match=r"What was learned cannot be kept: .*not-there"):
        call_command("learn_danger", file)
