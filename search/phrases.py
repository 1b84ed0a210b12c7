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
def list_phrases(group: WordGroup) -> None:
    """Bring what search looks up in line with the group."""
    unlist_phrases(group)
    contents = (content_words(text, group.language)[:MOST_WORDS] for text in lines(group.words))
    phrases = [
        Phrase(group=group, key=key_of(content, group.language), words=" ".join(content)[:250])
        for content in contents
        if content
    ]
    Phrase.objects.bulk_create(phrases)
    count_listed(_words_of(phrases), group.language)


def unlist_phrases(group: WordGroup) -> None:
    """Take the group out of what search looks up."""
    old = list(group.phrases.all())
    count_listed({word: -times for word, times in _words_of(old).items()}, _language_of(old, group))
    group.phrases.all().delete()


def _language_of(phrases: list[Phrase], group: WordGroup) -> str:
    """Return the language the phrases were listed in, which staff may have changed since."""
    return phrases[0].key.partition(":")[0] if phrases else group.language


def _words_of(phrases: list[Phrase]) -> Counter:
    return Counter(word for phrase in phrases for word in phrase.words.split())


def windows(content: Sequence[str]) -> list[tuple[int, int]]:
    """Return (start, end) of every run of one to five words, the longest first."""
    size = len(content)
    return [
        (start, start + length) for length in range(min(MOST_WORDS, size), 0, -1) for start in range(size - length + 1)
    ]
