"""One command writes everything into one sealed file, one puts it back, and nothing that is not whole is taken."""

import io
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyrage
import pytest
from django.conf import settings as site_settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage, storages
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone
from wagtail.models import Page, PageLogEntry, Revision

from accounts.models import User
from attention.items import Group, what_needs_attention
from blog.models import ArticlePage
from config.settings import environment
from home.models import HomePage, SiteSettings
from pages.models import SiteImage, SiteRendition
from search.query import search
from upkeep import table_dump
from upkeep.archive import NotWholeError, identity, read
from upkeep.backup import NAME, make_backup, prune
from upkeep.models import Backup
from upkeep.restoring import restore as put_back

sys.path.insert(0, "script")
import trial_site

pytestmark = pytest.mark.django_db


def quiet(_what, _done, _every):
    """Show no progress."""


@pytest.fixture
def key():
    return pyrage.x25519.Identity.generate()


@pytest.fixture
def key_file(key, tmp_path):
    file = tmp_path / "key.txt"
    file.write_text(f"# private key of the tests\n{key}\n")
    return file


@pytest.fixture
def made(key, tmp_path, seed):
    """Return a backup of the site with its examples."""
    return make_backup(tmp_path / "backups", key.to_public(), quiet)[0]


def everything():
    """Return the rows of all tables as a backup holds them."""
    return {table: b"".join(table_dump.dump(model)) for table, model in table_dump.tables().items()}


def test_what_was_lost_comes_back_to_the_last_row_and_byte(key, tmp_path, seed, client):
    default_storage.save("documents/a-list.pdf", ContentFile(b"%PDF-1.4 what stands in it"))
    before = everything()
    picture = SiteImage.objects.first().file.name
    with default_storage.open(picture) as opened:
        pixels = opened.read()
    file = make_backup(tmp_path, key.to_public(), quiet)[0]

    ArticlePage.objects.get(pk=seed.pk).delete()
    SiteSettings.objects.all().delete()
    User.objects.create_user("intruder@example.org", "x")
    default_storage.delete("documents/a-list.pdf")
    default_storage.delete(picture)
    put_back(file, key, quiet)

    after = everything()
    assert {table for table in before if after[table] != before[table]} == set()
    assert default_storage.open("documents/a-list.pdf").read() == b"%PDF-1.4 what stands in it"
    assert default_storage.open(picture).read() == pixels
    assert client.get(seed.url).status_code == 200
    default_storage.delete("documents/a-list.pdf")


def test_what_is_worked_out_again_works(key, made, seed):
    put_back(made, key, quiet)
    assert any(hit.page_id == seed.pk for hit in search("accomplice", "en").hits)
    assert SiteRendition.objects.exists()
    assert Page.objects.get(pk=seed.pk).get_ancestors().count() == 3
    # New rows get numbers that nothing has.
    page = ArticlePage(title="After the restore", live=False)
    seed.get_parent().add_child(instance=page)
    page.save_revision(log_action=True)
    assert Revision.objects.filter(object_id=str(page.pk)).exists()
    assert PageLogEntry.objects.filter(page=page.pk).exists()


def test_sessions_and_counters_are_in_no_backup(key, made):
    begin, end = read(made, key)
    assert "django_session" not in end["rows"]
    assert "accounts_user" in end["rows"]
    assert "secret-key" in end["sha256"]
    assert begin["database"] in {"sqlite", "postgresql"}


def test_only_the_holder_of_the_key_can_open_it(made):
    with pytest.raises(NotWholeError, match="for another key"):
        read(made, pyrage.x25519.Identity.generate())
    assert b"accounts_user" not in made.read_bytes()
    assert made.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("place", [0.001, 0.3, 0.7, 0.999])
def test_a_single_flipped_bit_is_refused_and_nothing_is_touched(key, made, place, seed):
    damaged = bytearray(made.read_bytes())
    damaged[int(len(damaged) * place)] ^= 1
    made.write_bytes(damaged)
    before = everything()
    with pytest.raises(NotWholeError):
        put_back(made, key, quiet)
    assert everything() == before


@pytest.mark.parametrize("share", [0, 0.01, 0.5, 0.9999])
def test_a_file_that_was_cut_short_is_refused_and_nothing_is_touched(key, made, share):
    whole = made.read_bytes()
    made.write_bytes(whole[: int(len(whole) * share)])
    before = everything()
    with pytest.raises(NotWholeError, match=r"not a whole backup|another key"):
        put_back(made, key, quiet)
    assert everything() == before


def test_a_backup_of_another_version_of_the_site_is_refused(key, made, monkeypatch):
    monkeypatch.setattr(table_dump, "state", lambda: {"home": "0999_from_the_future"})
    with pytest.raises(NotWholeError, match="another version"):
        put_back(made, key, quiet)


def test_a_site_with_content_is_not_overwritten_unless_told(made, key_file):
    with pytest.raises(CommandError, match="--replace"):
        call_command("restore", made, key=key_file)


def test_the_command_says_what_it_wrote_and_that_it_is_whole(key, tmp_path, settings, capsys):
    settings.BACKUP_KEY, settings.BACKUP_FOLDER = str(key.to_public()), str(tmp_path / "there")
    call_command("backup")
    said = capsys.readouterr().out
    assert "Read again to its end: whole." in said
    assert len(list((tmp_path / "there").glob("site-*.age"))) == 1
    assert not list((tmp_path / "there").glob("*.part"))


@pytest.mark.parametrize(
    ("value", "sentence"), [("", "--new-key"), ("age1nonsense", "no public key"), ("ssh-ed25519 AAAA", "no public key")]
)
def test_a_missing_or_wrong_key_is_said_in_words(value, sentence, settings, tmp_path):
    settings.BACKUP_KEY, settings.BACKUP_FOLDER = value, str(tmp_path)
    with pytest.raises(CommandError, match=sentence):
        call_command("backup")
    assert list(tmp_path.iterdir()) == []


def test_a_new_pair_of_keys_fits(capsys, tmp_path):
    call_command("backup", new_key=True)
    said = capsys.readouterr().out
    private = next(line.strip() for line in said.splitlines() if "AGE-SECRET-KEY" in line)
    (tmp_path / "key").write_text(private)
    assert f"BACKUP_KEY={identity(tmp_path / 'key').to_public()}" in said


@pytest.mark.parametrize("content", ["", "# only a note", "not a key"])
def test_a_file_without_a_private_key_is_said_in_words(content, tmp_path, made):
    file = tmp_path / "key"
    file.write_text(content)
    with pytest.raises(CommandError, match="no private key"):
        call_command("restore", made, key=file, replace=True)


def test_days_weeks_and_months_are_kept(tmp_path):
    newest = datetime(2026, 11, 25, 3, tzinfo=UTC)
    for day in range(400):
        (tmp_path / (newest - timedelta(days=day)).strftime(NAME)).write_bytes(b"x")
    (tmp_path / "notes.txt").write_text("mine")
    prune(tmp_path, (7, 5, 12))
    left = sorted(file.name for file in tmp_path.glob("site-*.age"))
    assert left[-7:] == [(newest - timedelta(days=day)).strftime(NAME) for day in range(6, -1, -1)]
    # Of seven days; of five weeks, four of which have a day that is not among them; of twelve months, ten.
    assert len(left) == 7 + 4 + 10
    assert left[0].startswith("site-2025-12-31")
    assert (tmp_path / "notes.txt").exists()


@pytest.mark.skipif(connection.vendor != "postgresql", reason="done once, where it also moves to another database")
def test_the_drill_restores_into_an_empty_sqlite_beside_this_site(made, key_file):
    command = [sys.executable, "manage.py", "restore", str(made), "--key", str(key_file), "--verify"]
    call_command("collectstatic", interactive=False, verbosity=0)
    done = subprocess.run(command, cwd=site_settings.BASE_DIR, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "numbers and SHA-256 agree, every page asked for answers" in done.stdout
    assert "200  /lets-talk-about/" in done.stdout
    assert "which was not touched" in done.stdout


def test_a_rehearsal_knows_of_nothing_that_is_shared():
    from upkeep.management.commands.restore import SHARED

    own = {"ADMIN_EMAIL", "ADMIN_PASSWORD", "ALLOWED_HOSTS", "BACKUP_KEY", "DJANGO_SETTINGS_MODULE", "PORT", "PROXIES"}
    own |= {"FROM_EMAIL", "SEARCH_MEANING", "SITE_LANGUAGES", "TIME_ZONE"}
    replaced = {"DATABASE_URL", "MEDIA_ROOT", "SECRET_KEY", "SITE_ADDRESS"}
    assert set(trial_site.OWN_SETTINGS) - own - replaced == set(SHARED)


def test_staff_are_warned_when_there_was_none_for_two_days(sign_in):
    person = sign_in("Administrators").person

    def warnings():
        return [row.text for row in what_needs_attention(person) if row.group == Group.BACKUPS]

    assert warnings() == ["There is no backup of this site yet."]
    backup = Backup.objects.create(name="a", verified_at=timezone.now() - timedelta(hours=47), size=1)
    assert warnings() == []
    Backup.objects.update(verified_at=timezone.now() - timedelta(hours=49))
    assert warnings()[0].startswith("The newest backup that was found whole is of")
    backup.delete()
    assert not any(row.group == Group.BACKUPS for row in what_needs_attention(sign_in("Editors").person))


@pytest.fixture
def bucket(settings, monkeypatch, tmp_path):
    """A bucket for backups, on a real server that speaks S3."""
    with trial_site.bucket(tmp_path) as url:
        monkeypatch.setenv("BACKUP_FOLDER", f"{url}/of-the-site")
        settings.STORAGES = settings.STORAGES | environment.backups()[1]
        yield storages["backups"]


def test_backups_go_into_a_bucket_and_come_back_from_there(bucket, key, key_file, settings, tmp_path, capsys):
    settings.BACKUP_KEY, settings.BACKUP_FOLDER = str(key.to_public()), str(tmp_path / "on-the-way")
    bucket.save("site-2020-01-01T000000Z.age", ContentFile(b"an old one"))
    call_command("backup", keep="1,0,0")
    assert "In the bucket: site-" in capsys.readouterr().out
    (name,) = bucket.listdir("")[1]
    assert name == Backup.objects.get().name
    assert list((tmp_path / "on-the-way" / "waiting").iterdir()) == []
    home = HomePage.objects.get()
    HomePage.objects.update(welcome="Changed since")
    call_command("restore", name, key=key_file, replace=True)
    assert HomePage.objects.get().welcome == home.welcome
    with pytest.raises(CommandError, match="neither here nor in the bucket"):
        call_command("restore", "site-1999-01-01T000000Z.age", key=key_file, replace=True)


def test_a_full_disk_leaves_no_half_of_a_backup(key, tmp_path, monkeypatch):
    monkeypatch.setattr(table_dump, "dump", lambda model: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    with pytest.raises(OSError, match="No space"):
        make_backup(tmp_path, key.to_public(), quiet)
    assert list(tmp_path.iterdir()) == []
    assert not Backup.objects.exists()


def test_progress_is_a_bar_on_a_terminal_and_lines_elsewhere():
    from django.core.management.base import OutputWrapper

    from upkeep.progress import Progress

    class Terminal(io.StringIO):
        def isatty(self):
            return True

    for out, shown in ((Terminal(), "\rrows       █"), (io.StringIO(), "rows: 3\n")):
        progress = Progress(OutputWrapper(out))
        for done in (1, 2, 3):
            progress("rows", done, 3)
        progress.end()
        assert shown in out.getvalue()


def test_the_file_is_a_name_of_its_own_day():
    assert Path(datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC).strftime(NAME)).name == "site-2026-01-02T030405Z.age"
