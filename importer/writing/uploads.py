"""Pictures and files of an item: through the one door of uploads, each once, none left behind."""

import hashlib
import io
import re
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models
from django.utils.text import slugify
from django.utils.translation import gettext as _
from PIL import Image
from wagtail.documents import get_document_model

from pages.models import SiteImage
from safety.documents import check_document
from safety.photographs import MOST_PIXELS, clean_photo

from ..body.pictures import said
from ..models import Imported, Kind, Run
from ..plan import VERSION, Planned
from .download import FetchError, Store, identity

LONGEST_KEY, LONGEST_NAME = 700, 50


@dataclass
class Ready:
    """A file that was looked at, and may be saved."""

    content: Any
    hash: str


@dataclass
class Uploads:
    """The pictures and files of one item."""

    run: Run
    store: Store
    images: dict[str, SiteImage] = field(default_factory=dict)  # {address: …}
    documents: dict[str, int] = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)
    _ready: dict[tuple[str, str], Ready] = field(default_factory=dict)
    _saved: list[tuple[Any, str]] = field(default_factory=list)  # (storage, name)

    def fetch(self, planned: Planned, files: list[str], *, ask: bool = True) -> None:
        """Get everything ready before the database is asked to wait; ``ask``: whether over the network."""
        copies = planned.copies
        # What an earlier run, which knew nothing of the picture itself, brought for all of its places is enough.
        known = {one for one, shown in copies.items() if all(copy and self._known(Kind.IMAGE, copy) for copy in shown)}
        pictures = [one for one in planned.pictures if one not in known]
        wanted = [(Kind.IMAGE, one) for one in pictures] + [(Kind.FILE, one) for one in files]
        missing = [(kind, one) for kind, one in wanted if not self._known(kind, one)]
        if ask:
            self.store.fetch(address for _kind, address in missing)
        for kind, address in missing:
            try:
                self._ready[kind, address] = self._look(kind, address)
            except FetchError as error:
                self.reasons[address] = str(error) if ask else _("Pictures and files were left out.")
        if ask:
            self._look_at_copies(
                [copy for one, shown in copies.items() if one in self.reasons for copy in shown if copy]
            )

    def _look_at_copies(self, copies: list[str]) -> None:
        """Take the smaller copies that the page showed, where the picture itself does not come."""
        missing = [copy for copy in dict.fromkeys(copies) if not self._known(Kind.IMAGE, copy)]
        self.store.fetch(missing)
        for copy in missing:
            with suppress(FetchError):
                self._ready[Kind.IMAGE, copy] = self._look(Kind.IMAGE, copy)

    def _record(self, kind: str, address: str) -> Imported | None:
        return Imported.objects.filter(site=self.run.site, kind=kind, key=_key(address)).first()

    def _known(self, kind: str, address: str) -> bool:
        record = self._record(kind, address)
        return bool(record and (record.image_id or record.document_id))

    def _look(self, kind: str, address: str) -> Ready:
        """Return the file as it may be kept; raises FetchError with the reason why not."""
        content = self.store.find(address).read_bytes()
        told = hashlib.sha256(content).hexdigest()
        name = _name(address, told)
        try:
            if kind == Kind.IMAGE:
                return Ready(clean_photo(SimpleUploadedFile(*_still(name, content))), told)
            return Ready(check_document(SimpleUploadedFile(name, content), may_tell=False), told)
        except ValidationError as error:
            raise FetchError(" ".join(error.messages)) from error

    def save(self, planned: Planned, titles: dict[str, str]) -> None:
        """Save what is ready; called in the transaction of the item. ``titles`` are {address: name of a file}."""
        featured = planned.item.picture
        alts = {featured: said(planned.item.picture_alt, featured)}
        for one in (one for piece in planned.body.pieces for one in piece.pictures if one["alt"]):
            alts |= {one[name]: one["alt"] for name in ("address", "copy") if name in one}
        for (kind, address), ready in self._ready.items():
            if self._known(kind, address):
                continue
            same = Imported.objects.filter(site=self.run.site, kind=kind, source_hash=ready.hash)
            record = same.exclude(image=None, document=None).first()
            if record:
                made = record.image if kind == Kind.IMAGE else record.document
            elif kind == Kind.IMAGE:
                made = self._picture(address, ready, alts.get(address, ""))
            else:
                made = self._document(address, ready, titles.get(address, ""))
            if made is not None:
                values = {"source_hash": ready.hash, "version": VERSION, "run": self.run}
                values |= {"image": made} if kind == Kind.IMAGE else {"document": made}
                Imported.objects.update_or_create(site=self.run.site, key=_key(address), kind=kind, defaults=values)

    def take(self, planned: Planned, files: list[str]) -> None:
        """Find what is here already, too."""
        for address in [*planned.pictures, *(copy for shown in planned.copies.values() for copy in shown if copy)]:
            self._take(Kind.IMAGE, address)
        for address in files:
            self._take(Kind.FILE, address)

    def _take(self, kind: str, address: str) -> None:
        record = self._record(kind, address)
        if record and record.image_id and kind == Kind.IMAGE:
            self.images[address] = record.image
        elif record and record.document_id and kind == Kind.FILE:
            self.documents[address] = record.document_id

    def _picture(self, address: str, ready: Ready, alt: str) -> SiteImage | None:
        title = PurePosixPath(_path(address)).stem.replace("+", " ").replace("_", " ").strip()
        image = SiteImage(title=(title or _("Picture"))[:255], file=ready.content, description=alt)
        image.uploaded_by_user = self.run.started_by
        try:
            image.full_clean()
        except ValidationError as error:
            # Its alt text is written by a person, and asked for until then.
            if set(error.error_dict) - {"description"}:
                self.reasons[address] = " ".join(error.messages)
                return None
        self._save(image)
        return image

    def _document(self, address: str, ready: Ready, title: str) -> models.Model | None:
        name = PurePosixPath(_path(address)).name
        document = get_document_model()(title=(title or name)[:255], file=ready.content)
        document.uploaded_by_user = self.run.started_by
        self._save(document)
        return document

    def _save(self, upload: SiteImage | models.Model) -> None:
        storage = upload.file.storage
        name = (
            upload.get_upload_to(upload.file.name) if isinstance(upload, SiteImage) else f"documents/{upload.file.name}"
        )
        # The name holds what is in it: a file without a row is what was left when the site was killed.
        if storage.exists(name) and not type(upload).objects.filter(file=name).exists():
            storage.delete(name)
        upload.save()
        self._saved.append((storage, upload.file.name))
        self.run.note_made(upload)

    def clear_away(self) -> None:
        """Delete the files of an item that could not be written."""
        for storage, name in self._saved:
            storage.delete(name)


def _key(address: str) -> str:
    key = identity(address)
    return key if len(key) <= LONGEST_KEY else hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()


def _path(address: str) -> str:
    """Return the path of an address without signs that no database takes."""
    return re.sub(r"[\x00-\x1f\x7f]", "", unquote(urlsplit(address).path))


def _name(address: str, told: str) -> str:
    """Return a name for a file that says what is in it: no two files share one."""
    path = PurePosixPath(_path(address))
    return f"{slugify(path.stem)[:LONGEST_NAME] or 'file'}-{told[:12]}{path.suffix.lower()[:6]}"


def _still(name: str, content: bytes) -> tuple[str, bytes]:
    """Return the first picture of a GIF, which this site does not keep, as PNG; others as they are."""
    if content[:6] not in (b"GIF87a", b"GIF89a"):
        return name, content
    try:
        with Image.open(io.BytesIO(content), formats=["GIF"]) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                return name, content
            picture.seek(0)
            kept = io.BytesIO()
            picture.convert("RGBA").save(kept, "PNG")
    except Exception:
        return name, content
    return f"{Path(name).stem}.png", kept.getvalue()
