"""Static files as visitors get them."""

import re
from typing import Any

from django.core.files.base import ContentFile, File
from whitenoise.storage import CompressedManifestStaticFilesStorage

# Our style sheets hold no text in which either would mean something.
COMMENTS = re.compile(r"/\*.*?\*/", re.DOTALL)
BLANKS = re.compile(r"^\s+|(?<=[{};])\s+|\s+(?=[{};])", re.MULTILINE)


class SiteStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Names with a hash, kept for good, compressed; our own style sheets without what is there for their readers."""

    def _save(self, name: str, content: File, **options: Any) -> str:
        if name.startswith("css/"):
            style = COMMENTS.sub(" ", b"".join(content.chunks()).decode())
            content = ContentFile(BLANKS.sub("", style).encode())
        return super()._save(name, content, **options)
