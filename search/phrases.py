"""The words that staff keep, in the form in which a query finds them."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from django.db import transaction

from .analysis import is_faint, is_light, stem, words
from .index import count_listed
from .models import Phrase, WordGroup
from .models.rules import MOST_WORDS, lines


def key_of(content: Iterable[str], language: str) -> str:
    """Return the key of a phrase: the stems of its words, whatever their order."""
    return key_of_stems((stem(word, language) for word in content), language)


def key_of_stems(stems: Iterable[str], language: str) -> str:
    """Return the key of a phrase whose words are cut to their stems already."""
    return f"{language}:{' '.join(sorted(set(stems)))}"[:250]


def content_words(text: str, language: str, *, exactly: bool = False) -> list[str]:
    """Return the folded words of a phrase that say something; all of them where none names anything ("can't go on").

    ``exactly`` keeps the small words also where only one other is left: "hurt me" is not "hurt".
    """
    found = words(text)
    strong = [word for word in found if not is_light(word, language)]
    return found if strong_words(strong, language) < (2 if exactly else 1) else strong


def strong_words(content: Iterable[str], language: str) -> int:
    """Return how many of the words are more than small ones."""
    return sum(not is_light(word, language) and not is_faint(word, language) for word in content)


@transaction.atomic
def list_phrases(groups: Iterable[WordGroup]) -> None:
    """Bring what search looks up in line with the groups."""
    groups = list(groups)
    unlist_phrases(groups)
    phrases = [phrase for group in groups for text in lines(group.words) for phrase in _phrases_of(group, text)]
    Phrase.objects.bulk_create(phrases)
    _count(phrases, 1)


def _phrases_of(group: WordGroup, text: str) -> Iterator[Phrase]:
    """Yield how a phrase is found: by what it says; for danger, with its small words, too, where little is left."""
    loose, whole = (content_words(text, group.language, exactly=exactly)[:MOST_WORDS] for exactly in (False, True))
    for content in [loose, whole] if group.danger and loose != whole else [loose]:
        if content:
            yield Phrase(
                group=group,
                key=key_of(content, group.language),
                words=" ".join(content)[:250],
                unshown=group.unshown,
                danger=group.danger and content == whole,
            )


@transaction.atomic
def unlist_phrases(groups: Iterable[WordGroup]) -> None:
    """Take the groups out of what search looks up."""
    old = Phrase.objects.filter(group__in=groups)
    _count(list(old), -1)
    old.delete()


def _count(phrases: list[Phrase], step: int) -> None:
    """Count the words of phrases as listed (1) or not any more (-1), in the language they were listed in."""
    found: dict[tuple[str, str], Counter] = {}
    for phrase in phrases:
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
