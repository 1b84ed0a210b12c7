"""Sentences of a text, their words, and how hard they are to read."""

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache

# A stop, closing marks, a blank, and something that can begin a sentence.
_END = re.compile(r"(?<=[.!?…])[”’\"')\]]*\s+(?=[“‘\"'(\[]?[A-Z0-9ÁÉÍÓÚÑ¿¡])|\n+")
_ABBREVIATION = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Mx|Dr|St|Rev|Jr|Sr|vs|etc|No|Inc|Ltd|approx|e\.g|i\.e|a\.m|p\.m|U\.S|[A-Z]))\.$"
)
_SHORT = 12  # characters: longer than any abbreviation with its stop
_WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")
_VOWELS = re.compile(r"[aeiouy]+")


@dataclass(frozen=True)
class Sentence:
    """A sentence and where it stands in its text (``start`` and ``end`` count characters)."""

    text: str
    start: int
    end: int

    @cached_property
    def words(self) -> list[str]:
        """Return its words, without numbers and signs."""
        return _WORD.findall(self.text)


# Several checks ask one after the other.
@lru_cache(maxsize=200)
def sentences(text: str) -> tuple[Sentence, ...]:
    """Return the sentences of a text in order."""
    found, start = [], 0
    for gap in _END.finditer(text):
        if _ABBREVIATION.search(text[max(start, gap.start() - _SHORT) : gap.start()]) and "\n" not in gap[0]:
            continue
        found.append((start, gap.end()))
        start = gap.end()
    found.append((start, len(text)))
    return tuple(Sentence(text[a:b].strip(), a, b) for a, b in found if text[a:b].strip())


@lru_cache(maxsize=20_000)
def syllables(word: str) -> int:
    """Return about how many syllables an English word has; at least one."""
    word = word.lower().replace("’", "'").removesuffix("'s")
    count = len(_VOWELS.findall(word))
    silent = word.endswith("e") and not word.endswith(("le", "ee", "ye")) and count > 1
    silent_ed = word.endswith("ed") and not word.endswith(("ted", "ded")) and count > 1
    silent_es = word.endswith("es") and not word.endswith(("ses", "zes", "xes", "ches", "shes", "ges", "ces", "les"))
    return max(1, count - bool(silent or silent_ed or (silent_es and count > 1)))


def grade(texts: list[str]) -> float | None:
    """Return the school grade that texts ask for (Flesch–Kincaid, Kincaid et al. 1975), or None if too short.

    ``texts`` are paragraphs of running text. Under 100 words the measure says nothing.
    """
    all_sentences = [sentence for text in texts for sentence in sentences(text)]
    all_words = [word for sentence in all_sentences for word in sentence.words]
    if len(all_words) < 100:
        return None
    per_sentence = len(all_words) / len(all_sentences)
    per_word = sum(syllables(word) for word in all_words) / len(all_words)
    return 0.39 * per_sentence + 11.8 * per_word - 15.59
