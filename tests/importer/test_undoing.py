"""A run is taken back as a whole, unless that would lose somebody's work."""

import pytest
from old_sites import ROOM, SITE, SOUP, WALK, Old, squarespace
from wagtail.contrib.redirects.models import Redirect
from wagtail.log_actions import log
from wagtail.models import Page, ReferenceIndex

from blog.models import ArticlePage
from home.models import StandardPage
from importer.writing import CannotUndoError, undo
from pages.models import SiteImage, Topic

pytestmark = pytest.mark.django_db


def actions(run):
    return {row.title: row.action for row in run.rows.all()}


def edit(page, text):
    """Change a page as staff do."""
    page = page.specific
    page.body = [("paragraph", text)]
    page.save_revision().publish()


# Undoing


def test_undoing_leaves_the_database_as_it_was(bring, every_row):
    bring(squarespace(Old(title="Earlier", link="/blog/earlier")))
    before = every_row()
    title = "How to be a friend to a survivor: creating a safe and supportive space"
    waiting = Old(title=title, link="/blog/how-to-be-a-friend", categories=("Walks",))
    run = bring(squarespace(WALK, SOUP, ROOM, waiting), labels={"Walks": "topic", "Water": "series"})
    assert every_row() != before
    undo(run)
    assert every_row() == before


def test_undoing_an_update_brings_back_what_was_there(bring, every_row, pages_of):
    bring(SITE)
    before = every_row()
    run = bring(squarespace(Old(title="A walk by the river", html="<p>Now longer.</p>"), SOUP, ROOM))
    undo(run)
    assert every_row() == before


def test_links_that_a_later_run_pointed_on_are_undone_with_it(bring, every_row, pages_of):
    bring(squarespace(SOUP, WALK), limit=1)
    before = every_row()
    later = bring(squarespace(SOUP, WALK))
    soup = ArticlePage.objects.get(title="Soup for twenty")
    assert "linktype" in soup.body.raw_data[0]["value"]
    undo(later)
    assert every_row() == before


def test_an_earlier_run_can_be_undone_after_links_were_pointed_on(bring):
    first = bring(squarespace(SOUP, WALK), limit=1)
    bring(squarespace(SOUP, WALK))
    undo(first)
    assert not Page.objects.filter(title="Soup for twenty").exists()


def test_nothing_is_undone_once_somebody_has_edited_it(bring, pages_of, every_row):
    run = bring(SITE)
    edit(pages_of(run)["Soup for twenty"], "<p>Ours now.</p>")
    before = every_row()
    with pytest.raises(CannotUndoError) as refused:
        undo(run)
    assert refused.value.titles == ["Soup for twenty"]
    assert every_row() == before


def test_an_update_is_not_undone_once_somebody_has_edited_the_page(bring, pages_of, every_row):
    bring(SITE)
    run = bring(squarespace(Old(title="A walk by the river", html="<p>Now longer.</p>"), SOUP, ROOM))
    edit(pages_of(run)["A walk by the river"], "<p>Ours now.</p>")
    before = every_row()
    with pytest.raises(CannotUndoError, match="A walk by the river"):
        undo(run)
    assert every_row() == before


def test_nothing_is_undone_below_which_somebody_has_put_a_page(bring, pages_of):
    run = bring(SITE)
    pages_of(run)["The reading room"].add_child(instance=StandardPage(title="Ours", slug="ours"))
    with pytest.raises(CannotUndoError):
        undo(run)


def test_a_topic_that_somebody_else_uses_meanwhile_stays(bring, add_article):
    run = bring(SITE, labels={"Walks": "topic"})
    article = add_article("Ours")
    article.topics.add(Topic.objects.get(title="Walks"))
    article.save()
    undo(run)
    assert Topic.objects.filter(title="Walks").exists()


def test_a_redirect_that_staff_have_changed_since_stays(bring):
    run = bring(SITE)
    changed = Redirect.objects.get(old_path="/blog/soup")
    changed.redirect_page, changed.redirect_link = None, "/elsewhere/"
    changed.save()
    log(changed, "wagtail.edit")
    undo(run)
    assert list(Redirect.objects.filter(old_path__startswith="/blog/")) == [changed]


def test_a_picture_that_somebody_has_put_into_a_draft_stays(bring, add_article):
    run = bring(SITE)
    article, image = add_article("Ours"), SiteImage.objects.first()
    run.note_made(image)
    ReferenceIndex.get_references_to(image).delete()
    article.body = [("image", {"image": image, "caption": "", "alt_text": "A pattern."})]
    article.save_revision()
    undo(run)
    assert SiteImage.objects.filter(pk=image.pk).exists()


def test_what_staff_had_deleted_is_deleted_again_and_does_not_come_back(bring, every_row, pages_of):
    pages_of(bring(SITE))["The reading room"].delete()
    before = every_row()
    run = bring(SITE, update="force")
    assert actions(run)["The reading room"] == "created"
    undo(run)
    assert every_row() == before
    assert actions(bring(SITE))["The reading room"] == "deleted"
