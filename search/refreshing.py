"""Brings the entries of pages and contacts up to date: each at once, or many that are added together some at a time."""

import logging
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import QuerySet
from wagtail.models import Page
from wagtail.search.backends import get_search_backend

from pages.models import BasePage
from resources.models import CrisisContact

from .content import contact_document, is_public, page_document
from .index import lock_all, write
from .models import Entry

logger = logging.getLogger(__name__)
AT_ONCE = 25  # pages
LONGEST = 5  # seconds that a page waits while others are brought from far away
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
def indexed_together() -> Iterator[Callable[[], None]]:
    """Bring pages that are added inside into both searches, visitors' and staff's, at the end: together it is faster.

    Gives a function that brings them there whenever there are enough, or some have waited long enough; it is to be
    called where no transaction is open. Killed meanwhile, `index_now` brings what is left.
    """
    waiting: dict[int, None] = {}
    token = _waiting.set(waiting)
    since = time.monotonic()

    def write_some() -> None:
        nonlocal since
        if len(waiting) >= AT_ONCE or time.monotonic() - since > LONGEST:
            index_now(waiting)
            since = time.monotonic()

    try:
        yield write_some
    except BaseException:
        _waiting.reset(token)
        # Where a transaction failed, nothing is left to be found.
        if not connection.needs_rollback:
            try:
                index_now(waiting)
            except Exception:
                # What happened first is what is to be told.
                logger.exception("Pages could not be indexed")
        raise
    _waiting.reset(token)
    index_now(waiting)


def waits(page: Page, *, is_new: bool = False) -> bool:
    """Return whether a page that was saved is indexed later, with others; never one that could be found before."""
    waiting = _waiting.get()
    if waiting is None or not (is_new or page.pk in waiting):
        return False
    waiting[page.pk] = None
    return True


def index_now(waiting: Iterable[int]) -> None:
    """Bring pages (ids) into both searches as they are; a dictionary is empty afterwards.

    One that cannot be indexed is logged, and keeps no other out; the nightly look at search names it.
    """
    waiting = waiting if isinstance(waiting, dict) else dict.fromkeys(waiting)
    while ids := list(waiting)[:AT_ONCE]:
        try:
            _index(ids)
        except Exception as error:
            if _is_away(error):
                raise
            for pk in ids:
                try:
                    _index([pk])
                except Exception:
                    logger.exception("Page %s could not be indexed", pk)
        for pk in ids:
            waiting.pop(pk, None)


def _is_away(error: Exception) -> bool:
    """Return whether the database is what failed; a text that is too long for PostgreSQL is no such thing."""
    is_busy = connection.vendor == "sqlite" and isinstance(error, OperationalError)
    return is_busy or isinstance(error, InterfaceError) or not connection.is_usable()


def _index(ids: list[int]) -> None:
    backend = get_search_backend()
    with transaction.atomic():
        # As in `refresh_pages`: the lock comes before the look.
        lock_all()
        pages = list(Page.objects.filter(pk__in=ids).order_by("path").specific())
        refresh_pages(pages)
        for model in {type(page) for page in pages}:
            backend.add_bulk(model, [page for page in pages if type(page) is model])
