"""Old sites on their way into this one."""

import threading
from http.server import ThreadingHTTPServer

import pytest
from django.apps import apps
from django.db import connection
from old_server import GOOD, OldServer

from home.models import HomePage
from importer.models import Run
from importer.plan import Choices, Plan
from importer.reading import open_export
from importer.writing import apply
from importer.writing.download import Store
from upkeep.table_dump import DERIVED


@pytest.fixture
def read(tmp_path):
    """Return a function that gives the export in some bytes."""

    def open_bytes(content, format_name="auto", name="export.xml", base=""):
        path = tmp_path / name
        path.write_bytes(content)
        return open_export(path, format_name, base, tmp_path)

    return open_bytes


@pytest.fixture
def bring(read, db):
    """Return a function that brings an export over, without asking the network; gives the run."""

    def bring_over(content, *, format_name="auto", parent=None, store=None, run=None, base="", **choices):
        export = read(content, format_name, base=base)
        choices.setdefault("images", store is not None)
        plan = Plan(export, Choices(base=base, **choices))
        run = run or Run.objects.create(file_name="export.xml", site=export.site, summary=plan.summary())
        apply(run, plan, parent or HomePage.objects.get(), store=store)
        Run.objects.filter(pk=run.pk).update(state=Run.State.DONE)
        run.refresh_from_db()
        return run

    return bring_over


@pytest.fixture
def pages_of():
    """Return a function that gives {title: specific page} of a run."""

    def found(run):
        return {row.title: row.page.specific for row in run.rows.select_related("page") if row.page}

    return found


# What a run leaves behind on purpose: the record of changes, and the report about the run itself.
# What is worked out from the rest is left out, too: the index of search, references, notes about pages.
LOGS = DERIVED | {
    "attention_pagenote",
    "importer_run",
    "importer_row",
    "wagtailcore_modellogentry",
    "wagtailcore_pagelogentry",
    "django_content_type",
}


@pytest.fixture
def every_row():
    """Return a function that gives {table: its rows}, logs apart."""

    def rows():
        found = {}
        for model in apps.get_models(include_auto_created=True):
            options = model._meta
            if options.managed and not options.proxy and options.db_table not in LOGS:
                if options.db_table.startswith("wagtailsearch"):
                    continue
                with connection.cursor() as cursor:
                    cursor.execute(f'SELECT * FROM "{options.db_table}"')
                    found[options.db_table] = sorted(map(repr, cursor.fetchall()))
        return {table: lines for table, lines in found.items() if lines}

    return rows


@pytest.fixture
def old_server():
    OldServer.files, OldServer.asked, OldServer.broken = {"/river.jpg": GOOD}, [], {}
    server = ThreadingHTTPServer(("127.0.0.1", 0), OldServer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    server.base = f"http://127.0.0.1:{server.server_port}"
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "pictures", ["127.0.0.1"], allowed=lambda _address: True, pause=0.01, longest=1)
