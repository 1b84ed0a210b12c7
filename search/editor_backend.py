"""The editor's own search: Wagtail's, for which a quotation mark is a sign like any other.

SQLite takes one without its partner for a mistake in its language, and fails
(https://github.com/wagtail/wagtail/issues/13227).
"""

from wagtail.models import Page
from wagtail.search.backends import database
from wagtail.search.backends.base import BaseSearchBackend
from wagtail.search.query import And, Boost, Or, Phrase, PlainText, SearchQuery

from .refreshing import waits


def SearchBackend(params: dict) -> BaseSearchBackend:  # noqa: N802 - Wagtail looks for this name
    """Return Wagtail's search in whichever database this site has."""
    backend = database.SearchBackend(params)
    search, add = backend._search, backend.add
    # What is added with many others is brought here with them.
    backend.add = lambda thing: None if isinstance(thing, Page) and waits(thing) else add(thing)
    backend._search = lambda compiler, query, *args, **kwargs: search(compiler, _without_marks(query), *args, **kwargs)
    return backend


def _without_marks(query: str | SearchQuery) -> str | SearchQuery:
    match query:
        case str():
            return query.replace('"', "”")
        case PlainText():
            return PlainText(_without_marks(query.query_string), operator=query.operator, boost=query.boost)
        case Phrase():
            return Phrase(_without_marks(query.query_string))
        case Boost():
            return Boost(_without_marks(query.subquery), query.boost)
        case And() | Or():
            return type(query)([_without_marks(one) for one in query.subqueries])
    return query
