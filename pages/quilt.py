"""Quilt blocks: a small drawing for each page, always the same one, where staff chose no photograph.

A block is a square of 4 × 4 patches, sewn as quilters do: a quarter of it is chosen, and mirrored into the other
three (never turned: what is turned four times may look like a sign that nobody meant). Patches are quarter-circles,
arches and half-squares in up to three colours. The colours are classes (``q1`` to ``q3``), so that palettes, dark,
print and forced colours are matters of the style sheet.
"""

import math
import re
from collections.abc import Iterator
from hashlib import sha256
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

SIDE = 4  # patches
ARC = re.compile(r"([MLA])([^MLAz]*)|z")  # a step of path data
FILLS = mark_safe('preserveAspectRatio="xMidYMid slice"')
# Outlines in a square from 0,0 to 1,1, for the corner at the top left; SVG path data, relative but for their start.
QUARTER, HALF, LEAF, ARCH, SMALL, WHOLE = range(6)
EDGES = {ARCH, SMALL}  # which lie at an edge rather than in a corner
SHAPES = (QUARTER, HALF, LEAF, ARCH, QUARTER, HALF, SMALL, WHOLE)


def _path(shape: int, x: int, y: int, turn: int) -> str:
    """Return a patch as path data: ``turn`` is its corner, clockwise from the top left."""
    right, down = x + 1, y + 1
    corners = ((x, y), (right, y), (right, down), (x, down))
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = (corners[(turn + step) % 4] for step in range(4))
    if shape == QUARTER:
        return f"M{ax} {ay}L{bx} {by}A1 1 0 0 1 {dx} {dy}z"
    if shape == HALF:
        return f"M{ax} {ay}L{bx} {by} {dx} {dy}z"
    if shape == LEAF:
        return f"M{ax} {ay}A1 1 0 0 1 {cx} {cy}A1 1 0 0 1 {ax} {ay}z"
    if shape == ARCH:
        return f"M{ax} {ay}L{bx} {by}A.5 .5 0 0 1 {ax} {ay}z"
    if shape == SMALL:
        return f"M{(ax + bx) / 2} {(ay + by) / 2}L{cx} {cy} {dx} {dy}z"
    return f"M{ax} {ay}L{bx} {by} {cx} {cy} {dx} {dy}z"


def block(number: int, family: int = 0, *, left: int = 0, top: int = 0) -> dict[int, str]:
    """Return {colour 1 to 3: path data} of one block, with its top left corner at (left, top), in patches.

    ``number`` decides the pattern; of the pages of one ``family``, the same colour leads.
    """
    seed = sha256(f"quilt {number}".encode()).digest()
    lead = sha256(f"family {family}".encode()).digest()[0] % 3
    found: dict[int, str] = {1: "", 2: "", 3: ""}
    for place in range(4):
        row, column = divmod(place, 2)
        shape, turn = SHAPES[seed[place] % len(SHAPES)], seed[4 + place] % 4
        colour = 1 + (lead + (seed[8 + place] % 5 > 2) + (seed[12 + place] % 7 > 4)) % 3
        for quarter in range(4):
            x, y, corner = _sewn(shape, column, row, turn, quarter)
            found[colour] += _path(shape, left + x, top + y, corner)
    return found


def _sewn(shape: int, column: int, row: int, turn: int, quarter: int) -> tuple[int, int, int]:
    """Return where a patch of the first quarter lies in another, and its corner or edge there."""
    last = SIDE - 1
    x = last - column if quarter in {1, 2} else column
    y = last - row if quarter in {2, 3} else row
    if shape in EDGES:
        return x, y, (turn, -turn, turn + 2, 2 - turn)[quarter] % 4
    return x, y, (turn, 1 - turn, turn + 2, 3 - turn)[quarter] % 4


def thread(page: Any) -> tuple[int, int]:
    """Return (number, family) of a page's block: the articles of a series are of one family."""
    return page.pk or 0, getattr(page, "series_id", None) or -(page.pk or 0)


def drawing(blocks: list[tuple[int, int]], columns: int, name: str = "") -> SafeString:
    """Return an inline SVG of blocks, each (number, family), in rows of ``columns``; decoration, so without a name."""
    paths = {1: "", 2: "", 3: ""}
    for place, (number, family) in enumerate(blocks):
        row, column = divmod(place, columns)
        for colour, data in block(number, family, left=column * SIDE, top=row * SIDE).items():
            paths[colour] += data
    inside = format_html_join("", '<path class="q{}" d="{}"/>', [(key, data) for key, data in paths.items() if data])
    return _svg(name, columns, -(-len(blocks) // columns), inside)


def _svg(name: str, columns: int, rows: int, inside: SafeString) -> SafeString:
    # Over an article and on the home page the drawing fills what room there is; a card has its own proportions.
    return format_html(
        '<svg class="quilt {}" viewBox="0 0 {} {}" {} aria-hidden="true">{}</svg>',
        name, columns * SIDE, rows * SIDE, FILLS if not name.startswith("card") else "", inside,
    )  # fmt: skip


def plain(columns: int = 2, name: str = "card") -> SafeString:
    """Return the block of pages that are to say nothing: the same for all."""
    data = "".join(f"M{x} {y}h1v1h-1z" for x in range(columns * SIDE) for y in range(SIDE) if (x + y) % 2)
    return _svg(f"{name} plain", columns, 1, format_html('<path class="q1" d="{}"/>', data))


def outlines(path: str) -> Iterator[list[tuple[float, float]]]:
    """Yield the outlines of path data, with arcs as many short lines."""
    points: list[tuple[float, float]] = []
    for part in ARC.finditer(path):
        numbers = [float(number) for number in re.findall(r"-?\d*\.?\d+", part[2] or "")]
        if part[1] == "M":
            points = [(numbers[0], numbers[1])]
        elif part[1] == "L":
            points += zip(numbers[::2], numbers[1::2], strict=True)
        elif part[1] == "A":
            points += _arc(points[-1], (numbers[5], numbers[6]), numbers[0])
        else:
            yield points


def _arc(begin: tuple[float, float], end: tuple[float, float], radius: float) -> list[tuple[float, float]]:
    """Return points of the shorter arc of a circle, clockwise from one point to another."""
    (ax, ay), (bx, by) = begin, end
    half = math.dist(begin, end) / 2
    off = math.sqrt(max(0.0, radius**2 - half**2)) / (2 * half)
    x, y = (ax + bx) / 2 - off * (by - ay), (ay + by) / 2 + off * (bx - ax)
    first = math.atan2(ay - y, ax - x)
    turn = (math.atan2(by - y, bx - x) - first) % math.tau
    angles = [first + turn * step / 24 for step in range(1, 25)]
    return [(x + radius * math.cos(angle), y + radius * math.sin(angle)) for angle in angles]
