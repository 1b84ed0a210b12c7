"""Tables with something to tell; those that only lay out a page are read through."""

from typing import TYPE_CHECKING

from bs4 import Tag
from django.utils.translation import gettext as _

from .inline import lines_of

if TYPE_CHECKING:
    from .convert import Walk

MOST_COLUMNS, MOST_ROWS, LONGEST_CELL = 12, 200, 500  # as in pages.blocks.table
WIDEST_SPAN = 50
BLOCKS = ["p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table", "img", "blockquote", "iframe", "form", "figure"]


def table(walk: "Walk", node: Tag, depth: int, caption: str = "") -> None:
    """Add a table, in several parts if it is long; what is no table is read cell by cell."""
    walk.flow.end()
    named = node.find("caption")
    caption = caption or (_text(named) if named else "")
    rows = _rows(node)
    width = max((len(row) for row in rows), default=0)
    if width < 2 or len(rows) < 2 or width > MOST_COLUMNS or _lays_out(node, rows):
        if width > MOST_COLUMNS:
            walk.body.reviews.append(_("A table is too wide; its cells are paragraphs now."))
        walk.children(node, depth)
        walk.flow.end()
        if caption and not named:
            walk.flow.text(caption)
            walk.flow.end()
        return
    if node.find("a", href=True):
        told = ", ".join(link["href"] for link in node.find_all("a", href=True))
        walk.body.losses.append(("link", told[:200]))
    has_head = bool(node.find("thead")) or all(cell.name == "th" for cell in _cells(node.find("tr")))
    texts = [[*(_text(cell) if cell is not None else "" for cell in row), *[""] * (width - len(row))] for row in rows]
    headings, texts = (texts[0], texts[1:]) if has_head else ([], texts)
    names_rows = bool(node.find("th", scope="row")) or not any(headings)
    while texts:
        part, texts = texts[:MOST_ROWS], texts[MOST_ROWS:]
        walk.add("table", caption=caption, headings=headings, rows=part, first_column_names_rows=names_rows)
        caption, headings = "", []
        names_rows = True


def _text(node: Tag) -> str:
    return "\n".join(filter(None, (" ".join(line.split()) for line in lines_of(node))))


def _cells(row: Tag | None) -> list[Tag]:
    return row.find_all(["td", "th"], recursive=False) if row else []


def _rows(node: Tag) -> list[list[Tag | None]]:
    """Return the cells of each row; one that spans several places stands in the first of them."""
    grid: list[list[Tag | None]] = []
    hanging: dict[int, int] = {}  # column: rows that a cell from above still covers
    for row in node.find_all("tr"):
        if row.find_parent("table") is not node:
            continue
        line: list[Tag | None] = []
        for cell in _cells(row):
            while hanging.get(len(line), 0):
                hanging[len(line)] -= 1
                line.append(None)
            across, down = _span(cell, "colspan"), _span(cell, "rowspan")
            for place in range(across):
                if down > 1:
                    hanging[len(line)] = down - 1
                line.append(None if place else cell)
        while hanging.get(len(line), 0):
            hanging[len(line)] -= 1
            line.append(None)
        if any(cell is not None and cell.get_text().strip() for cell in line):
            grid.append(line)
    return grid


def _span(cell: Tag, name: str) -> int:
    text = (cell.get(name) or "1").strip()
    return max(1, min(int(text), WIDEST_SPAN)) if text.isdecimal() else 1


def _lays_out(node: Tag, rows: list[list[Tag | None]]) -> bool:
    """Return whether what is in the cells is more than a table can hold."""
    for row in rows:
        for cell in row:
            if cell is None:
                continue
            if len(_text(cell)) > LONGEST_CELL:
                return True
            if any(found.name != "p" for found in cell.find_all(BLOCKS)) or len(cell.find_all("p", limit=3)) > 2:
                return True
    return False
