"""Documents lose who made them, where and with what; what a person has to decide about is named.

What is taken out: authors, companies, editors, times, template paths, thumbnails, notes inside pictures, earlier
versions of a PDF. All other parts stay as they are, byte for byte. What is only named: comments, changes that are
tracked, hidden sheets and slides, speaker notes, signatures; whether these may be seen is not ours to say.
"""

import io
import re
import zipfile
from collections.abc import Callable

import pikepdf
from django.utils.translation import gettext as _

from .pictures_inside import without_notes

LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the earliest time of an archive
XML = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
OFFICE = b"http://schemas.openxmlformats.org/"
EMPTY = {
    "docProps/core.xml": XML + b'<cp:coreProperties xmlns:cp="' + OFFICE + b'package/2006/metadata/core-properties"/>',
    "docProps/app.xml": XML + b'<Properties xmlns="' + OFFICE + b'officeDocument/2006/extended-properties"/>',
    "docProps/custom.xml": XML + b'<Properties xmlns="' + OFFICE + b'officeDocument/2006/custom-properties"/>',
    "meta.xml": XML
    + b'<office:document-meta xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" office:version="1.2">'
    + b"<office:meta/></office:document-meta>",
}
THUMBNAILS = ("docProps/thumbnail", "Thumbnails/")
PICTURE = re.compile(r"\.(jpe?g|png)$", re.IGNORECASE)
# Part of an archive (as a pattern of its name) → what is cut out of it.
CUT = {
    r"_rels/\.rels": rb"<Relationship\b[^>]*thumbnail[^>]*/>",
    r"\[Content_Types\]\.xml": rb"<Override\b[^>]*thumbnail[^>]*/>",
    r"META-INF/manifest\.xml": rb"<manifest:file-entry\b[^>]*Thumbnails/[^>]*/>",
    r"word/settings\.xml": rb"<w:attachedTemplate\b[^>]*/>|<w:rsids>.*?</w:rsids>",
    r"word/_rels/settings\.xml\.rels": rb"<Relationship\b[^>]*attachedTemplate[^>]*/>",
    r"xl/workbook\.xml": (
        rb"<mc:AlternateContent\b(?:(?!</mc:AlternateContent>).)*absPath.*?</mc:AlternateContent>|<fileSharing\b[^>]*/>"
    ),
    r"settings\.xml": rb'(?<=config:name="PrinterName" config:type="string">)[^<]*',
}
_WORD = r"word/(document|header\d*|footer\d*|footnotes|endnotes)\.xml"
# Part of an archive, pattern in it, what that is.
TOLD: list[tuple[str, bytes, Callable[[], str]]] = [
    (r"word/comments\.xml", rb"<w:comment\b", lambda: _("comments")),
    (_WORD, rb"<w:(ins|del|moveFrom|moveTo)\b[^>]*w:author", lambda: _("changes that are tracked")),
    (r"xl/(comments|threadedComments/)[^/]*\.xml", rb"<(comment|threadedComment)\b", lambda: _("comments")),
    (r"xl/workbook\.xml", rb'<sheet\b[^>]*\bstate="(hidden|veryHidden)"', lambda: _("hidden sheets")),
    (r"ppt/comments/[^/]*\.xml", rb"<p\d*:cm\b", lambda: _("comments")),
    (r"ppt/notesSlides/[^/]*\.xml", rb"<a:t>[^<]*[^<\d\s][^<]*</a:t>", lambda: _("speaker notes")),
    (r"ppt/slides/slide\d+\.xml", rb'<p:sld\b[^>]*\bshow="0"', lambda: _("hidden slides")),
    (r"content\.xml", rb"<office:annotation\b", lambda: _("comments")),
    (r"content\.xml", rb"<text:tracked-changes\b|<table:tracked-changes\b", lambda: _("changes that are tracked")),
    (r"content\.xml", rb'table:display="false"', lambda: _("hidden sheets")),
]


def cleaned_document(ending: str, content: bytes) -> tuple[bytes, list[str]]:
    """Return a document without its properties, and what in it a person has to decide about.

    ``content`` is known to be what ``ending`` says. Raises ValueError for what cannot be read.
    """
    if ending == "pdf":
        return _pdf(content)
    if ending == "rtf":
        return _rtf(content), [_("comments")] if b"\\annotation" in content else []
    if ending in {"txt", "vtt"}:
        return content, []
    return _archive(content)


def _archive(content: bytes) -> tuple[bytes, list[str]]:
    told: dict[str, None] = {}
    target = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(target, "w") as new:
            for entry in old.infolist():
                name = entry.filename
                if name.startswith(THUMBNAILS):
                    continue
                part = old.read(entry)
                for pattern, sign, words in TOLD:
                    if re.fullmatch(pattern, name) and re.search(sign, part, re.DOTALL):
                        told[words()] = None
                fresh = zipfile.ZipInfo(name, LONG_AGO)
                fresh.compress_type = entry.compress_type
                fresh.external_attr = 0o600 << 16
                new.writestr(fresh, _part(name, part))
    # Damaged archives raise whatever comes to the mind of their readers.
    except Exception as error:
        raise ValueError from error
    return target.getvalue(), list(told)


def _part(name: str, part: bytes) -> bytes:
    """Return a part of an archive without what tells about its making."""
    if name in EMPTY:
        return EMPTY[name]
    if PICTURE.search(name):
        return without_notes(part)
    for pattern, sign in CUT.items():
        if re.fullmatch(pattern, name):
            part = re.sub(sign, b"", part, flags=re.DOTALL)
    return part


def _rtf(content: bytes) -> bytes:
    """Return RTF without its groups of properties."""
    for word in (rb"{\info", rb"{\*\userprops", rb"{\*\template", rb"{\*\rsidtbl"):
        while (begin := content.find(word)) >= 0:
            depth, place = 0, begin
            while place < len(content):
                sign = content[place : place + 1]
                if sign == b"\\":
                    place += 1
                elif sign == b"{":
                    depth += 1
                elif sign == b"}":
                    depth -= 1
                    if not depth:
                        break
                place += 1
            content = content[:begin] + content[place + 1 :]
    return content


MARKS = {
    *("/Text", "/FreeText", "/Highlight", "/Underline", "/StrikeOut"),
    *("/Squiggly", "/Ink", "/Stamp", "/Caret", "/Popup"),
}


def _pdf(content: bytes) -> tuple[bytes, list[str]]:
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            if _is_signed(pdf):
                # Taking anything out would break it.
                return content, [_("a signature, which would break if the names were taken out")]
            told = [_("comments")] if any(_has_marks(page) for page in pdf.pages) else []
            for item in pdf.objects:
                if isinstance(item, pikepdf.Dictionary | pikepdf.Stream):
                    for name in ("/Metadata", "/PieceInfo", "/LastModified"):
                        if name in item:
                            del item[name]
                    if isinstance(item, pikepdf.Stream) and item.get("/Filter") == pikepdf.Name.DCTDecode:
                        item.write(without_notes(item.read_raw_bytes()), filter=pikepdf.Name.DCTDecode)
            if "/Info" in pdf.trailer:
                del pdf.trailer["/Info"]
            target = io.BytesIO()
            # Written anew from what the pages need, so that earlier versions inside are gone.
            pdf.save(target, deterministic_id=True, fix_metadata_version=False)
            return target.getvalue(), told
    # Whatever a broken file says in the place of something else.
    except (pikepdf.PdfError, pikepdf.PasswordError, RecursionError, AttributeError, TypeError) as error:
        raise ValueError from error


def _is_signed(pdf: pikepdf.Pdf) -> bool:
    form = pdf.Root.get("/AcroForm", {})
    return bool(int(form.get("/SigFlags", 0)) & 1) or "/DocMDP" in pdf.Root.get("/Perms", {})


def _has_marks(page: pikepdf.Page) -> bool:
    # Programs that take comments out leave nothing in their place.
    marks = [mark for mark in page.obj.get("/Annots", []) if isinstance(mark, pikepdf.Dictionary)]
    return any(str(mark.get("/Subtype", "")) in MARKS for mark in marks)
