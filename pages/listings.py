"""Reading filters and page numbers from an address: whatever it says, a list is shown."""

from collections.abc import Iterable
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest
from django.utils.functional import cached_property


def page_number(request: HttpRequest) -> int:
    """Return the page asked for; anything that is not a number from 1 to a million is page 1."""
    text = request.GET.get("page", "")
    return int(text) if text.isascii() and text.isdigit() and 0 < len(text) <= 6 and int(text) else 1


def chosen(request: HttpRequest, name: str, options: Iterable[Any]) -> Any | None:
    """Return the option whose slug the address names, or None."""
    slug = request.GET.get(name, "")
    return next((option for option in options if option.slug == slug), None) if slug else None


MOST = 1_000


class Listing(Paginator):
    """Pages of a query, at most a thousand rows: what is older is found by its topic, its series or a search."""

    @cached_property
    def count(self) -> int:
        """Return how many rows are shown; no more than those are counted."""
        return self.object_list.values("pk")[:MOST].count()

    def page(self, number: int | str) -> Page:
        """Return a page: its rows are fetched by their keys, so that those before it are not."""
        found = super().page(number)
        keys = found.object_list.values("pk")
        found.object_list = self.object_list.filter(pk__in=keys)
        return found
