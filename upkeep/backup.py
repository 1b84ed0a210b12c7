"""Makes a backup and keeps some of the earlier ones; puts one back and proves that it is all there."""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

import pyrage
from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import Storage, default_storage
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.models import Page

from . import archive, table_dump
from .files import look, note_backed_up, uploads
from .models import Backup

NAME = "site-%Y-%m-%dT%H%M%SZ.age"
KEEP = (7, 5, 12)  # days, weeks, months
Progress = Callable[[str, int, int], None]


def make_backup(
    folder: Path, key: pyrage.x25519.Recipient, progress: Progress, there: Storage | None = None
) -> tuple[Path, dict]:
    """Write a backup, read it again to its end, and note that it is whole; return its file and what is in it.

    With a bucket, the file is moved there, and read again there.

    It is written for ``key`` and for a key that lives as long as this call: the site can prove that the
    file can be opened, and cannot open it afterwards. Raises NotWholeError, OSError, FileExistsError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / datetime.now(UTC).strftime(NAME)
    if file.exists():
        raise FileExistsError(_("%(file)s is there already.") % {"file": file})
    own = pyrage.x25519.Identity.generate()
    about = {
        "made_at": timezone.now().isoformat(),
        "database": connection.vendor,
        "state": table_dump.state(),
        "columns": {table: table_dump.columns(model) for table, model in table_dump.tables().items()},
    }
    with archive.writing(file, [key, own.to_public()], about) as writer:
        with snapshot():
            tables = table_dump.tables()
            for number, (table, model) in enumerate(tables.items(), 1):
                writer.add_rows(table, table_dump.dump(model))
                progress(_("rows"), number, len(tables))
        # Uploads never change under a name; one that came after the rows does no harm.
        names = list(uploads())
        for number, name in enumerate(names, 1):
            with default_storage.open(name) as opened:
                writer.add_file(f"media/{name}", opened, default_storage.size(name))
            progress(_("uploads"), number, len(names))
        writer.add("secret-key", settings.SECRET_KEY.encode())
    try:
        _begin, end = archive.read(file, own)
    except archive.NotWholeError:
        file.unlink(missing_ok=True)
        raise
    size = file.stat().st_size
    if there:
        # The file stays here when it cannot be brought there.
        _send(file, there)
        file.unlink()
    note_backed_up(names, file.name)
    missing = len(look().missing)
    fields = {"verified_at": timezone.now(), "size": size, "missing_files": missing}
    Backup.objects.update_or_create(name=file.name, defaults=fields)
    return file, end


def _send(file: Path, there: Storage) -> None:
    """Copy a backup into the bucket; raises NotWholeError unless the same bytes come back from there."""
    with file.open("rb") as opened:
        digest = hashlib.file_digest(opened, "sha256").digest()
        opened.seek(0)
        name = there.save(file.name, File(opened))
    came_back = hashlib.sha256()
    try:
        with there.open(name) as opened:
            for chunk in opened.chunks():
                came_back.update(chunk)
        if came_back.digest() != digest:
            raise archive.NotWholeError(_("The bucket gave something else back than it was given."))
    except (OSError, archive.NotWholeError):
        # One that nobody read again must not count as the newest.
        with suppress(OSError):
            there.delete(name)
        raise


def fetch(name: str, there: Storage, folder: Path) -> Path:
    """Return a copy of a backup of the bucket. Raises OSError."""
    file = folder / Path(name).name
    with there.open(name) as source, file.open("xb") as opened:
        for chunk in source.chunks():
            opened.write(chunk)
    return file


@contextmanager
def snapshot() -> Iterator[None]:
    """See the database as it is at this moment, whatever is written meanwhile; nobody has to wait."""
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield
    else:
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")


def surplus(names: Iterable[str], keep: tuple[int, int, int] = KEEP) -> list[str]:
    """Return the names of backups older than the newest of ``keep`` days, weeks and months."""
    made = {}
    for name in names:
        with suppress(ValueError):
            made[name] = datetime.strptime(name, NAME).replace(tzinfo=UTC)
    kept = set()
    for number, form in zip(keep, ("%Y-%m-%d", "%G-%V", "%Y-%m"), strict=True):
        newest: dict[str, str] = {}
        for name, day in sorted(made.items(), key=lambda item: item[1]):
            newest[day.strftime(form)] = name
        kept |= {newest[period] for period in sorted(newest)[-number:]} if number else set()
    return sorted(made.keys() - kept)


def prune(folder: Path, keep: tuple[int, int, int] = KEEP, there: Storage | None = None) -> list[str]:
    """Delete the surplus of a folder, or of the bucket; return the names."""
    gone = surplus(there.listdir("")[1] if there else [file.name for file in folder.iterdir()], keep)
    for name in gone:
        if there:
            there.delete(name)
        else:
            (folder / name).unlink()
    return gone


def restore(file: Path, key: pyrage.x25519.Identity, progress: Progress) -> dict:
    """Put a backup in the place of what is in this database and among these uploads; return what was put back.

    The file is read to its end first, and nothing is touched unless it is whole. Rows are written in one
    transaction. Raises NotWholeError with a sentence for a person.
    """
    begin, end = archive.read(file, key)
    tables = table_dump.tables()
    known = {table: table_dump.columns(model) for table, model in tables.items()}
    if begin["state"] != table_dump.state() or begin["columns"] != known:
        text = _("This backup is of another version of the site (%(day)s): check out the code of that day, restore, ")
        text += _("then update.")
        raise archive.NotWholeError(text % {"day": begin["made_at"][:10]})
    total = len(end["sha256"])
    seen = 0
    written: list[str] = []

    def take(name: str, opened: IO[bytes], size: int) -> None:
        nonlocal seen
        seen += 1
        kind, _slash, rest = name.partition("/")
        if kind == "rows":
            table_dump.load(tables[rest.partition("/")[0]], opened.read(size))
        elif kind == "media":
            default_storage.delete(rest)
            written.append(default_storage.save(rest, File(opened)))
            if written[-1] != rest:
                raise archive.NotWholeError(_("%(name)s could not be put back under its name.") % {"name": rest})
        elif name == "secret-key":
            _keep_secret(opened.read(size).decode())
        progress(_("members"), seen, total)

    with transaction.atomic():
        table_dump.empty()
        archive.read(file, key, take)
        table_dump.finish()
        different = differences(end)
        if different:
            raise archive.NotWholeError(_("Not all rows came back: %(tables)s.") % {"tables": ", ".join(different)})
    # Rooms above let go of what had its time while the backup lay there.
    for let_go in hooks.get_hooks("after_restore"):
        let_go()
    # What is worked out from the rows.
    call_command("rebuild_references_index", verbosity=0)
    call_command("update_index", verbosity=0)
    call_command("search_reindex", "--restart", verbosity=0, stdout=_Silent())
    call_command("make_picture_sizes", stdout=_Silent())
    return end


def restore_uploads(file: Path, key: pyrage.x25519.Identity, progress: Progress) -> list[str]:
    """Put back the uploads of a backup that are not there now, and touch no row; return their names.

    Raises NotWholeError before anything is written when the file is not whole, OSError.
    """
    _begin, end = archive.read(file, key)
    there, total, seen = set(uploads()), len(end["sha256"]), 0
    written: list[str] = []

    def take(name: str, opened: IO[bytes], size: int) -> None:
        nonlocal seen
        seen += 1
        kind, _slash, rest = name.partition("/")
        if kind == "media" and rest not in there:
            written.append(default_storage.save(rest, File(opened)))
        progress(_("members"), seen, total)

    archive.read(file, key, take)
    return written


class _Silent:
    def write(self, text: str) -> int:
        return len(text)

    def flush(self) -> None:
        """Have nothing to do."""

    def isatty(self) -> bool:
        return False


def _keep_secret(secret: str) -> None:
    """Put the secret key back where script/server looks for it, unless the environment names one."""
    place = Path(settings.DATA_DIR) / "secret-key"
    if secret != settings.SECRET_KEY:
        place.with_name("secret-key.restored").write_text(secret)
        place.with_name("secret-key.restored").chmod(0o600)


def differences(end: dict) -> list[str]:
    """Return the tables whose number of rows is not that of the backup."""
    tables = table_dump.tables()
    return [name for name, number in end["rows"].items() if tables[name]._base_manager.count() != number]


def smoke() -> dict[str, int]:
    """Return {address: status} of one live page of each type and of the editor's door."""
    client = Client(headers={"x-forwarded-proto": "https"})
    host = settings.ALLOWED_HOSTS[0]
    addresses = {"/search/?q=help", "/account/login/"}
    seen = set()
    for page in Page.objects.live().public().filter(depth__gt=1).order_by("path"):
        if page.content_type_id not in seen and (url := page.get_url()):
            seen.add(page.content_type_id)
            addresses.add(url)
    return {url: client.get(url, headers={"host": host}).status_code for url in sorted(addresses)}


def report(end: dict) -> str:
    """Return in one line what is in a backup."""
    count = sum(1 for name in end["sha256"] if name.startswith("media/"))
    return json.dumps({"rows": sum(end["rows"].values()), "tables": len(end["rows"]), "uploads": count})
