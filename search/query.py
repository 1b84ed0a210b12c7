"""From what a visitor typed to pages: one function, bounded whatever is typed."""

import re
import unicodedata

from django.contrib.contenttypes.models import ContentType
from django.utils.functional import cached_property
from wagtail.models import Page
from wagtail.search.query import PlainText

from home.batch import visible
from home.models import BasePage

MOST_CHARACTERS = 200
MOST_WORDS = 20
WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
# Words that nearly every page has say nothing about what is looked for.
LIGHT_WORDS = frozenset([
    "a", "an", "and", "are", "as", "at", "be", "but", "by", "can", "do", "for", "from", "get", "have", "how", "i",
    "if", "in", "is", "it", "me", "my", "need", "of", "on", "or", "so", "that", "the", "there", "this", "to", "want",
    "was", "we", "what", "when", "where", "which", "who", "will", "with", "you", "your",
])  # fmt: skip


def clean(text: str) -> str:
    """Return what was typed, cut to 200 characters, without control characters and double blanks."""
    text = unicodedata.normalize("NFC", text[: MOST_CHARACTERS * 2])
    text = "".join(sign if unicodedata.category(sign)[0] != "C" else " " for sign in text)
    return " ".join(text[:MOST_CHARACTERS].split())


def words_of(text: str) -> list[str]:
    """Return at most 20 different words in lower case; light ones only if there are no others."""
    words = list(dict.fromkeys(word.lower().replace("’", "'") for word in WORD.findall(text)))
    return ([word for word in words if word not in LIGHT_WORDS] or words)[:MOST_WORDS]


def page_kinds() -> dict[str, type[BasePage]]:
    """Return {name in addresses: page type} of everything that can be found."""
    return {model._meta.model_name: model for model in BasePage.__subclasses__()}


class Search:
    """One search: its results in order of relevance, and how many there are of each kind."""

    def __init__(self, text: str, locale_id: int, kind: str = "") -> None:
        self.text = clean(text)
        self.locale_id = locale_id
        self.words = words_of(self.text)
        self.kinds = page_kinds()
        self.kind = kind if kind in self.kinds else ""

    def _pages(self) -> "Page.objects":
        return visible(Page.objects.filter(locale=self.locale_id)).select_related("search_text")

    def _find(self, pages: "Page.objects") -> object:
        return pages.search(PlainText(" ".join(self.words), operator="or"))

    @cached_property
    def counts(self) -> dict[str, int]:
        """Return {kind: number of pages found}, for all kinds that have any."""
        if not self.words:
            return {}
        by_type = self._find(self._pages()).facet("content_type_id")
        models = {
            content_type.pk: content_type.model
            for content_type in ContentType.objects.get_for_models(*self.kinds.values()).values()
        }
        return {models[type_id]: count for type_id, count in by_type.items() if type_id in models and count}

    @cached_property
    def results(self) -> object:
        """Return the pages found, best first; it can be counted and sliced."""
        if not self.words:
            return []
        pages = self._pages()
        if self.kind:
            pages = pages.filter(content_type=ContentType.objects.get_for_model(self.kinds[self.kind]))
        return self._find(pages)
