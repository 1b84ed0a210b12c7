"""A form that visitors can write in, and somebody who can read."""

from types import SimpleNamespace

import pytest
from django.contrib.auth.models import Group
from letter_keys import give_key, letter, print_paper, publish

from letters import gate
from letters.models import SealedMessage


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


@pytest.fixture
def colleague(sign_in, django_user_model):
    """Somebody who may read and has no key yet."""
    client = sign_in("Moderators")
    client.person.groups.add(Group.objects.get(name="Advocates"))
    return client


@pytest.fixture
def message(form, client):
    client.post(form.url, letter(text="Old words"))
    return SealedMessage.objects.get()
