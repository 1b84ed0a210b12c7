"""The one place where a file comes in: photographs lose what they tell about people, documents prove what they are.

Forms call it so that a refusal is shown beside the file; saving a picture or a document calls it
again, so that imports and scripts cannot go around it. Raises ValidationError, never anything else.
"""

import contextlib
import io
import itertools
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePath
from typing import Any, BinaryIO

import pillow_heif
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.forms import FileField
from django.template.defaultfilters import filesizeformat
from django.utils.text import format_lazy
from django.utils.translation import gettext as _, gettext_lazy
from PIL import Image, ImageCms
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm
from wagtail.images.models import AbstractImage
from wagtail.models import UploadedFile

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
LARGEST = settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE  # bytes, for pictures and documents alike
MOST_PIXELS = settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS

PICTURES_TAKEN = gettext_lazy("Pictures can be JPEG, PNG, WebP, AVIF or HEIC (from an iPhone).")
ADVICE = format_lazy(
    "{} {}",
    PICTURES_TAKEN,
    gettext_lazy(
        "A drawing in SVG may carry a program inside: open it and export it as PNG. Of a moving GIF, save one picture."
    ),
)


class Cleaned(SimpleUploadedFile):
    """A file that has been through this module."""


def clean_photo(file: BinaryIO) -> Cleaned:
    """Return the picture upright and without anything but its pixels; ``file`` has a name.

    Raises ValidationError for what is no picture, too many bytes or too many pixels (counted before
    anything is decoded).
    """
    if isinstance(file, Cleaned):
        return file
    _check_size(file)
    try:
        file.seek(0)
        with Image.open(file, formats=OPENED) as picture:
            kind, ending, options = STORED_AS[picture.format]
            pixels = picture.width * picture.height
            if pixels > MOST_PIXELS:
                counted = {"count": round(pixels / 1e6), "most": round(MOST_PIXELS / 1e6)}
                reason = _("The picture has %(count)s million pixels; save it with at most %(most)s million.")
                raise _refusal(file, reason % counted)
            stored = io.BytesIO()
            _bare(picture, kind).save(stored, kind, **options)
    except ValidationError:
        raise
    # Decoders answer a broken file with errors of every kind.
    except Exception as error:
        raise _refusal(file, _("This is no picture that can be read.") + f" {ADVICE}") from error
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


# Office formats are archives: what must be inside, and what must not.
OPEN_XML = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "pptx": "ppt/presentation.xml"}
TYPES = "[Content_Types].xml"
OPEN_DOCUMENT = {
    "odt": b"application/vnd.oasis.opendocument.text",
    "ods": b"application/vnd.oasis.opendocument.spreadsheet",
}
ACTIVE_PARTS = ("vbaproject", "activex", "embeddings/", "oleobject", "basic/", "scripts/", "externallinks/")
ACTIVE_IN_PDF = (b"/JavaScript", b"/JS ", b"/JS(", b"/Launch", b"/EmbeddedFile", b"/RichMedia", b"/XFA")
ACTIVE_IN_TEXT = (b"<html", b"<!doctype", b"<script", b"<svg", b"<?xml", b"<?php", b"<body", b"<iframe")


def check_document(file: BinaryIO) -> BinaryIO:
    """Return the file if it is what its ending says and runs nothing; ``file`` has a name.

    Raises ValidationError with the reason.
    """
    if isinstance(file, Cleaned):
        return file
    _check_size(file)
    ending = PurePath(file.name).suffix.lower().lstrip(".")
    if ending not in settings.WAGTAILDOCS_EXTENSIONS:
        taken = ", ".join(sorted(settings.WAGTAILDOCS_EXTENSIONS)).upper()
        raise _refusal(
            file,
            _("Documents can be %(taken)s. Save it in one of these forms, PDF if you are not sure.") % {"taken": taken},
        )
    file.seek(0)
    content = file.read()
    file.seek(0)
    if not _is(ending, content):
        reason = _(
            "The name ends in .%(ending)s, but the content is something else. Open it and save it again in this form."
        )
        raise _refusal(file, reason % {"ending": ending})
    if _is_active(ending, content):
        reason = _(
            "There is a program, a macro or another file inside, which could harm those who open it. "
            "Save it as a plain PDF."
        )
        raise _refusal(file, reason)
    return file


def _is(ending: str, content: bytes) -> bool:
    """Return whether the content is what the ending promises."""
    if ending == "pdf":
        return content.startswith(b"%PDF-")
    if ending == "rtf":
        return content.startswith(b"{\\rtf")
    if ending == "txt":
        return not any(sign < 32 and sign not in b"\t\n\r\f" for sign in content)
    names, first = _parts(content)
    if ending in OPEN_XML:
        return TYPES in names and OPEN_XML[ending] in names
    return first.strip() == OPEN_DOCUMENT[ending]


def _is_active(ending: str, content: bytes) -> bool:
    """Return whether opening the document could run something."""
    if ending == "pdf":
        return any(part in piece for piece in _readable(content) for part in ACTIVE_IN_PDF)
    if ending == "rtf":
        return b"\\obj" in content
    if ending == "txt":
        start = content[:4096].lower()
        return any(part in start for part in ACTIVE_IN_TEXT)
    names, first = _parts(content)
    # The list of types names macros even where their part is called something else.
    macros = b"macroenabled" in first.lower() or b"vbaproject" in first.lower()
    return macros or any(part in name.lower() for name in names for part in ACTIVE_PARTS)


def _readable(content: bytes) -> Iterator[bytes]:
    """Yield a PDF and its packed streams (at most 2 MB of each, 400 of them), names written out."""
    pieces = [content]
    for start in itertools.islice(re.finditer(rb"stream\r?\n", content), 400):
        with contextlib.suppress(zlib.error):
            pieces.append(zlib.decompressobj().decompress(content[start.end() : start.end() + 2_000_000], 2_000_000))
    for piece in pieces:
        yield re.sub(rb"#([0-9A-Fa-f]{2})", lambda code: bytes([int(code[1], 16)]), piece)


def _parts(content: bytes) -> tuple[list[str], bytes]:
    """Return the names inside an office document, and what its list of types, or else its first part, says.

    At most 200,000 bytes of that are read.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            if len(entries) > 3000 or sum(entry.file_size for entry in entries) > 20 * LARGEST:
                return [], b""
            names = [entry.filename for entry in entries]
            telling = TYPES if TYPES in names else names[0]
            with archive.open(telling) as part:
                return names, part.read(200_000)
    # So do archives.
    except Exception:
        return [], b""


def _check_size(file: BinaryIO) -> None:
    if file.size > LARGEST:
        size, most = filesizeformat(file.size), filesizeformat(LARGEST)
        raise _refusal(file, _("It is too big (%(size)s); at most %(most)s.") % {"size": size, "most": most})
    if not file.size:
        raise _refusal(file, _("It is empty."))


def _refusal(file: BinaryIO, reason: str) -> ValidationError:
    return ValidationError(f"{PurePath(file.name).name}: {reason}", code="upload")


# Where files come in


class PhotoField(WagtailImageField):
    """Takes a picture through clean_photo, in place of Wagtail's check, which a broken file brings down."""

    def to_python(self, data: Any) -> Any:
        """Return the picture with nothing but its pixels."""
        file = FileField.to_python(self, data)
        if file is None:
            return None
        if PurePath(file.name).suffix.lower().lstrip(".") not in self.allowed_image_extensions:
            raise _refusal(file, str(ADVICE))
        return clean_photo(file)


class PhotoForm(BaseImageForm):
    """Wagtail's form for pictures, single, many or from a chooser."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        person = kwargs.get("user")
        super().__init__(*args, **kwargs)
        if field := self.fields.get("file"):
            kept = {name: getattr(field, name) for name in ("label", "required", "widget")}
            self.fields["file"] = PhotoField(**kept)
            # Said by the page for many pictures before anything is sent.
            self.fields["file"].error_messages["invalid_image_extension"] = ADVICE
        if field := self.fields.get("consent"):
            # A plain list: pictures are also added in a chooser, where a second one cannot open.
            field.widget = forms.Select()
            consents = field.queryset.model
            field.queryset = (consents.holding() | consents.objects.filter(pk=self.instance.consent_id)).distinct()
            # Whoever may not take a consent back for somebody may not cut their picture loose from it either.
            may = person is None or person.has_perm("consent.change_consent")
            field.disabled = bool(self.instance.consent_id) and not may


class DocumentForm(BaseDocumentForm):
    """Wagtail's form for documents, single, many or from a chooser."""

    def clean_file(self) -> Any:
        """Return the document if it is safe to hand out."""
        file = self.cleaned_data["file"]
        return check_document(file) if "file" in self.changed_data else file


def clean_before_saving(sender: type, instance: Any, **kwargs: Any) -> None:
    """Clean what reaches the model without a form; a file that is already kept is left alone.

    Also what Wagtail keeps for a moment while somebody fills in the alt text of many pictures.
    """
    file = instance.file
    if not file or file._committed or isinstance(file.file, Cleaned):
        return
    model = instance.for_content_type.model_class() if isinstance(instance, UploadedFile) else sender
    if not issubclass(model, AbstractImage):
        check_document(file)
        return
    instance.file = clean_photo(file)
    if isinstance(instance, AbstractImage):
        instance.file_size, instance.file_hash = None, ""
