"""Spam without spies: what looks like it is set apart, where staff find it, and never dropped."""

import itertools
import re

import pytest
from django.test import Client
from letter_keys import letter, mark_made

from letters import gate, work
from letters.models import Letterbox, SealedMessage, State
from letters.views import writing

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


def states():
    return list(SealedMessage.objects.order_by("pk").values_list("state", flat=True))


@pytest.mark.parametrize("spam", [{gate.EMPTY_FIELD: "https://spam.example"}, {"mark": mark_made(0)}])
def test_what_no_person_does_is_set_apart_and_nobody_is_told(form, client, spam):
    response = client.post(form.url, letter(**({"mark": mark_made(0)} if "mark" in spam else spam)))
    assert "It has arrived" in response.content.decode()
    assert states() == [State.APART]
    assert not Letterbox.get().has_news


def test_the_field_that_stays_empty_is_hidden_from_everybody(form, client):
    page = client.get(form.url).content.decode()
    field = page[: page.index(f'name="{gate.EMPTY_FIELD}"')].rpartition("<p")[2]
    assert 'aria-hidden="true"' in field
    assert "visually-hidden" in field


def test_many_from_one_network_are_set_apart_and_very_many_refused_in_words(form, client):
    for _number in range(gate.REFUSED_PER_ADDRESS):
        assert client.post(form.url, letter(way="myself")).status_code == 200
    assert states().count(State.NEW) == gate.PER_ADDRESS
    assert states().count(State.APART) == gate.REFUSED_PER_ADDRESS - gate.PER_ADDRESS
    response = client.post(form.url, letter(text="Mine", way="myself"))
    assert response.status_code == 429
    assert "wait ten minutes" in response.content.decode()
    assert "Mine" in response.content.decode()
    # Somebody else, elsewhere, is not held up.
    assert Client(REMOTE_ADDR="198.51.100.7").post(form.url, letter()).status_code == 200
    assert states()[-1] == State.NEW


def test_a_flood_gets_a_short_answer_in_plain_words_and_is_not_kept(
    form, client, monkeypatch, django_assert_num_queries
):
    monkeypatch.setattr(gate, "REFUSED_PER_ADDRESS", 3)
    for _number in range(3):
        assert client.post(form.url, letter(**{gate.EMPTY_FIELD: "x"})).status_code == 200
    monkeypatch.setattr(writing, "_short_answers", {})
    assert client.post(form.url, letter(**{gate.EMPTY_FIELD: "x"})).status_code == 429
    # From the second on it costs nothing.
    with django_assert_num_queries(0):
        response = client.post(form.url, letter(**{gate.EMPTY_FIELD: "x"}))
    assert response.status_code == 429
    assert "Please wait a moment" in response.content.decode()
    assert "Get help now" in response.content.decode()
    assert states() == [State.APART] * 3


def test_a_flooded_form_sets_apart_what_comes_above_its_limit(form, monkeypatch):
    monkeypatch.setattr(gate, "PER_FORM", 3)
    for number in range(5):
        Client(REMOTE_ADDR=f"198.51.100.{number}").post(form.url, letter(way="myself"))
    assert states() == [State.NEW] * 3 + [State.APART] * 2


def test_the_limit_counts_afresh_after_ten_minutes(monkeypatch):
    now = itertools.count(1_000, 601)
    monkeypatch.setattr(gate.time, "monotonic", lambda: next(now))
    counts = gate.Counts()
    assert [counts.add("address", "198.51.100.1") for _time in range(3)] == [1, 1, 1]


def test_no_address_is_kept_as_it_is(form):
    client = Client(REMOTE_ADDR="198.51.100.23")
    client.post(form.url, letter())
    assert "198.51.100.23" not in repr(vars(gate.counts))
    assert b"198.51.100.23" not in b"".join(gate.counts._counts)


def test_counting_takes_little_memory_however_many_ask(monkeypatch):
    monkeypatch.setattr(gate, "MOST_KEYS", 100)
    counts = gate.Counts()
    for number in range(1_000):
        counts.add("address", str(number))
    assert len(counts._counts) == 100


@pytest.mark.parametrize(
    ("one", "other", "alike"), [("2001:db8::1", "2001:db8::ffff", True), ("192.0.2.1", "192.0.2.2", False)]
)
def test_a_household_counts_as_one(rf, one, other, alike):
    assert (gate.network(rf.get("/", REMOTE_ADDR=one)) == gate.network(rf.get("/", REMOTE_ADDR=other))) is alike


@pytest.fixture
def flooded(form):
    form.is_flooded = True
    form.save_revision().publish()
    return form


def solved(page):
    """Do what static/js/vendored/work.js does."""
    import base64
    import html
    import json

    import altcha

    text = html.unescape(page.content.decode().partition('data-work="')[2].partition('"')[0])
    challenge = altcha.Challenge.from_dict(json.loads(text))
    solution = altcha.solve_challenge(challenge)
    payload = {"challenge": json.loads(text), "solution": solution.to_dict()}
    return base64.b64encode(json.dumps(payload).encode()).decode()


def test_on_a_flooded_form_the_browser_works_and_whoever_has_no_scripts_is_heard_too(flooded, client, monkeypatch):
    monkeypatch.setattr(work, "ROUNDS", 10)
    page = client.get(flooded.url)
    assert "js/vendored/work" in page.content.decode()
    done = solved(page)
    client.post(flooded.url, letter(way="myself", altcha=done))
    client.post(flooded.url, letter(way="myself"))
    # The same work counts once.
    client.post(flooded.url, letter(way="myself", altcha=done))
    client.post(flooded.url, letter(way="myself", altcha="nonsense"))
    assert states() == [State.NEW, State.APART, State.APART, State.APART]


def test_a_form_that_is_not_flooded_ships_no_script_but_the_usual_ones(form, client):
    scripts = [re.findall(r'src="([^"]+\.js)"', client.get(url).content.decode()) for url in (form.url, "/about/")]
    assert scripts[0] == scripts[1]
    assert len(scripts[0]) == 2


def test_nothing_that_is_sent_is_waited_for_before_very_many_have_come(rf):
    request = rf.post("/search/", {"a": "sent slowly"})
    assert not gate.is_flood(request)
    assert "_post" not in vars(request)
