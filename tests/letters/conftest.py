"""A form that visitors can write in, and somebody who can read."""

from types import SimpleNamespace

import pytest
from letter_keys import give_key, print_paper, publish

from letters import gate


@pytest.fixture(autouse=True)
def nothing_counted(monkeypatch):
    monkeypatch.setattr(gate, "counts", gate.Counts())


@pytest.fixture
def reader(sign_in):
    """A client of a reader, with their private key."""
    client = sign_in("Advocates")
    client.key = give_key(client.person)
    return client


@pytest.fixture
def paper(db):
    return print_paper()


@pytest.fixture
def form(reader, paper):
    return publish()


@pytest.fixture
def keys(reader, paper):
    return SimpleNamespace(reader=reader.key, paper=paper)
