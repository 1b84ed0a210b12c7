"""Blocks with sound and film that lie on this site: nobody else learns who listens, and nobody is left out."""

from types import SimpleNamespace
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from .choosers import LoadedDocumentChooserBlock, LoadedImageChooserBlock
from .groups import MEDIA

SOUND, FILM, CAPTIONS = {"mp3", "m4a"}, {"mp4"}, {"vtt"}


class RecordingBlock(blocks.StructBlock):
    """A recording. What its files must be stands in ``endings``: {part: (endings, words for anything else)}."""

    shown_only_with = "document"
    endings: dict[str, tuple[set[str], Any]] = {}

    def get_preview_value(self) -> Any:
        """Return the example of the block, with a player that has nothing to play."""
        value = super().get_preview_value()
        value["document"] = SimpleNamespace(url="#")
        return value

    def clean(self, value: Any) -> Any:
        """Refuse files of another kind."""
        cleaned = super().clean(value)
        errors = {
            name: ValidationError(words)
            for name, (endings, words) in self.endings.items()
            if cleaned.get(name) and cleaned[name].file_extension.lower() not in endings
        }
        if errors:
            raise blocks.StructBlockValidationError(block_errors=errors)
        return cleaned


class AudioBlock(RecordingBlock):
    """Sound, with all that is said in words."""

    title = blocks.CharBlock(max_length=120, label=_("Title"), help_text=_("What one will hear."))
    document = LoadedDocumentChooserBlock(
        label=_("Recording"), help_text=_("MP3 or M4A, at most 20 MB. Place, device and names in it are taken out.")
    )
    transcript = blocks.TextBlock(
        rows=6, label=_("Transcript"), help_text=_("For those who cannot hear it, or cannot have it heard.")
    )
    endings = {"document": (SOUND, _("Choose a recording that ends in .mp3 or .m4a."))}

    class Meta:
        icon = "media"
        label = _("Sound")
        description = _("A recording on this site, with its transcript. Nothing is loaded before someone plays it.")
        group = MEDIA
        template = "blocks/audio.html"
        preview_value = {"title": _("Example recording"), "document": None, "transcript": _("What is said, in words.")}


class FilmBlock(RecordingBlock):
    """A film, with captions."""

    title = blocks.CharBlock(max_length=120, label=_("Title"), help_text=_("What one will see and hear."))
    document = LoadedDocumentChooserBlock(
        label=_("Film"), help_text=_("MP4, at most 20 MB. Place, device and names in it are taken out.")
    )
    captions = LoadedDocumentChooserBlock(label=_("Captions"), help_text=_("A file that ends in .vtt."))
    transcript = blocks.TextBlock(required=False, rows=4, label=_("Transcript or summary"))
    image = LoadedImageChooserBlock(required=False, label=_("Picture before it plays"))
    endings = {
        "document": (FILM, _("Choose a film that ends in .mp4.")),
        "captions": (CAPTIONS, _("Choose a file with captions, which ends in .vtt.")),
    }

    class Meta:
        icon = "media"
        label = _("Film on this site")
        description = _("A film that lies on this site, with captions. Nothing is loaded before someone plays it.")
        group = MEDIA
        template = "blocks/film.html"
        preview_value = {"title": _("Example film"), "document": None, "captions": None, "transcript": ""}
