"""Which database answers searches: a copy that follows the main one, where DATABASE_REPLICA_URL names one.

A publication is found there as soon as the copy has followed. Everything else, and every search while the copy
does not answer, goes to the main database.
"""

from collections.abc import Callable
from contextvars import ContextVar
from functools import wraps
from typing import Any

from django.db import DEFAULT_DB_ALIAS, InterfaceError, OperationalError, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model, QuerySet

REPLICA = "replica"
_alias: ContextVar[str] = ContextVar("database that answers this search", default=DEFAULT_DB_ALIAS)


def answering() -> BaseDatabaseWrapper:
    """Return the connection to the database that answers."""
    return connections[_alias.get()]


def rows_of(model: type[Model]) -> QuerySet:
    """Return the rows of a table in the database that answers."""
    return model.objects.using(_alias.get())


def on_replica(ask: Callable) -> Callable:
    """Let a function that only reads ask the copy first."""

    @wraps(ask)
    def asked(*args: Any, **kwargs: Any) -> Any:
        if REPLICA not in connections.settings:
            return ask(*args, **kwargs)
        token = _alias.set(REPLICA)
        try:
            return ask(*args, **kwargs)
        except (OperationalError, InterfaceError):
            _alias.set(DEFAULT_DB_ALIAS)
            return ask(*args, **kwargs)
        finally:
            _alias.reset(token)

    return asked
