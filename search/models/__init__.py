"""What is found (the index), and the words that staff keep for it."""

from .index import Entry, Meaning, Posting, Spelling, Statistics, Term, Word
from .rules import LowResultWord, Pattern, Phrase, WordGroup
from .settings import CountingSettings

__all__ = [
    "CountingSettings",
    "Entry",
    "LowResultWord",
    "Meaning",
    "Pattern",
    "Phrase",
    "Posting",
    "Spelling",
    "Statistics",
    "Term",
    "Word",
    "WordGroup",
]
