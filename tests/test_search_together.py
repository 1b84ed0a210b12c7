"""Pages that are added by the hundred come into both searches, visitors' and the editor's, some at a time."""

import pytest
from django.db import OperationalError, transaction
from wagtail.models import Page

from blog.models import ArticlePage
from search import refreshing
from search.query import search
from search.refreshing import AT_ONCE, indexed_together

pytestmark = pytest.mark.django_db


def by_visitors(word):
    return {hit.page_id for hit in search(word, "en").hits if not hit.by_meaning}


def by_staff(word):
    return {page.pk for page in Page.objects.search(word)}


def test_they_are_found_when_all_are_there(add_article):
    with indexed_together():
        shown = add_article("Gleaming obsidian")
        draft = add_article("Obsidian that is not finished", live=False)
        assert not by_visitors("obsidian")
    assert by_visitors("obsidian") == {shown.pk}
    assert by_staff("obsidian") == {shown.pk, draft.pk}


def test_or_whenever_there_are_enough(add_article, monkeypatch):
    monkeypatch.setattr(refreshing, "LONGEST", 1_000)
    with indexed_together() as index:
        some = {add_article(f"Obsidian {number}").pk for number in range(AT_ONCE - 1)}
        index()
        assert not by_visitors("obsidian")
        some.add(add_article("Obsidian as well").pk)
        index()
        assert by_visitors("obsidian") == some


def test_or_when_one_has_waited_long_enough(add_article, monkeypatch):
    monkeypatch.setattr(refreshing, "LONGEST", 0)
    with indexed_together() as index:
        article = add_article("Gleaming obsidian")
        index()
        assert by_visitors("obsidian") == {article.pk}


def test_what_could_be_found_before_is_hidden_at_once(add_article):
    article = add_article("Gleaming obsidian")
    with indexed_together():
        article.unpublish()
        assert not by_visitors("obsidian")


def test_what_was_hidden_again_meanwhile_is_not_shown(add_article, make_private):
    with indexed_together():
        offline = add_article("Obsidian for a moment")
        offline.unpublish()
        private = add_article("Obsidian for some")
        make_private(private)
        gone = add_article("Obsidian that is deleted")
        gone.delete()
    assert not by_visitors("obsidian")
    assert by_staff("obsidian") == {offline.pk, private.pk}


def test_what_failed_is_found_by_nobody_and_keeps_nothing_else_out(add_article):
    @transaction.atomic
    def fail():
        add_article("Obsidian that failed")
        raise ZeroDivisionError

    with indexed_together():
        kept = add_article("Gleaming obsidian")
        with pytest.raises(ZeroDivisionError):
            fail()
    assert by_visitors("obsidian") == by_staff("obsidian") == {kept.pk}
    assert ArticlePage.objects.filter(title__contains="bsidian").count() == 1


def test_an_end_that_comes_too_early_leaves_nothing_out(add_article):
    def end_early():
        with indexed_together():
            add_article("Gleaming obsidian")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        end_early()
    assert by_visitors("obsidian") == by_staff("obsidian") == {ArticlePage.objects.get(title="Gleaming obsidian").pk}


def test_a_page_that_cannot_be_indexed_keeps_no_other_out(add_article, monkeypatch, caplog):
    document = refreshing.page_document

    def refuse(page):
        if page.title.startswith("Obsidian that breaks"):
            raise ValueError(page.pk)
        return document(page)

    monkeypatch.setattr(refreshing, "page_document", refuse)
    with indexed_together():
        broken, kept = add_article("Obsidian that breaks everything"), add_article("Gleaming obsidian")
    assert by_visitors("obsidian") == {kept.pk}
    assert f"Page {broken.pk} could not be indexed" in caplog.text


def test_what_fails_is_told_and_not_that_a_page_could_not_be_indexed_then(add_article, monkeypatch):
    def fail():
        with indexed_together():
            add_article("Gleaming obsidian")
            monkeypatch.setattr(refreshing, "lock_all", broken)
            raise ZeroDivisionError

    def broken():
        raise OperationalError("database is locked")

    with pytest.raises(ZeroDivisionError):
        fail()
