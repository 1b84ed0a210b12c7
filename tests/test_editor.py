"""The editor starts from tasks, speaks plainly, and loses nothing."""

import pytest
from django.core import signing
from django.test import Client
from django.utils import timezone
from django.utils.html import escape
from wagtail.users.models import UserProfile

from attention.models import PageNote
from blog.models import ArticleAuthor, ArticlePage, Author, StartingTemplate
from editor.guide import chapters
from editor.preview_links import SALT, make
from home.models import StandardPage
from pages.models import Topic

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


# The first page


@pytest.mark.parametrize(
    ("group", "offered", "hidden"),
    [
        (
            "Editors",
            ["Write an article", "Update a service", "Read the guide"],
            ["Change our hours", "Change a crisis"],
        ),
        (
            "Moderators",
            ["Write an article", "Change a crisis contact", "See what needs attention"],
            ["Change our hours"],
        ),
        ("Administrators", ["Write an article", "Change our hours or how to reach us"], []),
        (
            "Survivor leadership",
            ["See what needs attention", "Read the guide"],
            ["Write an article", "Change our hours"],
        ),
    ],
)
def test_the_first_page_offers_what_a_person_may_do(sign_in, group, offered, hidden):
    client = sign_in(group)
    page = client.get("/admin/").content.decode()
    assert "What do you want to do?" in page
    for task in offered:
        assert task in page
    for task in hidden:
        assert task not in page
    assert "Wagtail 7" not in page


def test_each_task_opens(sign_in):
    from editor.tasks import tasks_for

    client = sign_in("Administrators")
    for task in tasks_for(client.person):
        assert client.get(task.url, follow=True).status_code == 200, task


def test_menus_hold_only_what_staff_use(sign_in):
    page = sign_in("Administrators").get("/admin/").content.decode()
    for name in ("page-types-usage", "editor-guide", "What's new"):
        assert name not in page
    assert "Guide for staff" in page


# Templates


def test_a_new_article_asks_for_a_template_from_wherever_it_begins(sign_in, index):
    editor = sign_in("Editors")
    response = editor.get(f"/admin/pages/add/blog/articlepage/{index.pk}/")
    assert response.url == f"/admin/articles/new/{index.pk}/"
    page = editor.get(response.url).content.decode()
    for title in ("Explainer with principles", "Announcement", "Story", "An empty page"):
        assert title in page


@pytest.mark.parametrize(
    ("title", "pieces", "story"),
    [
        ("Explainer with principles", ["paragraph", "definition", "principle", "principle", "call_to_action"], False),
        ("Announcement", ["paragraph", "heading", "paragraph"], False),
        ("Story", ["paragraph", "quote", "paragraph"], True),
    ],
)
def test_a_template_gives_its_pieces(sign_in, index, title, pieces, story):
    template = StartingTemplate.objects.get(title=title)
    response = sign_in("Editors").get(f"/admin/pages/add/blog/articlepage/{index.pk}/?template={template.pk}")
    page = response.context["form"].instance
    assert [block.block_type for block in page.body] == pieces
    assert len(page.next_step) == 1
    assert page.is_story is story


@pytest.mark.parametrize("chosen", ["none", "999999", "x", "-1"])
def test_without_a_template_the_page_is_empty(sign_in, index, chosen):
    response = sign_in("Editors").get(f"/admin/pages/add/blog/articlepage/{index.pk}/?template={chosen}")
    assert response.status_code == 200
    assert list(response.context["form"].instance.body) == []


def test_administrators_keep_the_templates_and_editors_do_not(sign_in):
    assert sign_in("Administrators").get("/admin/snippets/blog/startingtemplate/").status_code == 200
    assert sign_in("Editors").get("/admin/snippets/blog/startingtemplate/").status_code in {302, 403}


def test_a_draft_needs_a_title_and_nothing_else(sign_in, index):
    template = StartingTemplate.objects.get(title="Explainer with principles")
    article = ArticlePage(title="Only a title")
    template.begin(article)
    index.add_child(instance=article)
    article.save_revision()
    edit = sign_in("Editors").get(f"/admin/pages/{article.pk}/edit/")
    assert edit.status_code == 200
    assert edit.context["form"].instance.title == "Only a title"


def test_two_drafts_may_have_the_same_title(sign_in, index):
    from page_forms import form_for

    editor = sign_in("Editors")
    for _time in range(2):
        editor.post(f"/admin/pages/add/blog/articlepage/{index.pk}/", form_for(ArticlePage, "Twice"))
    assert sorted(ArticlePage.objects.filter(title="Twice").values_list("slug", flat=True)) == ["twice", "twice-2"]


# The explorer


def test_the_explorer_shows_what_staff_want_to_know(sign_in, index, add_article):
    article = add_article("Open ends", text="<p>A pimp came.</p>")
    article.topics.set([Topic.objects.first()])
    article.article_authors = [ArticleAuthor(author=Author.objects.first())]
    article.save_revision().publish()
    page = sign_in("Editors").get(f"/admin/pages/{index.pk}/").content.decode()
    for column in ("Topics", "Author", "Status", "Needs attention"):
        assert column in page
    row = page.partition("Open ends")[2].partition("</tr>")[0]
    assert Topic.objects.first().title in row
    assert Author.objects.first().name in row
    count = PageNote.objects.filter(page__title="Open ends").count()
    assert f"{count} open" in page


@pytest.mark.parametrize("slug", ["get-help", "resources"])
def test_other_lists_show_when_something_was_last_checked(sign_in, slug):
    from wagtail.models import Page

    page = sign_in("Moderators").get(f"/admin/pages/{Page.objects.get(slug=slug).pk}/").content.decode()
    assert "Review by" in page
    assert "Needs attention" in page


# Links to drafts


@pytest.fixture
def draft(add_article):
    article = add_article("Not yet public", text="<p>First words.</p>")
    article.body = [("paragraph", "<p>Newest words.</p>")]
    article.save_revision()
    return article


def test_a_colleague_without_an_account_reads_the_newest_version(sign_in, client, draft):
    page = sign_in("Editors").get(f"/admin/pages/{draft.pk}/share/")
    path = page.context["address"].partition("testserver")[2] or page.context["address"].partition("localhost")[2]
    shared = client.get(path)
    assert "Newest words." in shared.content.decode()
    assert "This is a draft" in shared.content.decode()
    assert "First words." in client.get(draft.url).content.decode()
    assert "noindex" in shared["X-Robots-Tag"]
    assert "no-store" in shared["Cache-Control"]
    assert "wagtail-userbar" not in shared.content.decode()


def test_a_link_is_good_for_a_week(client, draft, monkeypatch):
    path, until = make(draft)
    assert (until - timezone.now()).days in {6, 7}
    token = path.split("/")[-2]
    signing.loads(token, salt=SALT)
    import time

    later = time.time() + 7 * 24 * 3600 + 60
    monkeypatch.setattr("django.core.signing.time.time", lambda: later)
    response = client.get(path)
    assert response.status_code == 410
    assert "no longer good" in response.content.decode()


@pytest.mark.parametrize("token", ["x", "1:2:3", "../..", "a" * 200])
def test_a_made_up_link_shows_nothing(client, token):
    assert client.get(f"/preview/{token}/").status_code in {404, 410}


def test_only_those_who_may_edit_make_a_link(client, sign_in, draft):
    address = f"/admin/pages/{draft.pk}/share/"
    assert sign_in("Editors").get(address).status_code == 200
    for stranger in (client, sign_in("Advocates")):
        assert "/preview/" not in stranger.get(address, follow=True).content.decode()


def test_a_link_to_a_page_without_versions_shows_the_page_as_it_is(client, home):
    page = home.add_child(instance=StandardPage(title="Never edited", slug="never-edited"))
    shared = client.get(make(page)[0]).content.decode()
    assert "Never edited" in shared
    assert "This is a draft" in shared


def test_a_link_to_a_deleted_page_says_so(client, draft):
    path, _until = make(draft)
    draft.delete()
    assert client.get(path).status_code == 410


def test_the_preview_is_light_and_dark(draft):
    assert 'data-scheme="dark"' in draft.make_preview_request(None, "dark").content.decode()
    assert "data-scheme" not in draft.make_preview_request(None, "").content.decode()


def test_the_schedule_names_the_clock_it_goes_by(sign_in, draft, settings):
    page = sign_in("Editors").get(f"/admin/pages/{draft.pk}/edit/").content.decode()
    assert f"All times are {settings.TIME_ZONE} time" in page


# The guide


def test_the_guide_is_in_the_editor_and_can_be_searched(sign_in):
    editor = sign_in("Editors")
    page = editor.get("/admin/guide/").content.decode()
    for chapter in chapters():
        assert escape(chapter.title) in page
    found = editor.get("/admin/guide/", {"q": "placeholder"}).context["chapters"]
    assert 0 < len(found) < len(chapters())
    assert "Try one plain word" in editor.get("/admin/guide/", {"q": "xyzzy"}).content.decode()


def test_the_guide_comes_in_the_language_of_whoever_reads_it_else_in_english(sign_in):
    editor = sign_in("Editors")
    profile = UserProfile.objects.create(user=editor.person, preferred_language="es")
    page = editor.get("/admin/guide/").content.decode()
    assert chapters("es")[1].title != chapters()[1].title
    assert escape(chapters("es")[1].title) in page
    profile.preferred_language = "ar"
    profile.save()
    page = editor.get("/admin/guide/").content.decode()
    assert escape(chapters()[1].title) in page
    assert '<section lang="en" dir="ltr"' in page


def test_every_picture_of_the_guide_is_there(sign_in):
    import re

    editor = sign_in("Editors")
    addresses = re.findall(r'src="(/admin/guide/pictures/[^"]+)"', editor.get("/admin/guide/").content.decode())
    assert addresses
    for address in addresses:
        assert editor.get(address).status_code == 200, address


@pytest.mark.parametrize("name", ["..%2feditors.md", "nothing.png", "editor-home.png.bak", "%2e%2e"])
def test_nothing_else_is_handed_out(sign_in, name):
    assert sign_in("Editors").get(f"/admin/guide/pictures/{name}", follow=True).status_code == 404


def test_the_guide_is_for_staff(client):
    assert client.get("/admin/guide/").status_code == 302
    assert client.get("/admin/guide/pictures/editor-home.png").status_code == 302


# Signed out while typing


def test_an_open_editor_learns_who_is_signed_in_and_gets_a_fresh_token(sign_in):
    editor = sign_in("Editors")
    answer = editor.get("/admin/still-here/").json()
    assert answer["person"] == editor.person.pk
    assert len(answer["token"]) >= 32
    assert Client().get("/admin/still-here/").status_code == 302


def test_asking_does_not_keep_a_session_awake(sign_in):
    editor = sign_in("Editors")
    editor.get("/admin/")
    session = editor.session
    session["seen"] = session["seen"] - 600
    session.save()
    editor.get("/admin/still-here/")
    assert editor.session["seen"] == session["seen"]
