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


@pytest.mark.parametrize(("content", "reason"), [(b"", "empty"), (b"%PDF-1.7 " + b"x" * LARGEST, "too big")])
def test_an_empty_or_enormous_document_is_refused_with_the_reason(editor, content, reason):
    page = add_document(editor, "a.pdf", content).content.decode()
    assert reason in page
    assert not get_document_model().objects.filter(title="Upload").exists()
