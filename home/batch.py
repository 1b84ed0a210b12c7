"""Fetches everything a page points to at once, so that a long article costs no more queries than a short one.

Inside ``with batch():`` the choosers in a StreamField (home.blocks.links), links in rich
text and pictures on cards say early which pages, images and documents they will need
(`want`) and get them late (`get_many`); the first one asked for fetches all that are
wanted by then, in one query for each kind. Outside a batch (editor, commands) `get_many`
simply asks the database.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db.models import Exists, Model, OuterRef, QuerySet
from wagtail.models import Page, PageViewRestriction

_current: ContextVar["Batch | None"] = ContextVar("batch", default=None)


class Batch:
    """What one response wants, and what was fetched for it."""

    def __init__(self) -> None:
        self.wanted: dict[type[Model], set[int]] = defaultdict(set)
        self.found: dict[type[Model], dict[int, Model | None]] = defaultdict(dict)
        self.private_paths: list[str] | None = None
        self.answers: dict[str, Any] = {}

    def fetch(self, model: type[Model], ids: Iterable[int]) -> dict[int, Model]:
        """Return the objects of ``ids`` that exist, fetching all that is wanted of their kind."""
        ids = {*ids}
        found = self.found[model]
        if missing := (ids | self.wanted[model]) - found.keys() if not ids <= found.keys() else None:
            found.update(dict.fromkeys(missing) | _in_bulk(model, missing))
        return {id_: found[id_] for id_ in ids if found[id_] is not None}


def _in_bulk(model: type[Model], ids: set[int]) -> dict[int, Model]:
    fetch = getattr(model, "fetch_with_renditions", model.objects.in_bulk)
    return fetch(ids)


@contextmanager
def batch() -> Iterator[Batch]:
    """Collect and share look-ups until the response is rendered; batches inside a batch join it."""
    if existing := _current.get():
        yield existing
        return
    token = _current.set(Batch())
    try:
        yield _current.get()
    finally:
        _current.reset(token)


def want(model: type[Model], ids: Iterable[int | None]) -> None:
    """Say that objects of ``model`` will be needed; does nothing outside a batch."""
    if current := _current.get():
        current.wanted[model].update(id_ for id_ in ids if id_)


def once(name: str, ask: Callable[[], Any]) -> Any:
    """Return what ``ask`` answers, asked once in a response."""
    current = _current.get()
    if current is None:
        return ask()
    if name not in current.answers:
        current.answers[name] = ask()
    return current.answers[name]


def remember_private_paths(paths: list[str]) -> None:
    """Keep what another query has found, so that `private_paths` need not ask."""
    if current := _current.get():
        current.private_paths = paths


def get_many(model: type[Model], ids: Iterable[int]) -> dict[int, Model]:
    """Return {id: object} for the ids that exist."""
    ids = [id_ for id_ in ids if id_]
    if not ids:
        return {}
    if current := _current.get():
        return current.fetch(model, ids)
    return _in_bulk(model, {*ids})


def private_paths() -> list[str]:
    """Return the tree paths of all pages with a view restriction: they and what is below them are private."""
    current = _current.get()
    if current is None or current.private_paths is None:
        paths = list(PageViewRestriction.objects.values_list("page__path", flat=True))
        if current is None:
            return paths
        current.private_paths = paths
    return current.private_paths


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
