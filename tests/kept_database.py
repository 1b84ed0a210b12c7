"""A filled test database that is kept between runs, where KEPT_TEST_DATABASE names a folder (SQLite only).

Making and filling one takes most of a minute, which `script/test --quick` and `--mutants` cannot wait for again and
again, and which the parts of `script/test` share. It is made anew when a migration, the first content, the index of
search or a package changes.
"""

import contextlib
import fcntl
import hashlib
import os
import shutil
import sqlite3
from pathlib import Path

from django.db import connection

ROOT = Path(__file__).resolve().parent.parent
MADE_OF = ("*/migrations/*.py", "first_content/**/*", "search/*.py", "tests/conftest.py", "requirements.txt")


def folder():
    """Return where the database of this code is kept, or None where none is to be kept."""
    if not (kept := os.environ.get("KEPT_TEST_DATABASE")) or connection.vendor != "sqlite":
        return None
    digest = hashlib.sha256()
    for file in sorted({file for pattern in MADE_OF for file in ROOT.glob(pattern) if file.is_file()}):
        if file.suffix != ".pyc":
            digest.update(file.relative_to(ROOT).as_posix().encode() + file.read_bytes())
    return Path(kept) / digest.hexdigest()[:16]


def is_there():
    """Return whether the database of this code is kept."""
    return bool((kept := folder()) and (kept / "database.sqlite3").exists())


@contextlib.contextmanager
def turn():
    """Let one at a time look for it, and make it."""
    if not (kept := folder()):
        yield
        return
    kept.parent.parent.mkdir(parents=True, exist_ok=True)
    with kept.parent.with_name(f"{kept.parent.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def read(media):
    """Use a database in memory, and a folder of uploads, that are copies of what is kept."""
    kept = folder()
    shutil.copytree(kept / "media", media, dirs_exist_ok=True)
    connection.close()
    connection.settings_dict["NAME"] = connection.creation._get_test_db_name()
    connection.ensure_connection()
    with sqlite3.connect(kept / "database.sqlite3") as source:
        source.backup(connection.connection)


def write(media):
    """Keep what the database in memory and a folder of uploads hold; those of other code are deleted."""
    if not (kept := folder()):
        return
    shutil.rmtree(kept.parent, ignore_errors=True)
    kept.mkdir(parents=True)
    shutil.copytree(media, kept / "media")
    with sqlite3.connect(kept / "database.part") as target:
        connection.connection.backup(target)
    (kept / "database.part").rename(kept / "database.sqlite3")
