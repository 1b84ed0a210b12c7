"""The staff guide (docs/editors.md) inside the editor: by chapter, searchable, with its pictures.

In the language of whoever reads it, where there is a guide in it (docs/editors.es.md), else in English.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import markdown
from django.conf import settings
from django.contrib.auth.decorators import permission_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

FOLDER = settings.BASE_DIR / "docs"
PICTURE = re.compile(r"[a-z0-9-]{1,60}\.png")


@dataclass(frozen=True)
class Chapter:
    """A chapter of the guide: its heading, the anchor of it, and its text as HTML and as plain words."""

    title: str
    anchor: str
    html: SafeString
    words: str


def language_of_guide() -> str:
    """Return the language in which the guide is shown now: that of the editor, where there is a guide in it."""
    language = (get_language() or "en").partition("-")[0]
    return language if Path(FOLDER / f"editors.{language}.md").is_file() else "en"


@lru_cache(maxsize=10)
def chapters(language: str = "en") -> list[Chapter]:
    """Return the chapters of the guide; what stands before the first is called by the guide's own title."""
    name = "editors.md" if language == "en" else f"editors.{language}.md"
    text = (FOLDER / name).read_text(encoding="utf-8")
    found = []
    for part in re.split(r"^(?=##? )", text, flags=re.MULTILINE):
        if not part.strip():
            continue
        heading, _newline, rest = part.partition("\n")
        title = heading.lstrip("# ").strip()
        html = markdown.markdown(rest, extensions=["tables", "sane_lists"], output_format="html")
        html = html.replace('src="screenshots/', f'src="{reverse("editor_guide")}pictures/')
        # The file is part of the site's own code.
        found.append(Chapter(title, slugify(title), mark_safe(html), f"{title} {rest}".casefold()))  # noqa: S308
    return found


@require_safe
@permission_required("wagtailadmin.access_admin", raise_exception=True)
def guide(request: HttpRequest) -> HttpResponse:
    """Show the guide, or the chapters in which all words of ``q`` stand."""
    words = request.GET.get("q", "").strip()[:100]
    language = language_of_guide()
    found = [c for c in chapters(language) if all(word.casefold() in c.words for word in words.split())]
    return render(request, "editor/guide.html", {"chapters": found, "words": words, "language": language})


@require_safe
@permission_required("wagtailadmin.access_admin", raise_exception=True)
def picture(request: HttpRequest, name: str) -> FileResponse:
    """Hand out a picture of the guide."""
    file = Path(FOLDER / "screenshots" / name)
    if not PICTURE.fullmatch(name) or not file.is_file():
        raise Http404
    return FileResponse(file.open("rb"), content_type="image/png")
