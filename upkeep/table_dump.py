"""The rows of the site's tables as lines of JSON, the same for every database.

What can be worked out again (the index of search, references, sizes of pictures) and what nobody
needs again (sessions, counters, who is editing just now) is left out.
"""

import base64
import json
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.management.color import no_style
from django.db import connection, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

DERIVED = {
    "clock_run", "django_session", "django_tasks_database_dbtaskresult", "events_occurrence", "importer_part",
    "pages_siterendition", "search_entry", "search_meaning", "search_pattern", "search_phrase", "search_posting",
    "search_spelling", "search_statistics", "search_term", "search_word", "upkeep_backedupfile", "upkeep_backup",
    "upkeep_missingfile", "wagtailadmin_editingsession", "wagtailcore_referenceindex", "wagtailcore_uploadedfile",
    "wagtailimages_rendition",
}  # fmt: skip
BATCH = 500  # rows


def tables() -> dict[str, type[models.Model]]:
    """Return {table: model} of everything that belongs into a backup, tables between models included."""
    found = {}
    for model in apps.get_models(include_auto_created=True):
        options = model._meta
        if options.managed and not options.proxy and not options.swapped:
            found[options.db_table] = model
    # Pages look for their type as soon as they are made.
    names = sorted(found, key=lambda name: (name != "django_content_type", name))
    return {
        name: found[name]
        for name in names
        if name not in DERIVED and not name.startswith(("wagtailsearch_indexentry", "wagtailsearch_fts"))
    }


def state() -> dict[str, str]:
    """Return {app: name of its newest migration}: rows fit a database in the same state only."""
    # Of an app, the last name in their order stays.
    found = dict(sorted(MigrationRecorder(connection).applied_migrations()))
    # Only where notices are left to a worker; a backup may move to a site without one.
    found.pop("django_tasks_database", None)
    return found


def is_newer_than_the_code() -> bool:
    """Return whether the database went through migrations that this code does not have."""
    known = MigrationLoader(connection)
    replaced = {key for migration in known.disk_migrations.values() for key in migration.replaces}
    apps_here = {config.label for config in apps.get_app_configs()}
    return any(key[0] in apps_here for key in known.applied_migrations.keys() - known.disk_migrations - replaced)


def dump(model: type[models.Model]) -> Iterator[bytes]:
    """Yield the rows of a table as JSON lists, at most 500 lines at once."""
    fields = model._meta.local_concrete_fields
    rows = model._base_manager.order_by("pk").values_list(*(field.attname for field in fields))
    lines = []
    for row in rows.iterator(chunk_size=BATCH):
        values = [field.get_prep_value(value) for field, value in zip(fields, row, strict=True)]
        lines.append(json.dumps(values, default=_plain, ensure_ascii=False) + "\n")
        if len(lines) == BATCH:
            yield "".join(lines).encode()
            lines = []
    if lines:
        yield "".join(lines).encode()


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, Decimal | UUID):
        return str(value)
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(bytes(value)).decode()
    raise TypeError(f"{type(value).__name__} has no form in a backup")


def columns(model: type[models.Model]) -> list[str]:
    """Return the names of a table's columns, in the order of a row."""
    return [field.column for field in model._meta.local_concrete_fields]


def load(model: type[models.Model], lines: bytes) -> int:
    """Write rows into their table; return how many. Relations are looked at when the transaction ends."""
    fields = model._meta.local_concrete_fields
    made = [
        model(**{f.attname: _python(f, value) for f, value in zip(fields, json.loads(line), strict=True)})
        for line in lines.splitlines()
    ]
    size = min(max(connection.ops.bulk_batch_size(fields, made), 1), BATCH) if made else 1
    for start in range(0, len(made), size):
        model._base_manager._insert(made[start : start + size], fields=fields, using=connection.alias, raw=True)
    return len(made)


def _python(field: models.Field, value: Any) -> Any:
    if value is None:
        return None
    if isinstance(field, models.BinaryField):
        return base64.b64decode(value)
    if isinstance(field, models.DurationField):
        return timedelta(seconds=value)
    if isinstance(field, models.ForeignKey):
        return field.target_field.to_python(value)
    return field.to_python(value)


def empty() -> None:
    """Delete all rows of all tables, those that are not in a backup included."""
    for model in apps.get_models(include_auto_created=True):
        options = model._meta
        if options.managed and not options.proxy and not options.swapped:
            model._base_manager.all()._raw_delete(connection.alias)
    ContentType.objects.clear_cache()


def is_in_use() -> bool:
    """Return whether somebody has an account or a page here already."""
    from django.contrib.auth import get_user_model
    from wagtail.models import Page

    return get_user_model().objects.exists() or Page.objects.filter(depth__gt=2).exists()


def finish() -> None:
    """Let new rows get numbers of their own."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(tables().values())):
            cursor.execute(statement)
    ContentType.objects.clear_cache()
