"""In which form a picture is kept, and that it looks as it did."""

import io

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from safety.photographs import clean_photo

pytestmark = pytest.mark.any_database

RED, BLUE = (255, 0, 0), (0, 0, 255)


def kept(picture, kind, **options):
    """Return (format, picture) as the site keeps a picture that comes in a format."""
    stream = io.BytesIO()
    picture.save(stream, kind, **options)
    cleaned = clean_photo(SimpleUploadedFile(f"picture.{kind.lower()}", stream.getvalue()))
    with Image.open(cleaned) as stored:
        stored.load()
        return stored.format, stored


def two_halves(size, mode="RGB"):
    """Return a picture that is red above and blue below; with a fourth band, half seen through."""
    alpha = (128,) if mode == "RGBA" else ()
    picture = Image.new(mode, size, RED + alpha)
    picture.paste(BLUE + alpha, (0, size[1] // 2, *size))
    return picture


def looks_like_two_halves(stored):
    width, height = stored.size
    shown = stored.convert("RGB")

    def is_near(place, colour):
        return all(abs(a - b) < 12 for a, b in zip(shown.getpixel(place), colour, strict=True))

    above, below = [(0, 0), (width - 1, height // 2 - 4)], [(0, height // 2 + 4), (width - 1, height - 1)]
    return all(is_near(place, RED) for place in above) and all(is_near(place, BLUE) for place in below)


@pytest.mark.parametrize(("kind", "mode", "size", "form"), [
    ("JPEG", "RGB", (60, 40), "JPEG"),
    ("HEIF", "RGB", (64, 64), "JPEG"),
    ("PNG", "RGBA", (60, 40), "PNG"),
    ("WEBP", "RGB", (60, 40), "WEBP"),
    ("WEBP", "RGBA", (60, 40), "WEBP"),
    ("AVIF", "RGBA", (60, 40), "AVIF"),
    # Up to four million pixels, and above them: one that is seen through stays so.
    ("WEBP", "RGB", (2000, 2000), "WEBP"),
    ("WEBP", "RGB", (2001, 2000), "JPEG"),
    ("WEBP", "RGBA", (2001, 2000), "PNG"),
    ("AVIF", "RGB", (2001, 2000), "JPEG"),
    ("PNG", "RGB", (2001, 2000), "PNG"),
    ("JPEG", "RGB", (2001, 2000), "JPEG"),
])  # fmt: skip
def test_a_picture_keeps_its_form_where_that_costs_little_and_its_look_always(kind, mode, size, form):
    options = {"lossless": True} if kind == "WEBP" else {"quality": 95} if kind in {"JPEG", "HEIF", "AVIF"} else {}
    if kind == "JPEG":
        options["subsampling"] = 0
    found, stored = kept(two_halves(size, mode), kind, **options)
    assert (found, stored.size) == (form, size)
    assert looks_like_two_halves(stored)
    if mode == "RGBA":
        assert all(abs(stored.getpixel((x, y))[3] - 128) < 4 for x, y in [(0, 0), (size[0] - 1, size[1] - 1)])


def test_colours_for_print_become_those_of_a_screen():
    found, stored = kept(two_halves((60, 40)).convert("CMYK"), "JPEG", quality=95, subsampling=0)
    assert (found, stored.mode) == ("JPEG", "RGB")
    red = stored.getpixel((5, 5))
    assert red[0] > 180 > 80 > red[2]


def test_a_picture_of_one_band_stays_one():
    assert kept(Image.new("L", (60, 40), 90), "JPEG")[1].mode == "L"


def test_notes_that_cannot_be_read_leave_a_picture_as_it_lies():
    for orientation in (0, 9, 77):
        exif = Image.Exif()
        exif[0x0112] = orientation
        _found, stored = kept(two_halves((60, 40)), "JPEG", exif=exif.tobytes(), quality=95, subsampling=0)
        assert stored.size == (60, 40)
        assert looks_like_two_halves(stored)


def test_forty_million_pixels_are_taken_and_one_row_more_is_refused_with_both_numbers():
    assert kept(Image.new("1", (8000, 5000)), "PNG")[1].size == (8000, 5000)
    with pytest.raises(ValidationError) as refused:
        kept(Image.new("1", (8000, 5001)), "PNG")
    assert "40 million pixels; save it with at most 40 million" in str(refused.value)
    with pytest.raises(ValidationError) as refused:
        kept(Image.new("1", (11_000, 11_000)), "PNG")
    assert "121 million pixels; save it with at most 40 million" in str(refused.value)


def test_a_file_that_was_begun_to_be_read_is_read_from_its_beginning():
    for kind, size in (("PNG", (60, 40)), ("WEBP", (2001, 2000))):
        stream = io.BytesIO()
        two_halves(size).save(stream, kind, **({"lossless": True} if kind == "WEBP" else {}))
        file = SimpleUploadedFile(f"picture.{kind.lower()}", stream.getvalue())
        file.read(10)
        with Image.open(clean_photo(file)) as stored:
            assert looks_like_two_halves(stored)
