"""Searches are answered by a copy of the database where one is named, and by the database while the copy is away."""

import pytest
from django.db import connection, connections

from search.query import search

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "sqlite", reason="tests/cluster/test_replica.py has two servers for it"),
]


@pytest.fixture
def copy_in(monkeypatch):
    """Return a function that names a file as the copy; without one, a copy that cannot be opened."""

    def name(file):
        copy = connections.settings["default"] | {"NAME": str(file)}
        monkeypatch.setitem(connections.settings, "replica", copy)
        connections["replica"] = connections.create_connection("replica")
        # Tests may ask no other database than this one.
        connections["replica"].alias = "default"

    yield name
    connections["replica"].close()
    del connections["replica"]


def found(words):
    return [hit.page_id for hit in search(words, "en").hits if not hit.by_meaning]


def test_it_is_the_copy_that_answers(copy_in, database_file, plain):
    copy_in(database_file)
    page = plain("Gleaming obsidian")
    assert page.pk not in found("obsidian")
    assert found("housing assistance")


def test_while_the_copy_is_gone_the_database_itself_answers(copy_in, tmp_path, plain, client):
    copy_in(tmp_path / "not-there" / "site.sqlite3")
    page = plain("Gleaming obsidian")
    assert found("obsidian") == [page.pk]
    assert "Gleaming" in client.get("/search/", {"q": "obsidian"}).content.decode()
