"""Whatever a camera sees in the dark is taken: grain, every size and form; an encoder's limit is never the person's."""

import io
import subprocess
import sys

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given, settings, strategies as st
from PIL import Image, ImageCms
from uploading import add

from pages.models import SiteImage
from safety import photographs
from safety.photographs import clean_photo

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

ENDINGS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp", "AVIF": "avif", "HEIF": "heic"}


def grain(size, strength, mode="RGB"):
    """Return a picture of noise around a middle grey; a strength of 0 is plain, of 200 hardly anything but noise."""
    bands = [Image.effect_noise(size, strength) for _band in Image.new(mode, (1, 1)).getbands()]
    return Image.merge(mode, bands) if len(bands) > 1 else bands[0].convert(mode)


def packed(picture, kind, **options):
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


@pytest.mark.parametrize(
    ("kind", "strength"),
    [("JPEG", 0), ("JPEG", 20), ("JPEG", 250), ("PNG", 250), ("WEBP", 250), ("AVIF", 250), ("HEIF", 250)],
)
def test_a_grainy_photograph_is_taken_and_its_sizes_are_made(editor, kind, strength):
    add(editor, f"night.{ENDINGS[kind]}", packed(grain((1000, 700), strength), kind))
    picture = SiteImage.objects.get(title="Upload")
    assert (picture.width, picture.height) == (1000, 700)
    for size in ("width-960|format-jpeg", "width-480|format-webp", "fill-320x200|format-avif"):
        assert picture.get_rendition(size).file.size > 0


@settings(max_examples=40, deadline=None)
@given(
    kind=st.sampled_from(list(ENDINGS)),
    mode=st.sampled_from(["RGB", "RGBA", "L", "LA", "CMYK", "1"]),
    size=st.tuples(st.integers(1, 260), st.integers(1, 260)),
    strength=st.integers(0, 300),
    quality=st.integers(1, 100),
    turn=st.integers(1, 8),
)
def test_every_form_strength_and_size_is_taken(kind, mode, size, strength, quality, turn):
    exif = Image.Exif()
    exif[0x0112] = turn
    try:
        content = packed(grain(size, strength, mode), kind, quality=quality, exif=exif)
    except (OSError, ValueError):
        return  # This form has no such mode.
    with Image.open(clean_photo(SimpleUploadedFile(f"a.{ENDINGS[kind]}", content))) as stored:
        stored.load()
        # Decoders of HEIC turn it themselves.
        assert sorted(stored.size) == sorted(size)


@pytest.mark.parametrize(("size", "kind"), [((16_400, 9), "PNG"), ((30_000, 4), "JPEG"), ((3, 16_383), "WEBP")])
def test_a_very_long_picture_is_taken(editor, size, kind):
    add(editor, f"long.{ENDINGS[kind]}", packed(grain(size, 50), kind))
    picture = SiteImage.objects.get(title="Upload")
    assert (picture.width, picture.height) == size
    assert picture.get_rendition("fill-640x400|format-webp").file.size > 0


@pytest.mark.parametrize(("mode", "kind"), [("RGB", "jpeg"), ("RGBA", "png")])
def test_a_large_webp_is_stored_in_another_form_whose_encoder_needs_less(mode, kind):
    cleaned = clean_photo(SimpleUploadedFile("large.webp", packed(grain((2400, 1800), 0, mode), "WEBP")))
    assert cleaned.content_type == f"image/{kind}"
    assert cleaned.name == f"large.{'jpg' if kind == 'jpeg' else 'png'}"


@pytest.mark.parametrize(("kind", "mode"), [("WEBP", "RGB"), ("PNG", "P")])
def test_where_an_encoder_gives_up_another_is_asked(monkeypatch, kind, mode):
    save = Image.Image.save

    def fails(self, file, other, **options):
        if other == kind:
            raise OSError("encoding error 6")
        return save(self, file, other, **options)

    content = packed(grain((300, 200), 100).convert(mode), kind)
    monkeypatch.setattr(Image.Image, "save", fails)
    assert clean_photo(SimpleUploadedFile(f"a.{ENDINGS[kind]}", content)).name == "a.jpg"


def test_where_none_can_the_site_takes_the_blame(editor, monkeypatch):
    content = packed(grain((300, 200), 100), "JPEG")
    monkeypatch.setattr(
        photographs.Image.Image, "save", lambda *_any, **_more: (_ for _ in ()).throw(OSError("broken"))
    )
    with pytest.raises(ValidationError, match="The picture is all right, but the site could not store it"):
        clean_photo(SimpleUploadedFile("a.jpg", content))
    page = add(editor, "a.jpg", content).content.decode()
    assert "The picture is all right" in page
    assert "no picture that can be read" not in page


HIGHEST = """
import io, sys, django
django.setup()
from PIL import Image, ImageCms
from django.core.files.uploadedfile import SimpleUploadedFile
from safety.photographs import clean_photo
def highest():
    return next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM")) // 1024
content = sys.stdin.buffer.read()
before = highest()
cleaned = clean_photo(SimpleUploadedFile("large.jpg", content))
print(highest() - before, Image.open(cleaned).size)
"""


@pytest.mark.parametrize(("kind", "mode", "size", "options"), [
    ("JPEG", "RGB", (7300, 5475), {}),
    ("WEBP", "RGB", (7300, 5475), {"method": 0}),
    ("AVIF", "RGBA", (6320, 4740), {"speed": 10}),
])  # fmt: skip
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="asks the kernel of Linux how much was used")
def test_the_largest_pictures_held_askew_take_less_than_four_hundred_megabytes(kind, mode, size, options):
    exif = Image.Exif()
    exif[0x0112] = 6
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    band = Image.effect_noise(size, 30)
    content = packed(Image.merge(mode, [band] * len(mode)), kind, quality=20, exif=exif, icc_profile=profile, **options)
    ran = subprocess.run([sys.executable, "-c", HIGHEST], input=content, check=True, capture_output=True)
    used, _space, kept = ran.stdout.decode().strip().partition(" ")
    assert kept == str(size[::-1])
    assert int(used) < 400


def test_an_avif_that_is_seen_through_may_be_smaller_only(monkeypatch):
    monkeypatch.setattr(photographs, "MOST_SEEN_THROUGH_IN_AVIF", 5_000_000)
    plain, seen_through = (packed(Image.new(mode, (2300, 2200)), "AVIF", speed=10) for mode in ("RGB", "RGBA"))
    assert clean_photo(SimpleUploadedFile("plain.avif", plain)).name == "plain.jpg"
    with pytest.raises(ValidationError, match="has 6 million pixels; save it with at most 5 million"):
        clean_photo(SimpleUploadedFile("through.avif", seen_through))
    small = packed(Image.new("RGBA", (2200, 2200)), "AVIF", speed=10)
    assert clean_photo(SimpleUploadedFile("through.avif", small)).name == "through.png"


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_a_large_webp_keeps_its_pixels_its_transparency_and_its_turn(mode):
    exif = Image.Exif()
    exif[0x0112] = 3
    picture = Image.new(mode, (2400, 1800), (200, 30, 30, 90)[: len(mode)])
    picture.paste((20, 30, 200, 255)[: len(mode)], (0, 0, 1200, 900))
    content = packed(picture, "WEBP", lossless=True, exact=True, method=0, exif=exif)
    with Image.open(clean_photo(SimpleUploadedFile("large.webp", content))) as stored:
        turned = picture.transpose(Image.Transpose.ROTATE_180)
        for place in ((600, 450), (1800, 450), (1800, 1350)):
            apart = zip(stored.getpixel(place), turned.getpixel(place), strict=True)
            assert all(abs(one - other) <= 3 for one, other in apart)


def test_a_large_webp_of_one_picture_in_the_form_of_many_is_taken():
    still = packed(Image.new("RGB", (2400, 1800), (200, 30, 30)), "WEBP", method=0)
    chunk = still[12:]
    extent = (2400 - 1).to_bytes(3, "little") + (1800 - 1).to_bytes(3, "little")
    frame = bytes(6) + extent + (100).to_bytes(3, "little") + b"\0" + chunk
    parts = b"WEBPVP8X" + (10).to_bytes(4, "little") + b"\x02\0\0\0" + extent
    parts += b"ANIM" + (6).to_bytes(4, "little") + bytes(6) + b"ANMF" + len(frame).to_bytes(4, "little") + frame
    content = b"RIFF" + len(parts).to_bytes(4, "little") + parts
    with Image.open(io.BytesIO(content)) as moving:
        assert not moving.is_animated
    with Image.open(clean_photo(SimpleUploadedFile("large.webp", content))) as stored:
        assert stored.size == (2400, 1800)
        assert stored.getpixel((9, 9))[0] > 180


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_the_file_that_was_sent_can_still_be_read_after_its_picture_was_turned(kind):
    exif = Image.Exif()
    exif[0x0112] = 6
    sent = SimpleUploadedFile(f"a.{ENDINGS[kind]}", packed(grain((60, 40), 20), kind, exif=exif))
    assert Image.open(clean_photo(sent)).size == (40, 60)
    sent.seek(0)
    assert sent.read()


def test_a_large_webp_that_was_cut_off_is_refused():
    content = packed(grain((2400, 1800), 20), "WEBP", method=0)
    with pytest.raises(ValidationError, match="no picture that can be read"):
        clean_photo(SimpleUploadedFile("large.webp", content[: len(content) // 2]))


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "AVIF"])
def test_a_picture_that_moves_is_refused_with_advice_not_robbed_of_its_movement(editor, kind):
    first, second = grain((60, 40), 10), grain((60, 40), 200)
    content = packed(first, kind, save_all=True, append_images=[second], duration=100)
    page = add(editor, f"moving.{ENDINGS[kind]}", content).content.decode()
    assert "The picture moves" in page
    assert not SiteImage.objects.filter(title="Upload").exists()
