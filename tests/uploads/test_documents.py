"""A document is what it says, and harms nobody who opens it."""

import io
import zipfile
import zlib

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from papers import pdf
from wagtail.documents import get_document_model
from wagtail.models import Collection, CollectionViewRestriction

from safety.document_properties import cleaned_document
from safety.documents import check_document
from safety.incoming import LARGEST

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


def archive(*names, first=None, kind=zipfile.ZIP_STORED, types="<x/>"):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", kind) as zipped:
        if first:
            zipped.writestr("mimetype", first)
        for name in names:
            zipped.writestr(name, types if name == "[Content_Types].xml" else "<x/>")
    return stream.getvalue()


WORD = ("[Content_Types].xml", "word/document.xml")


GOOD = {
    "a.pdf": pdf("Hello"),
    "a.docx": archive(*WORD),
    "a.xlsx": archive("[Content_Types].xml", "xl/workbook.xml"),
    "a.pptx": archive("[Content_Types].xml", "ppt/presentation.xml"),
    "a.odt": archive("content.xml", first="application/vnd.oasis.opendocument.text"),
    "a.ods": archive("content.xml", first="application/vnd.oasis.opendocument.spreadsheet"),
    "a.rtf": b"{\\rtf1 Hello}",
    "a.txt": "Grüße, and “quotes”".encode(),
}


BAD = {
    "fake.pdf": (b"<html>", "content is something else"),
    "script.pdf": (b"%PDF-1.7 /OpenAction << /S /JavaScript /JS (app.alert(1)) >>", "could harm"),
    "disguised.pdf": (b"%PDF-1.7 << /S /J#61vaScript >>", "could harm"),
    "packed.pdf": (b"%PDF-1.7\nstream\n" + zlib.compress(b"<< /S /JavaScript >>") + b"\nendstream", "could harm"),
    "launch.pdf": (b"%PDF-1.7 << /S /Launch /F (cmd.exe) >>", "could harm"),
    "page.txt": (b"<html><script>alert(1)</script>", "could harm"),
    "program.txt": (b"MZ\x00\x01\x02", "content is something else"),
    "macro.docx": (archive(*WORD, "word/vbaProject.bin"), "could harm"),
    "renamed.docx": (archive(*WORD, types="application/vnd.ms-office.vbaProject"), "could harm"),
    "sheet.docx": (GOOD["a.xlsx"], "content is something else"),
    "plain.docx": (archive("readme.txt"), "content is something else"),
    "object.rtf": (b"{\\rtf1 {\\object\\objdata 00}}", "could harm"),
    "basic.odt": (archive("Basic/script.xml", first="application/vnd.oasis.opendocument.text"), "could harm"),
    "all.zip": (archive("a.txt"), "PDF if you are not sure"),
    "run.exe": (b"MZ", "PDF if you are not sure"),
    "page.html": (b"<html>", "PDF if you are not sure"),
    "empty.pdf": (b"", "empty"),
    "big.pdf": (b"%PDF-" + b"0" * (10 * 1024 * 1024 + 1), "too big"),
}


def add_document(client, name, content, **more):
    data = {"title": "Paper", "file": SimpleUploadedFile(name, content), "collection": 1}
    return client.post("/admin/documents/add/", data | more)


@pytest.mark.parametrize("name", GOOD)
def test_a_document_is_taken_and_handed_out_as_a_download(editor, client, name):
    response = add_document(editor, name, GOOD[name])
    assert response.status_code == 302, response.context["form"].errors
    document = get_document_model().objects.get(title="Paper")
    answer = client.get(document.url)
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert b"".join(answer.streaming_content) == cleaned_document(name.rpartition(".")[2], GOOD[name])[0]


@pytest.mark.parametrize("name", BAD)
def test_a_document_that_lies_or_could_run_something_is_refused(editor, name):
    content, reason = BAD[name]
    response = add_document(editor, name, content)
    assert response.status_code == 200
    errors = " ".join(response.context["form"].errors["file"])
    assert reason in errors or "too big" in errors or "empty" in errors, errors
    data = {"files[]": SimpleUploadedFile(name, content), "title": name}
    headers = {"X-Requested-With": "XMLHttpRequest"}
    assert not editor.post("/admin/documents/multiple/add/", data, headers=headers).json()["success"]
    assert not get_document_model().objects.filter(title__in=("Paper", name)).exists()


def test_a_script_cannot_save_a_bad_document():
    document = get_document_model()(title="Paper", file=SimpleUploadedFile("fake.pdf", b"<html>"))
    with pytest.raises(ValidationError, match=r"fake\.pdf: "):
        document.save()


def test_a_bomb_of_an_archive_is_refused_without_opening_it(editor):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as zipped:
        zipped.writestr("[Content_Types].xml", "<x/>")
        zipped.writestr("word/document.xml", b"0" * (250 * 1024 * 1024))
    assert add_document(editor, "bomb.docx", stream.getvalue()).status_code == 200


def test_a_private_document_is_handed_out_to_staff_only(editor, client):
    root = Collection.get_first_root_node()
    private = root.add_child(name="Private")
    add_document(editor, "a.pdf", GOOD["a.pdf"], collection=private.pk)
    document = get_document_model().objects.get(title="Paper")
    CollectionViewRestriction.objects.create(collection=private, restriction_type="login")
    assert client.get(document.url).status_code == 302
    assert Client().get(f"/media/{document.file.name}").status_code == 404
    assert editor.get(document.url).status_code == 200


def test_no_damage_brings_a_document_down():
    whole = bytearray(archive(*WORD, kind=zipfile.ZIP_DEFLATED))
    for place in range(len(whole)):
        damaged = bytearray(whole)
        damaged[place] ^= 0x55
        try:
            check_document(SimpleUploadedFile("damaged.docx", bytes(damaged)))
        except ValidationError as refusal:
            assert refusal.message.startswith("damaged.docx: ")  # noqa: PT017 - either outcome will do


def refused(name, content, **more):
    with pytest.raises(ValidationError) as caught:
        check_document(SimpleUploadedFile(name, content), **more)
    return caught.value.message


def test_what_is_taken_is_listed_in_capitals():
    assert "Documents can be DOCX, M4A, MP3, MP4, ODS, ODT, PDF" in refused("all.zip", b"PK")


def test_a_file_that_was_begun_to_be_read_is_read_from_its_beginning():
    file = SimpleUploadedFile("a.txt", b"words")
    file.read(3)
    assert check_document(file).read() == b"words"


def test_recordings_may_be_larger_than_papers():
    assert "could not be read as a recording" in refused("a.mp3", b"x" * (LARGEST + 1))
    assert "too big" in refused("a.mp3", b"x" * (2 * LARGEST + 1))


def test_exactly_the_largest_size_is_taken():
    assert check_document(SimpleUploadedFile("a.txt", b"x" * LARGEST)).size == LARGEST


@pytest.mark.parametrize(("content", "taken"), [
    (b"WEBVTT\n\n00:01.000 --> 00:02.000\nHello", True),
    (b"\xef\xbb\xbfWEBVTT\n\n00:01.000 --> 00:02.000\nHello", True),
    (b"Hello", False),
    (b"WEBVTT\n\0", False),
])  # fmt: skip
def test_captions_are_captions_with_or_without_a_mark_of_their_encoding(content, taken):
    if taken:
        assert check_document(SimpleUploadedFile("a.vtt", content)).read() == content
    else:
        assert "content is something else" in refused("a.vtt", content)


def test_a_page_in_plain_text_is_looked_for_in_its_first_four_thousand_signs():
    assert "could harm" in refused("a.txt", b" " * (4096 - 4) + b"<svg")
    assert check_document(SimpleUploadedFile("a.txt", b" " * (4096 - 3) + b"<svg")).size == 4097


@pytest.mark.parametrize("types", ["application/vnd.ms-word.document.macroEnabled.main+xml", "x.VBAProject"])
def test_macros_are_found_wherever_the_list_of_types_lies(types):
    assert "could harm" in refused("a.docx", archive("word/document.xml", "[Content_Types].xml", types=types))


@pytest.mark.parametrize(
    ("name", "content"), [("cut.pdf", b"%PDF-1.7 nothing more"), ("cut.docx", None)], ids=["pdf", "docx"]
)
def test_what_cannot_be_read_to_its_end_is_refused_with_advice(name, content):
    if content is None:
        whole = bytearray(archive(*WORD))
        place = whole.index(b"<x/>", whole.index(b"word/document.xml"))
        whole[place] ^= 0x55
        content = bytes(whole)
    assert "save it once more in this form, without a password" in refused(name, content)


def test_what_comes_by_a_script_may_tell_and_a_form_has_to_ask():
    stream = io.BytesIO(archive(*WORD))
    with zipfile.ZipFile(stream, "a") as zipped:
        zipped.writestr("word/comments.xml", '<w:comment w:id="1">Jane: not this</w:comment>')
    assert check_document(SimpleUploadedFile("a.docx", stream.getvalue())).size
    assert "comments" in refused("a.docx", stream.getvalue(), may_tell=False)


def test_a_changed_title_does_not_ask_for_the_file_again(editor, monkeypatch):
    add_document(editor, "a.pdf", GOOD["a.pdf"])
    document = get_document_model().objects.get(title="Paper")
    # What was taken once stays, even where more is asked of new files.
    monkeypatch.setattr("safety.uploads.check_document", None)
    answer = editor.post(f"/admin/documents/edit/{document.pk}/", {"title": "Another", "collection": 1})
    assert answer.status_code == 302
    document.refresh_from_db()
    assert document.title == "Another"
