"""Brings the entries of pages and contacts up to date: each at once, or many that are added together some at a time."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import connection, transaction
from django.db.models import QuerySet
from wagtail.models import Page
from wagtail.search.backends import get_search_backend

from pages.models import BasePage
from resources.models import CrisisContact

from .content import contact_document, is_public, page_document
from .index import lock_all, write
from .models import Entry

AT_ONCE = 25
_waiting: ContextVar[dict[int, None] | None] = ContextVar("pages that are indexed later", default=None)


def refresh_pages(pages: Iterable[Page]) -> None:
    """Bring the entries of these pages (specific ones, just saved) up to date: written if public, else gone."""
    with transaction.atomic():
        # First the lock, then the look at who may see them: nobody changes that in between unseen.
        lock_all()
        pages = list(pages)
        public = [page for page in pages if isinstance(page, BasePage) and is_public(page)]
        hidden = {page.pk for page in pages} - {page.pk for page in public}
        if hidden:
            Entry.objects.filter(page__in=hidden).delete()
        write(page_document(page) for page in public)


def refresh_found(pages: QuerySet) -> None:
    """Bring the entries of the pages that a query finds up to date, having asked it behind the lock."""
    with transaction.atomic():
        lock_all()
        refresh_pages(pages.specific())


def hide_below(top: Page) -> None:
    """Take a page and all below it out of the index before it is hidden: no failure can then leave words behind."""
    with transaction.atomic():
        lock_all()
        Entry.objects.filter(page__path__startswith=top.path).delete()


def refresh_contact(contact: CrisisContact) -> None:
    """Bring the entry of a crisis contact up to date."""
    if contact.live:
        write([contact_document(contact)])
    else:
        Entry.objects.filter(contact=contact).delete()


@contextmanager
def indexed_together(before: Iterable[int] = ()) -> Iterator[Callable[[], None]]:
    """Bring pages that are added inside into both searches, visitors' and staff's, at the end: together it is faster.

    Gives a function that brings them there whenever there are enough, to be called where no transaction is open;
    ``before`` are ids of pages that may have waited for it when it was killed.
    """
    waiting = dict.fromkeys(before)
    token = _waiting.set(waiting)
    try:
        yield lambda: _write(waiting, AT_ONCE)
    finally:
        _waiting.reset(token)
        # Where a transaction failed, nothing is left to be found.
        if not connection.needs_rollback:
            _write(waiting, 1)


def waits(page: Page, *, is_new: bool = False) -> bool:
    """Return whether a page that was saved is indexed later, with others; never one that could be found before."""
    waiting = _waiting.get()
    if waiting is None or not (is_new or page.pk in waiting):
        return False
    waiting[page.pk] = None
    return True


def _write(waiting: dict[int, None], least: int) -> None:
    backend = get_search_backend()
    while len(waiting) >= least:
        ids = list(waiting)[:AT_ONCE]
        with transaction.atomic():
            # As in `refresh_pages`: the lock comes before the look.
            lock_all()
            pages = list(Page.objects.filter(pk__in=ids).order_by("path").specific())
            refresh_pages(pages)
            for model in {type(page) for page in pages}:
                backend.add_bulk(model, [page for page in pages if type(page) is model])
        for pk in ids:
            del waiting[pk]
