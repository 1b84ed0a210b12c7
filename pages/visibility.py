"""Who may see a page: what is shown to anyone, with one look-up in a response however many pages are asked about."""

from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet
from wagtail.models import Page, PageLogEntry, PageViewRestriction

from .loader import once, remember

_PRIVATE = "private paths"


def remember_private_paths(paths: list[str]) -> None:
    """Keep what another query has found, so that `private_paths` need not ask."""
    remember(_PRIVATE, paths)


def private_paths() -> list[str]:
    """Return the tree paths of all pages with a view restriction: they and what is below them are private."""
    return once(_PRIVATE, lambda: list(PageViewRestriction.objects.values_list("page__path", flat=True)))


def is_visible(page: Page) -> bool:
    """Return whether anyone may see the page: live, and neither it nor a parent is private."""
    return page.live and not any(page.path.startswith(path) for path in private_paths())


def visible(pages: QuerySet) -> QuerySet:
    """Return the pages that anyone may see, as Wagtail's ``.live().public()`` does, with one shared look-up."""
    pages = pages.live()
    for path in private_paths():
        pages = pages.exclude(path__startswith=path)
    return pages


def where_visible(pages: QuerySet) -> Exists:
    """Return the condition that a page is among ``pages`` and anyone may see it.

    Asked for each row in the order of a list, it lets the database stop at the end of the list; a join would
    make it look at all pages first.
    """
    return Exists(visible(pages.filter(pk=OuterRef("pk"))))


def last_change() -> datetime | None:
    """Return when something last happened to any page, withdrawals and deletions included."""
    return PageLogEntry.objects.order_by("-timestamp").values_list("timestamp", flat=True).first()
