"""``import_content``: what it says, and how it ends."""

import gzip
import io
import json
import tempfile

import pytest
from django.core.management import call_command
from old_sites import Old, squarespace
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from home.old_addresses import comparable
from importer.models import Imported, Row, Run
from importer.writing.pages import PageWriter

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

SITE = squarespace(
    Old(title="A walk by the river", categories=("Walks",)),
    Old(title="Soup for twenty", link="/blog/soup", html='<p>See <a href="/blog/a-walk-by-the-river">there</a>.</p>'),
    Old(title="Later", link="/blog/later", status="draft"),
)


@pytest.fixture
def run_command(tmp_path, capsys):
    """Return a function that runs the command on some bytes; gives (exit code, what it said)."""

    def run(content, *options):
        path = tmp_path / "export.xml"
        if content is not None:
            path.write_bytes(content)
        try:
            call_command("import_content", str(path), "--no-images", *options)
        except SystemExit as end:
            return end.code, "".join(capsys.readouterr())
        return 0, "".join(capsys.readouterr())

    return run


def titles():
    return set(Page.objects.values_list("title", flat=True))


def test_a_clean_run(run_command, tmp_path):
    code, said = run_command(SITE, "--report", str(tmp_path / "report"), "--topic", "Walks")
    assert code == 0
    assert "3 created" in said
    report = json.loads((tmp_path / "report" / "report.json").read_text())
    assert [item["action"] for item in report["items"]] == ["created"] * 3
    assert report["items"][0]["new"] == "/lets-talk-about/a-walk-by-the-river/"
    moved = (tmp_path / "report" / "redirects.csv").read_text().splitlines()
    assert "/blog/soup,/lets-talk-about/soup/" in moved
    # The lists of the old site, too, each address once, however it is written.
    told = [comparable(line.split(",")[0]) for line in moved[1:]]
    assert {*told} >= {comparable(path) for path in Redirect.objects.values_list("old_path", flat=True)}
    assert len({*told}) == len(told) > 5
    # A second time nothing is made, and the file is as whole.
    assert run_command(SITE, "--report", str(tmp_path / "again"))[0] == 0
    assert {*(tmp_path / "again" / "redirects.csv").read_text().splitlines()} == {*moved}
    assert "Soup for twenty" in (tmp_path / "report" / "report.html").read_text()
    assert "Soup for twenty" in (tmp_path / "report" / "report.csv").read_text()


def test_a_dry_run_says_the_same_and_writes_nothing(run_command):
    before = titles()
    code, said = run_command(SITE, "--dry-run")
    assert code == 0
    assert "2 posts" not in said
    assert "3 posts" in said
    assert "category: Walks (1)" in said
    assert "draft     post Later" in said
    assert titles() == before
    assert not Run.objects.exists()


def test_with_items_that_failed(run_command, monkeypatch):
    monkeypatch.setattr(PageWriter, "_about", lambda self, page, planned: 1 / 0)
    code, said = run_command(SITE)
    assert code == 1
    assert "3 failed" in said


@pytest.mark.parametrize("content", [b"", b"<!doctype html><html></html>", squarespace()])
def test_nothing_in_the_file_can_be_used(run_command, content):
    code, said = run_command(content)
    assert code == 2
    assert said.strip()
    assert "Traceback" not in said


@pytest.mark.parametrize(
    "options",
    [
        ("--parent", "/nowhere/"),
        ("--format", "word"),
        ("--update", "never"),
        ("--limit", "-1"),
        ("--unknown",),
        ("--parent", "9" * 40),
    ],
)
def test_options_that_make_no_sense(run_command, options):
    code, said = run_command(SITE, *options)
    assert code == 3
    assert said.strip()


def test_a_file_that_is_not_there(run_command):
    assert run_command(None)[0] == 3


def test_a_limit_that_was_reached(run_command, monkeypatch):
    assert run_command(SITE, "--limit", "2")[0] == 4
    assert Imported.objects.count() == 2
    assert run_command(SITE, "--limit", "3")[0] == 0
    from importer.reading import opening

    monkeypatch.setattr(opening, "LARGEST", 100)
    assert run_command(SITE)[0] == 4


def test_ctrl_c_finishes_what_was_begun(run_command, monkeypatch):
    import os
    import signal

    write = PageWriter.write

    def interrupted(self, planned, verdict, uploads):
        os.kill(os.getpid(), signal.SIGINT)
        return write(self, planned, verdict, uploads)

    monkeypatch.setattr(PageWriter, "write", interrupted)
    code, _said = run_command(SITE)
    assert code == 130
    assert Row.objects.count() == 1
    assert "A walk by the river" in titles()
    monkeypatch.undo()
    assert run_command(SITE)[0] == 0
    assert {"A walk by the river", "Soup for twenty", "Later"} <= titles()


def test_one_address_alone(run_command):
    assert run_command(SITE, "--only", "https://old.example/blog/soup/")[0] == 0
    assert list(Imported.objects.values_list("key", flat=True)) == ["blog/soup"]


@pytest.mark.parametrize("how", [[], ["--dry-run"]])
def test_an_address_that_is_not_in_the_file(run_command, how):
    code, said = run_command(SITE, "--only", "/blog/suop", *how)
    assert code == 3
    assert "Nothing in the file has the address /blog/suop." in said


def test_one_post_as_text(run_command):
    text = "A letter to a friend\n\nDear you,\nI am well.\n\nCome by.\n\nPrevious\nA walk  \n\nNext \nSoup \n"
    assert run_command(text.encode(), "--format", "text")[0] == 0
    page = Page.objects.get(title="A letter to a friend").specific
    assert not page.live
    assert page.body.raw_data[0]["value"] == "<p>Dear you,<br/>I am well.</p><p>Come by.</p>"


@pytest.mark.parametrize("died_at", [1, 2, 3, 5, 7])
def test_killed_at_any_moment_and_begun_again_it_ends_in_the_same(run_command, monkeypatch, died_at):
    """Killed between two statements: what was not committed is gone; tests/faults does it with kill -9."""
    steps = {"left": died_at}
    for owner, name in ((PageWriter, "_save"), (PageWriter, "_record"), (Row, "save")):
        plain = getattr(owner, name)

        def dying(*args, _plain=plain, **kwargs):
            steps["left"] -= 1
            if steps["left"] == 0:
                raise KeyboardInterrupt
            return _plain(*args, **kwargs)

        monkeypatch.setattr(owner, name, dying)
    with pytest.raises(KeyboardInterrupt):
        run_command(SITE)
    monkeypatch.undo()
    assert run_command(SITE)[0] == 0
    assert {"A walk by the river", "Soup for twenty", "Later"} <= titles()
    assert Imported.objects.count() == 3
    soup = Page.objects.get(title="Soup for twenty").specific
    walk = Page.objects.get(title="A walk by the river")
    assert f'linktype="page" id="{walk.pk}"' in soup.body.raw_data[0]["value"]
    assert Page.objects.filter(title__in=["A walk by the river", "Soup for twenty", "Later"]).count() == 3


def test_of_a_packed_file_nothing_is_left_lying_about(run_command, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    assert run_command(gzip.compress(SITE))[0] == 0
    assert "Soup for twenty" in titles()
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["export.xml"]


def test_a_dry_run_tells_what_was_mended_in_the_file(run_command):
    code, said = run_command(SITE.replace(b"<title>Soup", b"<title>Hot & Soup"), "--dry-run")
    assert code == 0
    assert "The file is damaged; its items were read one by one." in said


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_on_a_terminal_a_line_fills_up_instead_of_many(tmp_path):
    (tmp_path / "export.xml").write_bytes(SITE)
    out = Terminal()
    call_command("import_content", str(tmp_path / "export.xml"), "--no-images", stdout=out)
    assert "items      █████████████████████████ 100 %" in out.getvalue()
    assert "created   post" not in out.getvalue()
    assert "3 created" in out.getvalue()
