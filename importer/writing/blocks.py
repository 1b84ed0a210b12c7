"""Pieces of a body as the blocks of a page, each such that the editor would take it."""

from html import escape
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.utils.translation import gettext as _

from ..body import Piece
from .links import Links

MOST_BUTTONS = 4
LONGEST_ALT = 255


class Blocks:
    """Makes blocks; what is missing is noted in ``missing``: (address, reason)."""

    def __init__(self, links: Links, images: dict[str, Any], reasons: dict[str, str]) -> None:
        """``images`` are {address: picture}, ``reasons`` say why others are not among them."""
        self.links, self.images, self.reasons = links, images, reasons
        self.missing: list[tuple[str, str]] = []

    def body(self, pieces: list[Piece], name: str) -> list[dict]:
        """Return the raw data of a stream; ``name`` keeps the ids of its blocks the same each time."""
        found: list[tuple[str, Any]] = []
        for piece in pieces:
            for kind, value in getattr(self, f"_{piece.kind}")(piece.value):
                if (
                    kind == "buttons"
                    and found
                    and found[-1][0] == "buttons"
                    and len(found[-1][1]["buttons"]) < MOST_BUTTONS
                ):
                    found[-1][1]["buttons"] += value["buttons"]
                elif kind == "paragraph" and found and found[-1][0] == "paragraph":
                    found[-1] = (kind, found[-1][1] + value)
                else:
                    found.append((kind, value))
        return [
            {"type": kind, "value": value, "id": str(uuid5(NAMESPACE_URL, f"{name}/{place}"))}
            for place, (kind, value) in enumerate(found)
        ]

    def _paragraph(self, value: dict) -> list[tuple[str, Any]]:
        return [("paragraph", self.links.in_html(value["html"]))]

    def _heading(self, value: dict) -> list[tuple[str, Any]]:
        return [("heading", value["text"])]

    def _divider(self, _value: dict) -> list[tuple[str, Any]]:
        return [("divider", None)]

    def _quote(self, value: dict) -> list[tuple[str, Any]]:
        return [("quote", value | {"consent": None, "consent_note": ""})]

    def _embed(self, value: dict) -> list[tuple[str, Any]]:
        return [("embed", {"address": value["address"], "title": value["title"] or _("Video"), "transcript": ""})]

    def _table(self, value: dict) -> list[tuple[str, Any]]:
        width = len(value["rows"][0])
        headings = value["headings"] or [""] * width
        cells = {
            "caption": value["caption"],
            "columns": [{"type": "text", "heading": heading} for heading in headings],
            "rows": [{"values": row} for row in value["rows"]],
        }
        return [("table", {"cells": cells, "first_column_names_rows": value["first_column_names_rows"]})]

    def _picture(self, value: dict) -> dict | None:
        image = self.images.get(value["address"]) or self.images.get(value.get("copy", ""))
        if image is None:
            self.missing.append((value["address"], self.reasons.get(value["address"], "")))
            return None
        alt = value["alt"] if value["alt"] != image.description else ""
        return {"image": image.pk, "caption": value["caption"], "alt_text": alt[:LONGEST_ALT]}

    def _image(self, value: dict) -> list[tuple[str, Any]]:
        if picture := self._picture(value):
            return [("image", picture)]
        return [self._note(value)]

    def _note(self, value: dict) -> tuple[str, Any]:
        told = value["alt"] or value["caption"]
        text = _("A picture is missing here: %(what)s") % {"what": told} if told else _("A picture is missing here.")
        if value["alt"] and value["caption"]:
            text = f"{text} {value['caption']}"
        return "paragraph", f"<p><i>{escape(text, quote=False)}</i></p>"

    def _gallery(self, value: dict) -> list[tuple[str, Any]]:
        shown = [(one, self._picture(one)) for one in value["pictures"]]
        pictures = {picture["image"]: picture for _one, picture in shown if picture}
        notes = [self._note(one) for one, picture in shown if not picture]
        if len(pictures) > 1:
            return [("gallery", {"pictures": list(pictures.values())}), *notes]
        return [*(("image", picture) for picture in pictures.values()), *notes]

    def _document(self, value: dict) -> list[tuple[str, Any]]:
        if document := self.links.documents.get(value["address"]):
            return [("document", {"document": document, "description": value["label"]})]
        link = f'<p><a href="{escape(value["address"])}">{escape(value["label"], quote=False)}</a></p>'
        return [("paragraph", self.links.in_html(link))]

    def _button(self, value: dict) -> list[tuple[str, Any]]:
        page, outside = self.links.find(value["address"])
        document = self.links.documents.get(value["address"])
        if page is None and not document and not outside.startswith("https://"):
            link = f'<p><a href="{escape(value["address"])}">{escape(value["label"], quote=False)}</a></p>'
            return [("paragraph", self.links.in_html(link))]
        target = {"page": None if document else page, "document": document, "address": ""}
        if page is None and not document:
            target["address"] = outside
        return [("buttons", {"buttons": [{"label": value["label"], **target}]})]
