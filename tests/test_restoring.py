"""Whoever puts a backup back is told what came, what did not and what to do; no mishap loses what was here."""

from unittest import mock

import pyrage
import pytest
from django.core.files.storage import FileSystemStorage
from django.core.management import CommandError, call_command
from django.db import DatabaseError
from wagtail import hooks

from home.models import HomePage
from pages.models import SiteImage
from upkeep import archive, restoring, table_dump
from upkeep.archive import NotWholeError
from upkeep.backup import make_backup

pytestmark = pytest.mark.django_db


def quiet(_what, _done, _every):
    """Tell nobody."""


@pytest.fixture
def key():
    return pyrage.x25519.Identity.generate()


@pytest.fixture
def key_file(key, tmp_path):
    file = tmp_path / "key.txt"
    file.write_text(str(key))
    return file


@pytest.fixture
def made(key, tmp_path, home, own_media):
    """A backup of the site as it is; what is restored goes into a copy of the uploads."""
    return make_backup(tmp_path / "whole", key.to_public(), quiet)[0]


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """What is worked out again from the rows is tried in test_backup.py; here it would only take time."""
    monkeypatch.setattr(restoring, "call_command", lambda *_arguments, **_options: None)


def originals(media):
    """Return {file: content} of the pictures as they were uploaded."""
    return {file: file.read_bytes() for file in (media / "original_images").iterdir()}


def refuse(*_arguments, **_options):
    raise OSError(28, "No space left on device")


def test_whoever_is_interrupted_after_the_rows_is_told_to_run_it_once_more(made, key_file, home):
    HomePage.objects.update(welcome="Written since")
    with hooks.register_temporarily("after_restore", refuse), pytest.raises(CommandError) as told:
        call_command("restore", made, key=key_file, replace=True)
    assert "The rows are back, but what follows was interrupted" in str(told.value)
    assert "No space left on device" in str(told.value)
    assert "Run the same command once more, with --replace." in str(told.value)
    assert HomePage.objects.get().welcome == home.welcome


def test_a_changed_upload_that_no_room_is_left_for_stays_as_it_is(made, key_file, own_media):
    changed = next(iter(originals(own_media)))
    changed.write_bytes(b"another file under this name")
    HomePage.objects.update(welcome="Written since")
    with mock.patch.object(FileSystemStorage, "_save", refuse), pytest.raises(CommandError) as told:
        call_command("restore", made, key=key_file, replace=True)
    assert str(told.value).startswith("The uploads could not be written; the rows are as they were.")
    assert "No space left on device" in str(told.value)
    assert HomePage.objects.get().welcome == "Written since"
    assert changed.read_bytes() == b"another file under this name"


def test_an_upload_that_waited_for_its_rows_is_taken_away_when_they_do_not_come(key, made, own_media, monkeypatch):
    before = originals(own_media)
    changed = next(iter(before))
    changed.write_bytes(b"another file under this name")
    monkeypatch.setattr(restoring, "differences", lambda _end: ["home_homepage"])
    with pytest.raises(NotWholeError, match="Not all rows came back"):
        restoring.restore(made, key, quiet)
    assert originals(own_media) == before | {changed: b"another file under this name"}


def test_an_upload_that_would_lie_under_another_name_is_not_taken_for_restored(key, made, own_media, monkeypatch):
    lost = next(iter(originals(own_media)))
    lost.unlink()
    HomePage.objects.update(welcome="Written since")
    # Of a storage that keeps no name it is given.
    monkeypatch.setattr(FileSystemStorage, "get_available_name", lambda _self, name, **_more: f"{name}.of-its-own")
    with pytest.raises(NotWholeError, match=rf"{lost.name} could not be put back under its name"):
        restoring.restore(made, key, quiet)
    assert HomePage.objects.get().welcome == "Written since"


def test_a_backup_with_more_in_it_than_this_version_knows_is_put_back_without_that(key, made, tmp_path, home):
    parts = {}
    begin, _end = archive.read(made, key, lambda name, opened, size: parts.update({name: opened.read(size)}))
    file = tmp_path / "more.age"
    with archive.writing(file, [key.to_public()], begin) as writer:
        for table in table_dump.tables():
            writer.add_rows(table, (part for name, part in parts.items() if name.startswith(f"rows/{table}/")))
        for name, part in parts.items():
            if not name.startswith("rows/"):
                writer.add(name, part)
        writer.add("notes-of-tomorrow", b"unheard of")
    HomePage.objects.update(welcome="Written since")
    restoring.restore(file, key, quiet)
    assert HomePage.objects.get().welcome == home.welcome


def test_rows_that_the_database_refuses_are_told_in_words(made, key_file, monkeypatch):
    HomePage.objects.update(welcome="Written since")
    monkeypatch.setattr(table_dump, "finish", mock.Mock(side_effect=DatabaseError("no room for an index")))
    with pytest.raises(CommandError) as told:
        call_command("restore", made, key=key_file, replace=True)
    assert str(told.value) == "The database did not take the rows; it is as it was. It said: no room for an index"
    assert HomePage.objects.get().welcome == "Written since"


@pytest.mark.any_database
def test_a_page_that_does_not_answer_afterwards_is_no_success(made, key_file, monkeypatch, capsys):
    def broken(*_arguments, **_options):
        from django.http import Http404

        raise Http404

    monkeypatch.setattr(HomePage, "serve", broken)
    with pytest.raises(CommandError, match="The rows are back, but not every page answers"):
        call_command("restore", made, key=key_file, replace=True)
    assert "404  /\n" in capsys.readouterr().out


def test_files_that_the_backup_never_had_and_a_secret_key_that_waits_are_told(
    key, key_file, own_media, tmp_path, home, settings, capsys
):
    SiteImage.objects.exclude(pk=SiteImage.objects.first().pk).first().file.delete(save=False)
    file = make_backup(tmp_path / "lacking", key.to_public(), quiet)[0]
    data = tmp_path / "data"
    data.mkdir()
    settings.DATA_DIR, settings.SECRET_KEY = data, "another-key-than-that-of-the-backup-0123456789abcdefg"
    call_command("restore", file, key=key_file, replace=True)
    said = capsys.readouterr()
    assert "uploads are back; numbers and SHA-256 agree, every page asked for answers." in said.out
    assert "1 files that rows name are not in this backup: script/manage check_files lists them." in said.err
    assert "The backup's own secret key lies in DATA_DIR/secret-key.restored: rename it to secret-key" in said.out


@pytest.mark.any_database
def test_a_trial_for_which_no_empty_database_can_be_made_says_what_was_in_the_way(made, key_file, monkeypatch):
    monkeypatch.setenv("SITE_LANGUAGES", "tlh")
    with pytest.raises(CommandError) as told:
        call_command("restore", made, key=key_file, verify=True)
    assert str(told.value).startswith("An empty database could not be made: The site did not start: ")


@pytest.mark.any_database
@pytest.mark.parametrize(
    ("ending", "told"),
    [
        ("print('rows: 3'); sys.exit('A line before it.\\nThis backup was written for another key.')", "another key"),
        ("sys.exit(3)", "It did not work."),
    ],
    ids=["with a reason", "without a word"],
)
def test_a_trial_that_fails_says_why_in_one_line(made, key_file, tmp_path, settings, capsys, ending, told):
    # In the place of the site's own commands, which would take half a minute to make an empty database.
    (tmp_path / "manage.py").write_text(f"import sys\nif sys.argv[1] == 'restore':\n    {ending}\n")
    settings.BASE_DIR = tmp_path
    before = HomePage.objects.get().welcome
    with pytest.raises(CommandError, match=told) as error:
        call_command("restore", made, key=key_file, verify=True)
    assert "A line before it" not in str(error.value)
    assert "Tried out beside this site" not in capsys.readouterr().out
    assert HomePage.objects.get().welcome == before
