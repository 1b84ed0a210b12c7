"""“Bring over the old site”: a file, a plan, choices, a report, undoing, for administrators alone."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from old_sites import Old, squarespace
from wagtail.models import Page

from blog.models import ArticlePage
from home.models import HomePage, StandardPage
from importer.models import Imported, Part, Row, Run
from importer.work import go_on
from upkeep.table_dump import DERIVED

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

HEADINGS = "<p><strong>How to begin</strong></p><p>Ask.</p><p><b>How to go on</b></p><p>Wait.</p>"
SITE = squarespace(
    Old(title="A walk by the river", categories=("Walks",), comments=2, html=HEADINGS),
    Old(title="Soup for twenty", link="/blog/soup", html="<form><label>Your name</label></form><p>Peel.</p>"),
    Old(title="About us", kind="page", link="/about-them", html="<p>We began in a kitchen.</p>"),
)


@pytest.fixture
def admin(sign_in):
    return sign_in(None)


@pytest.fixture
def upload(admin):
    """Return a function that uploads a file and lets it be read; gives the run."""

    def send(content=SITE, name="export.xml", **fields):
        file = SimpleUploadedFile(name, content)
        answer = admin.post("/admin/old-site/upload/", {"file": file, **fields}, follow=True)
        assert answer.status_code == 200
        go_on()
        return Run.objects.first()

    return send


def choose(admin, run, **fields):
    fields = {
        "what": "begin",
        "parent": HomePage.objects.get().pk,
        "posts": "on",
        "pages": "on",
        "update": "changed",
    } | fields
    answer = admin.post(f"/admin/old-site/{run.pk}/change/", fields, follow=True)
    go_on()
    run.refresh_from_db()
    return answer


def seen(admin, run, query=""):
    return admin.get(f"/admin/old-site/{run.pk}/{query}").content.decode()


def test_the_whole_way(admin, upload):
    run = upload()
    before = seen(admin, run)
    assert "There are 2 articles, 1 pages and 0 pictures in it." in before
    assert "2 bold lines may be headings" in before
    assert "Category: Walks (1)" in before
    assert "On the old site" in before
    assert not Row.objects.exists()
    choose(admin, run, label_0="topic")
    assert run.state == Run.State.DONE
    after = seen(admin, run)
    assert "Brought over (3)" in after
    assert "A form was here: Your name" in after
    walk = ArticlePage.objects.get(title="A walk by the river")
    assert [topic.title for topic in walk.topics.all()] == ["Walks"]
    assert walk.owner == admin.person
    assert admin.get(walk.url).status_code == 200


def test_the_page_shows_that_it_is_going_on(admin, upload):
    run = upload()
    Run.objects.filter(pk=run.pk).update(state=Run.State.APPLYING)
    run.rows.create(key="1", kind="post", action=Row.Action.CREATED, title="Soup")
    text = seen(admin, run)
    assert "js/old-site.js" in text
    assert "data-busy" in text
    assert "1 of 3" in text


def test_nothing_of_the_file_stays_when_it_is_over(admin, upload):
    """Exports hold addresses and comments of people."""
    run = upload()
    assert Part.objects.exists()
    choose(admin, run)
    assert not Part.objects.exists()
    assert "riverwriter" not in json.dumps(run.summary)
    assert "reader@old.example" not in json.dumps([run.summary, list(run.rows.values("title", "losses"))])
    assert "importer_part" in DERIVED


def test_a_file_that_is_nothing_is_refused_in_plain_words(admin, upload):
    run = upload(b"<!doctype html><html><title>Sign in</title></html>")
    text = seen(admin, run)
    assert "web page" in text
    assert "Sign in to the old site" in text
    assert not Part.objects.exists()


def test_a_form_without_a_file_is_told(admin):
    answer = admin.post("/admin/old-site/upload/", {})
    assert answer.status_code == 422
    assert "This field is required" in answer.content.decode()


def test_choosing_nothing_is_told_and_nothing_is_lost(admin, upload):
    run = upload()
    answer = admin.post(
        f"/admin/old-site/{run.pk}/change/", {"what": "begin", "parent": HomePage.objects.get().pk, "update": "changed"}
    )
    assert answer.status_code == 422
    assert "Choose articles, pages, or both." in answer.content.decode()
    run.refresh_from_db()
    assert run.state == Run.State.PLANNED


def test_one_post_pasted_as_text(admin):
    admin.post("/admin/old-site/paste/", {"text": "A letter\n\nDear you.\n\nI am well."})
    go_on()
    run = Run.objects.get()
    assert "Dear you." in seen(admin, run)
    choose(admin, run)
    assert not ArticlePage.objects.get(title="A letter").live


def test_it_can_be_stopped_and_gone_on_with(admin, upload, monkeypatch):
    run = upload()
    from importer.writing.pages import PageWriter

    write = PageWriter.write

    def stopped(self, planned, verdict, uploads):
        admin.post(f"/admin/old-site/{run.pk}/change/", {"what": "stop"})
        return write(self, planned, verdict, uploads)

    monkeypatch.setattr(PageWriter, "write", stopped)
    choose(admin, run)
    assert (run.state, run.rows.count()) == (Run.State.STOPPED, 1)
    monkeypatch.undo()
    admin.post(f"/admin/old-site/{run.pk}/change/", {"what": "go_on"})
    go_on()
    run.refresh_from_db()
    assert (run.state, run.rows.count()) == (Run.State.DONE, 3)


def test_it_is_undone_in_one_press(admin, upload, every_row):
    run = upload()
    before = every_row()
    choose(admin, run)
    assert "Undo it" in seen(admin, run)
    admin.post(f"/admin/old-site/{run.pk}/change/", {"what": "undo"})
    go_on()
    run.refresh_from_db()
    assert run.state == Run.State.UNDONE
    after = every_row()
    before.pop("importer_part", None)
    assert after == before


def test_what_was_edited_is_named_instead_of_undone(admin, upload):
    run = upload()
    choose(admin, run)
    ArticlePage.objects.get(title="Soup for twenty").save_revision()
    assert "cannot be undone any more" in seen(admin, run)
    admin.post(f"/admin/old-site/{run.pk}/change/", {"what": "undo"})
    go_on()
    run.refresh_from_db()
    assert (run.state, "Soup for twenty" in run.said) == (Run.State.DONE, True)


def test_what_is_left_to_do_stands_under_what_needs_attention(admin, upload):
    run = upload()
    choose(admin, run)
    text = admin.get("/admin/attention/").content.decode()
    assert "A walk by the river: 2 bold lines may be headings." in text
    assert "About us: “About us” was here before." in text


def test_bold_lines_become_headings_in_a_draft(admin, upload):
    run = upload()
    choose(admin, run)
    walk = ArticlePage.objects.get(title="A walk by the river")
    page = admin.get(f"/admin/old-site/page/{walk.pk}/").content.decode()
    assert "How to begin" in page
    admin.post(f"/admin/old-site/page/{walk.pk}/headings/")
    walk.refresh_from_db()
    newest = walk.get_latest_revision_as_object()
    assert [block.block_type for block in newest.body] == ["heading", "paragraph", "heading", "paragraph"]
    assert newest.body[0].value == "How to begin"
    assert [block.block_type for block in walk.body] == ["paragraph"]
    assert "bold lines" not in admin.get("/admin/attention/").content.decode()


def test_what_is_done_leaves_the_list(admin, upload):
    run = upload()
    choose(admin, run)
    page = StandardPage.objects.get(title="About us", live=False)
    assert "Take what you need" in admin.get(f"/admin/old-site/page/{page.pk}/").content.decode()
    admin.post(f"/admin/old-site/page/{page.pk}/settle/")
    assert "was here before" not in admin.get("/admin/attention/").content.decode()


def test_reports_are_handed_out_as_files(admin, upload):
    run = upload()
    choose(admin, run)
    assert "A walk by the river" in admin.get(f"/admin/old-site/{run.pk}/report.csv").content.decode()
    assert "/blog/soup,/lets-talk-about/soup/" in admin.get(f"/admin/old-site/{run.pk}/redirects.csv").content.decode()
    assert json.loads(admin.get(f"/admin/old-site/{run.pk}/report.json").content)["counts"]["created"] == 3
    assert admin.get(f"/admin/old-site/{run.pk}/report.exe", follow=True).status_code == 404


def test_words_to_avoid_are_counted_and_left_as_they_are(admin, upload):
    run = upload(squarespace(Old(title="An old text", html="<p>They helped prostitutes and a prostitute.</p>")))
    choose(admin, run)
    assert "Words to avoid in it: 2" in seen(admin, run)
    assert "prostitutes" in str(ArticlePage.objects.get(title="An old text").body)


def test_cells_of_a_report_are_no_formulas(admin, upload):
    run = upload(squarespace(Old(title="=HYPERLINK(1)")))
    choose(admin, run)
    assert "'=HYPERLINK(1)" in admin.get(f"/admin/old-site/{run.pk}/report.csv").content.decode()


@pytest.mark.parametrize("group", ["Editors", "Moderators", "Advocates"])
def test_others_can_neither_see_nor_do_it(sign_in, upload, group):
    run = upload()
    client = sign_in(group)
    for answer in (
        client.get("/admin/old-site/"),
        client.get(f"/admin/old-site/{run.pk}/"),
        client.post("/admin/old-site/paste/", {"text": "x"}),
        client.post(f"/admin/old-site/{run.pk}/change/", {"what": "begin"}),
        client.get(f"/admin/old-site/{run.pk}/report.json"),
    ):
        assert answer.status_code in (302, 403)
        assert "A walk by the river" not in answer.content.decode()
    assert Run.objects.get().state == Run.State.PLANNED
    assert "Bring over the old site" not in client.get("/admin/").content.decode()


def test_a_page_is_mended_by_whoever_may_edit_it_alone(sign_in, upload, admin):
    run = upload()
    choose(admin, run)
    walk = ArticlePage.objects.get(title="A walk by the river")
    author = sign_in("Advocates")
    assert "How to begin" not in author.get(f"/admin/old-site/page/{walk.pk}/", follow=True).content.decode()
    author.post(f"/admin/old-site/page/{walk.pk}/settle/")
    author.post(f"/admin/old-site/page/{walk.pk}/headings/")
    assert Imported.objects.get(page=walk).open == {"suggested": 2}


def test_the_file_can_be_left_alone(admin, upload):
    run = upload()
    admin.post(f"/admin/old-site/{run.pk}/change/", {"what": "leave"})
    assert not Run.objects.exists()
    assert not Part.objects.exists()
    assert not Page.objects.filter(title="Soup for twenty").exists()


def test_a_restored_backup_goes_on_with_nothing(admin, upload):
    from importer.wagtail_hooks import stop_all

    run = upload()
    Run.objects.filter(pk=run.pk).update(state=Run.State.APPLYING)
    stop_all()
    assert Run.objects.get().state == Run.State.STOPPED
    assert go_on() == 0


def test_the_clock_begins_a_step_only_where_somebody_waits(upload, monkeypatch):
    started = []
    monkeypatch.setattr("subprocess.Popen", lambda *args, **kwargs: started.append(args))
    call_command("continue_imports")
    assert started == []
    run = upload()
    Run.objects.filter(pk=run.pk).update(state=Run.State.APPLYING)
    call_command("continue_imports")
    assert len(started) == 1
