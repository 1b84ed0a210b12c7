"""Every part that pages are made of, on one page: for whoever writes, designs, or carries the site on."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from wagtail import blocks

from blog.blocks import ArticleBodyBlock
from blog.models import ArticlePage
from pages.blocks import NextStepBlock
from resources.models import ServicePage

from .models.look import Palette

_LONG = _("A title that goes on for much longer than anybody would wish, because some titles do, and must still fit")
# Examples beside the one of a block's own preview: what is left open, what is long, what is wide.
STATES: dict[str, list[Any]] = {
    "heading": [_LONG],
    "principle": [{"title": _LONG, "text": _("<p>With nothing to do in practice and no question.</p>")}],
    "definition": [{"term": _("Care"), "text": _("<p>Care is steady.</p>")}],
    "quote": [{"text": _("Words without a name.")}],
    "call_to_action": [{"address": "https://example.org/"}, {"title": _LONG, "address": "https://example.org/"}],
    "steps": [
        {
            "steps": [
                {"when": "2001", "title": _("The first meeting")},
                {"when": "2014", "title": _("A room of our own"), "text": _("With a kitchen.")},
            ]
        }
    ],
    "figures": [
        {
            "title": _("One number"),
            "figures": [{"number": "1,234", "counts": _LONG, "source_name": _("Example source"), "date": "2025"}],
        }
    ],
    "partners": [
        {"partners": [{"name": _("A name without a mark, and with a link"), "address": "https://example.org/"}]}
    ],
    "embed": [{"address": "https://vimeo.com/00000000", "title": _("A video without a transcript")}],
}


@dataclass(frozen=True)
class Part:
    """A block with what it looks like in each of its states: (anchor, bound block)."""

    block: blocks.Block
    states: list[tuple[str, blocks.BoundBlock]]


def _in_words(value: Any) -> Any:
    """Return a value with its words in the language of now, as the database would hold it."""
    if isinstance(value, dict):
        return {name: _in_words(child) for name, child in value.items()}
    return [_in_words(child) for child in value] if isinstance(value, list) else str(value)


def parts() -> Iterator[Part]:
    """Yield the blocks that staff choose from, with their examples."""
    every = ArticleBodyBlock().child_blocks | {"next_step": NextStepBlock(name="next_step")}
    for name, block in every.items():
        values = [block.get_preview_value(), *(block.to_python(_in_words(state)) for state in STATES.get(name, []))]
        yield Part(block, [(f"{name}-{number}", block.bind(value)) for number, value in enumerate(values, 1)])


@require_safe
@permission_required("wagtailadmin.access_admin", raise_exception=True)
def show(request: HttpRequest) -> HttpResponse:
    """Show every part; ``palette``, ``direction`` (rtl) and ``help`` (compact) in the address change how."""
    request.is_preview = True  # nothing to leave, no bar of Wagtail's
    articles = list(ArticlePage.objects.live().public().order_by("-date")[:3])
    context = {
        "parts": parts(),
        "palettes": Palette.choices,
        "palette": request.GET.get("palette", ""),
        "direction": "rtl" if request.GET.get("direction") == "rtl" else "ltr",
        "compact_help": request.GET.get("help") == "compact",
        "articles": articles,
        "services": ServicePage.objects.live().public()[:2],
        "breadcrumb": articles[0].get_ancestors().filter(depth__gt=1) if articles else [],
        "listing": Paginator(range(30), 10).page(2),
    }
    return render(request, "home/parts.html", context)
