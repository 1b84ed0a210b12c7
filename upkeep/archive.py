"""One file that holds everything: rows and uploads, compressed, encrypted with age to a public key.

Inside is a tar: ``begin.json`` (what this is), ``rows/<table>/<number>.jsonl``, ``media/<file>``,
``secret-key``, and last ``end.json`` with the number of rows of each table and the SHA-256 of every
member. A file that was cut short or changed has no valid end, and is refused before anything is touched.
"""

import gzip
import hashlib
import io
import json
import os
import tarfile
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import pyrage
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

FORMAT = 1
CHUNK = 1024 * 1024  # bytes
LARGEST_PART = 64 * CHUNK  # bytes of rows or lists; uploads are streamed


class NotWholeError(Exception):
    """A file that is no backup, not a whole one, or not for this key; its text is a sentence for a person."""


def recipient(text: str) -> pyrage.x25519.Recipient:
    """Return the public key of ``text`` (age1…). Raises ValidationError."""
    try:
        return pyrage.x25519.Recipient.from_str(text.strip())
    except pyrage.RecipientError as error:
        raise ValidationError(_("BACKUP_KEY is no public key of age (age1…).")) from error


def identity(file: Path) -> pyrage.x25519.Identity:
    """Return the private key in a file (a line AGE-SECRET-KEY-…; lines with # are notes). Raises NotWholeError."""
    try:
        lines = [line.strip() for line in file.read_text().splitlines()]
        return pyrage.x25519.Identity.from_str(next(line for line in lines if line and not line.startswith("#")))
    except (OSError, UnicodeDecodeError, StopIteration, pyrage.IdentityError) as error:
        raise NotWholeError(_("%(file)s holds no private key of age.") % {"file": file}) from error


class _UnreadableError(ValueError):
    """The file itself, and not what is made of it, is the reason."""


class _TakingError(Exception):
    """What is made of a member did not work; its cause is told."""


class Writer:
    """Adds members to a new backup and remembers what they were."""

    def __init__(self, archive: tarfile.TarFile) -> None:
        self.archive, self.hashes, self.counts = archive, {}, {}

    def add(self, name: str, content: bytes) -> None:
        """Add a small member."""
        self.add_file(name, io.BytesIO(content), len(content))

    def add_rows(self, table: str, parts: Iterable[bytes]) -> None:
        """Add the rows of a table; every line is one."""
        self.counts[table] = 0
        for number, part in enumerate(parts):
            self.counts[table] += part.count(b"\n")
            self.add(f"rows/{table}/{number:06}.jsonl", part)

    def add_file(self, name: str, file: IO[bytes], size: int) -> None:
        """Add a member of ``size`` bytes without reading it whole."""
        info = tarfile.TarInfo(name)
        info.size, info.mode = size, 0o600
        watched = _Hashing(file)
        self.archive.addfile(info, watched)
        self.hashes[name] = watched.digest.hexdigest()


class _Hashing:
    def __init__(self, file: IO[bytes]) -> None:
        self.file, self.digest = file, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self.file.read(size)
        self.digest.update(data)
        return data


@contextmanager
def writing(file: Path, keys: list[pyrage.x25519.Recipient], about: dict[str, Any]) -> Iterator[Writer]:
    """Write a new backup; it appears under its name only when it is whole and on the disk."""
    part = file.with_name(f"{file.name}.part")
    source, sink = os.pipe()
    failed: list[BaseException] = []

    def encrypt() -> None:
        try:
            with os.fdopen(source, "rb") as reading, part.open("wb") as output:
                pyrage.encrypt_io(reading, output, keys)
                output.flush()
                os.fsync(output.fileno())
        except BaseException as error:
            failed.append(error)

    thread = threading.Thread(target=encrypt)
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    os.close(handle)
    thread.start()
    try:
        with (
            os.fdopen(sink, "wb") as pipe,
            gzip.GzipFile(fileobj=pipe, mode="wb", compresslevel=6, mtime=0) as packed,
            tarfile.open(mode="w|", fileobj=packed) as archive,
        ):
            writer = Writer(archive)
            writer.add("begin.json", json.dumps({"format": FORMAT} | about).encode())
            yield writer
            writer.add("end.json", json.dumps({"rows": writer.counts, "sha256": writer.hashes}).encode())
    except BrokenPipeError:
        thread.join()
        part.unlink(missing_ok=True)
        raise (failed[0] if failed else OSError(_("The backup could not be written."))) from None
    except BaseException:
        thread.join()
        part.unlink(missing_ok=True)
        raise
    thread.join()
    if failed:
        part.unlink(missing_ok=True)
        raise failed[0]
    part.rename(file)


def read(
    file: Path, key: pyrage.x25519.Identity, take: Callable[[str, IO[bytes], int], None] | None = None
) -> tuple[dict, dict]:
    """Read a backup to its end and return (begin, end); ``take(name, file, size)`` gets each member between.

    Raises NotWholeError when anything is missing, changed or not for this key, and whatever ``take`` raises.
    """
    source, sink = os.pipe()
    failed: list[BaseException] = []

    def decrypt() -> None:
        try:
            with os.fdopen(sink, "wb") as output, file.open("rb") as opened:
                pyrage.decrypt_io(opened, output, [key])
        except BaseException as error:
            failed.append(error)

    thread = threading.Thread(target=decrypt)
    thread.start()
    try:
        with os.fdopen(source, "rb") as pipe:
            found = _members(pipe, take)
            # What comes after the end is read, too: the last piece says whether all of it was genuine.
            while pipe.read(CHUNK):
                pass
    except _TakingError as error:
        thread.join()
        raise error.__cause__ from None
    except (tarfile.TarError, EOFError, OSError, ValueError, KeyError) as error:
        thread.join()
        raise NotWholeError(_reason(failed)) from error
    thread.join()
    if failed:
        raise NotWholeError(_reason(failed)) from failed[0]
    return found


def _reason(failed: list[BaseException]) -> str:
    if failed and "No matching keys" in str(failed[0]):
        return _("This backup was written for another key.")
    return _("This is not a whole backup: the file was cut short, changed, or is something else. Nothing was touched.")


def _members(pipe: IO[bytes], take: Callable[[str, IO[bytes], int], None] | None) -> tuple[dict, dict]:
    begin: dict = {}
    end: dict = {}
    hashes, counts = {}, {}
    with tarfile.open(mode="r|gz", fileobj=pipe) as archive:
        for member in archive:
            opened = archive.extractfile(member)
            if opened is None or end or ".." in Path(member.name).parts or member.name.startswith("/"):
                raise ValueError(member.name)
            watched = _Hashing(opened)
            if member.name == "begin.json":
                begin = json.loads(watched.read(LARGEST_PART))
                if begin.get("format") != FORMAT:
                    raise ValueError(begin)
            elif member.name == "end.json":
                end = json.loads(watched.read(LARGEST_PART))
                continue
            else:
                counter = _Counting(watched)
                if take:
                    _hand_over(take, member, counter)
                while counter.read(CHUNK):
                    pass
                kind, _slash, rest = member.name.partition("/")
                if kind == "rows":
                    table = rest.partition("/")[0]
                    counts[table] = counts.get(table, 0) + counter.lines
            hashes[member.name] = watched.digest.hexdigest()
    if not begin or hashes != end["sha256"] or any(counts.get(t, 0) != n for t, n in end["rows"].items()):
        raise ValueError("end")
    return begin, end


def _hand_over(take: Callable[[str, IO[bytes], int], None], member: tarfile.TarInfo, opened: "_Counting") -> None:
    try:
        take(member.name, opened, member.size)
    except _UnreadableError:
        raise
    except (OSError, ValueError, KeyError) as error:
        raise _TakingError from error


class _Counting:
    closed = False

    def __init__(self, file: _Hashing) -> None:
        self.file, self.lines = file, 0

    def seekable(self) -> bool:
        """Return False: a bucket asks before it takes a file."""
        return False

    def read(self, size: int = -1) -> bytes:
        try:
            data = self.file.read(size)
        except (tarfile.TarError, EOFError, OSError, ValueError) as error:
            raise _UnreadableError from error
        self.lines += data.count(b"\n")
        return data
