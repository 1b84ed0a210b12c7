"""What the privacy page promises is what the settings do: each sentence is held against them."""

import html
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.test import Client

from safety.leaving import LEFT_SECONDS

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


@pytest.fixture
def words(client):
    """Return the words of the privacy page as one line."""
    text = re.sub(r"<[^>]+>", " ", client.get("/privacy/").content.decode())
    return " ".join(html.unescape(text).split())


def test_it_sets_no_cookies_and_stores_nothing(words, client, public_urls):
    assert "It sets no cookies for readers, and stores nothing in your browser while you read." in words
    for url in public_urls:
        assert not client.get(url).cookies, url
    scripts = Path("static/js/site.js").read_text()
    assert not re.search(r"localStorage|sessionStorage|indexedDB|document\.cookie|caches\b", scripts)
    leaving = Path("static/js/leave.js").read_text()
    assert re.findall(r"localStorage|indexedDB|document\.cookie|caches\b", leaving) == []


def test_it_loads_nothing_from_others(words, client):
    assert "It loads nothing from other companies" in words
    allowed = re.sub(r"'(none|self)'", "", client.get("/privacy/")["Content-Security-Policy"])
    assert not re.search(r"https?:|data:|\*", allowed)


def test_it_counts_no_visits_and_keeps_no_search_words(words, client):
    assert "It counts no visits and follows nobody." in words
    assert "What you type into search is not kept." in words
    assert not apps.is_installed("wagtail.contrib.search_promotions")
    own = [
        model
        for app in ("home", "blog", "resources", "search", "safety")
        for model in apps.get_app_config(app).get_models()
    ]
    client.get("/lets-talk-about/")  # makes the sizes of pictures, once
    before = {model: model.objects.count() for model in own if hasattr(model, "objects")}
    client.get("/search/?q=canaryword")
    client.get("/lets-talk-about/")
    assert {model: model.objects.count() for model in before} == before


def test_the_server_keeps_no_list(words):
    assert "The server keeps no list of who opened which page." in words
    assert "--no-access-log" in Path("script/server").read_text()
    assert settings.LOGGING["loggers"]["django.request"]["level"] == "ERROR"
    assert settings.LOGGING["root"]["level"] == "WARNING"


def test_the_browser_is_told_to_keep_nothing(words, client, public_urls):
    assert "your browser is told to store none of them" in words
    for url in public_urls:
        assert "no-store" in client.get(url)["Cache-Control"], url


def test_signals_change_nothing_because_there_is_nothing_to_switch_off(words):
    assert "“Do Not Track” or “Global Privacy Control” change nothing here" in words
    plain, signalled = Client().get("/privacy/"), Client().get("/privacy/", headers={"Sec-GPC": "1", "DNT": "1"})
    assert plain.content == signalled.content


def test_the_cookie_of_leaving_lives_as_long_as_it_says(words):
    assert "it gets one cookie for half a minute" in words
    assert LEFT_SECONDS == 30
    assert 'const KEY = "left"' in Path("static/js/leave.js").read_text()


def test_we_do_not_say_where_you_came_from(words, client):
    assert "We do not tell it where you came from." in words
    assert client.get("/privacy/")["Referrer-Policy"] == "no-referrer"
