"""The last pass: levels of headings, paragraphs that belong together, headings that are only suggested."""

import re
from html import escape

from .inline import LONGEST_HEADING
from .pieces import Piece, plain

LONGEST_SUGGESTED = 90  # characters


def finish(pieces: list[Piece], title: str) -> tuple[list[Piece], int]:
    """Return (pieces, number of suggested headings); headings begin at 2 and skip no level."""
    done: list[Piece] = []
    suggested, levels = 0, []
    for place, piece in enumerate(pieces):
        if piece.kind == "heading":
            while levels and levels[-1] >= piece.value["level"]:
                levels.pop()
            levels.append(piece.value["level"])
            text = piece.value["text"]
            if len(text) > LONGEST_HEADING:
                levels.pop()
                _append(done, f"<p>{escape(text, quote=False)}</p>")
            elif len(levels) == 1:
                done.append(Piece("heading", {"text": text}))
            else:
                # Rich text knows one level below.
                _append(done, f"<h3>{escape(text, quote=False)}</h3>")
        elif piece.kind == "paragraph":
            behind = pieces[place + 1] if place + 1 < len(pieces) else None
            if piece.value.get("may_be_heading") and _may_open(piece, behind):
                suggested += 1
            _append(done, piece.html)
        elif piece.kind == "embed":
            done.append(Piece("embed", piece.value | {"title": piece.value["title"] or title[:LONGEST_HEADING]}))
        elif piece.kind == "divider" and (not done or done[-1].kind == "divider"):
            continue
        else:
            done.append(piece)
    while done and done[-1].kind == "divider":
        done.pop()
    return done, suggested


def _append(done: list[Piece], html: str) -> None:
    if done and done[-1].kind == "paragraph":
        done[-1] = Piece("paragraph", {"html": done[-1].html + html})
    else:
        done.append(Piece("paragraph", {"html": html}))


def _may_open(piece: Piece, behind: Piece | None) -> bool:
    """Return whether a bold line may be the heading of what follows."""
    text = plain(piece.html).strip()
    return (
        bool(behind) and len(text) <= LONGEST_SUGGESTED and not re.search(r"[,;:]$", text) and "<br/>" not in piece.html
    )


def with_headings(html: str) -> str:
    """Return the HTML of a paragraph block with its bold lines as headings (pages.blocks.pasting parts it there)."""

    def as_heading(match: re.Match) -> str:
        text = plain(match[1]).strip()
        whole = _may_open(Piece("paragraph", {"html": match[0]}), Piece("paragraph"))
        return f"<h2>{escape(text, quote=False)}</h2>" if whole and text else match[0]

    return re.sub(r"<p>((?:<(?:b|i)>)*<b>(?:(?!</?p>|</b>).)*</b>(?:</(?:b|i)>)*)</p>(?=\s*<)", as_heading, html)
