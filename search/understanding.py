"""What a visitor means: from typed words to weighted terms, in at most four small queries.

Layers, all of them alternatives (a page never has to have every word): the words themselves in
every language of the site; for words nobody here writes, the nearest spellings; words written
apart or together; the last word as the beginning of others; what staff's search words add.
"""

import math
from itertools import pairwise

from django.conf import settings

from . import danger, spelling
from .analysis import is_faint, is_light, term_of_page, words_with_places
from .models import Phrase, WordGroup
from .models.rules import lines
from .phrases import content_words, danger_key, key_of_stems, strong_words, windows
from .question import Question, TypedWord, clean
from .replica import answering, rows_of

MOST_WORDS = 20
MOST_COMPLETIONS = 8
# What an alternative counts beside a typed word, which counts 1.
OTHER_LANGUAGE = 0.6
CORRECTED, ALSO_CORRECTED = 0.9, 0.4
APART_OR_TOGETHER, TOGETHER_KNOWN = 0.8, 0.4
COMPLETED, COMPLETED_KNOWN = 0.5, 0.15
SYNONYM, PHRASE = 0.4, 0.8
FAINT = 0.3


def languages() -> list[str]:
    """Return the languages in which words are looked up: those of the site and of the search words."""
    codes = [code for code, _name in settings.WAGTAIL_CONTENT_LANGUAGES]
    return list(dict.fromkeys([*codes, *WordGroup.Language.values]))


def get_ready() -> None:
    """Load what the first misspelt question would have to wait for."""
    for code in languages():
        spelling.is_right("", code)


def understand(typed: str, language: str, *, exact: bool = False, growing: bool = False) -> Question:
    """Return what is meant by ``typed`` on pages of ``language``.

    ``exact`` takes every word as it is written; ``growing`` says that the last one is still being typed.
    """
    question = Question(clean(typed), language)
    runs = list(words_with_places(question.text))
    # A run with a hyphen is several words; only a run of one can be shown corrected.
    all_words = [
        TypedWord(text, start, end if len(pieces) == 1 else start) for pieces, start, end in runs for text in pieces
    ]
    if not all_words:
        return question
    all_words = _first_words(all_words, language)
    vocabulary, completions = _look_up(all_words, language, growing=growing)
    question.words = _content(all_words, vocabulary, language)
    for word in question.words:
        word.known = word.listed = word.text in vocabulary
        word.weight = FAINT if is_faint(word.text, language) else 1
        for code in languages():
            word.add(f"{code}:{question.stem(word.text, code)}", 1 if code == language else OTHER_LANGUAGE)
    last = question.words[-1]
    if all_words[-1] is last:
        for text, code in completions:
            if text != last.text:
                share = 1 if code == language else OTHER_LANGUAGE
                completed = COMPLETED_KNOWN if last.known and not growing else COMPLETED
                last.add(term_of_page(text, code), completed * share)
        if completions:
            last.known = True
    if not exact:
        _join(question, all_words, vocabulary)
        unknown = [word for word in question.words if not word.known and not word.text.isdigit()]
        spelt_in = _language_of(all_words, language) if unknown else language
        wrong = [word for word in unknown if not spelling.is_right(word.text, spelt_in)]
        if wrong:
            _correct(wrong, language)
            for word in wrong:
                _part(word, vocabulary, language)
    _add_groups(question, all_words, vocabulary)
    question.weigh()
    return question


def _first_words(typed: list[TypedWord], language: str) -> list[TypedWord]:
    """Return the first 20 words; small ones come along uncounted (200 characters bound them)."""
    kept, counted = [], 0
    for word in typed:
        counted += not is_light(word.text, language)
        if counted > MOST_WORDS:
            break
        kept.append(word)
    return kept


def _language_of(typed: list[TypedWord], language: str) -> str:
    """Return the language of what was typed: the one of the page, unless clearly more words are right in another."""
    if len(typed) == 1:
        return language
    right = {code: sum(spelling.is_right(word.text, code) for word in typed) for code in [language, *languages()]}
    best = max(right, key=lambda code: right[code])
    # One word that happens to exist elsewhere, too, says little.
    return best if right[best] >= right[language] + 2 else language


def _splits(word: str) -> list[tuple[str, str]]:
    return [(word[:place], word[place:]) for place in range(2, len(word) - 1)] if len(word) >= 6 else []


def _look_up(
    typed: list[TypedWord], language: str, *, growing: bool
) -> tuple[dict[str, dict[str, int]], list[tuple[str, str]]]:
    """Return ({word: {language: entries}} of all that might be words, [(completion, language)] of the last)."""
    wanted = {word.text for word in typed}
    wanted |= {one.text + other.text for one, other in pairwise(typed)}
    wanted |= {part for word in typed for split in _splits(word.text) for part in split}
    last = typed[-1].text
    sql = f"SELECT text, language, entries, 0 FROM search_word WHERE text IN ({', '.join(['%s'] * len(wanted))})"  # noqa: S608
    values: list = sorted(wanted)
    if len(last) >= (2 if growing else 3) and not is_light(last, language):
        # Folded words hold neither % nor _.
        sql += (
            " UNION ALL SELECT * FROM (SELECT text, language, entries, 1 FROM search_word WHERE start = %s "
            "AND text LIKE %s AND entries > 0 ORDER BY entries DESC, text, language LIMIT %s) AS beginnings"
        )
        values += [last[:2], f"{last}%", MOST_COMPLETIONS]
    vocabulary: dict[str, dict[str, int]] = {}
    completions = []
    with answering().cursor() as cursor:
        cursor.execute(sql, values)
        for text, code, entries, completes in cursor.fetchall():
            if completes:
                completions.append((text, code))
            else:
                vocabulary.setdefault(text, {})[code] = entries
    return vocabulary, completions


def _content(typed: list[TypedWord], vocabulary: dict, language: str) -> list[TypedWord]:
    """Return the words that say something; all of them if none does."""
    others = [code for code in languages() if code != language]

    def says_something(word: TypedWord) -> bool:
        if is_light(word.text, language):
            return False
        # A small word of another language, unless pages in this one use it.
        return vocabulary.get(word.text, {}).get(language, 0) > 0 or not any(
            is_light(word.text, code) for code in others
        )

    return [word for word in typed if says_something(word)] or typed[:MOST_WORDS]


def _join(question: Question, typed: list[TypedWord], vocabulary: dict) -> None:
    """Let two words stand for the one they make together: "house hold"."""
    for one, other in pairwise(typed):
        together = one.text + other.text
        if together in vocabulary:
            both_known = one.text in vocabulary and other.text in vocabulary
            for word in question.words:
                if word is one or word is other:
                    for code in vocabulary[together]:
                        word.add(term_of_page(together, code), TOGETHER_KNOWN if both_known else APART_OR_TOGETHER)
                    word.known = True


def _correct(unknown: list[TypedWord], language: str) -> None:
    """Find the nearest spellings of words that nobody here writes."""
    keys = {word.text: spelling.keys(word.text) for word in unknown}
    wanted = sorted(set().union(*keys.values()))
    if not wanted:
        return
    marks = ", ".join(["%s"] * len(wanted))
    joined = "search_spelling s JOIN search_word w ON w.id = s.word_id"
    sql = f"SELECT s.key, w.text, w.language, w.entries, w.listed FROM {joined} WHERE s.key IN ({marks})"  # noqa: S608 - our names
    near: dict[int, list[tuple[str, str, int, int]]] = {}
    with answering().cursor() as cursor:
        cursor.execute(sql, wanted)
        for key, *candidate in cursor.fetchall():
            near.setdefault(key, []).append(tuple(candidate))
    for word in unknown:
        judged = []
        most = spelling.most_slips(word.text)
        for text, code, entries, listed in {found for key in keys[word.text] for found in near.get(key, ())}:
            slips = spelling.slips(word.text, text, most)
            if slips <= most:
                # A word ten times as frequent may be a quarter of a slip further away.
                cost = slips - 0.25 * math.log10(1 + entries) + (0 if code == language else 0.3)
                judged.append((cost, text, code, entries + listed > 0))
        judged.sort()
        if any(term_of_page(text, code) in word.terms for _cost, text, code, _shown in judged):
            continue  # another form of a word that is written here
        for place, (cost, text, code, _shown) in enumerate(judged[:3]):
            if place and cost - judged[0][0] > 0.4:
                break
            word.add(term_of_page(text, code), ALSO_CORRECTED if place else CORRECTED)
        if judged:
            _cost, text, _code, shown = judged[0]
            word.corrected, word.meant, word.listed = text if shown else "", text, True


def _part(word: TypedWord, vocabulary: dict, language: str) -> None:
    """Let one word stand for the two it is made of: "nightshelter"."""
    best: tuple | None = None
    for parts in _splits(word.text):
        entries = [max(vocabulary.get(part, {}).values(), default=0) for part in parts]
        light = [is_light(part, language) for part in parts]
        if all(number > 0 or small for number, small in zip(entries, light, strict=True)) and not all(light):
            shortest = min(len(part) for part in parts)
            rank = (shortest >= 3, min(number for number, small in zip(entries, light, strict=True) if not small))
            if best is None or rank > best[0]:
                best = (rank, [part for part, small in zip(parts, light, strict=True) if not small], parts)
    if best is None or (word.corrected and spelling.slips(word.text, word.corrected) < 1 and not best[0][0]):
        return
    for part in best[1]:
        for code in vocabulary.get(part, {language: 0}):
            word.add(term_of_page(part, code), APART_OR_TOGETHER)
    if not word.corrected or spelling.slips(word.text, word.corrected) >= 1:
        word.corrected, word.listed = " ".join(best[2]), False


def _phrase_keys(
    question: Question, typed: list[tuple[str, int]], vocabulary: dict
) -> dict[str, list[tuple[int, int]]]:
    """Return {key of a phrase: [(start, end) where it may stand in what was typed]}."""
    content = [(part, word.start) for word in question.words for part in word.best.split()]
    keys: dict[str, list[tuple[int, int]]] = {}
    for code in WordGroup.Language.values:
        stems = {text: question.stem(text, code) for text, _place in (*content, *typed)}
        for row, with_small in ((content, False), (typed, True)):
            for start, end in windows(row):
                run = [text for text, _place in row[start:end]]
                if code != question.language and len(run) == 1 and _is_own(run[0], question.language, vocabulary):
                    continue  # "more" is no form of "morir" where people write English
                # Small words count only among themselves: "can't go on".
                strong = strong_words(run, code)
                if (not strong and len(run) > 1) if with_small else strong:
                    # Where it stands in what was typed, so that both ways of reading can be compared.
                    keys.setdefault(key_of_stems((stems[text] for text in run), code), []).append(
                        (row[start][1], row[end - 1][1] + 1)
                    )
    return keys


def _add_groups(question: Question, typed: list[TypedWord], vocabulary: dict) -> None:
    """Add what staff's search words say; a phrase counts more than a word, and takes the words inside it with it."""
    meant = {id(word): word.best for word in question.words}
    everything = [(text, word.start) for word in typed for text in meant.get(id(word), word.text).split()]
    keys = _phrase_keys(question, everything, vocabulary)
    said = {
        code: danger.Said((text for text, _start in everything), code, question.stem)
        for code in WordGroup.Language.values
    }
    anchors = {danger_key(mark, code) for code, read in said.items() for mark in read.marks}
    found = list(rows_of(Phrase).filter(key__in=[*keys, *anchors]).select_related("group", "pattern").order_by("pk"))
    # A word about danger in the language of the page is not one of another language as well.
    language = question.language
    ours = {phrase.key for phrase in found if phrase.pattern}
    own = {
        text
        for text, _start in everything
        if _is_own(text, language, vocabulary)
        or danger_key(danger.mark(text, language, question.stem), language) in ours
    }
    groups: dict[WordGroup, float] = {}
    for line, group in ((phrase.pattern, phrase.group) for phrase in found if phrase.pattern):
        others = own if group.language != language else ()
        is_sure = group in groups and question.danger
        if not is_sure and said[group.language].matches(line.text, line.unless, others):
            question.danger_hint |= danger.is_hint(line.text)
            question.danger |= not danger.is_hint(line.text)
            groups[group] = PHRASE
    plain = sorted((one for one in found if not one.pattern), key=lambda one: keys[one.key][0][0] - keys[one.key][0][1])
    covered: list[tuple[int, int]] = []
    for phrase in plain:
        places = [
            (start, end)
            for start, end in keys[phrase.key]
            if not any(first <= start and end <= last and end - start < last - first for first, last in covered)
        ]
        if places:
            covered += places
            several = len(content_words(phrase.words, phrase.group.language)) > 1
            groups[phrase.group] = max(PHRASE if several else SYNONYM, groups.get(phrase.group, 0))
    question.groups = list(groups)
    for group, weight in groups.items():
        for other in lines(group.also) + (lines(group.words) if group.same else []):
            for part in content_words(other, group.language):
                for code in languages():
                    key = term_of_page(part, code)
                    question.added[key] = max(weight, question.added.get(key, 0))


def _is_own(word: str, language: str, vocabulary: dict) -> bool:
    """Return whether a word belongs to the language of the page one is on."""
    own = vocabulary.get(word, {}).get(language, 0) > 0
    return own or is_light(word, language) or is_faint(word, language)
