"""What nobody expects on the way over is told in words, and leaves everything as it was or to be begun again."""

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import OperationalError
from old_sites import Old, squarespace
from wagtail.models import Page

from blog.models import ArticlePage
from home.models import HomePage
from importer import forms, views, work
from importer.models import Imported, Run
from importer.work import go_on
from importer.writing.pages import PageWriter
from search import refreshing
from search.query import search

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

SITE = squarespace(
    Old(title="A walk by the river"),
    Old(title="Soup for twenty", link="/blog/soup", html="<form><label>Your name</label></form><p>Peel.</p>"),
)


@pytest.fixture
def admin(sign_in):
    return sign_in(None)


@pytest.fixture
def planned(admin):
    """Return a function that uploads an export and lets it be read; gives the run."""

    def send(content=SITE):
        admin.post("/admin/old-site/upload/", {"file": SimpleUploadedFile("export.xml", content)})
        go_on()
        return Run.objects.first()

    return send


def press(admin, run, what="begin", **fields):
    """Press a button on the page of a run; gives the text of the page that follows."""
    chosen = {"parent": HomePage.objects.get().pk, "posts": "on", "pages": "on", "update": "changed"}
    answer = admin.post(f"/admin/old-site/{run.pk}/change/", chosen | fields | {"what": what}, follow=True)
    return answer.content.decode()


def test_the_way_in_shows_what_came_before_and_an_empty_text_is_told(admin, planned):
    planned()
    assert "export.xml" in admin.get("/admin/old-site/").content.decode()
    answer = admin.post("/admin/old-site/paste/", {"text": " "})
    assert answer.status_code == 422
    assert "This field is required" in answer.content.decode()


def test_an_error_while_reading_refuses_the_file_and_keeps_nothing_of_it(planned, monkeypatch):
    monkeypatch.setattr(work, "Plan", lambda *_arguments: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        planned()
    run = Run.objects.get()
    assert run.state == Run.State.REFUSED
    assert run.said == "The file could not be read (ZeroDivisionError)."
    assert not run.parts.exists()


def test_an_error_on_the_way_stops_and_can_be_gone_on_with(admin, planned, monkeypatch):
    run = planned()
    press(admin, run)
    apply = work.apply
    monkeypatch.setattr(work, "apply", lambda *_arguments, **_named: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        go_on()
    run.refresh_from_db()
    assert (run.state, run.said) == (Run.State.STOPPED, "It stopped at something unexpected (ZeroDivisionError).")
    monkeypatch.setattr(work, "apply", apply)
    press(admin, run, "go_on")
    go_on()
    run.refresh_from_db()
    assert run.state == Run.State.DONE
    assert ArticlePage.objects.filter(title="A walk by the river").exists()


def test_a_database_that_is_away_is_waited_for(admin, planned, monkeypatch):
    run = planned()
    press(admin, run)

    def away(*_arguments, **_named):
        raise OperationalError

    monkeypatch.setattr(work, "apply", away)
    with pytest.raises(OperationalError):
        go_on()
    run.refresh_from_db()
    assert run.state == Run.State.APPLYING
    monkeypatch.undo()
    go_on()
    run.refresh_from_db()
    assert run.state == Run.State.DONE
    press(admin, run, "undo")
    monkeypatch.setattr(work, "undo", away)
    with pytest.raises(OperationalError):
        go_on()
    run.refresh_from_db()
    assert run.state == Run.State.UNDOING


def test_an_error_while_undoing_is_told_and_changes_nothing(admin, planned, monkeypatch):
    run = planned()
    press(admin, run)
    go_on()
    press(admin, run, "undo")
    monkeypatch.setattr(work, "undo", lambda _run: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        go_on()
    run.refresh_from_db()
    assert run.state == Run.State.DONE
    assert run.said == "It could not be undone (ZeroDivisionError); nothing was changed."
    assert ArticlePage.objects.filter(title="A walk by the river").exists()


def test_a_place_that_is_gone_by_then_is_told(admin, planned, plain):
    place = plain("A place")
    run = planned()
    press(admin, run, parent=place.pk)
    Page.objects.get(pk=place.pk).delete()
    go_on()
    run.refresh_from_db()
    assert (run.state, run.said) == (Run.State.STOPPED, "The page below which it was to come is gone.")


def test_a_file_that_is_gone_is_asked_for_once_more(admin, planned):
    run = planned()
    run.parts.all().delete()
    Run.objects.filter(pk=run.pk).update(state=Run.State.STOPPED)
    assert "The file is not here any more. Choose it once more" in press(admin, run, "go_on")
    run.refresh_from_db()
    assert run.state == Run.State.STOPPED


def test_a_file_that_is_too_large_is_refused_at_once(admin, planned, monkeypatch):
    monkeypatch.setattr(forms, "LARGEST", 100)
    answer = admin.post("/admin/old-site/upload/", {"file": SimpleUploadedFile("export.xml", SITE)})
    assert answer.status_code == 422
    assert "The file is larger than 100 MB." in answer.content.decode()
    assert not Run.objects.exists()


def test_a_button_that_nobody_made_does_nothing(admin, planned):
    run = planned()
    assert "Waits for your choices" in press(admin, run, "delete everything")
    assert go_on() == 0


def test_of_two_people_who_begin_at_once_the_first_has_chosen(admin, planned, monkeypatch):
    run = planned()
    check = views.ChoicesForm.is_valid

    def slow(form):
        monkeypatch.undo()
        press(admin, run, update="skip")
        return check(form)

    monkeypatch.setattr(views.ChoicesForm, "is_valid", slow)
    press(admin, run, update="force")
    run.refresh_from_db()
    assert run.choices["update"] == "skip"


def test_stopped_after_the_last_page_its_links_are_pointed_on_when_it_goes_on(admin, planned, monkeypatch):
    first = Old(title="First", link="/blog/first", html='<p><a href="/blog/last">There</a></p>')
    run = planned(squarespace(first, Old(title="Last", link="/blog/last")))
    press(admin, run)
    write = PageWriter.write

    def stopped(self, planned, verdict, uploads):
        if planned.title == "Last":
            press(admin, run, "stop")
        return write(self, planned, verdict, uploads)

    monkeypatch.setattr(PageWriter, "write", stopped)
    go_on()
    assert "linktype" not in str(ArticlePage.objects.get(title="First").body.raw_data[:])
    press(admin, run, "go_on")
    go_on()
    run.refresh_from_db()
    assert run.state == Run.State.DONE
    assert "linktype" in str(ArticlePage.objects.get(title="First").body.raw_data[:])


def test_a_report_can_be_narrowed(admin, planned):
    run = planned()
    press(admin, run)
    go_on()
    rows = {
        query: [row.title for row in admin.get(f"/admin/old-site/{run.pk}/{query}").context["rows"]]
        for query in ("", "?action=created", "?action=failed", "?action=open", "?action=nonsense")
    }
    both = ["A walk by the river", "Soup for twenty"]
    assert rows == {"": both, "?action=created": both, "?action=failed": [], "?action=open": both[1:],
                    "?action=nonsense": both}  # fmt: skip


def test_what_came_over_is_mended_on_the_page_itself_once_nothing_is_open(admin, add_article):
    article = add_article("Nothing of the old site")
    answer = admin.get(f"/admin/old-site/page/{article.pk}/")
    assert answer.headers["Location"] == f"/admin/pages/{article.pk}/edit/"
    answer = admin.post(f"/admin/old-site/page/{article.pk}/headings/", follow=True)
    assert "headings were made" not in answer.content.decode()
    assert ArticlePage.objects.get(pk=article.pk).latest_revision_id == article.latest_revision_id


def test_headings_are_made_once_the_page_is_complete(admin, planned, monkeypatch):
    html = "<p><strong>How to begin</strong></p><p>Ask.</p><p><b>How to go on</b></p><p>Wait.</p>"
    run = planned(squarespace(Old(title="A walk by the river", html=html)))
    press(admin, run)
    go_on()
    page = Imported.objects.get().page

    def incomplete(*_arguments):
        raise ValidationError("A text is missing.")

    monkeypatch.setattr(views, "make_headings", incomplete)
    answer = admin.post(f"/admin/old-site/page/{page.pk}/headings/", follow=True)
    assert "Something on the page is not complete yet. Fill it in first." in answer.content.decode()


@pytest.mark.parametrize(
    ("item", "warning"),
    [
        ({"title": "long " * 60}, "Its title was longer than 255 characters."),
        ({"status": "strange"}, "Its state “strange” is not known, so it is a draft."),
        ({"excerpt": "told " * 200}, "Its summary is too long for a standfirst; the search description holds its"),
    ],
)
def test_what_does_not_fit_is_told_beforehand(tmp_path, capsys, item, warning):
    file = tmp_path / "export.xml"
    file.write_bytes(squarespace(Old(**item)))
    call_command("import_content", str(file), "--dry-run", "--no-images")
    assert warning in capsys.readouterr().out


def test_a_post_that_only_led_elsewhere_leads_there_still(tmp_path):
    file = tmp_path / "export.xml"
    file.write_bytes(squarespace(Old(title="Elsewhere", meta={"passthrough_url": "https://elsewhere.example/x"})))
    call_command("import_content", str(file), "--no-images", "--old-site", "old.example")
    body = str(ArticlePage.objects.get(title="Elsewhere").body)
    assert "https://elsewhere.example/x" in body
    assert "Read more" in body


def test_a_report_that_cannot_be_written_is_told_and_the_pages_are_there(tmp_path, capsys):
    file, taken = tmp_path / "export.xml", tmp_path / "taken"
    file.write_bytes(SITE)
    taken.write_text("a file where the folder should be")
    with pytest.raises(SystemExit) as end:
        call_command("import_content", str(file), "--no-images", "--report", str(taken))
    assert end.value.code == 3
    assert "The report was not written" in capsys.readouterr().err
    assert ArticlePage.objects.filter(title="A walk by the river").exists()


def test_a_place_outside_of_the_site_is_refused(tmp_path, capsys):
    file = tmp_path / "export.xml"
    file.write_bytes(SITE)
    root = Page.get_first_root_node()
    with pytest.raises(SystemExit) as end:
        call_command("import_content", str(file), "--no-images", "--parent", str(root.pk))
    assert end.value.code == 3
    assert "Choose the home page, or a page below it." in capsys.readouterr().err


def test_the_clock_does_what_was_asked_for_in_the_editor(admin, planned, capsys, monkeypatch):
    monkeypatch.setattr("os.nice", lambda _step: None)
    run = planned()
    press(admin, run)
    call_command("import_content", "--go-on")
    assert capsys.readouterr().out.startswith("Steps: ")
    run.refresh_from_db()
    assert run.state == Run.State.DONE


def test_what_died_before_anybody_could_find_it_is_found_when_it_is_begun_again(bring, monkeypatch):
    with monkeypatch.context() as dying:
        dying.setattr(refreshing, "index_now", lambda _waiting: None)
        bring(SITE)
    assert not search("peel", "en").hits
    assert not Page.objects.search("peel")
    bring(SITE)
    soup = ArticlePage.objects.get(slug="soup")
    assert [hit.page_id for hit in search("peel", "en").hits] == [soup.pk]
    assert [page.pk for page in Page.objects.search("peel")] == [soup.pk]
