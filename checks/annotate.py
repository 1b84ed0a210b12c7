"""Marks in a live preview what the checks are about, so that the editor's content checker can show it in place."""

import re
from collections.abc import Iterator

from bs4 import BeautifulSoup, NavigableString, Tag

from pages import site_settings

from .models import Term
from .page import EMPTY_LINKS, shorten
from .words import Flag, find_flags

# Elements that hold a line of text, with nothing but inline elements inside.
LINES = ["p", "li", "h1", "h2", "h3", "h4", "dt", "dd", "figcaption", "summary", "th", "td", "dfn"]
QUOTATIONS = ["blockquote", "q", "cite"]


def annotate(html: str, terms: list[Term]) -> str:
    """Return a preview's HTML with ``<mark data-word="id of the term" data-sentence="…">`` around words to avoid.

    Links that say nothing get ``data-check="link"``, tables without headers ``data-check="table"``.
    """
    soup = BeautifulSoup(html, "html.parser")
    main = soup.find("main")
    if main is None:
        return html
    own = list(site_settings.settings_model().objects.values_list("organisation_name", flat=True))
    count = 0
    for line in main.find_all(LINES):
        if line.find(LINES) or line.find_parent("nav"):
            continue
        quoted = line.find_parent(QUOTATIONS) is not None
        chosen = [term for term in terms if not term.fine_in_quotations] if quoted else terms
        pieces = list(_pieces(line))
        text = re.sub(r"\s", " ", "".join(str(piece) for piece in pieces))
        for flag in reversed(find_flags(text, chosen, own)):
            count += 1
            _mark(soup, pieces, flag, count)
    for link in main.find_all("a"):
        if " ".join(link.get_text().split()).lower().strip(" .!›»→") in EMPTY_LINKS:
            link["data-check"] = "link"
    for table in main.find_all("table"):
        if not table.find("th"):
            table["data-check"] = "table"
    return str(soup)


def _pieces(line: Tag) -> Iterator[NavigableString]:
    for piece in line.descendants:
        if isinstance(piece, Tag) and piece.name == "br":
            yield NavigableString(" ")  # no word begins in it, so it is never marked
        elif type(piece) is NavigableString and piece.find_parent(["script", "style"]) is None:
            yield piece


def _mark(soup: BeautifulSoup, pieces: list[NavigableString], flag: Flag, number: int) -> None:
    """Wrap the part of the first piece that holds the beginning of the word; later words come before earlier ones."""
    position = 0
    for place, piece in enumerate(pieces):
        end = position + len(piece)
        if position <= flag.start < end:
            inside = flag.start - position
            length = min(flag.end - flag.start, len(piece) - inside)
            mark = soup.new_tag("mark", id=f"word-{number}", attrs={"data-word": str(flag.term.pk)})
            mark["data-sentence"] = shorten(flag.sentence, flag.text)
            mark.string = str(piece)[inside : inside + length]
            before, after = NavigableString(str(piece)[:inside]), NavigableString(str(piece)[inside + length :])
            piece.replace_with(before, mark, after)
            pieces[place] = before
            return
        position = end
