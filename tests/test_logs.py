"""What goes wrong is written down for programs, one object a line, and says nothing about whoever was there."""

import io
import json
import logging

import pytest
from django.conf import settings
from django.db import OperationalError
from django.test import Client

from home import views
from upkeep.logs import Formatter

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


@pytest.fixture
def written():
    """What the site writes down, as a list of objects."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(Formatter())
    loggers = [logging.getLogger(), logging.getLogger("django.request")]
    for logger in loggers:
        logger.addHandler(handler)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    for logger in loggers:
        logger.removeHandler(handler)


def fails_with(monkeypatch, error):
    def broken(*_arguments):
        raise error

    monkeypatch.setattr(views, "find_route", broken)
    return Client(raise_request_exception=False)


def test_an_error_is_written_with_its_place_and_without_address_or_words(monkeypatch, written):
    fails_with(monkeypatch, ValueError("the words she typed")).get(
        "/my-shelter/?q=secret", headers={"user-agent": "phone"}
    )
    (line,) = written()
    assert line["level"] == "error"
    assert line["logger"] == "django.request"
    assert line["event"] == "Internal Server Error"
    assert line["error"] == "ValueError"
    assert "views.py" in line["where"][-2]
    assert line["timestamp"].endswith("Z")
    text = json.dumps(line)
    assert [word for word in ("my-shelter", "secret", "typed", "phone") if word in text] == []


def test_what_a_database_says_is_written_because_somebody_has_to_mend_it(monkeypatch, written):
    fails_with(monkeypatch, OperationalError("no room left")).get("/my-shelter/")
    (line,) = written()
    assert line["reason"] == "no room left"
    assert "my-shelter" not in json.dumps(line)


def test_the_name_of_a_file_and_the_address_of_mail_are_not_written(monkeypatch, written):
    client = fails_with(monkeypatch, OSError(36, "File name too long", "/media/what-was-typed"))
    client.get("/my-shelter/")
    client = fails_with(monkeypatch, FileNotFoundError(2, "No such file", "/media/list-of-shelters.pdf"))
    client.get("/my-shelter/")
    first, second = written()
    assert first["reason"] == "File name too long"
    assert "reason" not in second
    assert not [
        word for word in ("typed", "shelter", "media/") if word in json.dumps([first, second]).replace("home/", "")
    ]


def test_it_is_how_the_site_logs():
    handler = settings.LOGGING["handlers"][settings.LOGGING["root"]["handlers"][0]]
    assert settings.LOGGING["formatters"][handler["formatter"]] == {"()": "upkeep.logs.Formatter"}
