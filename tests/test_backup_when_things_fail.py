"""A backup that could not be written, brought away or put back is none: it is said, and nothing half stays behind."""

import json
import os
import time
from datetime import timedelta
from decimal import Decimal
from unittest import mock
from uuid import UUID

import pyrage
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from django.core.management import CommandError, call_command
from django.db import connection, models
from django.db.migrations.recorder import MigrationRecorder
from django.test import override_settings

from home.models import HomePage
from search.models import WordGroup
from upkeep import archive, backup, restoring, table_dump
from upkeep.archive import NotWholeError
from upkeep.models import Backup

pytestmark = pytest.mark.django_db


def quiet(_what, _done, _every):
    """Tell nobody."""


@pytest.fixture
def key():
    return pyrage.x25519.Identity.generate()


@pytest.fixture
def made(key, tmp_path, home):
    return backup.make_backup(tmp_path / "whole", key.to_public(), quiet)[0]


class Forgetful(FileSystemStorage):
    """A bucket that gives something else back than it was given."""

    def _save(self, name, content):
        content.read(1)
        return super()._save(name, ContentFile(content.read()))


def test_a_bucket_that_changes_what_it_keeps_is_not_trusted_and_the_file_stays_here(key, tmp_path):
    there = Forgetful(location=tmp_path / "there")
    with pytest.raises(NotWholeError, match="something else back"):
        backup.make_backup(tmp_path / "here", key.to_public(), quiet, there)
    assert there.listdir("")[1] == []
    assert [file.suffix for file in (tmp_path / "here" / backup.WAITING).iterdir()] == [".age"]
    assert not Backup.objects.exists()


def test_while_a_bucket_is_away_one_backup_waits_here_and_what_was_begun_is_cleared_up(key, tmp_path, monkeypatch):
    there, waiting = Forgetful(location=tmp_path / "there"), tmp_path / "here" / backup.WAITING
    waiting.mkdir(parents=True)
    for name, age in (("site-a.age.part", 2 * backup.ABANDONED), ("site-b.age.part", 60)):
        (waiting / name).write_bytes(b"killed while it was written")
        os.utime(waiting / name, (time.time() - age,) * 2)
    for name in ("site-1.age", "site-2.age"):
        monkeypatch.setattr(backup, "NAME", name)
        with pytest.raises(NotWholeError):
            backup.make_backup(tmp_path / "here", key.to_public(), quiet, there)
    assert {file.name for file in waiting.iterdir()} == {"site-2.age", "site-b.age.part"}


def test_an_upload_that_is_deleted_while_a_backup_is_made_ends_nothing(key, tmp_path, monkeypatch):
    names = [*backup.uploads(), "documents/deleted-just-now.pdf"]
    monkeypatch.setattr(backup, "uploads", lambda: iter(names))
    _file, end = backup.make_backup(tmp_path, key.to_public(), quiet)
    assert {name for name in end["sha256"] if name.startswith("media/")} == {f"media/{name}" for name in names[:-1]}


def test_a_backup_counts_where_older_ones_cannot_be_deleted(key, tmp_path, settings, monkeypatch, capsys):
    settings.BACKUP_KEY, settings.BACKUP_FOLDER = str(key.to_public()), str(tmp_path)
    older = tmp_path / "site-2020-01-01T000000Z.age"
    older.mkdir()  # what nobody may delete as a file
    call_command("backup", keep="1,0,0")
    assert "whole. Older ones could not be deleted" in capsys.readouterr().out
    assert Backup.objects.exists()


def test_a_name_that_is_taken_is_not_written_over(key, tmp_path, monkeypatch):
    monkeypatch.setattr(backup, "NAME", "site.age")
    (tmp_path / "site.age").write_text("of before")
    with pytest.raises(FileExistsError, match="is there already"):
        backup.make_backup(tmp_path, key.to_public(), quiet)
    assert (tmp_path / "site.age").read_text() == "of before"


def test_what_cannot_be_read_again_is_thrown_away(key, tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "read", lambda *_any: (_ for _ in ()).throw(NotWholeError("cut short")))
    with pytest.raises(NotWholeError, match="cut short"):
        backup.make_backup(tmp_path, key.to_public(), quiet)
    assert list(tmp_path.iterdir()) == []


def test_a_disk_that_fills_while_it_is_sealed_leaves_nothing(tmp_path, monkeypatch):
    def full(source, _sink, _keys):
        source.read(10)
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(archive.pyrage, "encrypt_io", full)
    with pytest.raises(OSError, match="No space"), archive.writing(tmp_path / "x.age", [], {}) as writer:
        writer.add("part", os.urandom(4_000_000))
    assert list(tmp_path.iterdir()) == []


def test_a_disk_that_fails_with_the_last_bytes_leaves_nothing(tmp_path, monkeypatch):
    def late(source, _sink, _keys):
        while source.read(1 << 16):
            pass
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(archive.pyrage, "encrypt_io", late)
    with pytest.raises(OSError, match="Input/output"), archive.writing(tmp_path / "x.age", [], {}) as writer:
        writer.add("part", b"words")
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def small(key, tmp_path):
    """A file in the form of a backup, with little in it."""
    with archive.writing(tmp_path / "small.age", [key.to_public()], {}) as writer:
        writer.add("part", os.urandom(300_000))
    return tmp_path / "small.age"


def test_what_follows_the_end_of_a_backup_has_to_be_genuine_too(key, small):
    sealed = bytearray(pyrage.encrypt(pyrage.decrypt(small.read_bytes(), [key]) + bytes(300_000), [key.to_public()]))
    small.write_bytes(sealed)
    assert list(archive.read(small, key)[1]["sha256"]) == ["begin.json", "part"]
    sealed[-1] ^= 1
    small.write_bytes(sealed)
    with pytest.raises(NotWholeError, match="not a whole backup"):
        archive.read(small, key)


def test_a_list_at_the_end_that_does_not_agree_is_refused(key, tmp_path):
    with archive.writing(tmp_path / "lost.age", [key.to_public()], {}) as writer:
        writer.add("part", b"words")
        writer.hashes["media/lost.jpg"] = writer.hashes["part"]
    with pytest.raises(NotWholeError, match="not a whole backup"):
        archive.read(tmp_path / "lost.age", key)


def test_a_file_that_is_cut_short_while_it_is_put_back_is_the_reason_that_is_told(key, small):
    small.write_bytes(small.read_bytes()[:150_000])
    with pytest.raises(NotWholeError, match="not a whole backup"):
        archive.read(small, key, lambda _name, opened, size: opened.read(size))


@pytest.mark.parametrize("name", ["../outside", "/etc/passwd"])
def test_a_member_that_would_leave_its_folder_is_refused(key, tmp_path, name):
    file = tmp_path / "bad.age"
    with archive.writing(file, [key.to_public()], {}) as writer:
        writer.add(name, b"x")
    with pytest.raises(NotWholeError, match="not a whole backup"):
        archive.read(file, key)


@pytest.mark.parametrize("form", [99, None])
def test_a_form_of_another_day_is_refused(key, tmp_path, form):
    file = tmp_path / "other.age"
    with archive.writing(file, [key.to_public()], {"format": form}):
        pass
    with pytest.raises(NotWholeError):
        archive.read(file, key)
    with archive.writing(file, [key.to_public()], {}):
        pass
    archive.read(file, key)


@pytest.mark.parametrize("keep", ["7", "7,5,many", "-1,0,0", "1,2,3,4"])
def test_how_many_are_kept_has_a_form(settings, key, tmp_path, keep):
    settings.BACKUP_KEY, settings.BACKUP_FOLDER = str(key.to_public()), str(tmp_path)
    with pytest.raises(CommandError, match="--keep takes three numbers"):
        call_command("backup", keep=keep)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_said_in_words(settings, key, tmp_path):
    (tmp_path / "a-file").write_text("in the way")
    settings.BACKUP_KEY, settings.BACKUP_FOLDER = str(key.to_public()), str(tmp_path / "a-file")
    with pytest.raises(CommandError, match="There is no new backup"):
        call_command("backup")


def test_rows_that_the_database_did_not_take_leave_the_site_as_it_was(key, made, home, monkeypatch):
    monkeypatch.setattr(restoring, "differences", lambda _end: ["home_homepage"])
    HomePage.objects.update(welcome="Written since")
    with pytest.raises(NotWholeError, match="Not all rows came back: home_homepage"):
        restoring.restore(made, key, quiet)
    assert HomePage.objects.get().welcome == "Written since"


def test_a_disk_that_fills_with_uploads_is_told_and_nothing_that_was_here_is_lost(key, made, home, own_media, capsys):
    here = {file: file.read_bytes() for file in own_media.rglob("*") if file.is_file()}
    lost, changed, *_others = sorted(file for file in here if "original_images" in str(file))
    lost.unlink()
    changed.write_bytes(b"another file under this name")
    HomePage.objects.update(welcome="Written since")
    save = FileSystemStorage._save

    def full(self, name, content):
        if name.endswith(lost.name):
            (own_media / name).write_bytes(b"half")
            raise OSError(28, "No space left on device")
        return save(self, name, content)

    with mock.patch.object(FileSystemStorage, "_save", full), pytest.raises(OSError, match="No space left"):
        restoring.restore(made, key, quiet)
    assert HomePage.objects.get().welcome == "Written since"
    assert changed.read_bytes() == b"another file under this name"
    assert {*own_media.rglob("*.*")} == {*here} - {lost}
    # With room again, each has what the backup says.
    restoring.restore(made, key, quiet)
    assert HomePage.objects.get().welcome == home.welcome
    assert all(file.read_bytes() == content for file, content in here.items() if "original_images" in str(file))
    assert not [file for file in own_media.rglob("*.*") if "original_images" in str(file) and file not in here]


def test_a_site_in_fewer_languages_is_told_before_anything_is_touched(key, tmp_path, home):
    with override_settings(LANGUAGES=[("en", "English"), ("es", "Spanish")]):
        file, _end = backup.make_backup(tmp_path, key.to_public(), quiet)
    HomePage.objects.update(welcome="Written since")
    with pytest.raises(NotWholeError, match="set SITE_LANGUAGES=en,es"):
        restoring.restore(file, key, quiet)
    assert HomePage.objects.get().welcome == "Written since"


def test_a_database_that_a_newer_version_changed_is_told_from_a_backup_of_another_one(key, made):
    MigrationRecorder(connection).record_applied("pages", "9999_of_tomorrow")
    with pytest.raises(NotWholeError, match="move it away"):
        restoring.restore(made, key, quiet)


def test_another_secret_key_is_put_beside_ours(key, made, settings, tmp_path):
    before = settings.SECRET_KEY
    settings.DATA_DIR, settings.SECRET_KEY = tmp_path, "another-key-than-that-of-the-backup-0123456789abcdefg"
    restoring.restore(made, key, quiet)
    kept = tmp_path / "secret-key.restored"
    assert kept.read_text() == before
    assert kept.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("field", "value"),
    [
        (models.DurationField(), timedelta(days=1, seconds=2.5)),
        (models.BinaryField(), b"\x00\xff bytes"),
        (models.DecimalField(), Decimal("12.30")),
        (models.UUIDField(), UUID(int=7)),
        (models.TextField(), "ë"),
        (models.TextField(), None),
    ],
)
def test_every_kind_of_value_keeps_its_form(field, value):
    written = json.dumps(value, default=table_dump._plain)
    assert table_dump._python(field, json.loads(written)) == value


def test_a_value_without_a_form_stops_the_backup():
    with pytest.raises(TypeError, match="set has no form in a backup"):
        table_dump._plain({1})


def test_a_table_longer_than_one_piece_comes_whole():
    WordGroup.objects.bulk_create(WordGroup(words=f"word{number}") for number in range(1200))
    pieces = [piece.splitlines() for piece in table_dump.dump(WordGroup)]
    assert max(len(lines) for lines in pieces) == table_dump.BATCH
    assert sum(len(lines) for lines in pieces) == WordGroup.objects.count()
