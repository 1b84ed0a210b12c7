"""What the privacy page promises is what the settings do: each sentence is held against them."""

import html
import io
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection, models
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from letter_keys import letter

from letters.models import Letterbox, Part, ReaderKey, SealedMessage
from newsletter.addresses import end_token
from newsletter.models import Subscription
from safety.leaving import LEFT_SECONDS

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


@pytest.fixture
def words(client):
    """Return the words of the privacy page as one line."""
    text = re.sub(r"<[^>]+>", " ", client.get("/privacy/").content.decode())
    return " ".join(html.unescape(text).split())


def test_it_sets_no_cookies_and_stores_nothing(words, every_page):
    assert "It sets no cookies for readers, and stores nothing in your browser while you read." in words
    for url, response in every_page.items():
        assert not response.cookies, url
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
    visits = ["/lets-talk-about/", "/lets-talk-about/ally-vs-accomplice/", "/get-help/", "/search/?q=canaryword"]
    for url in visits:
        client.get(url)  # makes the sizes of pictures, once
    with CaptureQueriesContext(connection) as asked:
        for url in visits:
            client.get(url)
    assert len(asked) > len(visits)
    assert [query["sql"] for query in asked if re.match(r"(?i)\s*(insert|update|delete|replace)", query["sql"])] == []


def test_the_server_keeps_no_list(words):
    assert "The server keeps no list of who opened which page." in words
    assert "--no-access-log" in Path("script/server").read_text()
    assert settings.LOGGING["loggers"]["django.request"]["level"] == "ERROR"
    assert settings.LOGGING["root"]["level"] == "WARNING"


def test_the_browser_is_told_to_keep_nothing(words, every_page):
    assert "your browser is told to store none of them" in words
    for url, response in every_page.items():
        assert "no-store" in response["Cache-Control"], url


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


# When you write to us


def test_a_form_says_who_reads_and_for_how_long_and_sets_no_cookie(words, client, live_form):
    assert "Each form says who reads what you write, and for how long it stays. It sets no cookie." in words
    response = client.get(live_form.url)
    page = response.content.decode()
    assert live_form.who_reads in page
    assert f"{live_form.days} days" in page
    assert not response.cookies
    assert not client.post(live_form.url, letter()).cookies


def test_nobody_but_the_readers_can_open_it(words, client, live_form):
    assert "it is locked as soon as it arrives, and the server has no key to it" in words
    client.post(live_form.url, letter(text="canaryword"))
    for model in apps.get_models():
        assert "canaryword" not in str(list(model._base_manager.values())), model
    assert "AGE-SECRET-KEY" not in str(list(ReaderKey.objects.values()) + list(Letterbox.objects.values()))


def test_the_day_is_kept_and_neither_the_time_nor_from_where(words, client, live_form):
    assert "With it we keep the day, not the time, and not from where you wrote." in words
    client.post(live_form.url, letter(), REMOTE_ADDR="198.51.100.23")
    kept = [field for model in (SealedMessage, Part) for field in model._meta.get_fields()]
    assert not [field for field in kept if isinstance(field, models.DateTimeField | models.GenericIPAddressField)]
    assert "198.51.100.23" not in str([*SealedMessage.objects.values(), *Part.objects.values()])


def test_it_is_deleted_on_the_day_that_was_named(words, client, live_form):
    assert "It is deleted on the day that was named, and nobody can bring it back." in words
    client.post(live_form.url, letter())
    SealedMessage.objects.update(expires_on=timezone.localdate() - timedelta(days=1))
    call_command("end_messages", stdout=io.StringIO())
    assert not Part.objects.exists()


def test_whoever_comes_back_leaves_no_address(words, client, live_form):
    assert "If you choose to come back for the answer, we keep no address and no name." in words
    client.post(live_form.url, letter(**{"a-phone": "555", "a-email": "a@example.org"}))
    message = SealedMessage.objects.get()
    assert message.answer_mark
    assert message.answer_key
    assert "Nobody can find your six words again, we neither." in words


def test_addresses_for_mails_are_sealed_and_go_when_somebody_leaves(words, client):
    assert "Your address is kept only after you follow the link that we send, and sealed" in words
    assert "It is deleted here when you choose “No more mails”." in words
    Subscription.objects.begin("canary@example.org", "en")
    (row,) = Subscription.objects.values()
    assert "canary" not in str(row)
    assert "No more mails" in Path("templates/newsletter/mail/newsletter.html").read_text()
    client.post(f"/mail/end/{end_token(row['mark'])}/")
    assert not Subscription.objects.exists()
