"""Static files as visitors get them."""

import re
from typing import Any

from django.core.files.base import ContentFile, File
from whitenoise.storage import CompressedManifestStaticFilesStorage

# Comments, indents, blanks beside what ends a rule; our style sheets hold no text in which any would mean something.
FOR_PEOPLE = re.compile(r"\s*/\*.*?\*/\s*|^\s+|(?<=[{};])\s+|\s+(?=[{};])", re.DOTALL | re.MULTILINE)


class SiteStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Names with a hash, kept for good, compressed; our own style sheets without what is there for their readers."""

    def _save(self, name: str, content: File, **options: Any) -> str:
        if name.startswith("css/"):
            content = ContentFile(FOR_PEOPLE.sub("", b"".join(content.chunks()).decode()).encode())
        return super()._save(name, content, **options)
