"""What is found (the index), and the words that staff keep for it."""

from .index import Entry, Posting, Spelling, Statistics, Term, Word
from .rules import Phrase, UnmetWord, WordGroup

__all__ = [
    "Entry",
    "Phrase",
    "Posting",
    "Spelling",
    "Statistics",
    "Term",
    "UnmetWord",
    "Word",
    "WordGroup",
]
