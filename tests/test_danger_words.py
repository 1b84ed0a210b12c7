"""Words about danger: who does what to whom puts help first; a subject, a figure of speech, half of a phrase do not."""

import tomllib
from io import StringIO
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command

from search import danger
from search.models import Pattern, Phrase, Word, WordGroup
from search.query import search
from search.understanding import understand

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

QUESTIONS = tomllib.loads((Path(__file__).parent / "search_set" / "danger.toml").read_text())


def is_danger(words, language="en"):
    """Return whether a line of staff says so; what the whole means comes to that (test_danger_by_meaning.py)."""
    question = understand(words, language)
    return question.danger or question.danger_hint


def is_help_first(words, language):
    return search(words, language).question.danger


@pytest.fixture
def add():
    """Add a list of search words, without those of the first content."""
    # One after the other, they would count their words down; that is tested by itself.
    for model in (Phrase, Pattern, WordGroup):
        model.objects.all()._raw_delete("default")
    Word.objects.update(listed=0, unshown=0)

    def add(words, language="en", danger=True, **fields):
        group = WordGroup(words=words, language=language, danger=danger, **fields)
        group.full_clean()
        group.save()
        return group

    return add


# The test set


def asked(kind, part, every=1):
    """Return the (question, language) of a part, or of the long list one in so many."""
    return [(words, language) for language in ("en", "es") for words in QUESTIONS[language][kind][part]][::every]


PARTS = pytest.mark.parametrize(("part", "every"), [("worked_with", 10), ("only_measured", 1)])


@PARTS
def test_what_people_in_danger_type_puts_help_first(every_search_word, part, every):
    questions = asked("danger", part, every)
    missed = [words for words, language in questions if not is_help_first(words, language)]
    assert len(missed) <= 0.05 * len(questions), missed


@PARTS
def test_ordinary_questions_do_not(every_search_word, part, every):
    questions = asked("ordinary", part, every)
    set_off = [words for words, language in questions if is_help_first(words, language)]
    assert len(set_off) <= 0.1 * len(questions), set_off


def test_the_set_is_large_and_a_part_of_it_was_only_measured():
    for kind in ("danger", "ordinary"):
        every = [*asked(kind, "worked_with"), *asked(kind, "only_measured")]
        assert len(set(every)) == len(every) >= 200
        assert len(asked(kind, "only_measured")) >= 65
    dangerous, ordinary = (
        {words for part in ("worked_with", "only_measured") for words, _language in asked(kind, part)}
        for kind in ("danger", "ordinary")
    )
    assert not dangerous & ordinary


def test_no_line_of_the_first_lists_is_silenced_by_its_own_exceptions(every_search_word):
    dead = []
    for pattern in Pattern.objects.select_related("group"):
        exceptions = {tuple(one.split(danger.NEXT)) for one in pattern.unless.split(danger.OTHER) if one}
        for _between, alternatives in danger.places(pattern.text):
            said = [marks for some in alternatives.values() for marks in some]
            if all(
                any(marks[at : at + len(one)] == one for one in exceptions for at in range(len(marks)))
                for marks in said
            ):
                dead.append((pattern.group.language, pattern.text))
    assert dead == []


# What a line can say


@pytest.mark.parametrize(
    ("line", "yes", "no"),
    [
        ("he/she lavas me", ["he lavas me", "she always lavas me", "HE LAVA'S ME"], ["lavas me", "me lavas he"]),
        ("he lava me", ["he would surely lava me"], ["he put on his new lava for me"]),
        ("he … lava … me", ["he put on his new lava to please me"], ["he lava"]),
        ("off-to/gone lava", ["off to lava", "gone lava"], ["off lava"]),
        ("lava + he", ["lava was what he chose for somebody", "he is so lava"], ["lava", "he"]),
        ('"lava"', ["lava", "please lava now", "the lava"], ["lava museum", "where is lava counseling"]),
    ],
)
def test_a_line_says_which_words_stand_where(add, line, yes, no):
    add(line)
    assert [words for words in yes if not is_danger(words)] == []
    assert [words for words in no if is_danger(words)] == []


def test_small_mistakes_are_understood_in_a_line(add):
    add("he/she splinters me")
    assert is_danger("he splintres me")


def test_a_line_takes_the_words_of_a_list_with_a_name_and_follows_its_changes(add):
    named = add("lavas/melts\nsets fire to", danger=False, name="burn it")
    add("he [burn it] me")
    assert is_danger("he melts me")
    assert is_danger("he sets fire to me")
    assert not is_danger("he freezes me")
    named.words = "freezes"
    named.save()
    assert is_danger("he freezes me")
    assert not is_danger("he melts me")
    named = WordGroup.objects.get(pk=named.pk)
    named.name = "other"
    named.save()
    assert not is_danger("he freezes me")


def test_what_one_list_is_sure_of_no_hint_of_another_takes_back_and_both_are_meant(add):
    sure = add("he splinters me")
    hint = add("he + obsidian")
    question = understand("he splinters me with obsidian", "en")
    assert question.danger
    assert set(question.groups) == {sure, hint}


def test_a_list_that_is_gone_takes_its_lines_and_words_along(add):
    named = add("lavas", danger=False, name="burn")
    group = add("he [burn] me")
    assert is_danger("he lavas me")
    named.delete()
    assert not is_danger("he lavas me")
    group.delete()
    assert not Pattern.objects.exists()
    assert not Phrase.objects.exists()
    assert not Word.objects.filter(listed__gt=0).exists()


def test_exceptions_silence_a_list(add):
    add("museum/museums", danger=False, name="about")
    add("lava", unless="[about]\nlava lamp")
    assert is_danger("lava")
    assert not is_danger("lava museums")
    assert not is_danger("a lava lamp for sale")
    assert is_danger("lava near a lamp")


def test_what_hangs_on_a_spanish_verb_counts_as_a_word(add):
    add("quiere matar me", language="es")
    for words in ("quiere matarme", "quiere matar me", "quiere matárme"):
        assert is_danger(words, "es")
    assert not is_danger("quiere matar el tiempo", "es")


def test_a_word_of_the_pages_own_language_is_no_danger_in_another(add):
    add("once", language="es")
    assert not is_danger("once again", "en")
    assert is_danger("once otra vez", "es")


# What the form refuses


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"words": "he [hurts] me"}, "There is no list named “hurts”."),
        ({"words": "???"}, "has no words"),
        ({"words": "one two three four five six seven"}, "too long"),
        ({"words": "help"}, "too common to stand alone"),
        ({"words": "lava/me"}, "too common to stand alone"),
        ({"words": "lava", "unless": "[nothing]"}, "There is no list named “nothing”."),
    ],
)
def test_a_line_that_could_not_work_is_refused_in_words(add, fields, said):
    with pytest.raises(ValidationError, match=said):
        add(**fields)


def test_a_name_stands_for_one_list_of_a_language(add):
    add("lava", danger=False, name="burn")
    with pytest.raises(ValidationError, match="has this name"):
        add("melts", danger=False, name="Burn")
    add("quema", danger=False, name="burn", language="es")


def test_lines_that_lead_nowhere_fast_are_bounded(add):
    add("he … he … he … he … he … lava")
    assert not is_danger("he " * 60 + "lav")


# What visitors see


@pytest.mark.parametrize("words", ["ayuda", "socorro", "auxilio", "help me"])
def test_a_plain_call_is_not_told_that_nothing_was_found(client, words):
    page = client.get("/search/", {"q": words}).content.decode()
    assert page.index('id="get-help-now"') < page.index('role="status"', page.index("<main"))
    assert "Nothing here has these words" not in page
    assert ">0 results<" not in " ".join(page.split())


# A site that began with version 1.0.0


def test_an_older_site_gets_the_lists_and_keeps_what_staff_changed():
    for model in (Phrase, Pattern):
        model.objects.all()._raw_delete("default")
    WordGroup.objects.exclude(name="")._raw_delete("default")
    WordGroup.objects.filter(danger=True)._raw_delete("default")
    old = WordGroup.objects.get(words__startswith="gun\nknife")
    old.danger = True
    old.save()
    mine = WordGroup.objects.create(words="lavaglass", danger=True)
    assert is_danger("knife skills class")
    said = StringIO()
    call_command("load_danger_words", stdout=said)
    assert "- lavaglass (English)" in said.getvalue()
    assert not is_danger("knife skills class")
    assert is_danger("he held a knife to my throat")
    assert is_danger("lavaglass")
    assert mine in WordGroup.objects.filter(danger=True)
    number = WordGroup.objects.count()
    call_command("load_danger_words", stdout=said)
    assert WordGroup.objects.count() == number
    mine.delete()
    said = StringIO()
    call_command("load_danger_words", stdout=said)
    assert said.getvalue() == "0 lists were added.\n"
