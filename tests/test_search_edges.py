"""Search where words are in nearly every page, contacts speak another language, or something is hidden meanwhile."""

from unittest import mock

import pytest
from django.db import OperationalError
from two_languages import in_languages
from wagtail.models import Page

from consent.models import Consent
from consent.withdrawal import narrow
from resources.models import CrisisContact
from search import postings, views
from search.models import Entry, Term
from search.query import search
from search.understanding import understand

pytestmark = pytest.mark.django_db


def found(words, language="en"):
    return [hit.page_id for hit in search(words, language).hits if not hit.by_meaning]


def test_what_stands_nearly_everywhere_only_moves_what_rare_words_found(plain, monkeypatch):
    pages = [plain("Obsidian"), plain("Marble obsidian"), *(plain(f"Marble number {number}") for number in range(3))]
    assert set(found("obsidian marble")) == {page.pk for page in pages}
    entries = [Entry.objects.get(page=page).pk for page in pages]
    rare = Term.objects.get(text__startswith="en:obsidian")
    common = Term.objects.get(text__startswith="en:marb")
    weights = {rare.pk: (2, 2), common.pk: (3, 4)}
    everything = dict(postings.best(weights, 10))
    assert set(everything) == set(entries)
    monkeypatch.setattr(postings, "MOST_POSTINGS", 3)
    # Those with the rare word alone, with what the common one adds to them.
    assert postings.best(weights, 10) == [(pk, everything[pk]) for pk in (entries[1], entries[0])]
    assert set(found("obsidian marble")) == {page.pk for page in pages[:2]}


@pytest.mark.any_database
def test_a_contact_is_found_from_a_page_in_another_language(spanish, client):
    CrisisContact.objects.create(name="Una línea en la noche", phone="206-555-0143", locale=spanish)
    CrisisContact.objects.create(name="A line in the night", phone="206-555-0142", languages="Quenya")
    page = client.get("/es/search/", {"q": "quenya"})
    assert [result["contact"].phone for result in page.context["listing"] if "contact" in result] == ["206-555-0142"]
    assert "206-555-0142" in page.content.decode()
    assert "206-555-0143" in client.get("/search/", {"q": "línea noche"}).content.decode()


@pytest.mark.any_database
def test_what_was_hidden_a_moment_ago_is_neither_shown_nor_suggested(plain, client, monkeypatch):
    page = plain("Gleaming obsidian")
    hits = search("obsidian", "en")
    assert [hit.page_id for hit in hits.hits if not hit.by_meaning] == [page.pk]
    suggested = views.find_suggestions("obsid", "en")
    assert [hit.page_id for hit in suggested] == [page.pk]
    page.unpublish()
    # The search began before, and ends after.
    monkeypatch.setattr(views, "find", lambda *_arguments, **_options: hits)
    monkeypatch.setattr(views, "find_suggestions", lambda *_arguments: suggested)
    answer = client.get("/search/", {"q": "obsidian"})
    assert answer.status_code == 200
    assert "Gleaming" not in answer.content.decode()
    assert client.get("/search/suggest/", {"q": "obsid"}).json() == {"suggestions": []}


@pytest.mark.any_database
def test_a_wrong_address_is_answered_without_pages_like_it_while_the_index_is_away(client, monkeypatch):
    assert "Perhaps one of these" in client.get("/ally-versus-acomplice/").content.decode()
    monkeypatch.setattr(views, "find", mock.Mock(side_effect=OperationalError("no such table")))
    answer = client.get("/ally-versus-acomplice/")
    assert answer.status_code == 404
    assert "Perhaps one of these" not in answer.content.decode()


@pytest.mark.any_database
def test_a_slip_is_understood_in_a_language_that_has_no_dictionary(plain):
    page = plain("Gleaming obsidian")
    with in_languages("en", "sw"):
        assert page.pk in found("obsidan", "sw")


@pytest.mark.any_database
def test_half_of_what_is_joined_by_a_hyphen_is_understood_without_being_shown_corrected(add_article):
    article = add_article("Gleaming obsidian")
    assert understand("gleaming obsidan", "en").corrected == "gleaming obsidian"
    assert not understand("zqlamp-obsidan", "en").corrected
    assert article.pk in found("zqlamp-obsidan")


@pytest.mark.any_database
def test_a_word_that_says_little_counts_less():
    keep, lamp = understand("keep lamp", "en").words
    assert (keep.terms["en:keep"], lamp.terms["en:lamp"]) == (0.3, 1)


def test_words_that_a_consent_covers_no_longer_are_found_on_none_of_the_pages_that_stay(plain):
    consent = Consent.objects.create(person="A.", covers_story=True, covers_picture=True, paid="no")
    pages = [plain(f"Quotes her {number}") for number in (1, 2)]
    for page in pages:
        page.body = [("quote", {"text": "My obsidian.", "attribution": "", "consent": consent, "consent_note": ""})]
        page.save_revision().publish()
    assert {page.pk for page in pages} <= set(found("obsidian"))
    consent.covers_story = False
    consent.save()
    assert narrow(consent, None) == []
    assert not {page.pk for page in pages} & set(found("obsidian"))
    assert all(Page.objects.get(pk=page.pk).live for page in pages)
