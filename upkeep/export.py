"""The content as plain files that any other system can read: pages as Markdown, the rest as JSON, uploads as they are.

A page is a file with front matter: one field a line, each value in JSON, which is YAML, too. Its
pieces are rendered as for a visitor and then written in Markdown; pictures point at the originals.
"""

import json
import re
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup
from django.core.files.storage import default_storage
from django.db import models
from django.utils.text import capfirst
from markdownify import MarkdownConverter
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.coreutils import get_dummy_request
from wagtail.documents import get_document_model
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page
from wagtail.rich_text import expand_db_html
from wagtail.snippets.models import get_snippet_models

from deleted.models import BinPage
from pages.loader import loading
from pages.models import SiteImage, SiteRendition
from pages.site_settings import settings_model

from .progress import Progress

# Of the tree and of the editor; who gave a consent and who uploaded something; where a
# place is that people are told when they ask (backups hold it). Nothing that is meant to be read.
INNER = {
    "alias_of", "consent", "content_type", "depth", "draft_title", "expired", "has_unpublished_changes", "id",
    "latest_revision", "live_revision", "locale", "locked", "locked_at", "locked_by", "numchild", "owner", "page_ptr",
    "path", "reading_minutes", "slug", "title", "told_when_asked", "translation_key", "uploaded_by_user", "url_path",
    "wagtail_admin_comments",
}  # fmt: skip


def export(folder: Path, progress: Progress) -> dict[str, int]:
    """Write everything into an empty folder; return {"pages", "items", "files"}. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise FileExistsError(f"{folder} is not empty")
    return {
        "pages": _pages(folder / "pages", progress),
        "items": _items(folder / "data", progress),
        "files": _files(folder, progress),
    }


def _pages(folder: Path, progress: Progress) -> int:
    sizes = {rendition.file.name: rendition.image for rendition in SiteRendition.objects.select_related("image")}
    pages = BinPage.outside(Page.objects.filter(depth__gt=1)).order_by("path")
    every, count = pages.count(), 0
    for page in pages.specific().iterator(chunk_size=100):
        newest = page.get_latest_revision_as_object() if page.has_unpublished_changes else page
        file = folder / (page.url_path.strip("/") or "root") / ("index.md" if page.live else "draft.md")
        _write(file, _page(page if page.live else newest, sizes))
        if page.live and page.has_unpublished_changes:
            _write(file.with_name("draft.md"), _page(newest, sizes))
        count += 1
        progress("pages", count, every)
    return count


def _page(page: Page, sizes: dict[str, SiteImage]) -> str:
    """Return one page as Markdown."""
    front = {"title": page.title, "type": page._meta.label, "url": page.full_url, "live": page.live}
    front |= {"language": page.locale.language_code}
    pieces = []
    # What comes after reading stands last.
    for field in sorted(page._meta.get_fields(), key=lambda field: field.name == "next_step"):
        if field.name in INNER:
            continue
        if isinstance(field, StreamField):
            pieces.append(_stream(page, field.name, sizes))
        elif isinstance(field, RichTextField):
            pieces.append(_markdown(expand_db_html(getattr(page, field.name) or ""), sizes, field.verbose_name))
        elif field.concrete or isinstance(field, ParentalManyToManyField):
            front[field.name] = _value(page, field)
        elif isinstance(getattr(field, "remote_field", None), ParentalKey):
            front[field.name] = [_row(one) for one in getattr(page, field.get_accessor_name()).all()]
    lines = [f"{name}: {_json(value)}" for name, value in front.items() if value not in (None, "", [])]
    body = "\n\n".join(piece for piece in pieces if piece)
    return "---\n" + "\n".join(lines) + f"\n---\n\n# {page.title}\n\n{body}\n"


def _stream(page: Page, name: str, sizes: dict[str, SiteImage]) -> str:
    request = get_dummy_request(site=page.get_site())
    with loading():
        html = "\n".join(
            block.render({"request": request, "page": page, "self": page}) for block in getattr(page, name)
        )
    return _markdown(html, sizes)


def _markdown(html: str, sizes: dict[str, SiteImage], heading: Any = "") -> str:
    """Return HTML as Markdown, each picture once and as the original."""
    soup = BeautifulSoup(html, "html.parser")
    for button in soup.find_all("button"):
        button.decompose()
    # The lines of a template are none of the text.
    for piece in soup.find_all(string=True):
        if not piece.find_parent("pre"):
            piece.replace_with(re.sub(r"\s+", " ", piece))
    for picture in soup.find_all("img"):
        image = sizes.get(picture.get("src", "").partition("/media/")[2])
        if image:
            picture["src"] = f"/media/{image.file.name}"
    text = MarkdownConverter(heading_style="ATX", bullets="-", escape_asterisks=False, escape_underscores=False)
    lines = (line.rstrip() for line in text.convert_soup(soup).strip().splitlines())
    body = _without_gaps(lines)
    return f"## {capfirst(heading)}\n\n{body}" if heading and body else body


def _without_gaps(lines: Iterator[str]) -> str:
    kept: list[str] = []
    for line in lines:
        if line or (kept and kept[-1]):
            kept.append(line)
    return "\n".join(kept)


def _items(folder: Path, progress: Progress) -> int:
    """Write what is no page: contacts, topics, settings and the like, a file for each kind."""
    kinds = [*get_snippet_models(), settings_model(), SiteImage, get_document_model()]
    count = 0
    for place, model in enumerate(dict.fromkeys(kinds), 1):
        rows = [_row(item) for item in model._base_manager.order_by("pk")]
        if rows:
            _write(
                folder / f"{model._meta.model_name}.json",
                json.dumps(rows, ensure_ascii=False, indent=1, default=_plain),
            )
        count += len(rows)
        progress("items", place, len(kinds))
    return count


def _row(item: models.Model) -> dict:
    """Return the fields of an item that say something."""
    fields = [field for field in item._meta.get_fields() if field.concrete and not isinstance(field, ParentalKey)]
    row = {field.name: _value(item, field) for field in fields if field.name not in INNER - {"title", "slug"}}
    for field in item._meta.get_fields():
        if isinstance(getattr(field, "remote_field", None), ParentalKey) and not field.concrete:
            row[field.name] = [_row(one) for one in getattr(item, field.get_accessor_name()).all()]
    return {name: value for name, value in row.items() if value not in (None, "", [])}


def _value(item: models.Model, field: models.Field) -> Any:
    if field.many_to_many:
        return [str(one) for one in getattr(item, field.name).all()]
    if field.many_to_one or field.one_to_one:
        other = getattr(item, field.name)
        return f"/media/{other.file.name}" if isinstance(other, SiteImage) else other and str(other)
    if isinstance(field, models.FileField):
        return f"/media/{getattr(item, field.name).name}"
    if isinstance(field, StreamField):
        return field.value_from_object(item).get_prep_value()
    return field.value_from_object(item)


def _files(folder: Path, progress: Progress) -> int:
    """Copy the originals of pictures and documents."""
    names = [item.file.name for model in (SiteImage, get_document_model()) for item in model.objects.all()]
    count = 0
    for place, name in enumerate(names, 1):
        target = folder / "media" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            with default_storage.open(name) as source, target.open("xb") as opened:
                for chunk in source.chunks():
                    opened.write(chunk)
            count += 1
        except FileNotFoundError:
            target.unlink(missing_ok=True)
        progress("files", place, len(names))
    return count


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=_plain)


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, date | datetime) else str(value)
