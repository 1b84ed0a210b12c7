"""Reading filters and page numbers from an address: whatever it says, a list is shown."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest


def page_number(request: HttpRequest) -> int:
    """Return the page asked for; anything that is not a number from 1 to a million is page 1."""
    text = request.GET.get("page", "")
    return int(text) if text.isascii() and text.isdigit() and 0 < len(text) <= 6 and int(text) else 1


def chosen(request: HttpRequest, name: str, options: Iterable[Any]) -> Any | None:
    """Return the option whose slug the address names, or None."""
    slug = request.GET.get(name, "")
    return next((option for option in options if option.slug == slug), None) if slug else None
