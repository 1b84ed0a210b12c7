"""Opens a file: what it is, unpacked within bounds, or why it cannot be taken."""

import gzip
import lzma
import re
import tempfile
import zipfile
import zlib
from pathlib import Path
from typing import BinaryIO

from django.utils.translation import gettext as _

from .mistakes import LimitError, UnusableError

LARGEST = 100 * 1024 * 1024  # bytes, as it is and unpacked
PIECE = 1024 * 1024
HEAD = 64 * 1024
ENCODINGS = {"utf-8", "utf8", "utf-16", "us-ascii", "ascii", "iso-8859-1", "latin-1", "windows-1252", "cp1252"}
# What Python's own readers raise for a packed file that is not whole.
DAMAGED = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, UnicodeError, EOFError, NotImplementedError, RuntimeError, OSError,
)  # fmt: skip
FORMATS = ("auto", "squarespace", "wordpress", "text")


def unpack(path: Path, folder: Path | None = None) -> Path:
    """Return the path of the plain file; of a zip or gz, a new one in ``folder`` with the only one in it."""
    if path.stat().st_size > LARGEST:
        raise _too_large()
    with path.open("rb") as file:
        start = file.read(4)
    if start[:2] == b"\x1f\x8b":
        try:
            with gzip.open(path) as packed:
                return _copy(packed, folder)
        except DAMAGED as error:
            raise _damaged() from error
    if start == b"PK\x03\x04":
        try:
            with zipfile.ZipFile(path) as archive:
                members = [one for one in archive.infolist() if not one.is_dir() and "__MACOSX" not in one.filename]
                if any(one.filename.startswith("word/") for one in members):
                    raise UnusableError(
                        _("This is a document of a word processor."),
                        _("Copy its text and paste it under “One post as text”."),
                    )
                if len(members) != 1:
                    raise UnusableError(
                        _("There is more than one file in it, or none."),
                        _("Unpack it, and choose the file that ends in .xml."),
                    )
                with archive.open(members[0]) as packed:
                    return _copy(packed, folder)
        except DAMAGED as error:
            raise _damaged() from error
    return path


def _copy(packed: BinaryIO, folder: Path | None) -> Path:
    """Write out what is packed, counting what really comes out of it."""
    with tempfile.NamedTemporaryFile(dir=folder, suffix=".xml", delete=False) as plain:
        path, size = Path(plain.name), 0
        try:
            while piece := packed.read(PIECE):
                size += len(piece)
                if size > LARGEST:
                    raise _too_large()
                plain.write(piece)
        except BaseException:
            path.unlink(missing_ok=True)
            raise
    return path


def _too_large() -> LimitError:
    return LimitError(
        _("The file is larger than 100 MB, or becomes so when it is unpacked."),
        _("Export a part of the site at a time: WordPress offers posts, pages, or some months."),
    )


def _damaged() -> UnusableError:
    return UnusableError(_("The file is damaged."), _("Download it once more, and choose it as it is."))


def find_format(path: Path) -> str:
    """Return "squarespace" or "wordpress" for an export; raises UnusableError for whatever else it is."""
    with path.open("rb") as file:
        raw = file.read(HEAD)
    if not raw.strip():
        raise UnusableError(_("The file is empty."), _("Export the site once more, and choose the new file."))
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raw = raw.decode("utf-16", "replace").encode()
    head = raw.decode("utf-8", "replace").lstrip("\ufeff \r\n\t")
    _refuse_others(head)
    declared = re.match(r"<\?xml[^>]*encoding=[\"']([\w.-]+)", head)
    if declared and declared[1].lower() not in ENCODINGS:
        raise UnusableError(
            _("It is written in a way that is not read here (%(name)s).") % {"name": declared[1][:30]},
            _("Open it in a text editor, save it as UTF-8, and write UTF-8 into its first line."),
        )
    if not re.search(r"<rss\b", head):
        raise UnusableError(
            _("This is no export of Squarespace or WordPress."),
            _("In Squarespace: Settings, Import & export, Export. In WordPress: Tools, Export. Choose the .xml file."),
        )
    if not re.search(r"https?://wordpress\.org/export/1\.\d/|<wp:", head) and not _is_hollow(path):
        raise UnusableError(
            _("This is a feed: it holds the newest posts alone."),
            _("Ask for the export instead. In Squarespace: Settings, Import & export. In WordPress: Tools, Export."),
        )
    is_wordpress = re.search(r"<generator>https?://(www\.)?wordpress|<wp:base_(site|blog)_url>|<guid\b", head)
    return "wordpress" if is_wordpress else "squarespace"


def _is_hollow(path: Path) -> bool:
    """Return whether an export has items in which nothing is, a thing of which somebody should be told."""
    with path.open("rb") as file:
        return bool(re.search(rb"<item\s*/>|<item>\s*</item>", file.read(HEAD)))


def _refuse_others(head: str) -> None:
    """Name what else people choose by mistake."""
    start = head[:2000].lower()
    export_again = _("Sign in to the old site in your browser, export once more, and choose the file that comes.")
    if re.match(r"(<\?xml[^>]*>\s*)?(<!--(?:(?!-->).)*-->\s*)*(<!doctype html|<html\b)", start, re.DOTALL):
        raise UnusableError(_("This is a web page, perhaps the one to sign in, saved as a file."), export_again)
    if "<feed" in start and "www.w3.org/2005/atom" in start:
        what = _("This is an export of Blogger.") if "blogger" in head.lower() else _("This is a feed.")
        raise UnusableError(what, _("Bring it into a free WordPress site, and export it there."))
    if start.startswith(("{", "[")):
        raise UnusableError(
            _("This is an export of Ghost, or other data in JSON."),
            _("Bring it into a free WordPress site, and export it there."),
        )
    if start.startswith("%pdf"):
        raise UnusableError(_("This is a PDF."), _("Copy its text and paste it under “One post as text”."))
    if start.startswith("sqlite format") or re.match(r"(--|/\*).{0,400}(dump|insert|create table)", start, re.DOTALL):
        raise UnusableError(
            _("This is a copy of a database."), _("In WordPress: Tools, Export. That gives a file that ends in .xml.")
        )
