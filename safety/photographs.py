"""Photographs lose what they tell about people: only upright pixels in sRGB are stored."""

import io
import logging
import math
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

logger = logging.getLogger(__name__)
# Without “optimize”, for which the whole file has to fit into one buffer: grainy pictures are larger than theirs.
JPEG = ("JPEG", ".jpg", {"quality": 92, "subsampling": 0})
PNG = ("PNG", ".png", {})
# How each format is stored. HEIC, which no browser shows, becomes JPEG.
STORED_AS = {
    "JPEG": JPEG,
    "MPO": JPEG,  # of some phones
    "HEIF": JPEG,
    "PNG": PNG,
    "WEBP": ("WEBP", ".webp", {"quality": 92, "method": 4}),
    "AVIF": ("AVIF", ".avif", {"quality": 85}),
}
# Encoders of these take much memory (450 MB for 12 million grainy pixels); larger pictures get another format.
COSTLY = {"WEBP", "AVIF"}
MOST_COSTLY = 4_000_000  # pixels
# Of several pictures in a JPEG or HEIC the first is the one that was taken; of these, all make one that moves.
MOVING = {"PNG", "WEBP", "AVIF"}
OPENED = tuple(kind for kind in STORED_AS if kind != "MPO")  # Pillow finds that one by itself, as JPEG
MODES = {
    "JPEG": ("RGB", "RGBX", "L"),
    "PNG": ("RGB", "RGBA", "L", "LA", "P", "1"),
    "WEBP": ("RGB", "RGBA", "RGBX"),
    "AVIF": ("RGB", "RGBA"),
}
# Pixels that can be changed to other colours where they are.
SAME = {"RGB", "RGBX", "RGBA"}
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
# The only reader of AVIF takes about 13 bytes for each pixel of a picture that is seen through: 381 MB for these.
MOST_SEEN_THROUGH_IN_AVIF = 30_000_000

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
        with Image.open(file, formats=OPENED) as picture:
            kind, ending, options = STORED_AS[picture.format]
            if kind in MOVING and picture.is_animated:
                raise refusal(
                    file, _("The picture moves, which is not shown here. Save one picture of it, and take that.")
                )
            pixels = picture.width * picture.height
            costly = picture.format == "AVIF" and picture.mode == "RGBA"
            most = min(MOST_PIXELS, MOST_SEEN_THROUGH_IN_AVIF) if costly else MOST_PIXELS
            if pixels > most:
                counted = {"count": math.ceil(pixels / 1e6), "most": round(most / 1e6)}
                reason = _("The picture has %(count)s million pixels; save it with at most %(most)s million.")
                raise refusal(file, reason % counted)
            bare = _bare(_decoded(picture, file), kind)
    except ValidationError:
        raise
    # Decoders answer a broken file with errors of every kind.
    except Exception as error:
        raise refusal(file, _("This is no picture that can be read.") + f" {ADVICE}") from error
    stored, ending, kind = _encode(file, bare, (kind, ending, options))
    return Cleaned(PurePath(file.name).stem + ending, stored, f"image/{kind.lower()}")


def _encode(file: BinaryIO, picture: Image.Image, chosen: tuple) -> tuple[bytes, str, str]:
    """Return (content, ending, format) of a picture, in another format where an encoder has its limits.

    WebP knows no side of more than 16,383 pixels, and gives up on very grainy pictures.
    """
    transparent = "A" in picture.mode or "transparency" in picture.info
    other = PNG if transparent else JPEG
    is_costly = chosen[0] in COSTLY and picture.width * picture.height > MOST_COSTLY
    for kind, ending, options in (other,) if is_costly else (chosen, other):
        stored = io.BytesIO()
        try:
            fitting = picture if picture.mode in MODES[kind] else picture.convert("RGB")
            fitting.save(stored, kind, **options)
        except Exception as error:
            logger.warning("A picture of %s could not be stored as %s: %s", picture.size, kind, type(error).__name__)
        else:
            return stored.getvalue(), ending, kind
    # Whatever it was: it was read without a fault, so it is not the file.
    reason = _(
        "The picture is all right, but the site could not store it. That is a fault of the site; please tell us."
    )
    raise refusal(file, reason)


def _decoded(picture: Image.Image, file: BinaryIO) -> Image.Image:
    """Return the picture with its first frame in memory; of a large WebP without the four copies that Pillow makes."""
    if picture.format != "WEBP" or picture.width * picture.height <= MOST_COSTLY:
        picture.seek(0)
        picture.load()
        return picture
    # Not with the module: it loads numpy, which takes 30 MB of every process.
    import webp

    file.seek(0)
    try:
        pixels = webp.WebPData.from_buffer(file.read()).decode(webp.WebPColorMode.RGBA)
    except webp.WebPError:
        # A single picture in the form of one that moves is known to Pillow alone.
        picture.load()
        return picture
    # RGBX: the fourth byte is there and says nothing.
    mode = "RGBA" if picture.mode == "RGBA" else "RGBX"
    decoded = Image.frombuffer(mode, picture.size, pixels, "raw", mode, 0, 1)
    decoded.info = picture.info
    return decoded


def _bare(picture: Image.Image, kind: str) -> Image.Image:
    """Return the first frame: upright, in sRGB, with nothing attached. What was given is used up."""
    profile = picture.info.get("icc_profile")
    turn = TURNS.get(_orientation(picture))
    upright = picture
    if turn is not None:
        upright = picture.transpose(turn)
        # Its pixels, of which one copy takes 160 MB; the file is still wanted by whoever sent it.
        Image.Image.close(picture)
    if upright.mode == "I;16":
        upright = _in_256_greys(upright)
    if profile and upright.mode in {*SAME, "CMYK", "L"}:
        upright = _in_srgb(upright, profile)
    if upright.mode not in MODES[kind]:
        upright = upright.convert("RGB")
    keep = {name: upright.info[name] for name in ("transparency",) if name in upright.info}
    # The pixels alone, without a second copy of them: a large picture takes 160 MB.
    bare = upright._new(upright.im)
    bare.info = keep
    return bare


def _orientation(picture: Image.Image) -> int:
    """Return how the camera was held (EXIF, 1 to 8); upright where its notes cannot be read."""
    try:
        return int(picture.getexif().get(0x0112, 1))
    except Exception:
        return 1


def _in_256_greys(picture: Image.Image) -> Image.Image:
    """Return a picture of 65,536 greys, as scanners make it, in 256: Pillow would show all but the darkest as white."""
    fewer = picture.point(lambda value: value * (1 / 257) + 0.5).convert("L")
    if "transparency" in picture.info:
        fewer.info["transparency"] = round(picture.info["transparency"] / 257)
    return fewer


def _in_srgb(picture: Image.Image, profile: bytes) -> Image.Image:
    """Return the picture with its colours as they look, so that the profile is not needed."""
    if "transparency" in picture.info:
        # One colour that is seen through would be another one afterwards.
        picture = picture.convert("RGBA")
    # In its own place, where the kind of its pixels stays: a second copy of a large one is too much.
    stays = picture.mode in SAME
    try:
        converted = ImageCms.profileToProfile(
            picture,
            ImageCms.ImageCmsProfile(io.BytesIO(profile)),
            ImageCms.createProfile("sRGB"),
            outputMode=picture.mode if stays else "RGB",
            inPlace=stays,
        )
    except (ImageCms.PyCMSError, OSError, ValueError):
        return picture
    return picture if stays else converted
