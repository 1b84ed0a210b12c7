"""Knows the rows of a page that begins as a draft, which no visitor can have seen.

Only what one transaction adds for a page that it has itself begun counts: of a draft that was there
before, another transaction may be making a public page meanwhile. In doubt, a row is seen.
"""

import re
from functools import cache
from typing import Any

from django.apps import apps
from django.db.backends.base.base import BaseDatabaseWrapper
from modelcluster.fields import ParentalKey
from wagtail.models import Page

PAGES = "wagtailcore_page"
_ADDED = re.compile(r'\s*INSERT (?:OR IGNORE )?INTO "?(\w+)"? \(([^()]*)\)\s*(VALUES|SELECT)\s*(.*)', re.DOTALL)
# Nothing but places for values: what the database works out by itself is not known here.
_PLACES = re.compile(
    r"\((?:%s(?:, )?)+\)(?:, \((?:%s(?:, )?)+\))*(?:\s+(?:RETURNING .*|ON CONFLICT DO NOTHING))?", re.DOTALL
)
# A draft that is the translation of a page can change who may read that page.
_NEW_DRAFT = """
    SELECT new.id FROM wagtailcore_page new WHERE new.path = %s AND NOT new.live AND NOT EXISTS (
        SELECT 1 FROM wagtailcore_page other WHERE other.translation_key = new.translation_key AND other.id <> new.id
    )
"""


class _Begun:
    """A page that this transaction has begun; kept among what waits for its end, and so gone with it."""

    def __init__(self, page_id: int) -> None:
        self.page_id = page_id

    def __call__(self) -> None:
        """Nothing is left to do: the page is a draft like others from now on."""


@cache
def tables_of_pages() -> dict[str, str]:
    """Return {table: its column with the page} for all that belongs to one page and to nothing else."""
    found = {}
    for model in apps.get_models(include_auto_created=True):
        owner = model._meta.auto_created
        if issubclass(model, Page) and model is not Page:
            found[model._meta.db_table] = model._meta.pk.column
            continue
        fields = [
            field.column
            for field in model._meta.local_fields
            if (isinstance(field, ParentalKey) or (owner and field.related_model is owner))
            and issubclass(field.related_model, Page)
        ]
        # With two, the page is known in another way than this.
        if len(fields) == 1:
            found[model._meta.db_table] = fields[0]
    return found


def _values(sql: str, params: Any) -> tuple[str, dict[str, list]]:
    """Return (table, {column: values, one for each row}) of a statement that adds rows, as Django writes it."""
    found = _ADDED.match(sql)
    if found is None or not isinstance(params, list | tuple):
        return "", {}
    columns = [name.strip(' "') for name in found[2].split(",")]
    if found[3] == "SELECT":
        # PostgreSQL is given a list for each column.
        lists = all(isinstance(one, list | tuple) for one in params)
        fits = found[4].startswith("* FROM UNNEST") and "DO UPDATE" not in found[4]
        fits = fits and lists and len(params) == len(columns)
        return (found[1], dict(zip(columns, params, strict=True))) if fits else ("", {})
    nested = any(isinstance(one, list | tuple) for one in params)
    if nested or not _PLACES.fullmatch(found[4].strip()) or len(params) % len(columns):
        return "", {}
    return found[1], {name: list(params[place :: len(columns)]) for place, name in enumerate(columns)}


def is_of_a_new_draft(sql: str, params: Any, connection: BaseDatabaseWrapper) -> bool:
    """Return whether a statement, just executed, only added rows of pages begun as drafts in its transaction."""
    if not connection.in_atomic_block:
        return False
    table, values = _values(sql, params)
    if table == PAGES:
        return _begins(values, connection)
    column = tables_of_pages().get(table) if table else None
    if column not in values:
        return False
    begun = {waits.page_id for _points, waits, *_robust in connection.run_on_commit if isinstance(waits, _Begun)}
    return {*values[column]} <= begun


def _begins(values: dict[str, list], connection: BaseDatabaseWrapper) -> bool:
    paths = values.get("path", [])
    if len(paths) != 1 or values.get("live") != [False]:
        return False
    with connection.cursor() as cursor:
        cursor.execute(_NEW_DRAFT, paths)
        found = cursor.fetchone()
    if found is None:
        return False
    connection.on_commit(_Begun(found[0]))
    return True
