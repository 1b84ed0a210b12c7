"""Documents prove that they are what their name says, and that opening them runs nothing."""

import contextlib
import io
import itertools
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePath
from typing import BinaryIO

from django.conf import settings
from django.utils.translation import gettext as _

from .document_properties import cleaned_document
from .incoming import LARGEST, Cleaned, check_size, refusal
from .recordings import KINDS, LARGEST_RECORDING, NotARecordingError, cleaned_recording

# Office formats are archives: what must be inside, and what must not.
OPEN_XML = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "pptx": "ppt/presentation.xml"}
TYPES = "[Content_Types].xml"
OPEN_DOCUMENT = {
    "odt": b"application/vnd.oasis.opendocument.text",
    "ods": b"application/vnd.oasis.opendocument.spreadsheet",
}
ACTIVE_PARTS = ("vbaproject", "activex", "embeddings/", "oleobject", "basic/", "scripts/", "externallinks/")
ACTIVE_IN_PDF = (b"/JavaScript", b"/JS ", b"/JS(", b"/Launch", b"/EmbeddedFile", b"/RichMedia", b"/XFA")
ACTIVE_IN_TEXT = (b"<html", b"<!doctype", b"<script", b"<svg", b"<?xml", b"<?php", b"<body", b"<iframe")


def check_document(file: BinaryIO, *, may_tell: bool = True) -> BinaryIO:
    """Return the file without who made it, if it is what its ending says and runs nothing; ``file`` has a name.

    Unless it ``may_tell``, comments, hidden parts and the like are refused, too.
    Raises ValidationError with the reason.
    """
    if isinstance(file, Cleaned):
        return file
    ending = PurePath(file.name).suffix.lower().lstrip(".")
    check_size(file, LARGEST_RECORDING if ending in KINDS else LARGEST)
    if ending not in settings.WAGTAILDOCS_EXTENSIONS:
        taken = ", ".join(sorted(settings.WAGTAILDOCS_EXTENSIONS)).upper()
        raise refusal(
            file,
            _("Documents can be %(taken)s. Save it in one of these forms, PDF if you are not sure.") % {"taken": taken},
        )
    file.seek(0)
    content = file.read()
    if ending in KINDS:
        return _recording(file, ending, content)
    if not _is(ending, content):
        reason = _(
            "The name ends in .%(ending)s, but the content is something else. Open it and save it again in this form."
        )
        raise refusal(file, reason % {"ending": ending})
    if _is_active(ending, content):
        reason = _(
            "There is a program, a macro or another file inside, which could harm those who open it. "
            "Save it as a plain PDF."
        )
        raise refusal(file, reason)
    try:
        cleaned, told = cleaned_document(ending, content)
    except ValueError as error:
        reason = _("It could not be read to its end. Open it, and save it once more in this form, without a password.")
        raise refusal(file, reason) from error
    if told and not may_tell:
        reason = _(
            "There is more in it than one sees: %(told)s. Take it out in the program that made it (review or "
            "inspect document), and add it again. If everybody may see it, tick the box that says so."
        )
        raise refusal(file, reason % {"told": ", ".join(told)})
    return Cleaned(file.name, cleaned)


def _recording(file: BinaryIO, ending: str, content: bytes) -> Cleaned:
    try:
        return Cleaned(file.name, cleaned_recording(ending, content))
    except NotARecordingError as error:
        reason = _(
            "It could not be read as a recording with sound and picture alone. Save it once more as MP3, M4A or MP4, "
            "for sound or film that plays everywhere."
        )
        raise refusal(file, reason) from error


def _is(ending: str, content: bytes) -> bool:
    """Return whether the content is what the ending promises."""
    if ending == "pdf":
        return content.startswith(b"%PDF-")
    if ending == "rtf":
        return content.startswith(b"{\\rtf")
    if ending == "vtt":
        return content.removeprefix(b"\xef\xbb\xbf").startswith(b"WEBVTT") and _is("txt", content)
    if ending == "txt":
        return not any(sign < 32 and sign not in b"\t\n\r\f" for sign in content)
    names, first = _parts(content)
    if ending in OPEN_XML:
        return TYPES in names and OPEN_XML[ending] in names
    return first.strip() == OPEN_DOCUMENT[ending]


def _is_active(ending: str, content: bytes) -> bool:
    """Return whether opening the document could run something."""
    if ending == "pdf":
        return any(part in piece for piece in _readable(content) for part in ACTIVE_IN_PDF)
    if ending == "rtf":
        return b"\\obj" in content
    if ending in {"txt", "vtt"}:
        start = content[:4096].lower()
        return any(part in start for part in ACTIVE_IN_TEXT)
    names, first = _parts(content)
    # The list of types names macros even where their part is called something else.
    macros = b"macroenabled" in first.lower() or b"vbaproject" in first.lower()
    return macros or any(part in name.lower() for name in names for part in ACTIVE_PARTS)


def _readable(content: bytes) -> Iterator[bytes]:
    """Yield a PDF and its packed streams (at most 2 MB of each, 400 of them), names written out."""
    pieces = [content]
    for start in itertools.islice(re.finditer(rb"stream\r?\n", content), 400):
        with contextlib.suppress(zlib.error):
            pieces.append(zlib.decompressobj().decompress(content[start.end() : start.end() + 2_000_000], 2_000_000))
    for piece in pieces:
        yield re.sub(rb"#([0-9A-Fa-f]{2})", lambda code: bytes([int(code[1], 16)]), piece)


def _parts(content: bytes) -> tuple[list[str], bytes]:
    """Return the names inside an office document, and what its list of types, or else its first part, says.

    At most 200,000 bytes of that are read.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            if len(entries) > 3000 or sum(entry.file_size for entry in entries) > 20 * LARGEST:
                return [], b""
            names = [entry.filename for entry in entries]
            telling = TYPES if TYPES in names else names[0]
            with archive.open(telling) as part:
                return names, part.read(200_000)
    # So do archives.
    except Exception:
        return [], b""
