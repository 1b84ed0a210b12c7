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
from django.db.models import Model, Q
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
            is_foreign = get_language() not in (None, settings.LANGUAGE_CODE)
            # The editor asks outside of a response, and gets what was chosen.
            ask = _in_language if is_foreign and model._meta.label == "wagtailcore.Page" else _in_bulk
            found.update(dict.fromkeys(missing) | ask(model, missing))
        return {id_: found[id_] for id_ in ids if found[id_] is not None}


def _in_bulk(model: type[Model], ids: set[int]) -> dict[int, Model]:
    fetch = getattr(model, "fetch_with_renditions", model.objects.in_bulk)
    return fetch(ids)


def _in_language(model: type[Model], ids: set[int]) -> dict[int, Model]:
    """Return the pages of ``ids``, each in the language that is read where it is public in it; in one query."""
    from .visibility import is_visible

    keys = model.objects.filter(pk__in=ids).values("translation_key")
    own = Q(translation_key__in=keys, locale__language_code=get_language(), live=True)
    pages = list(model.objects.filter(Q(pk__in=ids) | own).select_related("locale"))
    read = get_language()
    same = {page.translation_key: page for page in pages if page.locale.language_code == read and is_visible(page)}
    return {page.pk: same.get(page.translation_key, page) for page in pages if page.pk in ids}


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
