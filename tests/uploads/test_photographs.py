"""What staff upload tells nothing about people, and a picture is one."""

import io
import json
import shutil
import struct
import subprocess
from pathlib import Path

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageCms, PngImagePlugin
from uploading import add, upload
from wagtail.images.forms import get_image_form
from wagtail.models import UploadedFile

from consent.models import Consent
from pages.models import SiteImage
from safety.photographs import clean_photo

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

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


def test_of_many_pictures_each_is_clean_and_kept_at_once_and_what_it_lacks_is_named(editor):
    assert upload(editor, "IMG_2.jpg", photo("JPEG"))["success"]
    # Whoever leaves now finds it again: in the library, and among what needs attention.
    waiting = SiteImage.objects.get(title="IMG_2.jpg")
    assert told_by(waiting.file.path) == {}
    assert CANARY.encode() not in Path(waiting.file.path).read_bytes()
    assert "The picture “IMG_2.jpg” has no alt text." in editor.get("/admin/attention/").content.decode()
    prefix, address = f"image-{waiting.pk}", f"/admin/images/multiple/{waiting.pk}/"
    data = {f"{prefix}-title": "Later", f"{prefix}-description": "", f"{prefix}-collection": 1}
    answers = [
        editor.post(address, data | {f"{prefix}-description": words}, headers={"X-Requested-With": "XMLHttpRequest"})
        for words in ("", "A red bar")
    ]
    assert [answer.json()["success"] for answer in answers] == [False, True]
    assert "Describe the picture in a few words" in answers[0].json()["form"]
    assert SiteImage.objects.get(title="Later").description == "A red bar"


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


def exchanged():
    """Return a profile in which red and green have changed places: the table of sRGB's with two names exchanged."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return profile.replace(b"rXYZ", b"new!", 1).replace(b"gXYZ", b"rXYZ", 1).replace(b"new!", b"gXYZ", 1)


@pytest.mark.parametrize(("kind", "mode"), [("JPEG", "RGB"), ("PNG", "RGBA"), ("WEBP", "RGBA")])
def test_colours_of_a_profile_look_the_same_without_it(kind, mode):
    stream = io.BytesIO()
    Image.new(mode, (20, 20), (0, 255, 0, 120)[: len(mode)]).save(
        stream, kind, icc_profile=exchanged(), **({"lossless": True} if kind == "WEBP" else {})
    )
    with Image.open(clean_photo(SimpleUploadedFile(f"wide.{kind.lower()}", stream.getvalue()))) as stored:
        assert "icc_profile" not in stored.info
        red, green, _blue, *alpha = stored.convert(mode).getpixel((10, 10))
        assert red > 240
        assert green < 60
        assert alpha == ([120] if mode == "RGBA" else [])


def test_a_colour_that_is_seen_through_stays_the_only_one():
    stream = io.BytesIO()
    picture = Image.new("RGB", (20, 20), (255, 0, 0))
    picture.paste((0, 255, 0), (10, 0, 20, 20))
    picture.save(stream, "PNG", icc_profile=exchanged(), transparency=(255, 0, 0))
    with Image.open(clean_photo(SimpleUploadedFile("key.png", stream.getvalue()))) as stored:
        shown = stored.convert("RGBA")
        assert shown.getpixel((5, 5))[3] == 0
        assert shown.getpixel((15, 5))[3] == 255
        assert shown.getpixel((15, 5))[0] > 240


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


def test_a_refusal_among_many_names_the_file_and_loses_no_other(editor):
    good = upload(editor, "good.jpg", photo("JPEG"), description="x")
    bad = upload(editor, "bad.jpg", photo("JPEG")[:700])
    also_good = upload(editor, "also-good.png", photo("PNG"))
    assert (good["success"], bad["success"], also_good["success"]) == (True, False, True)
    assert bad["error_message"].startswith("bad.jpg: ")
    assert SiteImage.objects.filter(title__in=["good.jpg", "also-good.png"]).count() == 2


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16", "CMYK"])
def test_pictures_in_every_mode_are_taken(editor, mode):
    file = io.BytesIO()
    Image.new(mode, (60, 40), 1).save(file, "JPEG" if mode == "CMYK" else "PNG")
    add(editor, "mode.jpg" if mode == "CMYK" else "mode.png", file.getvalue())
    with Image.open(SiteImage.objects.get(title="Upload").file) as stored:
        assert stored.size == (60, 40)
        assert stored.mode in {"1", "L", "LA", "P", "RGB", "RGBA"}


def test_what_a_script_keeps_for_later_is_clean_too():
    kept = UploadedFile(for_content_type=ContentType.objects.get_for_model(SiteImage))
    kept.file = SimpleUploadedFile("a.jpg", photo("JPEG"))
    kept.save()
    assert told_by(kept.file.path) == {}


def test_a_form_without_a_picture_says_that_one_is_missing(editor):
    answer = editor.post("/admin/images/add/", {"title": "Upload", "description": "A red bar", "collection": 1})
    assert answer.status_code == 200
    assert answer.context["form"].errors["file"] == ["This field is required."]
    assert not SiteImage.objects.filter(title="Upload").exists()


def test_the_page_for_many_pictures_says_what_is_taken_before_anything_is_sent(editor):
    assert "Pictures can be JPEG, PNG, WebP, AVIF or HEIC" in editor.get("/admin/images/multiple/add/").content.decode()


@pytest.mark.parametrize(("group", "may"), [("Editors", False), ("Administrators", True)])
def test_who_may_not_take_a_consent_back_cuts_no_picture_loose_from_it(sign_in, group, may):
    person = sign_in(group).person
    consent = Consent.objects.create(person="M. from the Tuesday group", covers_picture=True)
    image = SiteImage(title="a", is_decorative=True, file=SimpleUploadedFile("a.jpg", photo("JPEG")))
    form = get_image_form(SiteImage)
    assert not form(user=person, instance=image).fields["consent"].disabled
    image.consent = consent
    assert form(user=person, instance=image).fields["consent"].disabled is not may
    # A script is nobody.
    assert not form(instance=image).fields["consent"].disabled
