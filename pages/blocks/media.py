"""Blocks with pictures, files and videos."""

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from .choosers import LoadedDocumentChooserBlock, LoadedImageChooserBlock, ShowsFilesMixin
from .groups import MEDIA
from .links import AddressBlock
from .text import SAMPLE, ParagraphBlock


class PictureValue(blocks.StructValue):
    """A picture and the words that stand for it."""

    @property
    def alt(self) -> str:
        """Return the alt text for this place, else the picture's own."""
        return self.get("alt_text") or (self["image"].default_alt_text if self["image"] else "")

    @property
    def alt_language(self) -> str | None:
        """Return the language of the alt text where it is another than that of the page."""
        own = self.get("alt_text") or not self["image"] or self["image"].is_decorative
        return None if own else self["image"].foreign.get("description")


class PictureBlock(ShowsFilesMixin, blocks.StructBlock):
    """One picture."""

    shown_only_with = "image"

    image = LoadedImageChooserBlock(label=_("Image"))
    caption = blocks.CharBlock(required=False, max_length=250, label=_("Caption"))
    alt_text = blocks.CharBlock(
        required=False,
        max_length=255,
        label=_("Alt text for this place"),
        help_text=_("Only if the picture means something else here than its own alt text says."),
    )

    class Meta:
        icon = "image"
        label = _("Image")
        description = _("One picture with an optional caption. Its alt text comes from the picture.")
        group = MEDIA
        template = "blocks/picture.html"
        value_class = PictureValue
        preview_value = {"image": None, "caption": _("A caption says what the picture adds.")}


class PictureBesideTextBlock(ShowsFilesMixin, blocks.StructBlock):
    """A picture with text at its side; one above the other on a phone."""

    image = LoadedImageChooserBlock(label=_("Image"))
    alt_text = blocks.CharBlock(
        required=False,
        max_length=255,
        label=_("Alt text for this place"),
        help_text=_("Only if the picture means something else here than its own alt text says."),
    )
    side = blocks.ChoiceBlock(
        choices=[("start", _("Before the text")), ("end", _("After the text"))], default="start", label=_("Its place")
    )
    title = blocks.CharBlock(required=False, max_length=120, label=_("Title"))
    text = ParagraphBlock(label=_("Text"))

    class Meta:
        icon = "image"
        label = _("Picture beside text")
        description = _("A picture with text at its side, on a phone one above the other.")
        group = MEDIA
        template = "blocks/picture_beside_text.html"
        value_class = PictureValue
        preview_value = {"image": None, "side": "start", "title": _("A title"), "text": SAMPLE}


class GalleryBlock(ShowsFilesMixin, blocks.StructBlock):
    """Several pictures."""

    pictures = blocks.ListBlock(PictureBlock(), min_num=2, max_num=12, label=_("Pictures"))

    class Meta:
        icon = "image"
        label = _("Gallery")
        description = _("Two to twelve pictures side by side; nothing moves.")
        group = MEDIA
        template = "blocks/gallery.html"
        preview_value = {"pictures": [{"image": None, "caption": _("A caption")}] * 2}


class DocumentBlock(ShowsFilesMixin, blocks.StructBlock):
    """A file to download."""

    shown_only_with = "document"

    document = LoadedDocumentChooserBlock(label=_("Document"))
    description = blocks.CharBlock(required=False, max_length=200, label=_("What it is for"))

    class Meta:
        icon = "doc-full"
        label = _("Document")
        description = _("A file to download, with its type and size.")
        group = MEDIA
        template = "blocks/document.html"
        preview_value = {"document": None, "description": _("A checklist to print.")}


class FilesBlock(ShowsFilesMixin, blocks.StructBlock):
    """Several files to download."""

    title = blocks.CharBlock(required=False, max_length=120, label=_("Title"))
    files = blocks.ListBlock(DocumentBlock(), min_num=1, max_num=30, label=_("Files"))

    class Meta:
        icon = "doc-full-inverse"
        label = _("Files")
        description = _("A list of files to download, each with its type and size.")
        group = MEDIA
        template = "blocks/files.html"
        preview_value = {"title": _("To print"), "files": [{"document": None, "description": _("A checklist.")}] * 2}


class EmbedValue(blocks.StructValue):
    """A video elsewhere: who keeps it, and where it plays."""

    @property
    def provider(self) -> str:
        """Return the name of who keeps the video."""
        return find_player(self["address"])[0]

    @property
    def player_address(self) -> str:
        """Return the address of the player that sets the fewest cookies."""
        return find_player(self["address"])[1]


# One video, and neither a list of them nor an event.
VIMEO = re.compile(
    r"/(?:channels/[\w-]+/|groups/[\w-]+/videos/|(?:showcase|album)/\d+/video/|video/)?(\d{5,12})(?:/([0-9a-f]{6,20}))?/?",
    re.ASCII,
)


def find_player(address: str) -> tuple[str, str]:
    """Return (provider, address of its player without cookies), or ("", "") for any other address."""
    try:
        parts = urlsplit(address or "")
    except ValueError:
        return "", ""
    host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
    asked = parse_qs(parts.query)
    video = ""
    if host == "youtu.be":
        video = parts.path.strip("/")
    elif host in {"youtube.com", "youtube-nocookie.com"}:
        at = re.fullmatch(r"/(?:embed|shorts|live|v)/([^/]+)/?", parts.path)
        video = at[1] if at else asked.get("v", [""])[0] if parts.path.strip("/") == "watch" else ""
    if re.fullmatch(r"(?!videoseries|live_stream)[\w-]{11}", video, re.ASCII):
        return "YouTube", f"https://www.youtube-nocookie.com/embed/{video}"
    if host in {"vimeo.com", "player.vimeo.com"} and (match := VIMEO.fullmatch(parts.path)):
        # Whoever has a video that is not listed has a second word for it.
        word = match[2] or asked.get("h", [""])[0]
        key = f"&h={word}" if re.fullmatch(r"[0-9a-f]{6,20}", word) else ""
        return "Vimeo", f"https://player.vimeo.com/video/{match[1]}?dnt=1{key}"
    return "", ""


class EmbedBlock(blocks.StructBlock):
    """A video that loads only when asked."""

    address = AddressBlock(label=_("Address of the video"), help_text=_("On YouTube or Vimeo."))
    title = blocks.CharBlock(max_length=120, label=_("Title"), help_text=_("What one will see and hear."))
    transcript = blocks.TextBlock(required=False, rows=4, label=_("Transcript or summary"))

    class Meta:
        icon = "media"
        label = _("Video elsewhere")
        description = _("A video from YouTube or Vimeo, which learns of the visitor only after they choose to play it.")
        group = MEDIA
        template = "blocks/embed.html"
        value_class = EmbedValue
        preview_value = {
            "address": "https://vimeo.com/00000000",
            "title": _("Example video"),
            "transcript": _("What is said, in words."),
        }

    def get_context(self, value: Any, parent_context: dict | None = None) -> dict:
        """Let this page, and no other, frame the player (safety.csp)."""
        context = super().get_context(value, parent_context)
        request = context.get("request")
        if request and (address := value.player_address):
            parts = urlsplit(address)
            request.players = getattr(request, "players", set()) | {f"{parts.scheme}://{parts.netloc}"}
        return context

    def clean(self, value: Any) -> Any:
        """Refuse addresses of other sites, which could not be played without telling them first."""
        cleaned = super().clean(value)
        if cleaned.get("address") and not find_player(cleaned["address"])[0]:
            raise blocks.StructBlockValidationError(
                block_errors={
                    "address": ValidationError(_("Only videos on YouTube or Vimeo work here; for others, use a link."))
                }
            )
        return cleaned
