"""In which form a picture is kept, and that it looks as it did."""

import io
import struct
import zlib

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


def test_notes_that_bring_their_reader_down_leave_a_picture_as_it_lies_too(monkeypatch):
    def broken(_picture):
        raise SyntaxError("not a TIFF file")

    stream = io.BytesIO()
    two_halves((60, 40)).transpose(Image.Transpose.ROTATE_90).save(stream, "PNG")
    monkeypatch.setattr(Image.Image, "getexif", broken)
    with Image.open(clean_photo(SimpleUploadedFile("a.png", stream.getvalue()))) as stored:
        assert [stored.getpixel((x, 30)) for x in (0, 39)] == [RED, BLUE]


def test_forty_million_pixels_are_taken_and_one_row_more_is_refused_with_both_numbers():
    assert kept(Image.new("1", (8000, 5000)), "PNG")[1].size == (8000, 5000)
    with pytest.raises(ValidationError) as refused:
        kept(Image.new("1", (8000, 5001)), "PNG")
    assert "41 million pixels; save it with at most 40 million" in str(refused.value)
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


def linear_grey():
    """Return a colour profile of grey that counts light as it is (gamma 1), after the specification of the ICC."""
    white = b"XYZ \0\0\0\0" + struct.pack(">3i", *(round(value * 65536) for value in (0.9642, 1, 0.8249)))
    curve = b"curv\0\0\0\0" + struct.pack(">I", 0)
    tags = [(b"wtpt", white), (b"kTRC", curve)]
    place, table, data = 132 + 12 * len(tags), b"", b""
    for name, content in tags:
        table += name + struct.pack(">2I", place + len(data), len(content))
        data += content + bytes(-len(content) % 4)
    head = struct.pack(">I4sI4s4s4s", place + len(data), b"\0\0\0\0", 0x02400000, b"mntr", b"GRAY", b"XYZ ")
    head += struct.pack(">6H", 2026, 1, 1, 0, 0, 0) + b"acsp" + bytes(28)
    head += struct.pack(">3i", 63190, 65536, 54061)
    return head.ljust(128, b"\0") + struct.pack(">I", len(tags)) + table + data


def test_grey_that_counts_light_as_it_is_looks_as_light_without_its_profile():
    _found, stored = kept(Image.new("L", (60, 40), 55), "JPEG", quality=95, icc_profile=linear_grey())
    red, green, blue = stored.convert("RGB").getpixel((30, 20))
    assert "icc_profile" not in stored.info
    assert red == green == blue
    assert 122 <= red <= 133


def test_so_does_a_scan_in_many_greys():
    stream = io.BytesIO()
    with Image.open(io.BytesIO(scanned(0, 55 * 257))) as scan:
        scan.save(stream, "PNG", icc_profile=linear_grey())
    with Image.open(clean_photo(SimpleUploadedFile("scan.png", stream.getvalue()))) as stored:
        dark, light = (stored.convert("L").getpixel((x, 2)) for x in (0, 1))
    assert dark == 0
    assert 122 <= light <= 133


def test_a_profile_that_cannot_be_read_leaves_colours_as_they_are():
    _found, stored = kept(two_halves((60, 40)), "PNG", icc_profile=b"no profile at all")
    assert looks_like_two_halves(stored)


def test_one_colour_of_a_palette_that_is_seen_through_stays_so():
    picture = Image.new("P", (60, 40), 0)
    picture.putpalette([255, 0, 0, 0, 0, 255])
    picture.paste(1, (30, 0, 60, 40))
    shown = kept(picture, "PNG", transparency=0)[1].convert("RGBA")
    assert [shown.getpixel((x, 5))[3] for x in (5, 50)] == [0, 255]


def test_grey_that_is_seen_through_stays_so():
    shown = kept(Image.new("LA", (60, 40), (90, 128)), "PNG")[1].convert("RGBA")
    assert shown.getpixel((5, 5)) == (90, 90, 90, 128)


@pytest.mark.parametrize("kind", ["WEBP", "AVIF"])
def test_grey_becomes_colours_that_look_the_same_where_a_format_knows_no_grey(kind):
    found, stored = kept(Image.new("L", (60, 40), 200), kind)
    assert found == kind
    assert all(abs(value - 200) < 6 for value in stored.convert("RGB").getpixel((30, 20)))


def scanned(*greys, seen_through=None):
    """Return a PNG of 16 bits a pixel, as scanners make it: a column for each grey."""

    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    rows = b"".join(b"\0" + struct.pack(f">{len(greys)}H", *greys) for _row in range(4))
    head = struct.pack(">2I5B", len(greys), 4, 16, 0, 0, 0, 0)
    through = b"" if seen_through is None else chunk(b"tRNS", struct.pack(">H", seen_through))
    parts = [chunk(b"IHDR", head), through, chunk(b"IDAT", zlib.compress(rows)), chunk(b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def test_a_scan_in_many_greys_keeps_them_apart():
    with Image.open(clean_photo(SimpleUploadedFile("scan.png", scanned(0, 16_448, 32_896, 65_535)))) as stored:
        assert [stored.convert("L").getpixel((x, 2)) for x in range(4)] == [0, 64, 128, 255]


# 64 times 257, and in between: what is rounded is rounded alike.
@pytest.mark.parametrize("through", [16_448, 16_570, 16_700, 65_000])
def test_what_is_seen_through_in_a_scan_stays_so(through):
    content = scanned(0, through, 65_535, seen_through=through)
    with Image.open(clean_photo(SimpleUploadedFile("scan.png", content))) as stored:
        assert [stored.convert("RGBA").getpixel((x, 2))[3] for x in range(3)] == [255, 0, 255]
