"""Uploads that lie in a bucket are those of a folder: the same addresses, put back from a backup, missed when gone."""

import html
import re
import sys

import pyrage
import pytest
from django.conf import settings as site_settings
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage
from django.core.management import CommandError, call_command

from config.settings import environment
from pages.models import SiteImage
from upkeep import restoring
from upkeep.backup import make_backup
from upkeep.models import Backup, MissingFile

sys.path.insert(0, "script")
import trial_site

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

ARTICLE = "/lets-talk-about/listening-without-fixing/"  # with pictures


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with trial_site.bucket(tmp_path_factory.mktemp("bucket")) as url:
        yield url


@pytest.fixture
def in_bucket(server, settings, monkeypatch):
    """The uploads of the site lie in a bucket, on a real server that speaks S3."""
    monkeypatch.setenv("MEDIA_STORAGE", f"{server}/of-the-site")
    settings.STORAGES = settings.STORAGES | {"default": environment.media_storage()}
    folder = FileSystemStorage(location=site_settings.MEDIA_ROOT)
    for picture in SiteImage.objects.all():
        default_storage.save(picture.file.name, folder.open(picture.file.name))
    yield default_storage
    for below in ("original_images", "images"):
        for name in default_storage.listdir(below)[1]:
            default_storage.delete(f"{below}/{name}")


def quiet(_what, _done, _every):
    """Tell nobody."""


def test_what_was_lost_or_changed_in_the_bucket_is_put_back_there(in_bucket, tmp_path, monkeypatch):
    key = pyrage.x25519.Identity.generate()
    lost, changed = (picture.file.name for picture in SiteImage.objects.order_by("pk")[:2])
    before = {name: in_bucket.open(name).read() for name in (lost, changed)}
    names = in_bucket.listdir("original_images")[1]
    file, end = make_backup(tmp_path, key.to_public(), quiet)
    assert f"media/{lost}" in end["sha256"]
    in_bucket.delete(lost)
    in_bucket.delete(changed)
    in_bucket.save(changed, ContentFile(b"another file under this name"))
    monkeypatch.setattr(restoring, "call_command", lambda *_arguments, **_options: None)
    restoring.restore(file, key, quiet)
    assert {name: in_bucket.open(name).read() for name in (lost, changed)} == before
    assert in_bucket.listdir("original_images")[1] == names


def test_visitors_are_handed_pictures_by_the_site_and_never_meet_the_bucket(in_bucket, server, client):
    picture = SiteImage.objects.first()
    picture.renditions.all().delete()
    size = picture.get_rendition("width-320")
    assert size.url == f"/media/{size.file.name}"
    answer = client.get(size.url)
    assert answer.status_code == 200
    assert answer.getvalue() == in_bucket.open(size.file.name).read()
    page = client.get(ARTICLE).content.decode()
    assert "/media/images/" in page
    assert server.rpartition("@")[2] not in page
    in_bucket.delete(size.file.name)
    assert client.get(size.url).status_code == 404


def test_what_is_gone_is_named_with_the_backup_in_a_bucket_that_has_it(
    server, settings, own_media, monkeypatch, capsys
):
    monkeypatch.setenv("BACKUP_FOLDER", f"{server}/backups")
    settings.BACKUP_FOLDER, there = str(own_media.parent / "on-the-way"), environment.backups()[1]
    settings.STORAGES = settings.STORAGES | there
    settings.BACKUP_KEY = str(pyrage.x25519.Identity.generate().to_public())
    call_command("backup")
    name = Backup.objects.get().name
    picture = SiteImage.objects.first()
    (own_media / picture.file.name).unlink()
    call_command("check_files")
    assert f"missing: {picture.file.name} ({picture.title}); in: {name}\n" in capsys.readouterr().out


@pytest.fixture
def unanswering(settings, monkeypatch):
    """A bucket where nobody answers."""
    monkeypatch.setenv("BACKUP_FOLDER", "s3+http://key:secret@127.0.0.1:1/backups")
    settings.BACKUP_FOLDER, there = environment.backups()
    settings.STORAGES = settings.STORAGES | there


def test_staff_learn_what_is_gone_also_while_nobody_knows_which_backup_has_it(unanswering, sign_in, own_media):
    picture = SiteImage.objects.first()
    (own_media / picture.file.name).unlink()
    with pytest.raises(CommandError, match="The bucket does not answer"):
        call_command("check_files")
    assert MissingFile.objects.get().name == picture.file.name
    page = html.unescape(sign_in("Administrators").get("/admin/well/").content.decode())
    assert f"“{picture.title}” (" in page
    assert "no backup that is kept has it" in page


def test_a_backup_that_no_bucket_takes_waits_here_and_is_told(unanswering, settings, tmp_path):
    settings.BACKUP_KEY = str(pyrage.x25519.Identity.generate().to_public())
    settings.BACKUP_FOLDER = str(tmp_path)
    with pytest.raises(CommandError, match="There is no new backup: The bucket does not answer"):
        call_command("backup")
    assert [file.suffix for file in (tmp_path / "waiting").iterdir()] == [".age"]


def test_pages_are_read_while_the_bucket_of_pictures_is_away(settings, monkeypatch, client):
    monkeypatch.setenv("MEDIA_STORAGE", "s3+http://key:secret@127.0.0.1:1/uploads")
    settings.STORAGES = settings.STORAGES | {"default": environment.media_storage()}
    client.raise_request_exception = False
    answer = client.get(ARTICLE)
    assert answer.status_code == 200
    first, *_more = re.findall(r"/media/images/[\w.-]+", answer.content.decode())
    assert client.get(first).status_code == 503
