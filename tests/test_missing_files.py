"""Every row that names a file is held against what is there, and what is gone is named with a way to get it back."""

import os
import time
from pathlib import Path

import pyrage
import pytest
from django.conf import settings as site_settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from papers import pdf
from wagtail.documents import get_document_model
from wagtail.users.models import UserProfile

from accounts.models import User
from attention.items import what_needs_attention
from pages.models import SiteImage, SiteRendition
from upkeep.files import file_fields, look, newest_backup_with
from upkeep.models import Backup, MissingFile

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


@pytest.fixture(autouse=True)
def media(own_media):
    return own_media


@pytest.fixture
def key(settings, tmp_path):
    made = pyrage.x25519.Identity.generate()
    (tmp_path / "key.txt").write_text(str(made))
    settings.BACKUP_KEY, settings.BACKUP_FOLDER = str(made.to_public()), str(tmp_path / "backups")
    return tmp_path / "key.txt"


@pytest.fixture
def picture():
    return SiteImage.objects.order_by("pk").first()


def run(*command, **options):
    """Run a command; return what it said."""
    from io import StringIO

    out, err = StringIO(), StringIO()
    call_command(*command, stdout=out, stderr=err, **options)
    return out.getvalue() + err.getvalue()


def lose_all_originals(media):
    for file in (media / "original_images").iterdir():
        file.unlink()


def test_nothing_is_missing_on_a_new_site():
    outcome = look()
    assert (outcome.missing, outcome.sizes) == ([], 0)


def test_every_kind_of_upload_is_looked_at(media):
    models = {model.__name__ for model, _field in file_fields()}
    assert {"SiteImage", "SiteRendition", "Document", "UserProfile"} <= models
    document = get_document_model().objects.create(title="A list", file=ContentFile(pdf(), name="list.pdf"))
    person = User.objects.create_user("a@example.org", "x")
    profile = UserProfile.objects.create(user=person, avatar=ContentFile(b"GIF89a", name="me.gif"))
    for name in (document.file.name, profile.avatar.name):
        (media / name).unlink()
    assert {missing.name for missing in look().missing} == {document.file.name, profile.avatar.name}


def test_a_backup_without_the_pictures_does_not_count_as_whole(media, key, sign_in):
    said = run("backup")
    assert "whole" in said
    assert "But" not in said
    count = SiteImage.objects.count()
    lose_all_originals(media)
    Backup.objects.all().delete()
    for file in Path(site_settings.BACKUP_FOLDER).iterdir():
        file.rename(file.with_name("site-2026-01-01T020000Z.age"))
    assert f"But {count} files that the site names were not there" in run("backup")
    assert Backup.objects.get().missing_files == count
    page = sign_in("Administrators").get("/admin/well/").content.decode()
    assert f"lacks {count} files that were gone already" in page


def test_what_is_gone_is_named_with_where_it_is_used_and_which_backup_has_it(media, key, sign_in, picture):
    run("backup")
    backup = next(Path(site_settings.BACKUP_FOLDER).iterdir()).name
    (media / picture.file.name).unlink()
    said = run("check_files")
    assert f"missing: {picture.file.name} ({picture.title}); in: {backup}" in said
    client = sign_in("Administrators")
    page = client.get("/admin/well/").content.decode()
    assert "1 file is gone." in page
    assert f"the backup {backup} has it." in page
    administrator = User(is_superuser=True, is_active=True)
    assert any(picture.file.name in item.text for item in what_needs_attention(administrator))
    Path(site_settings.BACKUP_FOLDER, backup).unlink()
    assert newest_backup_with(picture.file.name) == ""
    assert "no backup that is kept has it." in client.get("/admin/well/").content.decode()


def test_only_the_uploads_come_back_and_no_row_is_touched(media, key, picture):
    pixels = default_storage.open(picture.file.name).read()
    run("backup")
    (backup,) = Path(site_settings.BACKUP_FOLDER).iterdir()
    originals = {image.file.name for image in SiteImage.objects.all()}
    lose_all_originals(media)
    look()
    deleted = SiteImage.objects.exclude(pk=picture.pk).first()
    deleted.delete()
    picture.title = "Renamed since the backup"
    picture.save()
    kept = default_storage.save("documents/new.txt", ContentFile(b"newer than the backup"))
    said = run("restore", str(backup), key=key, only_uploads=True)
    assert f"Uploads put back: {len(originals) - 1}. Files that are still missing: 0." in said
    assert not default_storage.exists(deleted.file.name)
    assert default_storage.open(picture.file.name).read() == pixels
    assert SiteImage.objects.get(pk=picture.pk).title == "Renamed since the backup"
    assert default_storage.open(kept).read() == b"newer than the backup"
    assert not MissingFile.objects.exists()


def test_a_folder_of_uploads_that_is_gone_is_told_file_by_file(settings, tmp_path, picture):
    settings.MEDIA_ROOT = str(tmp_path / "not-there")
    said = run("check_files")
    assert f"missing: {picture.file.name} ({picture.title}); in: no backup that is known\n" in said
    assert f"Files that are missing: {SiteImage.objects.count()}. Files that no row names: 0" in said


def test_a_damaged_backup_gives_back_no_upload(media, key):
    run("backup")
    (backup,) = Path(site_settings.BACKUP_FOLDER).iterdir()
    backup.write_bytes(backup.read_bytes()[:-100])
    lose_all_originals(media)
    with pytest.raises(CommandError, match="not a whole backup"):
        run("restore", str(backup), key=key, only_uploads=True)
    assert list((media / "original_images").iterdir()) == []


def test_a_size_that_is_gone_is_made_again(media, picture):
    size = SiteRendition.objects.filter(image=picture).first() or picture.get_rendition("width-320")
    (media / size.file.name).unlink()
    assert "Sizes of pictures to be made again: 1." in run("check_files")
    assert not SiteRendition.objects.filter(pk=size.pk).exists()
    assert (media / picture.get_rendition(size.filter_spec).file.name).exists()


def test_a_size_whose_file_is_gone_is_not_found(client, media, seed):
    size = SiteImage.objects.first().get_rendition("width-20")
    url = size.url
    assert client.get(url).status_code == 200
    size.file.storage.delete(size.file.name)
    assert client.get(url).status_code == 404


def test_files_that_nothing_names_are_counted_and_cleared_only_when_told(media):
    left = [default_storage.save(f"documents/left-{number}.txt", ContentFile(b"x")) for number in range(2)]
    before = len(look().unnamed)
    assert before >= 2
    assert f"Files that no row names: {before} (--clear deletes them)" in run("check_files")
    assert default_storage.exists(left[0])
    # One was uploaded a moment ago: its row may still be on its way.
    long_ago = time.time() - 2 * 86400
    os.utime(media / left[0], (long_ago, long_ago))
    run("check_files", clear=True)
    assert [default_storage.exists(name) for name in left] == [False, True]


def test_a_storage_that_does_not_answer_is_no_proof_that_files_are_gone(monkeypatch, picture):
    def gone(*_arguments):
        raise OSError("The bucket does not answer")

    monkeypatch.setattr(type(default_storage._wrapped), "listdir", gone)
    with pytest.raises(CommandError, match="could not be looked at"):
        run("check_files")
    assert not MissingFile.objects.exists()
