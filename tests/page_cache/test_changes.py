"""Whatever changes, and whichever way: no visitor gets a page of before."""

import contextlib
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.db.backends.signals import connection_created
from django.utils import timezone
from page_forms import form_for
from visitors import Visitor, plain
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Locale, PageViewRestriction, Site

from blog.models import ArticlePage, BlogIndexPage
from home.models import MenuItem, SiteSettings, StandardPage
from page_cache.changes import DRAFT_COLUMNS, is_visible, watch
from page_cache.drafts import is_of_a_new_draft
from page_cache.version import shared_version
from pages.models import Topic
from resources.models import CrisisContact

pytestmark = pytest.mark.django_db


def publish(seed, **_):
    seed.title = "Changed for all to see"
    seed.save_revision().publish()


def unpublish(seed, **_):
    seed.unpublish()


def move(seed, home, **_):
    seed.move(home, pos="last-child")


def delete(seed, **_):
    seed.delete()


def hide(seed, **_):
    PageViewRestriction.objects.create(page=seed, restriction_type=PageViewRestriction.LOGIN)


def change_a_setting(**_):
    settings = SiteSettings.objects.get()
    settings.organisation_name = "Changed for all to see"
    settings.save()


def change_a_contact(**_):
    contact = CrisisContact.objects.filter(live=True).first()
    contact.name = "Changed for all to see"
    contact.save()


def change_the_menu(**_):
    item = MenuItem.objects.exclude(label="").first() or MenuItem.objects.first()
    item.label = "Changed for all to see"
    item.save()


def update_rows_without_a_signal(seed, **_):
    ArticlePage.objects.filter(pk=seed.pk).update(title="Changed for all to see")


def change_the_main_page_of_the_site(index, **_):
    Site.objects.update(root_page=index.pk)


CHANGES = [
    publish, unpublish, move, delete, hide, change_a_setting, change_a_contact, change_the_menu,
    update_rows_without_a_signal, change_the_main_page_of_the_site,
]  # fmt: skip


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_no_page_of_before_is_shown_after(visitor, committed, seed, index, home, change):
    before = visitor.get(seed.url)
    with committed():
        change(seed=ArticlePage.objects.get(pk=seed.pk), index=index, home=home)
    after = visitor.get(seed.url)
    assert visitor.asked == 2
    assert after != before
    if after["status"] == 200 and change is not change_the_main_page_of_the_site:
        assert "Changed for all to see" in after["body"].decode()


def test_a_page_appears_where_there_was_none(visitor, committed, index, home):
    address = f"{home.url}new-here/"
    assert visitor.get(address)["status"] == 404
    with committed():
        home.add_child(instance=StandardPage(title="New here", slug="new-here"))
    assert visitor.get(address)["status"] == 200
    with committed():
        Redirect.objects.create(old_path="/old-here", redirect_link="/new-here/", site=Site.objects.get())
    assert visitor.get("/old-here/")["status"] == 301


def test_what_is_scheduled_appears_and_goes_at_its_time(visitor, committed, add_article, monkeypatch):
    article = add_article("Soon here", live=False)
    now = timezone.now()
    article.go_live_at = now + timedelta(hours=1)
    article.expire_at = now + timedelta(hours=3)
    article.save_revision().publish()
    seen = []
    for hours in (0, 2, 4):
        monkeypatch.setattr(timezone, "now", lambda hours=hours: now + timedelta(hours=hours))
        with committed():
            call_command("publish_scheduled")
        seen.append(visitor.get("/lets-talk-about/soon-here/")["status"])
    assert seen == [404, 200, 404]


def test_a_draft_leaves_the_pages_of_visitors_alone(visitor, committed, seed):
    before = visitor.get(seed.url)
    with committed():
        draft = ArticlePage.objects.get(pk=seed.pk)
        draft.title = "Not yet"
        draft.save_revision(log_action=True)
    assert visitor.get(seed.url) == before
    assert visitor.asked == 1


@pytest.fixture
def begin(index, sign_in):
    """Return what begins an article in the editor, as staff do."""
    editor = sign_in("Editors")

    def begin(title, **more):
        topic = Topic.objects.first()
        data = form_for(ArticlePage, title) | {"topics": [topic.pk]} | more
        answer = editor.post(f"/admin/pages/add/blog/articlepage/{index.pk}/", data)
        assert answer.status_code == 302
        article = ArticlePage.objects.get(title=title)
        assert article.topics.count() == 1
        return article

    return begin


def test_a_draft_of_a_new_page_leaves_the_pages_of_visitors_alone(visitor, committed, seed, begin):
    before = visitor.get(seed.url)
    version = shared_version().now()
    with committed():
        article = begin("Not yet")
    assert not article.live
    assert shared_version().now() == version
    assert visitor.get(seed.url) == before
    assert visitor.asked == 1
    with committed():
        article.save_revision().publish()
    assert shared_version().now() != version


def test_a_draft_that_is_a_translation_or_public_before_it_is_kept_counts_as_seen(committed, seed, add_article, index):
    changed = []

    def changes(act):
        version = shared_version().now()
        with committed(), transaction.atomic():
            act()
        changed.append(shared_version().now() != version)

    changes(lambda: index.add_child(instance=ArticlePage(title="Alone", live=False)))
    changes(lambda: index.add_child(instance=ArticlePage(title="Public")))
    same = ArticlePage(title="Same", live=False, translation_key=seed.translation_key, locale=seed.locale)
    same.locale = Locale.objects.create(language_code="es")
    changes(lambda: index.add_child(instance=same))
    changes(lambda: index.add_child(instance=ArticlePage(title="At once", live=False)).save_revision().publish())
    assert changed == [False, True, True, True]


def test_what_is_added_to_a_draft_of_before_counts_as_seen(committed, add_article):
    draft = add_article("Of before", live=False)
    # Its transaction is over.
    connection.run_on_commit.clear()
    topic = Topic.objects.first()
    version = shared_version().now()
    with committed(), transaction.atomic():
        # Whoever publishes it meanwhile does not know of this.
        ArticlePage.topics.through.objects.create(articlepage=draft, topic=topic)
    assert shared_version().now() != version


@pytest.mark.parametrize(
    "sql",
    [
        "INSERT OR REPLACE INTO blog_articlepage_topics (articlepage_id, topic_id) VALUES (%s, %s)",
        "INSERT INTO blog_articlepage_topics (articlepage_id, topic_id) VALUES (%s, %s)"
        " ON CONFLICT (id) DO UPDATE SET topic_id = 1",
        "INSERT INTO blog_articlepage_topics (articlepage_id, topic_id) VALUES (%s, coalesce(%s, 1))",
        "INSERT INTO blog_articlepage_topics (articlepage_id, topic_id) SELECT %s, %s",
        "UPDATE blog_articlepage_topics SET articlepage_id = %s WHERE topic_id = %s",
    ],
)
def test_what_may_take_something_away_counts_as_seen(sql, index):
    draft = index.add_child(instance=ArticlePage(title="New", live=False))
    plain = "INSERT INTO blog_articlepage_topics (articlepage_id, topic_id) VALUES (%s, %s)"
    assert is_of_a_new_draft(plain, (draft.pk, 1), connection)
    assert not is_of_a_new_draft(sql, (draft.pk, 1), connection)
    assert not is_of_a_new_draft(plain, [(draft.pk, 1), (draft.pk, 2)], connection)
    assert not is_of_a_new_draft(plain, (draft.pk - 1, 1), connection)


def test_a_draft_that_was_taken_back_is_not_remembered(committed, index):
    draft = ArticlePage(title="Taken back", live=False)
    with transaction.atomic():
        index.add_child(instance=draft)
        transaction.set_rollback(True)
    # SQLite gives its number to the next.
    public = BlogIndexPage.objects.get().add_child(instance=ArticlePage(title="Public", pk=draft.pk))
    version = shared_version().now()
    with committed(), transaction.atomic():
        ArticlePage.topics.through.objects.create(articlepage=public, topic=Topic.objects.first())
    assert shared_version().now() != version


@pytest.mark.parametrize(
    ("statement", "visible"),
    [
        ('UPDATE "wagtailcore_page" SET "draft_title" = 1 WHERE "id" = 2', False),
        ('UPDATE "wagtailcore_page" SET "draft_title" = 1, "live" = 0 WHERE "id" = 2', True),
        ("UPDATE wagtailcore_page SET numchild=numchild+1 WHERE path = 'x'", False),
        ("UPDATE wagtailcore_page SET numchild=numchild+1, path='y' WHERE path = 'x'", True),
        ("UPDATE wagtailcore_page SET path = 'x' WHERE id = 2", True),
        ("DELETE FROM wagtailcore_page", True),
        ("UPDATE wagtailcore_page SET numchild = 1", True),
        ('UPDATE "home_menuitem" SET "locked" = 1 WHERE "id" = 2', True),
        ("SELECT 1", False),
        ("WITH some AS (SELECT 1) UPDATE home_menuitem SET sort_order = 1", True),
        ('TRUNCATE "home_menuitem"', True),
    ],
)
def test_a_statement_that_is_written_otherwise_counts_as_seen(statement, visible):
    assert is_visible(statement) is visible


@pytest.mark.any_database
def test_all_that_saving_a_draft_writes_of_its_page_is_seen_by_nobody():
    written = ", ".join(f'"{name}" = 1' for name in DRAFT_COLUMNS)
    assert not is_visible(f'UPDATE "wagtailcore_page" SET {written} WHERE "id" = 2')


def test_nothing_changes_for_visitors_before_the_transaction_ends(visitor, seed, django_capture_on_commit_callbacks):
    version = shared_version().now()
    with django_capture_on_commit_callbacks() as waiting:
        ArticlePage.objects.filter(pk=seed.pk).update(title="Not yet")
    assert shared_version().now() == version
    assert waiting


def test_what_is_changed_in_a_transaction_that_somebody_manages_by_hand_is_told_at_once(request):
    by_hand = connection.copy()
    if connection.vendor == "sqlite":
        by_hand.settings_dict["NAME"] = str(request.getfixturevalue("database_file"))
    with contextlib.closing(by_hand), by_hand.cursor() as cursor:
        by_hand.set_autocommit(False)
        version = shared_version().now()
        cursor.execute("SELECT label FROM home_menuitem")
        assert shared_version().now() == version
        cursor.execute("UPDATE home_menuitem SET label = 'x'")
        assert shared_version().now() != version
        by_hand.rollback()


def test_a_cache_that_cannot_be_told_keeps_nobody_from_saving(seed, monkeypatch, django_capture_on_commit_callbacks):
    def broken():
        raise OSError("no room on the disk")

    monkeypatch.setattr("page_cache.changes.change", broken)
    later = []
    with django_capture_on_commit_callbacks(execute=True):
        ArticlePage.objects.filter(pk=seed.pk).update(title="Saved")
        transaction.on_commit(lambda: later.append("done"))
    assert later == ["done"]


def test_a_change_while_a_page_is_made_keeps_nothing_of_before():
    def site(environ, start_response):
        shared_version().change()
        return plain()(environ, start_response)

    visitor = Visitor(site)
    visitor.get("/")
    visitor.get("/")
    assert visitor.asked == 2


def test_every_new_connection_is_looked_at_once_before_anything_else_sees_its_statements():
    new = connection.copy()
    new.execute_wrappers.append(None)
    for _time in range(2):
        connection_created.send(type(new), connection=new)
    assert new.execute_wrappers == [watch, None]
