"""The index can be compared with the site and built anew while visitors search, whatever has gone wrong in it."""

import io

import pytest
from django.core.management import CommandError, call_command
from wagtail.models import Page, PageViewRestriction

from blog.models import ArticlePage
from search import index, rebuild, signals
from search.content import page_document
from search.management.commands.search_reindex import Command
from search.models import Entry, Posting, Spelling, Statistics, Term, Word
from search.query import search, suggest

pytestmark = pytest.mark.django_db


def found(words):
    return [hit.page_id for hit in search(words, "en").hits if not hit.by_meaning]


def known(word):
    """Return whether a word left any trace: results, suggestions, corrections."""
    near = f"{word[:-2]}{word[-1]}{word[-2]}"
    return bool(
        found(word)
        or suggest(word[:5], "en")
        or search(near, "en").question.corrected
        or Word.objects.filter(text=word)
    )


def test_the_index_agrees_with_the_site_after_everything_was_loaded():
    assert rebuild.differences() == []
    out = io.StringIO()
    call_command("search_check", stdout=out)
    assert "agrees with the pages" in out.getvalue()


def damage():
    Entry.objects.filter(kind="servicepage").delete()
    Posting.objects.filter(entry_id=Entry.objects.first().pk).delete()
    Term.objects.filter(pk=Term.objects.first().pk).update(entries=77)
    Word.objects.filter(pk=Word.objects.filter(entries__gt=0).first().pk).update(entries=77)
    Page.objects.filter(pk=Entry.objects.exclude(page=None).last().page_id).update(live=False)


def test_a_check_names_what_differs_and_a_rebuild_mends_it():
    damage()
    out = io.StringIO()
    with pytest.raises(CommandError, match="search_reindex mends them"):
        call_command("search_check", stdout=out)
    for kind in ("missing: ", "without words: ", "miscounted term: ", "miscounted word: ", "not public: "):
        assert kind in out.getvalue()
    call_command("search_reindex", stdout=out)
    assert rebuild.differences() == []
    assert found("housing assistance")


def test_what_was_weighed_before_a_rebuild_is_written_again_only_by_the_rebuild(add_article):
    document = page_document(add_article("Gleaming obsidian"))
    (before,) = index.write([document])
    Statistics.objects.filter(language="en").update(build=before.build + 1)
    assert index.write([document])[0].build == before.build
    assert index.write([document], again=True)[0].build == before.build + 1
    assert Entry.objects.get(pk=before.pk).build == before.build + 1


def test_a_rebuild_says_how_far_it_is():
    out = io.StringIO()
    call_command("search_reindex", stdout=out)
    total = Entry.objects.count()
    assert f"{total} of {total}" in out.getvalue()
    assert f"{total} entries in the search index." in out.getvalue()


@pytest.mark.any_database
def test_on_a_terminal_it_is_one_line_that_grows_and_elsewhere_one_for_each_tenth():
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    shown = Command(stdout=Terminal())
    for done in (1, 2, 4):
        shown.show(done, 4)
    assert shown.stdout.getvalue() == (
        f"\r[{'#' * 10}{'-' * 30}] 1 of 4\r[{'#' * 20}{'-' * 20}] 2 of 4\r[{'#' * 40}] 4 of 4\n"
    )
    written = Command(stdout=io.StringIO())
    for done in range(1, 1001):
        written.show(done, 1000)
    lines = written.stdout.getvalue().splitlines()
    assert len(lines) == 11
    assert lines[-1].endswith("1000 of 1000")


def test_a_check_names_pages_that_say_something_else_and_wrong_sums(plain):
    page = plain("Gleaming obsidian")
    Page.objects.filter(pk=page.pk).update(title="Gleaming basalt")
    Statistics.objects.filter(language="en").update(entries=7)
    assert {"out of date: Gleaming basalt", "miscounted entries (en)"} <= set(rebuild.differences())
    rebuild.rebuild()
    assert rebuild.differences() == []
    assert found("basalt") == [page.pk]


def test_a_page_that_is_moved_to_another_language_is_found_there_alone(spanish, plain):
    page = plain("Gleaming obsidian")
    Page.objects.filter(pk=page.pk).update(locale=spanish)
    signals.refresh_pages([Page.objects.get(pk=page.pk).specific])
    assert Entry.objects.get(page=page).language == "es"
    assert rebuild.differences() == []
    assert [hit.language for hit in search("obsidian", "en").hits if hit.page_id == page.pk] == ["es"]


def test_what_another_one_took_out_of_the_index_already_is_counted_once(plain):
    page = plain("Gleaming obsidian")
    entry = Entry.objects.get(page=page)
    page.unpublish()
    index.forget(entry)
    assert rebuild.differences() == []


def test_an_interrupted_rebuild_goes_on_where_it_stopped_and_visitors_search_meanwhile(monkeypatch):
    written = []
    original = rebuild.write

    def write_once(documents, **options):
        if written:
            raise KeyboardInterrupt
        written.extend(documents)
        return original(documents, **options)

    monkeypatch.setattr(rebuild, "write", write_once)
    with pytest.raises(KeyboardInterrupt):
        rebuild.rebuild()
    monkeypatch.undo()
    assert rebuild.needs_rebuild()
    assert found("housing assistance")
    assert any("interrupted" in line for line in rebuild.differences())
    again = []
    monkeypatch.setattr(
        rebuild, "write", lambda documents, **options: again.extend(documents) or original(documents, **options)
    )
    rebuild.rebuild()
    assert len(again) == Entry.objects.count() - len(written)
    assert not rebuild.needs_rebuild()
    assert rebuild.differences() == []


def test_a_page_published_during_a_rebuild_stays_found(add_article, monkeypatch):
    original, added = rebuild.write, []

    def write_and_publish(documents, **options):
        if not added:
            added.append(add_article("Gleaming obsidian"))
        return original(documents, **options)

    monkeypatch.setattr(rebuild, "write", write_and_publish)
    rebuild.rebuild()
    assert found("obsidian") == [added[0].pk]
    assert rebuild.differences() == []


@pytest.mark.parametrize("how", ["unpublished", "private"])
def test_a_page_hidden_during_a_rebuild_stays_hidden(add_article, make_private, monkeypatch, how):
    article = add_article("Gleaming obsidian")
    original, done = rebuild.write, []

    def write_and_hide(documents, **options):
        if not done:
            done.append(True)
            page = ArticlePage.objects.get(pk=article.pk)
            page.unpublish() if how == "unpublished" else make_private(page)
        return original(documents, **options)

    monkeypatch.setattr(rebuild, "write", write_and_hide)
    rebuild.rebuild()
    assert not known("obsidian")
    assert rebuild.differences() == []


def test_a_number_that_is_too_low_keeps_nobody_from_hiding_a_page(add_article):
    article = add_article("Gleaming obsidian")
    Term.objects.update(entries=0)
    Word.objects.update(entries=0, listed=0)
    Statistics.objects.update(entries=0)
    article.unpublish()
    assert found("obsidian") == []
    rebuild.rebuild()
    assert not known("obsidian")
    assert rebuild.differences() == []


def test_the_index_is_cleared_before_a_page_becomes_private(add_article, make_private, monkeypatch):
    article = add_article("Gleaming obsidian")

    def fail(*_arguments, **_options):
        raise RuntimeError("no room left")

    monkeypatch.setattr(signals, "hide_below", fail)
    with pytest.raises(RuntimeError, match="no room left"):
        make_private(article)
    assert not PageViewRestriction.objects.filter(page=article).exists()


def test_a_rebuild_of_the_same_pages_changes_no_order():
    rebuild.rebuild()
    before = found("help with housing")
    rebuild.rebuild()
    assert found("help with housing") == before


def test_a_site_without_an_index_gets_one_at_its_next_start():
    Entry.objects.all().delete()
    for model in (Statistics, Term, Word, Spelling):
        model.objects.all().delete()
    assert rebuild.needs_rebuild()
    call_command("prepare_site", stdout=io.StringIO())
    assert found("housing assistance")
    assert rebuild.differences() == []
