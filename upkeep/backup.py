"""Makes a backup, proves that it is whole, and keeps some of the earlier ones."""

import hashlib
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import pyrage
from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import Storage, default_storage
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from . import archive, table_dump
from .files import look, note_backed_up, uploads
from .models import Backup

NAME = "site-%Y-%m-%dT%H%M%SZ.age"
KEEP = (7, 5, 12)  # days, weeks, months
WAITING = "waiting"  # the folder of what could not be brought into a bucket yet
ABANDONED = 24 * 60 * 60  # seconds after which nobody writes a file any more
Progress = Callable[[str, int, int], None]


def make_backup(
    folder: Path, key: pyrage.x25519.Recipient, progress: Progress, there: Storage | None = None
) -> tuple[Path, dict]:
    """Write a backup, read it again to its end, and note that it is whole; return its file and what is in it.

    With a bucket, the file is moved there, and read again there; it waits here as long as the bucket does not answer.

    It is written for ``key`` and for a key that lives as long as this call: the site can prove that the
    file can be opened, and cannot open it afterwards. Raises NotWholeError, OSError, FileExistsError.
    """
    folder = folder / WAITING if there else folder
    folder.mkdir(parents=True, exist_ok=True)
    _clear_up(folder)
    file = folder / datetime.now(UTC).strftime(NAME)
    if file.exists():
        raise FileExistsError(_("%(file)s is there already.") % {"file": file})
    own = pyrage.x25519.Identity.generate()
    about = {
        "made_at": timezone.now().isoformat(),
        "database": connection.vendor,
        "state": table_dump.state(),
        "languages": [code for code, _name in settings.LANGUAGES],
        "columns": {table: table_dump.columns(model) for table, model in table_dump.tables().items()},
    }
    with archive.writing(file, [key, own.to_public()], about) as writer:
        with snapshot():
            tables = table_dump.tables()
            for number, (table, model) in enumerate(tables.items(), 1):
                writer.add_rows(table, table_dump.dump(model))
                progress(_("rows"), number, len(tables))
        names = _add_uploads(writer, progress)
        writer.add("secret-key", settings.SECRET_KEY.encode())
    try:
        _begin, end = archive.read(file, own)
    except archive.NotWholeError:
        file.unlink(missing_ok=True)
        raise
    size = file.stat().st_size
    if there:
        # The newest stays here when it cannot be brought there, and no other: a bucket may be away for days.
        for older in set(folder.glob("site-*.age")) - {file}:
            older.unlink(missing_ok=True)
        _send(file, there)
        file.unlink()
    note_backed_up(names, file.name)
    missing = len(look().missing)
    fields = {"verified_at": timezone.now(), "size": size, "missing_files": missing}
    Backup.objects.update_or_create(name=file.name, defaults=fields)
    return file, end


def _clear_up(folder: Path) -> None:
    """Delete what programs left that were killed while they wrote, which is as large as a backup."""
    for part in folder.glob("site-*.part"):
        with suppress(FileNotFoundError):
            if time.time() - part.stat().st_mtime > ABANDONED:
                part.unlink()


def _add_uploads(writer: archive.Writer, progress: Progress) -> list[str]:
    """Add all uploads; return the names of those that are in it.

    They never change under a name; one that came after the rows does no harm, and one that staff delete meanwhile
    ends nothing.
    """
    names = list(uploads())
    there = []
    for number, name in enumerate(names, 1):
        with suppress(FileNotFoundError):
            size = default_storage.size(name)
            with default_storage.open(name) as opened:
                writer.add_file(f"media/{name}", opened, size)
            there.append(name)
        progress(_("uploads"), number, len(names))
    return there


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
