"""What belongs to an item of the old site comes with it, and what cannot is told beside it."""

import pytest
from old_sites import Old, squarespace, wordpress
from wagtail.models import Page

from blog.models import BlogIndexPage
from home.models import StandardPage
from importer.reading import export
from pages.models import Topic

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

SHARED = [
    Old(html='<p>Come by.</p><!-- wp:block {"ref":12} /-->'),
    Old(title="Ways to call", kind="wp_block", number="12", html="<p>Call any day.</p>"),
]


def text_of(run):
    page = run.rows.get().page.specific
    return page.body.stream_block.plain_text(page.body)


def test_what_several_pages_share_stands_on_each(bring):
    run = bring(wordpress(*SHARED))
    assert "Call any day." in text_of(run)
    assert run.rows.get().losses == []


def test_what_several_pages_share_is_told_where_it_is_too_much(bring, monkeypatch):
    monkeypatch.setattr(export, "MOST_SHARED", 0)
    run = bring(wordpress(*SHARED))
    assert "Call any day." not in text_of(run)
    assert run.rows.get().losses == [["shortcode", 'block {"ref":12}']]


@pytest.mark.parametrize("authors", [(("rowan@old.example", "", ""),), (("rowan@old.example", "r@old.example", ""),)])
def test_nobodys_mail_address_is_shown_as_an_author(bring, client, authors):
    page = bring(squarespace(Old(creator="rowan@old.example"), authors=authors)).rows.get().page.specific
    assert list(page.authors) == []
    assert "@old.example" not in client.get(page.url).content.decode()


def test_two_labels_with_nearly_the_same_name_become_two_topics(bring, client):
    bring(
        squarespace(Old(categories=("Long walks", "Long walks!"))),
        labels=dict.fromkeys(["Long walks", "Long walks!"], "topic"),
    )
    assert dict(Topic.objects.filter(title__startswith="Long walks").values_list("title", "slug")) == {
        "Long walks": "long-walks", "Long walks!": "long-walks-2",
    }  # fmt: skip
    assert "A walk by the river" in client.get("/lets-talk-about/?topic=long-walks-2").content.decode()


def test_a_date_that_cannot_be_right_is_told_and_the_article_is_shown(bring):
    row = bring(squarespace(Old(date="146140482-05-01 10:00:00"))).rows.get()
    assert (row.page.live, row.warnings) == (
        True, ["The date “146140482-05-01 10:00:00” cannot be right; it was left out."],
    )  # fmt: skip


def test_words_that_did_not_arrive_are_counted(bring):
    html = "<table><tr>astray here<td>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table>"
    row = bring(squarespace(Old(html=html))).rows.get()
    assert row.warnings == ["2 of 6 words did not come along."]
    assert row.losses == [["words", "astray here"]]


def test_a_picture_that_the_export_has_no_address_of_is_told_by_its_number(bring):
    nowhere = Old(title="Picture", kind="attachment", number="7", link="/x", guid="", html="")
    run = bring(wordpress(Old(html='<p>Text.</p>[gallery ids="7"]', meta={"_thumbnail_id": "7"}), nowhere))
    assert run.rows.get().page.specific.listing_image is None
    assert run.rows.get().losses == [["picture", "#7"], ["gallery", "[gallery]"]]


def test_without_a_list_of_articles_pages_come_and_articles_are_told(bring):
    BlogIndexPage.objects.get().delete()
    room = Old(title="The reading room", kind="page", link="/room")
    run = bring(squarespace(Old(title="A walk", categories=("Walks",)), room), labels={"Walks": "topic"})
    assert StandardPage.objects.get(title="The reading room").live
    assert not Page.objects.filter(title="A walk").exists()
    assert run.rows.get(title="A walk").warnings == [
        "It could not be written (There is no list of articles below the home page.); nothing of it was kept."
    ]
