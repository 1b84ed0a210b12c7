"""What is asked of every file that comes in, picture or document. Raises ValidationError, never anything else."""

from pathlib import PurePath
from typing import BinaryIO

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

LARGEST = settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE  # bytes, for pictures and documents alike


class Cleaned(SimpleUploadedFile):
    """A file that has been through this module."""


def check_size(file: BinaryIO, largest: int = LARGEST) -> None:
    """Refuse what is empty, and what has too many bytes."""
    if file.size > largest:
        size, most = filesizeformat(file.size), filesizeformat(largest)
        raise refusal(file, _("It is too big (%(size)s); at most %(most)s.") % {"size": size, "most": most})
    if not file.size:
        raise refusal(file, _("It is empty."))


def refusal(file: BinaryIO, reason: str) -> ValidationError:
    """Return the error that names the file and says why it is not taken."""
    return ValidationError(f"{PurePath(file.name).name}: {reason}", code="upload")
