"""Reading filters and page numbers from an address: whatever it says, a list is shown."""

from collections.abc import Iterable
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Max, QuerySet
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
    """Pages of a query, at most a thousand rows: what is older is found by its year, topic or series, or a search.

    ``along`` are expressions that are asked together with the number of rows, for ``told``: the same for every row.
    """

    def __init__(self, object_list: QuerySet, per_page: int, **along: Any) -> None:
        super().__init__(object_list, per_page)
        self.along = along

    @cached_property
    def told(self) -> dict:
        """Return {"rows": how many are shown (no more than those are counted), each name of ``along``: its value}."""
        rows = self.object_list.annotate(**{f"{name}_": value for name, value in self.along.items()})
        rows = rows.values("pk", *(f"{name}_" for name in self.along))[:MOST]
        return rows.aggregate(rows=Count("pk"), **{name: Max(f"{name}_") for name in self.along})

    @cached_property
    def count(self) -> int:
        """Return how many rows are shown."""
        return self.told["rows"]

    @property
    def is_full(self) -> bool:
        """Return whether older rows may be left out."""
        return self.count >= MOST

    def page(self, number: int | str) -> Page:
        """Return a page: its rows are fetched by their keys, so that those before it are not."""
        found = super().page(number)
        keys = found.object_list.values("pk")
        found.object_list = self.object_list.filter(pk__in=keys)
        return found
