"""How hard a Spanish text is to read: Szigriszt-Pazos' perspicuity on the INFLESZ scale, instead of school grades."""

import re

from .sentences import sentences

# A strong vowel, or an i or u with an accent, is a syllable of its own; weak vowels join what stands beside them.
_STRONG = re.compile(r"[aeoáéíóú]")
_WEAK_ALONE = re.compile(r"(?<![aeoáéíóúiuü])[iuüy]+(?![aeoáéíóú])")
# The scale of Barrio-Cantalejo and others (2008): from which number on a text is "fairly easy", and "normal".
FAIRLY_EASY, NORMAL = 65, 55


def syllables(word: str) -> int:
    """Return how many syllables a Spanish word has; at least one."""
    word = re.sub(r"(?<=[gq])u(?=[eiéí])", "", word.lower())
    word = re.sub(r"y$", "i", word)
    return max(1, len(_STRONG.findall(word)) + len(_WEAK_ALONE.findall(word)))


def perspicuity(texts: list[str]) -> float | None:
    """Return 206.835 − 62.3 · syllables per word − words per sentence (Szigriszt Pazos 1993): 100 is easiest.

    ``texts`` are paragraphs of running text. None where they have under 100 words, of which it says nothing.
    """
    all_sentences = [sentence for text in texts for sentence in sentences(text)]
    all_words = [word for sentence in all_sentences for word in sentence.words]
    if len(all_words) < 100:
        return None
    per_word = sum(syllables(word) for word in all_words) / len(all_words)
    return 206.835 - 62.3 * per_word - len(all_words) / len(all_sentences)
