"""Puts a backup back, rows and uploads, and proves that it is all there."""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import IO

import pyrage
from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.models import Page

from . import archive, table_dump
from .files import look

Progress = Callable[[str, int, int], None]


def restore(file: Path, key: pyrage.x25519.Identity, progress: Progress) -> dict:
    """Put a backup in the place of what is in this database and among these uploads; return what was put back.

    The file is read to its end first, and nothing is touched unless it is whole. Rows are written in one
    transaction. Raises NotWholeError with a sentence for a person.
    """
    begin, end = archive.read(file, key)
    tables = table_dump.tables()
    _refuse_other_languages(begin)
    known = {table: table_dump.columns(model) for table, model in tables.items()}
    if begin["state"] != table_dump.state() or begin["columns"] != known:
        raise archive.NotWholeError(_of_another_version(begin))
    total = len(end["sha256"])
    seen = 0
    files = _Uploads(end["sha256"])

    def take(name: str, opened: IO[bytes], size: int) -> None:
        nonlocal seen
        seen += 1
        kind, _slash, rest = name.partition("/")
        if kind == "rows":
            table_dump.load(tables[rest.partition("/")[0]], opened.read(size))
        elif kind == "media":
            files.take(rest, opened)
        elif name == "secret-key":
            _keep_secret(opened.read(size).decode())
        progress(_("members"), seen, total)

    try:
        with transaction.atomic():
            table_dump.empty()
            archive.read(file, key, take)
            table_dump.finish()
            different = differences(end)
            if different:
                raise archive.NotWholeError(_("Not all rows came back: %(tables)s.") % {"tables": ", ".join(different)})
    except BaseException:
        files.give_up()
        raise
    try:
        _go_on(files)
    except (OSError, DatabaseError) as error:
        text = _("The rows are back, but what follows was interrupted: %(reason)s. ")
        text += _("Run the same command once more, with --replace.")
        raise archive.NotWholeError(text % {"reason": error}) from error
    return end


def _go_on(files: "_Uploads") -> None:
    """Do what follows the rows."""
    files.replace()
    # Rooms above let go of what had its time while the backup lay there.
    for let_go in hooks.get_hooks("after_restore"):
        let_go()
    # What is worked out from the rows.
    call_command("rebuild_references_index", verbosity=0)
    call_command("update_index", verbosity=0)
    call_command("search_reindex", "--restart", verbosity=0, stdout=_Silent())
    call_command("make_picture_sizes", stdout=_Silent())


class _Uploads:
    """Writes uploads that are not here; what has another content here gives way only when the rows are in."""

    def __init__(self, hashes: dict[str, str]) -> None:
        self.hashes, self.instead = hashes, {}

    def take(self, name: str, opened: IO[bytes]) -> None:
        """Write one upload. Raises OSError, NotWholeError."""
        is_here = default_storage.exists(name)
        if is_here and self._digest(name) == self.hashes[f"media/{name}"]:
            return
        try:
            written = default_storage.save(name, File(opened))
        except OSError:
            if not is_here:  # half of it is, now
                default_storage.delete(name)
            raise
        if written != name and not is_here:
            raise archive.NotWholeError(_("%(name)s could not be put back under its name.") % {"name": name})
        if written != name:
            self.instead[name] = written

    @staticmethod
    def _digest(name: str) -> str:
        found = hashlib.sha256()
        with default_storage.open(name) as opened:
            for chunk in opened.chunks():
                found.update(chunk)
        return found.hexdigest()

    def replace(self) -> None:
        """Put what waits under its own name."""
        for name, written in self.instead.items():
            try:
                Path(default_storage.path(written)).replace(default_storage.path(name))
            except NotImplementedError:  # a bucket
                with default_storage.open(written) as opened:
                    default_storage.delete(name)
                    default_storage.save(name, opened)
                default_storage.delete(written)

    def give_up(self) -> None:
        """Take away what waits."""
        for written in self.instead.values():
            default_storage.delete(written)


def _refuse_other_languages(begin: dict) -> None:
    """Raise NotWholeError for a backup whose pages would have no address here."""
    codes, here = begin.get("languages", []), [code for code, _name in settings.LANGUAGES]
    if codes and (codes[0] != here[0] or set(codes) - set(here)):
        text = _("The site of this backup is in %(codes)s: set SITE_LANGUAGES=%(codes)s, then restore.")
        raise archive.NotWholeError(text % {"codes": ",".join(codes)})


def _of_another_version(begin: dict) -> str:
    day = {"day": begin["made_at"][:10]}
    if table_dump.is_newer_than_the_code():
        text = _("This database was changed by a newer version of the site than this code, so a backup of %(day)s ")
        text += _("does not fit it: move it away (the files site.sqlite3* of DATA_DIR; with PostgreSQL make an empty ")
        text += _("database and name it in DATABASE_URL), start the site once, then restore with --replace.")
        return text % day
    text = _("This backup is of another version of the site (%(day)s): check out the code of that day, restore, ")
    return (text + _("then update.")) % day


def restore_uploads(file: Path, key: pyrage.x25519.Identity, progress: Progress) -> list[str]:
    """Put back the uploads that rows name and that are not there, and touch no row; return their names.

    What staff deleted stays deleted.

    Raises NotWholeError before anything is written when the file is not whole, OSError.
    """
    _begin, end = archive.read(file, key)
    missing, total, seen = {one.name for one in look().missing}, len(end["sha256"]), 0
    written: list[str] = []

    def take(name: str, opened: IO[bytes], size: int) -> None:
        nonlocal seen
        seen += 1
        kind, _slash, rest = name.partition("/")
        if kind == "media" and rest in missing:
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
    """Return {address: status} of one live page of each type and language, and of the editor's door."""
    client = Client(headers={"x-forwarded-proto": "https"})
    host = settings.ALLOWED_HOSTS[0]
    addresses = {"/search/?q=help", "/account/login/"}
    seen = set()
    for page in Page.objects.live().public().filter(depth__gt=1).order_by("path"):
        kind = page.content_type_id, page.locale_id
        if kind not in seen and (url := page.get_url()):
            seen.add(kind)
            addresses.add(url)
    return {url: client.get(url, headers={"host": host}).status_code for url in sorted(addresses)}
