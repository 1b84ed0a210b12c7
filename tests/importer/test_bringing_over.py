"""What comes over is written once, never over somebody's work, and can be taken back."""

import pytest
from django.utils import timezone
from old_sites import ROOM, SITE, SOUP, WALK, Old, squarespace, wordpress
from wagtail.models import Page, Revision

from blog.models import ArticlePage, Author
from home.models import HomePage, StandardPage
from importer.models import Imported, Row
from importer.plan import Choices, Plan
from pages.models import Topic
from search.models import Entry

pytestmark = pytest.mark.django_db


def actions(run):
    return {row.title: row.action for row in run.rows.all()}


def edit(page, text):
    """Change a page as staff do."""
    page = page.specific
    page.body = [("paragraph", text)]
    page.save_revision().publish()


def test_articles_and_pages_come_to_their_places(bring, pages_of):
    found = pages_of(bring(SITE, labels={"Walks": "topic"}))
    walk, room = found["A walk by the river"], found["The reading room"]
    assert isinstance(walk, ArticlePage)
    assert (walk.live, walk.slug, walk.date.isoformat()) == (True, "a-walk-by-the-river", "2019-05-04")
    assert walk.first_published_at.year == 2019
    assert [author.name for author in walk.authors] == ["Rowan Example"]
    assert [topic.title for topic in walk.topics.all()] == ["Walks"]
    assert isinstance(room, StandardPage)
    assert room.get_parent().specific == HomePage.objects.get()


def test_visitors_find_and_read_it_at_once(bring, client):
    bring(SITE)
    answer = client.get("/search/?q=kettle")
    assert "The reading room" in answer.content.decode()
    assert "Peel, then" in client.get("/lets-talk-about/soup/").content.decode()


def test_every_body_is_one_that_the_editor_takes(bring, pages_of):
    from test_bodies import BLOCKS, CHUNKS, CLASSIC, PLAIN, WHOLE_PAGE

    bodies = enumerate([PLAIN, CHUNKS, WHOLE_PAGE, BLOCKS, CLASSIC])
    old = [Old(title=f"Body {number}", link=f"/blog/{number}", html=html) for number, html in bodies]
    found = pages_of(bring(wordpress(*old)))
    assert len(found) == 5
    for page in found.values():
        page.full_clean()
        page.body.stream_block.clean(page.body)


@pytest.mark.parametrize(
    ("old", "live", "scheduled"),
    [
        (Old(status="publish"), True, False),
        (Old(status="draft"), False, False),
        (Old(status="pending"), False, False),
        (Old(status="private"), False, False),
        (Old(status="inherit"), False, False),
        (Old(status="something-new"), False, False),
        (Old(status="publish", password="river"), False, False),
        (Old(status="future", date=""), False, False),
        (Old(status="future", date=f"{timezone.now().year + 2}-05-04 10:00:00"), False, True),
        (Old(status="publish", date=f"{timezone.now().year + 2}-05-04 10:00:00"), False, True),
    ],
)
def test_what_was_hidden_stays_hidden(bring, pages_of, old, live, scheduled):
    (page,) = pages_of(bring(wordpress(old))).values()
    waits = Revision.page_revisions.filter(object_id=str(page.pk), approved_go_live_at__isnull=False).exists()
    assert (page.live, waits) == (live, scheduled)
    assert Entry.objects.filter(page=page).exists() == live


def test_a_page_with_something_to_fill_in_comes_as_a_draft(bring, pages_of):
    run = bring(squarespace(Old(html="<p>We open at [[fill in: time]].</p>")))
    (page,) = pages_of(run).values()
    assert not page.live
    assert "fill in" in " ".join(run.rows.get().warnings)


# Again


@pytest.mark.parametrize("status", ["private", "draft", "pending"])
def test_what_is_hidden_on_the_old_site_by_now_is_taken_offline(bring, pages_of, status):
    page = pages_of(bring(SITE))["A walk by the river"]
    hidden = Old(title="A walk by the river", html="<p>Only for us.</p>", status=status)
    run = bring(squarespace(hidden, SOUP, ROOM))
    page = ArticlePage.objects.get(pk=page.pk)
    assert not page.live
    assert "taken offline" in " ".join(run.rows.get(title="A walk by the river").warnings)
    assert not Entry.objects.filter(page=page).exists()


def test_an_article_of_staff_that_says_the_same_is_never_written_over(bring, add_article):
    html = "<p>" + "We walked along the river and talked of soup. " * 5 + "</p>"
    mine = add_article("A walk by the river", text=html)
    assert set(actions(bring(squarespace(Old(title="A walk by the river", html=html)))).values()) == {"unchanged"}
    changed = squarespace(Old(title="A walk by the river", html=html.replace("soup", "bread")))
    assert set(actions(bring(changed)).values()) == {"conflict"}
    assert "soup" in str(ArticlePage.objects.get(pk=mine.pk).body)


def test_a_text_that_cannot_be_read_keeps_no_other_from_coming(bring, monkeypatch):
    from importer import plan

    plain = plan.convert
    monkeypatch.setattr(
        plan, "convert", lambda html, *args, **kwargs: 1 / 0 if "Peel" in html else plain(html, *args, **kwargs)
    )
    assert actions(bring(SITE)) == {
        "A walk by the river": "created", "Soup for twenty": "failed", "The reading room": "created",
    }  # fmt: skip


def test_what_somebody_saves_while_pictures_are_fetched_is_left_alone(bring, pages_of, monkeypatch):
    from importer.writing.uploads import Uploads

    page = pages_of(bring(SITE))["A walk by the river"]
    monkeypatch.setattr(Uploads, "fetch", lambda *args, **kwargs: edit(page, "<p>Ours now.</p>"))
    newer = squarespace(Old(title="A walk by the river", html="<p>Now longer.</p>"), SOUP, ROOM)
    assert actions(bring(newer))["A walk by the river"] == "conflict"
    assert "Ours now." in str(ArticlePage.objects.get(pk=page.pk).body)


def test_what_changed_on_the_old_site_is_brought_up_to_date(bring, pages_of):
    bring(SITE)
    newer = squarespace(Old(title="A walk by the river", html="<p>Now longer.</p>"), SOUP, ROOM)
    assert actions(bring(newer, update="skip"))["A walk by the river"] == "skipped"
    run = bring(newer)
    assert actions(run) == {
        "A walk by the river": "updated",
        "Soup for twenty": "unchanged",
        "The reading room": "unchanged",
    }
    assert "Now longer." in str(pages_of(run)["A walk by the river"].body)


def test_what_staff_edited_is_left_alone_unless_they_say_otherwise(bring, pages_of):
    page = pages_of(bring(SITE))["A walk by the river"]
    edit(page, "<p>Ours now.</p>")
    newer = squarespace(Old(title="A walk by the river", html="<p>Now longer.</p>"), SOUP, ROOM)
    assert actions(bring(newer))["A walk by the river"] == "conflict"
    page.refresh_from_db()
    assert "Ours now." in str(page.specific.body)
    assert actions(bring(newer, update="force"))["A walk by the river"] == "updated"
    assert "Now longer." in str(ArticlePage.objects.get(pk=page.pk).body)


def test_a_draft_of_staff_is_an_edit_too(bring, pages_of):
    page = pages_of(bring(SITE))["The reading room"]
    page.save_revision()
    newer = squarespace(
        WALK, SOUP, Old(title="The reading room", kind="page", link="/room", html="<p>Other.</p>", date="")
    )
    assert actions(bring(newer))["The reading room"] == "conflict"


def test_what_staff_deleted_does_not_come_back(bring, pages_of):
    pages_of(bring(SITE))["The reading room"].delete()
    assert actions(bring(SITE))["The reading room"] == "deleted"


# Labels


def test_nothing_becomes_a_topic_that_nobody_chose(bring):
    before = set(Topic.objects.values_list("title", flat=True))
    bring(SITE)
    assert set(Topic.objects.values_list("title", flat=True)) == before


def test_topics_and_authors_that_are_here_are_used_again(bring, pages_of):
    topic = Topic.objects.first()
    Author.objects.create(name="rowan example", locale=topic.locale)
    run = bring(
        squarespace(Old(creator="riverwriter", categories=(topic.title.upper(),))),
        labels={topic.title.upper(): "topic"},
    )
    (page,) = pages_of(run).values()
    assert list(page.topics.all()) == [topic]
    assert Author.objects.filter(name__iexact="rowan example").count() == 1


def test_a_series_is_made_where_it_was_chosen(bring, pages_of):
    found = pages_of(bring(SITE, labels={"Walks": "series"}))
    assert found["A walk by the river"].series.title == "Walks"


# When things fail


def test_one_failure_stops_nobody_else(bring, monkeypatch, pages_of):
    from importer.writing.pages import PageWriter

    plain = PageWriter._about

    def fail(self, page, planned):
        if planned.title == "Soup for twenty":
            raise RuntimeError("no")
        plain(self, page, planned)

    monkeypatch.setattr(PageWriter, "_about", fail)
    run = bring(SITE)
    assert actions(run) == {
        "A walk by the river": "created",
        "Soup for twenty": "failed",
        "The reading room": "created",
    }
    assert not Page.objects.filter(title="Soup for twenty").exists()
    monkeypatch.undo()
    assert actions(bring(SITE, run=run))["Soup for twenty"] == "created"


def test_choices_are_kept_to(bring):
    assert set(actions(bring(SITE, pages=False))) == {"A walk by the river", "Soup for twenty"}
    assert set(actions(bring(SITE, only="/room"))) == {"The reading room"}
    assert len(actions(bring(SITE, limit=2))) == 2


def test_the_plan_says_beforehand_what_comes(read):
    summary = Plan(read(SITE), Choices()).summary()
    assert summary["counts"] == {"post": 2, "page": 1, "live": 3, "suggested": 0, "warnings": 0}
    assert summary["labels"] == [["Walks", 1, True], ["Water", 1, False]]
    assert summary["lost"] == 0
    assert Row.objects.count() == 0


def changed(old, text):
    return squarespace(Old(title=old.title, link=old.link, html=f"<p>{text}</p>"))


def test_what_staff_took_offline_is_brought_up_to_date_and_stays_offline(bring, pages_of):
    page = pages_of(bring(squarespace(SOUP)))["Soup for twenty"]
    Page.objects.get(pk=page.pk).unpublish()
    run = bring(changed(SOUP, "Peel, then sing."))
    page.refresh_from_db()
    assert not page.live
    assert "then sing" in page.get_latest_revision_as_object().plain_text()
    assert "taken offline here" in str(run.rows.get().warnings)


def test_a_draft_that_waits_to_be_put_together_waits_on_after_a_second_run(bring, pages_of, add_article):
    add_article("Soup for twenty", text="<p>Quite another recipe, with leeks and barley.</p>")
    page = pages_of(bring(squarespace(SOUP)))["Soup for twenty"]
    bring(changed(SOUP, "Peel, then sing."))
    page.refresh_from_db()
    assert not page.live
    assert Imported.objects.get(page=page).open["merge"]


def test_words_of_an_excerpt_in_two_paragraphs_stay_apart(bring, pages_of):
    old = Old(title="Calls<br/>and letters", excerpt="<p>Call us.</p><p>We listen.</p>")
    (page,) = pages_of(bring(wordpress(old))).values()
    assert (page.title, page.search_description) == ("Calls and letters", "Call us. We listen.")


@pytest.mark.parametrize("link", ["https://[site-url]/about", "http://[", "//"])
def test_an_address_that_is_none_keeps_nobody_from_coming(read, link):
    content = squarespace(Old(), Old(title="Soup", kind="page", link="/soup"))
    content = content.replace(b"<link>/soup<", f"<link>{link}<".encode())
    assert [entry.title for entry in Plan(read(content), Choices()).entries()] == ["A walk by the river", "Soup"]
