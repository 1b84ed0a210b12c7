"""The words that staff keep, in the form in which a query finds them."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from django.db import transaction

from . import danger
from .analysis import is_light, stem_of_page, words
from .danger import is_small
from .index import count_listed
from .models import Pattern, Phrase, WordGroup
from .models.rules import MOST_WORDS, lines, named


def key_of(content: Iterable[str], language: str) -> str:
    """Return the key of a phrase that staff wrote: the stems of its words, whatever their order."""
    return key_of_stems((stem_of_page(word, language) for word in content), language)


def key_of_stems(stems: Iterable[str], language: str) -> str:
    """Return the key of a phrase whose words are cut to their stems already."""
    return f"{language}:{' '.join(sorted(set(stems)))}"[:250]


def content_words(text: str, language: str) -> list[str]:
    """Return the folded words of staff's phrase that say something, or all if none names anything ("can't go on")."""
    found = words(text, of_page=True)
    strong = [word for word in found if not is_light(word, language)]
    return strong if strong_words(strong, language) else found


def strong_words(content: Iterable[str], language: str) -> int:
    """Return how many of the words are more than small ones."""
    return sum(not is_small(word, language) for word in content)


@transaction.atomic
def list_phrases(groups: Iterable[WordGroup]) -> None:
    """Bring what search looks up in line with the groups, and with those that use the names of these."""
    groups = {group.pk: group for group in groups}
    languages = {group.named_before for group in groups.values()} | {g.language for g in groups.values() if g.name}
    groups = {group.pk: group for group in WordGroup.objects.filter(language__in=languages, danger=True)} | groups
    unlist_phrases(groups.values())
    names = {language: named(language) for language in {group.language for group in groups.values()}}
    patterns = [
        line for group in groups.values() if group.danger for line in _patterns_of(group, names[group.language])
    ]
    Pattern.objects.bulk_create(pattern for pattern, _anchors in patterns)
    phrases = [phrase for group in groups.values() for phrase in _phrases_of(group)]
    phrases += [
        Phrase(group=pattern.group, key=danger_key(anchor, pattern.group.language), pattern=pattern)
        for pattern, anchors in patterns
        for anchor in anchors
    ]
    Phrase.objects.bulk_create(phrases)
    _count(phrases, 1)


def _phrases_of(group: WordGroup) -> Iterator[Phrase]:
    """Yield how each line is found by what it says, in any order; a list that is only named is not looked for."""
    leads = group.same or group.also or group.page_id
    for text in lines(group.words):
        content = content_words(danger.NAME.sub(" ", text), group.language)
        if leads and content and not danger.is_pattern(text):
            content = content[:MOST_WORDS]
            yield _phrase(group, key_of(content, group.language), content)
        else:
            # Nothing is found by these: they are here so that their slips are understood.
            for start in range(0, len(content), MOST_WORDS):
                yield _phrase(group, f"{group.language}:", content[start : start + MOST_WORDS])


def _phrase(group: WordGroup, key: str, content: list[str]) -> Phrase:
    return Phrase(group=group, key=key, words=" ".join(content)[:250], unshown=group.unshown)


def _patterns_of(group: WordGroup, names: dict[str, list[str]]) -> Iterator[tuple[Pattern, list[str]]]:
    """Yield each line about danger with the words by which it is found."""
    unless = danger.one_of(lines(group.unless), group.language, names)
    for line in lines(group.words):
        text = danger.resolved(line, group.language, names)
        if anchors := danger.anchors(text, group.language):
            yield Pattern(group=group, text=text, unless=unless), anchors


def danger_key(anchor: str, language: str) -> str:
    """Return the key by which lines about danger are found that have this mark in their rarest place."""
    return f"{language}!{anchor}"[:250]


@transaction.atomic
def unlist_phrases(groups: Iterable[WordGroup]) -> None:
    """Take the groups out of what search looks up."""
    old = Phrase.objects.filter(group__in=groups)
    _count(list(old.exclude(words="")), -1)
    old.delete()
    Pattern.objects.filter(group__in=groups).delete()


def _count(phrases: list[Phrase], step: int) -> None:
    """Count the words of phrases as listed (1) or not any more (-1), in the language they were listed in."""
    found: dict[tuple[str, str], Counter] = {}
    for phrase in phrases:
        if phrase.words:
            kind = (phrase.key.partition(":")[0], "unshown" if phrase.unshown else "listed")
            found.setdefault(kind, Counter()).update(phrase.words.split())
    for (language, column), counted in sorted(found.items()):
        count_listed({word: step * times for word, times in counted.items()}, language, column)


def windows(content: Sequence[str]) -> list[tuple[int, int]]:
    """Return (start, end) of every run of one to five words, the longest first."""
    size = len(content)
    return [
        (start, start + length) for length in range(min(MOST_WORDS, size), 0, -1) for start in range(size - length + 1)
    ]
