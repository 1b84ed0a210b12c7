"""What staff upload tells nothing about people, is what it says, and harms nobody who opens it."""

import io
import json
import shutil
import struct
import subprocess
import zipfile
import zlib
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image, ImageCms, PngImagePlugin
from wagtail.documents import get_document_model
from wagtail.models import Collection, CollectionViewRestriction, UploadedFile

from pages.models import SiteImage
from safety.uploads import check_document, clean_photo

pytestmark = pytest.mark.django_db

CANARY = "canary-of-the-camera"
KINDS = {"jpg": "JPEG", "png": "PNG", "webp": "WEBP", "avif": "AVIF", "heic": "HEIF"}
# What exiftool tells of any file, and of how the pixels are packed.
STRUCTURE = {"SourceFile", "ExifTool", "File", "Composite", "JFIF", "PNG", "RIFF", "QuickTime", "Meta"}


def photo(kind, *, turned=True):
    """Return the bytes of a 60 × 40 picture, wide and red at the left, with everything a camera adds."""
    picture = Image.new("RGB", (60, 40), "white")
    picture.paste("red", (0, 0, 20, 40))
    exif = Image.Exif()
    exif[0x010F], exif[0x0110], exif[0x9286] = CANARY, CANARY, CANARY
    if turned:
        exif[0x0112] = 6  # to be turned by 90° to the right
    exif.get_ifd(0x8825).update({1: "N", 2: (47.0, 36.0, 0.0), 3: "W", 4: (122.0, 19.0, 0.0)})
    options = {"exif": exif.tobytes(), "xmp": f"<x:xmpmeta>{CANARY}</x:xmpmeta>".encode()}
    options["icc_profile"] = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    if kind == "PNG":
        options.pop("xmp")
        options["pnginfo"] = PngImagePlugin.PngInfo()
        options["pnginfo"].add_text("Comment", CANARY)
        options["pnginfo"].add_itxt("XML:com.adobe.xmp", CANARY)
    if kind == "JPEG":
        options["comment"] = CANARY.encode()
    if kind == "HEIF":
        import pillow_heif

        pillow_heif.register_heif_opener()
    stream = io.BytesIO()
    picture.save(stream, kind, **options)
    return stream.getvalue()


def told_by(path):
    """Return what exiftool finds beyond structure, as {tag: value}."""
    output = subprocess.run([shutil.which("exiftool"), "-a", "-u", "-G", "-j", path], capture_output=True).stdout
    (found,) = json.loads(output)
    structural = {"ImageWidth", "ImageHeight", "BitDepth", "ColorType", "Compression", "Filter", "Interlace"}
    return {
        tag: value
        for tag, value in found.items()
        if tag.partition(":")[0] not in STRUCTURE or (tag.startswith("PNG:") and tag[4:] not in structural)
    }


@pytest.fixture
def editor(sign_in):
    return sign_in("Editors")


def upload(client, name, content, **more):
    """Send one picture as the form for many pictures does; return the answer."""
    data = {"files[]": SimpleUploadedFile(name, content), "title": name} | more
    return client.post("/admin/images/multiple/add/", data, headers={"X-Requested-With": "XMLHttpRequest"}).json()


def add(client, name, content):
    """Send one picture with its alt text; return the response."""
    data = {
        "title": "Upload",
        "file": SimpleUploadedFile(name, content),
        "description": "A red bar",
        "collection": Collection.get_first_root_node().pk,
    }
    return client.post("/admin/images/add/", data)


@pytest.mark.parametrize(("ending", "kind"), KINDS.items())
def test_a_photograph_is_turned_upright_and_tells_nothing(editor, ending, kind):
    content = photo(kind)
    assert CANARY.encode() in content
    response = add(editor, f"IMG_1.{ending}", content)
    assert response.status_code == 302, response.context["form"].errors
    image = SiteImage.objects.get(title="Upload")
    assert (image.width, image.height) == (40, 60)
    files = [image.file.path]
    specs = (
        "original",
        "width-30",
        "format-jpeg|width-30",
        "format-png|width-20",
        "format-webp|width-20",
        "format-avif|width-20",
    )
    files += [image.get_rendition(spec).file.path for spec in specs]
    for file in files:
        assert told_by(file) == {}, file
        assert CANARY.encode() not in Path(file).read_bytes()
    with Image.open(image.file.path) as stored:
        red, _green, blue = stored.convert("RGB").getpixel((20, 5))
        assert (red > 200, blue < 80) == (True, True), "red is at the top now"


def test_an_open_picture_that_waits_for_its_alt_text_is_clean_too(editor):
    answer = upload(editor, "IMG_2.jpg", photo("JPEG"))
    assert answer["success"]
    waiting = UploadedFile.objects.get()
    assert told_by(waiting.file.path) == {}
    assert CANARY.encode() not in Path(waiting.file.path).read_bytes()
    prefix = f"uploaded-image-{waiting.pk}"
    data = {f"{prefix}-title": "Later", f"{prefix}-description": "A red bar", f"{prefix}-collection": 1}
    saved = editor.post(
        f"/admin/images/multiple/create_from_uploaded_image/{waiting.pk}/",
        data,
        headers={"X-Requested-With": "XMLHttpRequest"},
    ).json()
    assert saved["success"], saved
    assert told_by(SiteImage.objects.get(title="Later").file.path) == {}


def test_a_picture_that_a_script_saves_is_clean_too():
    image = SiteImage(title="By script", is_decorative=True, file=SimpleUploadedFile("a.jpg", photo("JPEG")))
    image.save()
    assert told_by(image.file.path) == {}
    assert (image.width, image.height) == (40, 60)


def test_replacing_a_picture_cleans_the_new_one(editor):
    add(editor, "first.png", photo("PNG"))
    image = SiteImage.objects.get(title="Upload")
    data = {"title": "Upload", "file": SimpleUploadedFile("second.jpg", photo("JPEG")), "description": "Bar"}
    assert editor.post(f"/admin/images/{image.pk}/", data | {"collection": image.collection_id}).status_code == 302
    image.refresh_from_db()
    assert "second" in image.file.name
    assert told_by(image.file.path) == {}


def test_colours_of_a_wide_profile_look_the_same_without_it(editor):
    picture = Image.new("RGB", (20, 20), (200, 30, 30))
    stream = io.BytesIO()
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("XYZ")).tobytes()
    picture.save(stream, "JPEG", icc_profile=profile)
    add(editor, "wide.jpg", stream.getvalue())
    assert told_by(SiteImage.objects.get(title="Upload").file.path) == {}


def huge():
    """Return a PNG of 121 million pixels in a few kilobytes."""
    stream = io.BytesIO()
    Image.new("1", (11_000, 11_000)).save(stream, "PNG", optimize=True)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("drawing.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "open it and export it as PNG"),
        ("moving.gif", b"GIF89a", "save one picture"),
        ("page.jpg", b"<html><script>alert(1)</script></html>", "can be JPEG, PNG, WebP, AVIF or HEIC"),
        ("cut.jpg", photo("JPEG")[:700], "no picture that can be read"),
        ("huge.png", huge(), "121"),
        ("empty.png", b"", "empty"),
    ],
    ids=["svg", "gif", "html", "cut off", "121 megapixels", "empty"],
)
def test_what_is_no_safe_picture_is_refused_with_the_reason(editor, name, content, reason):
    response = add(editor, name, content)
    assert response.status_code == 200
    assert reason in str(response.context["form"].errors["file"])
    assert not SiteImage.objects.filter(title="Upload").exists()
    answer = upload(editor, name, content)
    assert not answer["success"]
    assert reason in answer["error_message"]


def odd_exif():
    """Return a picture whose notes are wrong in a way that brings readers of them down."""
    width = struct.pack("<HHI4s", 0x0100, 2, 4, b"wid\0")  # a width in letters
    turned = struct.pack("<HHII", 0x0112, 3, 1, 6)
    notes = b"Exif\0\0II*\0" + struct.pack("<IH", 8, 2) + width + turned + b"\0" * 4
    stream = io.BytesIO()
    Image.new("RGB", (60, 40)).save(stream, "JPEG", exif=notes)
    return stream.getvalue()


def test_a_picture_with_odd_notes_is_taken_all_the_same(editor):
    assert add(editor, "odd.jpg", odd_exif()).status_code == 302
    image = SiteImage.objects.get(title="Upload")
    assert (image.width, image.height) == (40, 60)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF", "HEIF"])
def test_no_damage_brings_an_upload_down(kind):
    import random

    whole = bytearray(photo(kind))
    chance = random.Random(kind)
    for _ in range(40):
        damaged = bytearray(whole)
        for _ in range(6):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        try:
            clean_photo(SimpleUploadedFile(f"damaged.{kind.lower()}", bytes(damaged)))
        except ValidationError as refusal:
            assert refusal.message.startswith("damaged.")  # noqa: PT017 - either outcome will do


def test_no_damage_brings_a_document_down():
    whole = bytearray(archive(*WORD, kind=zipfile.ZIP_DEFLATED))
    for place in range(len(whole)):
        damaged = bytearray(whole)
        damaged[place] ^= 0x55
        try:
            check_document(SimpleUploadedFile("damaged.docx", bytes(damaged)))
        except ValidationError as refusal:
            assert refusal.message.startswith("damaged.docx: ")  # noqa: PT017 - either outcome will do


def test_a_refusal_among_many_names_the_file_and_loses_no_other(editor):
    good = upload(editor, "good.jpg", photo("JPEG"), description="x")
    bad = upload(editor, "bad.jpg", photo("JPEG")[:700])
    also_good = upload(editor, "also-good.png", photo("PNG"))
    assert (good["success"], bad["success"], also_good["success"]) == (True, False, True)
    assert bad["error_message"].startswith("bad.jpg: ")
    assert UploadedFile.objects.count() == 2


# Documents


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
    "a.pdf": b"%PDF-1.7\n1 0 obj << /Type /Catalog >> endobj\n%%EOF",
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
    assert b"".join(answer.streaming_content) == GOOD[name]


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
