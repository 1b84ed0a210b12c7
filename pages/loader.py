"""Fetches everything a page points to at once, so that a long article costs no more queries than a short one.

Inside ``with loading():`` the choosers in a StreamField (pages.blocks.links), links in rich
text and pictures on cards say early which pages, images and documents they will need
(`want`) and get them late (`get_many`); the first one asked for fetches all that are
wanted by then, in one query for each kind. Outside (editor, commands) `get_many`
simply asks the database.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.conf import settings
from django.db.models import Model
from django.utils.translation import get_language

_current: ContextVar["Loader | None"] = ContextVar("loader of this response", default=None)


class Loader:
    """What one response wants, and what was fetched for it."""

    def __init__(self) -> None:
        self.wanted: dict[type[Model], set[int]] = defaultdict(set)
        self.found: dict[type[Model], dict[int, Model | None]] = defaultdict(dict)
        self.answers: dict[str, Any] = {}

    def fetch(self, model: type[Model], ids: Iterable[int]) -> dict[int, Model]:
        """Return the objects of ``ids`` that exist, fetching all that is wanted of their kind."""
        ids = {*ids}
        found = self.found[model]
        if missing := (ids | self.wanted[model]) - found.keys() if not ids <= found.keys() else None:
            found.update(dict.fromkeys(missing) | _in_language(model, _in_bulk(model, missing)))
        return {id_: found[id_] for id_ in ids if found[id_] is not None}


def _in_bulk(model: type[Model], ids: set[int]) -> dict[int, Model]:
    fetch = getattr(model, "fetch_with_renditions", model.objects.in_bulk)
    return fetch(ids)


def _in_language(model: type[Model], found: dict[int, Model]) -> dict[int, Model]:
    """Let links lead to the page in the language that is read, where there is one."""
    code = get_language()
    if model._meta.label != "wagtailcore.Page" or not found or code in (None, settings.LANGUAGE_CODE):
        return found
    keys = [page.translation_key for page in found.values()]
    own = model.objects.filter(translation_key__in=keys, locale__language_code=code, live=True)
    same = {page.translation_key: page for page in own}
    return {pk: same.get(page.translation_key, page) for pk, page in found.items()}


@contextmanager
def loading() -> Iterator[Loader]:
    """Collect and share look-ups until the response is rendered; one inside another joins it."""
    if existing := _current.get():
        yield existing
        return
    token = _current.set(Loader())
    try:
        yield _current.get()
    finally:
        _current.reset(token)


def want(model: type[Model], ids: Iterable[int | None]) -> None:
    """Say that objects of ``model`` will be needed; does nothing outside of `loading`."""
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


def remember(name: str, answer: Any) -> None:
    """Keep an answer that is known already, so that `once` need not ask for it."""
    if current := _current.get():
        current.answers[name] = answer


def get_many(model: type[Model], ids: Iterable[int]) -> dict[int, Model]:
    """Return {id: object} for the ids that exist."""
    ids = [id_ for id_ in ids if id_]
    if not ids:
        return {}
    if current := _current.get():
        return current.fetch(model, ids)
    return _in_bulk(model, {*ids})
