"""What typed words stand for, worked out on a site that uses a handful of words only."""

import pytest

from search.index import learn
from search.models import Phrase, Spelling, Word, WordGroup
from search.understanding import understand

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


@pytest.fixture
def site_says():
    """Make the site use these words only: {word: number of entries} for each language."""
    Phrase.objects.all().delete()
    Spelling.objects.all().delete()
    Word.objects.all().delete()

    def use(en=(), es=()):
        for language, words in (("en", en), ("es", es)):
            words = words if isinstance(words, dict) else dict.fromkeys(words, 1)
            learn(words, language)
            for text, entries in words.items():
                Word.objects.filter(language=language, text=text).update(entries=entries)

    return use


def meant(typed, language="en", **options):
    return {word.text: word for word in understand(typed, language, **options).words}


def english(word):
    """Return {English term: what it counts}, without the word itself."""
    return {key[3:]: weight for key, weight in word.terms.items() if key.startswith("en:") and weight < 1}


def test_twenty_words_count_and_small_ones_between_them_do_not(site_says):
    site_says()
    words = [f"zq{letter}" for letter in "abcdefghijklmnopqrstuvwxy"]
    assert [*meant(" ".join(words))] == words[:20]
    assert [*meant(" the ".join(words[:21]))] == words[:20]


def test_a_word_of_another_language_counts_less(site_says):
    site_says()
    assert meant("quilt")["quilt"].terms == {"en:quilt": 1, "es:quilt": 0.6}
    assert meant("quilt", "es")["quilt"].terms == {"es:quilt": 1, "en:quilt": 0.6}


def test_a_small_word_of_another_language_counts_only_where_pages_use_it(site_says):
    site_says(en={"shelter": 3, "donde": 0})
    assert [*meant("donde shelter")] == ["shelter"]
    assert [*meant("cuando shelter")] == ["shelter"]
    Word.objects.filter(text="donde").update(entries=1)
    assert [*meant("donde shelter")] == ["donde", "shelter"]
    assert [*meant("cuando donde", "es")] == ["cuando", "donde"], "all of them, if none says anything"


@pytest.mark.parametrize(
    ("typed", "growing", "completes"),
    [("ta", True, True), ("ta", False, False), ("tab", False, True), ("t", True, False)],
)
def test_the_last_word_is_the_beginning_of_others_from_three_letters_on_or_two_while_typing(
    site_says, typed, growing, completes
):
    site_says(en=["tabloid"])
    assert ("tabloid" in english(meant(f"warm {typed}", growing=growing)[typed])) is completes
    site_says(en=["obsidic", "obsidianite"])
    assert not meant("obsidia")["obsidia"].corrected, "a beginning is no slip"


def test_a_small_word_begins_nothing(site_says):
    site_says(en=["theatre", "shelter"])
    assert "theatr" not in english(meant("shelter the")["shelter"])
    assert all("theatr" not in english(word) for word in meant("the").values())


def test_what_completes_a_word_that_is_known_counts_less(site_says):
    site_says(en=["art", "artist"], es=["artista"])
    assert english(meant("art")["art"])["artist"] == 0.15
    assert meant("art")["art"].terms["es:artist"] == pytest.approx(0.15 * 0.6)
    assert english(meant("art", growing=True)["art"])["artist"] == 0.5
    assert english(meant("arti")["arti"])["artist"] == 0.5


def test_two_words_stand_for_the_one_they_make_together(site_says):
    site_says(en=["obsidianite", "obsidix"])
    words = meant("obsidi anite glow")
    assert english(words["obsidi"]) == english(words["anite"]) == {"obsidianit": 0.8}
    assert english(words["glow"]) == {}
    assert not words["obsidi"].corrected, "so neither is a slip"


@pytest.mark.parametrize(
    ("known", "weight"), [((), 0.8), (("house",), 0.8), (("coat",), 0.8), (("house", "coat"), 0.4)]
)
def test_words_that_are_written_apart_as_well_stand_less_for_the_one_they_make(site_says, known, weight):
    site_says(en=["housecoat", *known])
    assert english(meant("house coat")["house"])["housecoat"] == weight


def test_a_word_spelt_right_in_the_language_of_the_others_is_no_slip(site_says):
    site_says(en=["sills"])

    def is_corrected(typed):
        return bool(meant(typed)["silla"].corrected)

    assert is_corrected("silla")
    assert not is_corrected("silla ventana"), "both are Spanish"
    assert is_corrected("silla garden"), "as many of one as of the other"
    assert is_corrected("silla ventana garden"), "one more says little"
    assert not is_corrected("silla ventana cocina garden"), "two more do"


def test_the_nearest_spelling_is_taken_and_two_nearly_as_near_beside_it(site_says):
    # Each a neighbour on the keyboard away.
    site_says(en=["zanjer", "zanler", "zanmer", "zanoer"])
    word = meant("zanker")["zanker"]
    weights = sorted(english(word).values(), reverse=True)
    assert weights == [0.9, 0.4, 0.4]
    assert word.corrected == "zanjer"


def test_what_is_clearly_further_is_not_taken(site_says):
    # A letter doubled (0.6), one for another that sounds alike (0.7), any other letter (1), and a second one (1.7).
    site_says(en=["zankker", "zancer", "zanger", "zunkep"])
    assert english(meant("zanker")["zanker"]).keys() == {"zankker", "zancer", "zanger"}


def test_each_is_measured_against_the_nearest(site_says):
    # 0.6, 1 and 1.3 slips: the last is near to the second, but not to the first.
    site_says(en=["zankker", "zanger", "zaknerr"])
    assert english(meant("zanker")["zanker"]) == {"zankker": 0.9, "zanger": 0.4}


def test_two_whole_slips_in_a_long_word_are_forgiven_and_no_more(site_says):
    site_says(en=["obsidian"])
    assert meant("obpidiaw")["obpidiaw"].corrected == "obsidian"
    assert not meant("obpidwaw")["obpidwaw"].corrected


def test_a_word_ten_times_as_frequent_may_be_a_quarter_of_a_slip_further(site_says):
    site_says(en={"zankker": 1, "zanger": 1})
    assert meant("zanker")["zanker"].corrected == "zankker"
    Word.objects.filter(text="zanger").update(entries=79)
    assert meant("zanker")["zanker"].corrected == "zanger"


def test_a_word_of_the_page_s_language_is_preferred(site_says):
    site_says(en=["zankker", "foolleb"], es=["zancer", "mobblar", "foolek"])
    assert meant("zanker")["zanker"].corrected == "zankker"
    assert meant("zanker", "es")["zanker"].corrected == "zancer"
    assert meant("moblar")["moblar"].corrected == "mobblar", "of another, where there is none"
    # 0.6 slips in the other language are nearer than a whole one in this.
    assert meant("foollek")["foollek"].corrected == "foolek"


def test_another_form_of_a_word_that_is_written_is_no_slip_and_the_next_word_still_may_be(site_says):
    site_says(en=["blorps", "blorked", "zunker"])
    words = meant("blorped zanker")
    assert not words["blorped"].corrected
    assert words["zanker"].corrected == "zunker"


def test_words_only_staff_use_are_understood_without_being_shown(site_says):
    site_says(en={"zunker": 0})
    word = meant("zanker")["zanker"]
    assert (word.corrected, word.meant, word.listed) == ("", "zunker", True)
    Word.objects.update(listed=1)
    assert meant("zanker")["zanker"].corrected == "zunker"


@pytest.mark.parametrize(("typed", "parts"), [
    ("artday", "art day"),  # six letters
    ("artdy", ""),  # five are too few
    ("tvroom", "tv room"),  # two at the beginning
    ("roomtv", "room tv"),  # or at the end
    ("ofroom", "of room"),  # a small word may be one of them, used or not
    ("theirthe", ""),  # but not both
    ("artzzz", ""),  # and both have to be words
    ("theirq", ""),  # and a letter is none
])  # fmt: skip
def test_a_long_word_is_read_as_two(site_says, typed, parts):
    site_says(en=["art", "day", "dy", "tv", "room", "q"])
    word = meant(typed)[typed]
    assert word.corrected == parts
    said = [part for part in parts.split() if part != "of"]
    assert english(word).keys() == set(said)
    assert all(weight >= 0.8 for weight in english(word).values())
    assert not word.listed or not parts


def test_of_several_ways_to_part_a_word_the_one_of_longer_and_of_more_frequent_words_is_taken(site_says):
    site_says(en={"ab": 9, "cdefg": 9, "abc": 2, "defg": 9, "abcd": 1, "efg": 9})
    assert meant("abcdefg")["abcdefg"].corrected == "abc defg"
    Word.objects.filter(text="abcd").update(entries=3)
    assert meant("abcdefg")["abcdefg"].corrected == "abcd efg"
    # Of two alike, the first.
    Word.objects.filter(text="abcd").update(entries=2)
    assert meant("abcdefg")["abcdefg"].corrected == "abc defg"


def test_words_of_two_letters_part_a_word_only_where_no_spelling_is_near(site_says):
    site_says(en=["xy", "zankel", "xyzannkel"])
    word = meant("xyzankel")["xyzankel"]
    assert word.corrected == "xyzannkel"
    assert "xy" not in english(word)
    Word.objects.filter(text="xyzannkel").delete()
    assert meant("xyzankel")["xyzankel"].corrected == "xy zankel"
    # A whole slip is not near.
    learn(["xyzanpel"], "en")
    Word.objects.filter(text="xyzanpel").update(entries=1)
    assert meant("xyzankel")["xyzankel"].corrected == "xy zankel"


def test_a_spelling_that_is_very_near_is_shown_and_the_parts_are_looked_for_beside_it(site_says):
    site_says(en=["xyw", "zankel", "xywzannkel"])
    word = meant("xywzankel")["xywzankel"]
    assert word.corrected == "xywzannkel"
    assert {"xyw", "zankel"} <= english(word).keys()


def test_a_spelling_that_is_a_whole_slip_away_gives_way_to_two_words(site_says):
    site_says(en=["xyw", "zankel", "xywzpnkel"])
    word = meant("xywzankel")["xywzankel"]
    assert (word.corrected, word.listed) == ("xyw zankel", False)


# Staff's lists


def listed(typed, language="en"):
    """Return the lines of the lists that a question stands for, in their order."""
    return [group.words for group in understand(typed, language).groups]


def test_a_word_of_the_page_s_language_is_in_no_list_of_another_and_hides_none_after_it(site_says):
    site_says(en=["sol", "glass"])
    for words in ("sol", "vidrio", "morir"):
        WordGroup.objects.create(words=words, also="luz", language="es")
    assert listed("more") == [], "a small word of English"
    assert listed("sol vidrio") == ["vidrio"]
    assert sorted(listed("sol vidrio", "es")) == ["sol", "vidrio"]


def test_small_words_are_a_line_together_and_never_one_by_itself(site_says):
    site_says(en=["glass"])
    for words in ("go on", "on"):
        WordGroup.objects.create(words=words, also="glass")
    assert listed("I want to go on") == ["go on"]
    assert listed("on") == []


def test_a_phrase_takes_the_words_inside_it_with_it(site_says):
    site_says(en=["glass", "volcano", "black", "lamp", "window"])
    for words in ("glass", "volcano", "glass volcano", "glass volcano", "volcano black", "black window"):
        WordGroup.objects.create(words=words, also="lamp")
    assert listed("glass volcano") == ["glass volcano"] * 2, "two lists have it"
    assert sorted(listed("glass volcano black")) == ["glass volcano"] * 2 + ["volcano black"], "neither holds the other"
    assert {*listed("glass volcano black window")} == {"glass volcano", "volcano black", "black window"}
    assert listed("glass") == ["glass"]


def test_what_a_list_leads_to_counts_by_its_strongest_line(site_says):
    site_says(en=["glass", "volcano", "stone", "lamp"])
    WordGroup.objects.create(words="stone\nglass volcano", also="lamp")
    word, phrase = (understand(typed, "en").added["en:lamp"] for typed in ("stone", "glass volcano"))
    assert 0 < word < phrase
    assert understand("stone glass volcano", "en").added["en:lamp"] == phrase
    # A second list that leads there by a word takes nothing away.
    WordGroup.objects.create(words="black", also="lamp")
    assert understand("black glass volcano", "en").added["en:lamp"] == phrase


def test_lines_that_mean_the_same_lead_to_each_other_and_else_only_to_what_is_named(site_says):
    site_says(en=["glass", "stone", "lamp"])
    group = WordGroup.objects.create(words="glass\nstone", also="lamp")
    assert "en:stone" not in understand("glass", "en").added
    group.same = True
    group.save()
    assert {"en:stone", "en:lamp", "es:lamp"} <= understand("glass", "en").added.keys()


def test_a_line_about_danger_is_held_against_what_was_typed_in_its_own_language_first(site_says):
    site_says(en=["hits", "tennis", "sale"], es=["pega"])
    danger = WordGroup.objects.create(words="he/she hits me", unless="tennis", danger=True)
    spanish = WordGroup.objects.create(words="me pega", danger=True, language="es")
    for typed, language, group in (
        ("he hits me", "en", danger),
        ("me pega", "es", spanish),
        ("me pega", "en", spanish),
    ):
        question = understand(typed, language)
        assert (question.danger, question.groups) == (True, [group]), typed
    WordGroup.objects.create(words="sale", danger=True, language="es")
    assert understand("sale", "es").danger, "by itself it says nothing to whoever writes English"
    for typed in ("he hits tennis balls at me", "hits", "he hits", "sale"):
        question = understand(typed, "en")
        assert (question.danger, question.groups) == (False, []), typed
