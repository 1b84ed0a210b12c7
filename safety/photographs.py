"""Photographs lose what they tell about people: only upright pixels in sRGB are stored."""

import io
from pathlib import PurePath
from typing import BinaryIO

import pillow_heif
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext as _, gettext_lazy
from PIL import Image, ImageCms

from .incoming import Cleaned, check_size, refusal

pillow_heif.register_heif_opener()

# How each format is stored. HEIC, which no browser shows, becomes JPEG.
STORED_AS = {
    "JPEG": ("JPEG", ".jpg", {"quality": 92, "subsampling": 0, "optimize": True}),
    "MPO": ("JPEG", ".jpg", {"quality": 92, "subsampling": 0, "optimize": True}),  # JPEG of some phones
    "HEIF": ("JPEG", ".jpg", {"quality": 92, "subsampling": 0, "optimize": True}),
    "PNG": ("PNG", ".png", {"optimize": True}),
    "WEBP": ("WEBP", ".webp", {"quality": 92, "method": 4}),
    "AVIF": ("AVIF", ".avif", {"quality": 85}),
}
OPENED = tuple(kind for kind in STORED_AS if kind != "MPO")  # Pillow finds that one by itself, as JPEG
MODES = {
    "JPEG": ("RGB", "L"),
    "PNG": ("RGB", "RGBA", "L", "LA", "P", "1"),
    "WEBP": ("RGB", "RGBA"),
    "AVIF": ("RGB", "RGBA"),
}
# EXIF orientation: what brings the picture upright.
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
MOST_PIXELS = settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS

PICTURES_TAKEN = gettext_lazy("Pictures can be JPEG, PNG, WebP, AVIF or HEIC (from an iPhone).")
ADVICE = format_lazy(
    "{} {}",
    PICTURES_TAKEN,
    gettext_lazy(
        "A drawing in SVG may carry a program inside: open it and export it as PNG. Of a moving GIF, save one picture."
    ),
)


def clean_photo(file: BinaryIO) -> Cleaned:
    """Return the picture upright and without anything but its pixels; ``file`` has a name.

    Raises ValidationError for what is no picture, too many bytes or too many pixels (counted before
    anything is decoded).
    """
    if isinstance(file, Cleaned):
        return file
    check_size(file)
    try:
        file.seek(0)
        with Image.open(file, formats=OPENED) as picture:
            kind, ending, options = STORED_AS[picture.format]
            pixels = picture.width * picture.height
            if pixels > MOST_PIXELS:
                counted = {"count": round(pixels / 1e6), "most": round(MOST_PIXELS / 1e6)}
                reason = _("The picture has %(count)s million pixels; save it with at most %(most)s million.")
                raise refusal(file, reason % counted)
            stored = io.BytesIO()
            _bare(picture, kind).save(stored, kind, **options)
    except ValidationError:
        raise
    # Decoders answer a broken file with errors of every kind.
    except Exception as error:
        raise refusal(file, _("This is no picture that can be read.") + f" {ADVICE}") from error
    return Cleaned(PurePath(file.name).stem + ending, stored.getvalue(), f"image/{kind.lower()}")


def _bare(picture: Image.Image, kind: str) -> Image.Image:
    """Return the first frame: upright, in sRGB, with nothing attached."""
    picture.seek(0)
    picture.load()
    profile = picture.info.get("icc_profile")
    turn = TURNS.get(_orientation(picture))
    upright = picture.transpose(turn) if turn is not None else picture
    if profile and upright.mode in {"RGB", "RGBA", "CMYK", "L"}:
        upright = _in_srgb(upright, profile)
    if upright.mode not in MODES[kind]:
        transparent = "A" in upright.mode or "transparency" in upright.info
        upright = upright.convert("RGBA" if transparent and "RGBA" in MODES[kind] else "RGB")
    keep = {name: upright.info[name] for name in ("transparency",) if name in upright.info}
    bare = upright.copy()
    bare.info = keep
    return bare


def _orientation(picture: Image.Image) -> int:
    """Return how the camera was held (EXIF, 1 to 8); upright where its notes cannot be read."""
    try:
        return int(picture.getexif().get(0x0112, 1))
    except Exception:
        return 1


def _in_srgb(picture: Image.Image, profile: bytes) -> Image.Image:
    """Return the picture with its colours as they look, so that the profile is not needed."""
    alpha = picture.getchannel("A") if picture.mode == "RGBA" else None
    plain = picture.convert("RGB") if alpha else picture
    try:
        converted = ImageCms.profileToProfile(
            plain, ImageCms.ImageCmsProfile(io.BytesIO(profile)), ImageCms.createProfile("sRGB"), outputMode="RGB"
        )
    except (ImageCms.PyCMSError, OSError, ValueError):
        return picture
    if alpha:
        converted.putalpha(alpha)
    return converted
