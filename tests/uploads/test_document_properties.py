"""Documents lose who made them; what a person has to decide about is named before anybody can have it."""

import io
import struct
import subprocess
import sys
import zipfile
import zlib
from pathlib import Path

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from papers import AUTHOR, archive, pdf
from PIL import Image
from wagtail.documents import get_document_model

from safety.document_properties import cleaned_document

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent / "script"))
import programs

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

CANARY = AUTHOR.encode()
TYPES = "<Types/>"


def photograph(kind="JPEG"):
    """Return a picture with the author in its notes."""
    stream, picture = io.BytesIO(), Image.new("RGB", (8, 8), "teal")
    if kind == "JPEG":
        exif = Image.Exif()
        exif[0x013B] = AUTHOR
        picture.save(stream, kind, exif=exif, comment=CANARY)
        return stream.getvalue()
    picture.save(stream, kind)
    content = stream.getvalue()
    note = b"tEXt" + b"Author\0" + CANARY
    chunk = struct.pack(">I", len(note) - 4) + note + struct.pack(">I", zlib.crc32(note))
    return content[:33] + chunk + content[33:]


PROPERTIES = f'<cp:coreProperties xmlns:cp="x"><dc:creator>{AUTHOR}</dc:creator></cp:coreProperties>'
WORD = {
    "[Content_Types].xml": TYPES,
    "_rels/.rels": f'<R><Relationship Id="3" Type="x/thumbnail" Target="docProps/{AUTHOR}.jpeg"/></R>',
    "docProps/core.xml": PROPERTIES,
    "docProps/app.xml": f"<Properties><Company>{AUTHOR}</Company></Properties>",
    "docProps/custom.xml": f"<Properties><p>{AUTHOR}</p></Properties>",
    "docProps/thumbnail.jpeg": photograph(),
    "word/settings.xml": f'<w:settings><w:attachedTemplate r:id="{AUTHOR}"/><w:zoom/></w:settings>',
    "word/_rels/settings.xml.rels": f'<R><Relationship Type="x/attachedTemplate" Target="file:///C:/{AUTHOR}/n.dot"/></R>',
    "word/document.xml": "<w:document><w:t>Hello</w:t></w:document>",
    "word/media/a.jpeg": photograph(),
    "word/media/b.png": photograph("PNG"),
}
SHEET = {
    "[Content_Types].xml": TYPES,
    "docProps/core.xml": PROPERTIES,
    "xl/workbook.xml": (
        '<workbook><mc:AlternateContent xmlns:mc="m"><mc:Choice><x15ac:absPath url="C:\\Users\\'
        f'{AUTHOR}"/></mc:Choice></mc:AlternateContent><fileSharing userName="{AUTHOR}"/>'
        '<sheets><sheet name="A"/></sheets></workbook>'
    ),
}
SLIDES = {
    "[Content_Types].xml": TYPES,
    "docProps/core.xml": PROPERTIES,
    "ppt/presentation.xml": "<p/>",
    "ppt/slides/slide1.xml": "<p:sld/>",
}
TEXT = {
    "meta.xml": f"<office:document-meta><dc:creator>{AUTHOR}</dc:creator></office:document-meta>",
    "META-INF/manifest.xml": f'<m><manifest:file-entry manifest:full-path="Thumbnails/{AUTHOR}"/></m>',
    "Thumbnails/thumbnail.png": photograph("PNG"),
    "settings.xml": f'<c config:name="PrinterName" config:type="string">{AUTHOR}</c>',
    "content.xml": "<office:text>Hello</office:text>",
}
DOCUMENTS = {
    "docx": archive(WORD),
    "xlsx": archive(SHEET),
    "pptx": archive(SLIDES),
    "odt": archive(TEXT, first="application/vnd.oasis.opendocument.text"),
    "rtf": b"{\\rtf1{\\info{\\author " + CANARY + b"}{\\title \\{a\\}}}Hello}",
    "pdf": pdf("Hello", author=AUTHOR, revisions=1, picture=photograph()),
}


def every_byte(ending, content):
    """Return a document with its parts opened."""
    if ending == "pdf":
        with pikepdf.open(io.BytesIO(content)) as opened:
            parts = [item for item in opened.objects if isinstance(item, pikepdf.Stream)]
            is_picture = [part.get("/Filter") == pikepdf.Name.DCTDecode for part in parts]
            read = [
                part.read_raw_bytes() if raw else part.read_bytes() for part, raw in zip(parts, is_picture, strict=True)
            ]
            return content + b"".join(read)
    if ending == "rtf":
        return content
    with zipfile.ZipFile(io.BytesIO(content)) as opened:
        return content + b"".join(name.encode() + opened.read(name) for name in opened.namelist())


def test_places_that_programs_left_empty_or_spoilt_are_no_error_of_ours():
    """Programs that take comments out leave null, or lead to nothing."""
    made = pikepdf.open(io.BytesIO(pdf("Words")))
    made.pages[0].obj["/Annots"] = pikepdf.Array([None, made.make_indirect(pikepdf.Dictionary())])
    target = io.BytesIO()
    made.save(target)
    content, told = cleaned_document("pdf", target.getvalue())
    assert (content[:5], told) == (b"%PDF-", [])
    made.Root["/AcroForm"] = pikepdf.Dictionary(SigFlags=pikepdf.Name("/x"))
    target = io.BytesIO()
    made.save(target)
    with pytest.raises(ValueError, match=r"^"):
        cleaned_document("pdf", target.getvalue())


@pytest.mark.parametrize("ending", DOCUMENTS)
def test_no_byte_says_who_made_it_and_the_words_are_there(ending):
    before = DOCUMENTS[ending]
    assert CANARY in every_byte(ending, before)
    after, told = cleaned_document(ending, before)
    assert told == []
    assert CANARY not in every_byte(ending, after)
    if ending not in {"xlsx", "pptx"}:
        assert b"Hello" in every_byte(ending, after)
    again, _told = cleaned_document(ending, after)
    assert every_byte(ending, again).count(b"Hello") == every_byte(ending, after).count(b"Hello")


@pytest.mark.parametrize("ending", DOCUMENTS)
def test_exiftool_finds_nothing_either(ending, tmp_path):
    file = tmp_path / f"a.{ending}"
    file.write_bytes(cleaned_document(ending, DOCUMENTS[ending])[0])
    said = subprocess.run([programs.find_exiftool(), "-a", "-u", "-ee", str(file)], capture_output=True, text=True)
    assert "File Type" in said.stdout
    assert AUTHOR not in said.stdout


def test_parts_that_tell_nothing_stay_as_they_are():
    after, _told = cleaned_document("docx", DOCUMENTS["docx"])
    with zipfile.ZipFile(io.BytesIO(after)) as opened:
        assert opened.read("word/document.xml").decode() == WORD["word/document.xml"]
        assert opened.read("[Content_Types].xml").decode() == TYPES
        assert b"<w:zoom/>" in opened.read("word/settings.xml")
        assert {entry.date_time for entry in opened.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        for name in ("word/media/a.jpeg", "word/media/b.png"):
            pixels = Image.open(io.BytesIO(opened.read(name))).convert("RGB").tobytes()
            assert pixels == Image.open(io.BytesIO(WORD[name])).convert("RGB").tobytes()


def pictures_inside(**pictures):
    """Return what becomes of pictures in a document, {ending: content}."""
    parts = {f"word/media/a.{ending}": content for ending, content in pictures.items()}
    after, _told = cleaned_document("docx", archive(WORD | parts))
    with zipfile.ZipFile(io.BytesIO(after)) as opened:
        return {ending: opened.read(f"word/media/a.{ending}") for ending in pictures}


def test_a_picture_inside_that_is_damaged_stays_as_it_is_and_the_rest_is_cleaned():
    cut = photograph("PNG")[:36]
    no_length = photograph()[:2] + b"\xff\xe1\0\1" + bytes(20)
    cut_short = photograph()[:3]
    kept = pictures_inside(png=cut, jpeg=no_length, jpg=cut_short)
    assert kept == {"png": cut, "jpeg": no_length, "jpg": cut_short}
    assert pictures_inside(png=b"GIF89a") == {"png": b"GIF89a"}
    assert CANARY not in pictures_inside(png=photograph("PNG"), jpeg=photograph())["jpeg"]


def test_of_a_text_whose_properties_never_end_nothing_of_them_stays():
    content, _told = cleaned_document("rtf", b"{\\rtf1 Hello {\\info{\\author " + CANARY + b"}")
    assert content == b"{\\rtf1 Hello "


BY, HIDDEN = 'w:author="Jane"', '<sheet name="B" state="veryHidden"/>'
TELLING = {
    "comments in Word": ("docx", archive(WORD | {"word/comments.xml": "<w:comment/>"}), "comments"),
    "tracked": ("docx", archive(WORD | {"word/document.xml": f"<w:ins {BY}/>"}), "changes that are tracked"),
    "hidden sheet": (
        "xlsx",
        archive(SHEET | {"xl/workbook.xml": HIDDEN}),
        "hidden sheets",
    ),
    "comments in Excel": ("xlsx", archive(SHEET | {"xl/comments1.xml": "<comment/>"}), "comments"),
    "speaker notes": ("pptx", archive(SLIDES | {"ppt/notesSlides/n1.xml": "<a:t>Say it</a:t>"}), "speaker notes"),
    "hidden slide": ("pptx", archive(SLIDES | {"ppt/slides/slide2.xml": '<p:sld show="0"/>'}), "hidden slides"),
    "comments in Writer": (
        "odt",
        archive(TEXT | {"content.xml": "<office:annotation/>"}, first="application/vnd.oasis.opendocument.text"),
        "comments",
    ),
    "comments in PDF": ("pdf", pdf(comment=True), "comments"),
    "signature": ("pdf", pdf(signed=True), "a signature"),
}


@pytest.mark.parametrize("name", TELLING)
def test_what_a_person_has_to_decide_about_is_named_before_anybody_can_have_it(sign_in, name):
    ending, content, words = TELLING[name]
    client = sign_in("Editors")

    def add(**more):
        file = SimpleUploadedFile(f"paper.{ending}", content)
        return client.post("/admin/documents/add/", {"title": "Paper", "file": file, "collection": 1} | more)

    response = add()
    error = response.context["form"].errors["file"][0]
    assert words in error
    assert "tick the box" in error
    assert not get_document_model().objects.filter(title="Paper").exists()
    assert add(may_tell="on").status_code == 302
    assert get_document_model().objects.filter(title="Paper").exists()


def test_a_signed_pdf_that_may_be_seen_is_not_broken():
    content = pdf(signed=True)
    assert cleaned_document("pdf", content)[0] == content


def test_page_numbers_are_no_speaker_notes():
    content = archive(SLIDES | {"ppt/notesSlides/n1.xml": "<a:t>12</a:t>"})
    assert cleaned_document("pptx", content)[1] == []


def test_what_comes_by_a_script_is_cleaned_too():
    document = get_document_model().objects.create(
        title="Imported", file=SimpleUploadedFile("a.docx", DOCUMENTS["docx"])
    )
    with document.file.open("rb") as file:
        assert CANARY not in every_byte("docx", file.read())


@pytest.mark.parametrize("ending", ["pdf", "docx", "odt"])
def test_no_damage_brings_cleaning_down(ending):
    whole = DOCUMENTS[ending]
    for place in range(0, len(whole), max(1, len(whole) // 120)):
        for damaged in (whole[:place], whole[:place] + b"\xff" + whole[place + 1 :]):
            try:
                cleaned_document(ending, damaged)
            except ValueError:
                continue
