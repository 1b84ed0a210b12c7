"""The words that staff keep, in the form in which a query finds them."""

from collections import Counter
from collections.abc import Iterable, Sequence

from django.db import transaction

from .analysis import is_faint, is_light, stem, words
from .index import count_listed
from .models import Phrase, WordGroup
from .models.rules import MOST_WORDS, lines


def key_of(content: Iterable[str], language: str) -> str:
    """Return the key of a phrase: the stems of its words, whatever their order."""
    return f"{language}:{' '.join(sorted({stem(word, language) for word in content}))}"[:250]


def content_words(text: str, language: str) -> list[str]:
    """Return the folded words of a phrase that say something; all of them where none names anything ("can't go on")."""
    found = words(text)
    strong = [word for word in found if not is_light(word, language)]
    return strong if names_something(strong, language) else found


def names_something(content: Iterable[str], language: str) -> bool:
    """Return whether one of the words is more than a small one."""
    return any(not is_light(word, language) and not is_faint(word, language) for word in content)


@transaction.atomic
def list_phrases(groups: Iterable[WordGroup]) -> None:
    """Bring what search looks up in line with the groups."""
    groups = list(groups)
    unlist_phrases(groups)
    phrases = []
    for group in groups:
        contents = (content_words(text, group.language)[:MOST_WORDS] for text in lines(group.words))
        phrases += [
            Phrase(group=group, key=key_of(content, group.language), words=" ".join(content)[:250])
            for content in contents
            if content
        ]
    Phrase.objects.bulk_create(phrases)
    _count(phrases, 1)


@transaction.atomic
def unlist_phrases(groups: Iterable[WordGroup]) -> None:
    """Take the groups out of what search looks up."""
    old = Phrase.objects.filter(group__in=groups)
    _count(list(old), -1)
    old.delete()


def _count(phrases: list[Phrase], step: int) -> None:
    """Count the words of phrases as listed (1) or not any more (-1), in the language they were listed in."""
    found: dict[str, Counter] = {}
    for phrase in phrases:
        language = phrase.key.partition(":")[0]
        found.setdefault(language, Counter()).update(phrase.words.split())
    for language, counted in sorted(found.items()):
        count_listed({word: step * times for word, times in counted.items()}, language)


def windows(content: Sequence[str]) -> list[tuple[int, int]]:
    """Return (start, end) of every run of one to five words, the longest first."""
    size = len(content)
    return [
        (start, start + length) for length in range(min(MOST_WORDS, size), 0, -1) for start in range(size - length + 1)
    ]
