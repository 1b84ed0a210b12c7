"""What stands out of the running text: headings, lists, quotes, tables, pictures, films, buttons, files."""

import re
from html import escape
from itertools import islice
from typing import TYPE_CHECKING

from bs4 import NavigableString, Tag
from django.utils.translation import gettext as _

from ..reading.items import host_of
from . import tables
from .figures import figure, gallery, is_gallery, picture
from .inline import DEEPEST, INLINE, PARAGRAPH, TAGS, lines_of, text_of, tidy
from .pieces import Piece

if TYPE_CHECKING:
    from .convert import Walk

HEADINGS = ["h1", "h2", "h3", "h4", "h5", "h6"]
NEAR = 6  # steps out from a heading
LONGEST_QUOTE = 1000  # characters, of the block
LONGEST_NAME = 120
LONGEST_LABEL = 60
BUTTONS = ("sqs-block-button-element", "wp-block-button__link", "sqs-button-element", "btn")


def heading(walk: "Walk", node: Tag, depth: int) -> None:
    """Add a heading; a picture in it comes before it."""
    for image in node.find_all("img"):
        HANDLERS["img"](walk, image.extract(), depth)
    text = text_of(node)
    if not text:
        return
    if not walk.pieces and not walk.flow.has_words and text.casefold() == walk.title.casefold():
        walk.dropped_title = True
        return
    links = node.find_all("a", href=True)
    around = _link_around(node)
    # What else it leads from keeps it; around a picture it is told of already.
    if around is not None and around.find(HEADINGS) is node and not around.find("img"):
        others = (text for text in around.find_all(string=True) if text.strip() and not text.find_parent(HEADINGS))
        links += [] if any(True for _text in others) else [around]
    if told := ", ".join(link["href"] for link in links):
        walk.body.losses.append(("link", told[:200]))
    walk.add("heading", text=text, level=int(node.name[1]))


def items(walk: "Walk", node: Tag, depth: int) -> None:
    """Add a list, and behind it what no list can hold."""
    walk.flow.end()
    if is_gallery(node):
        gallery(walk, node, depth)
        return
    if _is_of_parts(node):
        walk.children(node, depth)
        walk.flow.end()
        return
    images = [image.extract() for image in node.find_all("img")]
    films = [frame.extract() for frame in node.find_all("iframe")]
    for inner in node.find_all("table"):
        inner.replace_with(NavigableString(text_of(inner)))
    html = list_html(walk, node, 0)
    if re.search(r"<li>.*?\w", html, re.DOTALL):
        walk.add("paragraph", html=html)
    for image in images:
        picture(walk, image, depth)
    for frame in films:
        film(walk, frame, depth)


def _is_of_parts(node: Tag) -> bool:
    """Return whether a list holds people or services, each with a heading that leads nowhere: parts of a page."""
    rows = node.find_all("li", recursive=False) if node.name == "ul" else []
    if not rows or not all(row.find(HEADINGS) and row.find(["p", "img"]) for row in rows):
        return False
    headings = node.find_all(HEADINGS)
    # In one another they are those of a damaged text.
    return not any(one.find([*HEADINGS, "a"]) or _link_around(one) for one in headings)


def _link_around(node: Tag) -> Tag | None:
    return next((one for one in islice(node.parents, NEAR) if one.name == "a" and one.get("href")), None)


def list_html(walk: "Walk", node: Tag, depth: int, deep: int = 0) -> str:
    """Return a list with what rich text may hold."""
    name = "ol" if node.name == "ol" else "ul"
    rows: list[str] = []
    for child in node.children:
        if isinstance(child, Tag) and child.name in {"ul", "ol", "menu"} and rows and depth < 8:
            rows[-1] = rows[-1].removesuffix("</li>") + list_html(walk, child, depth + 1, deep + 1) + "</li>"
        elif isinstance(child, Tag) or child.strip():
            inner = inline_html(walk, child, depth, deep)
            if re.search(r"\w|<li>", re.sub(r"<(?!li)[^>]*>", "", inner)):
                rows.append(f"<li>{inner}</li>")
    return f"<{name}>{''.join(rows)}</{name}>" if rows else ""


def inline_html(walk: "Walk", node: Tag | NavigableString, depth: int, deep: int = 0) -> str:
    """Return a node as running text; blocks in it begin new lines, and end them."""
    if isinstance(node, NavigableString):
        return escape(re.sub(r"\s+", " ", str(node)), quote=False)
    if node.name == "br":
        return "<br/>"
    if deep > DEEPEST:
        return escape(text_of(node), quote=False)
    if node.name in {"ul", "ol", "menu"}:
        return list_html(walk, node, depth + 1, deep + 1) if depth < 8 else escape(text_of(node), quote=False)
    inner = ""
    ends_line = False
    for child in node.children:
        html = inline_html(walk, child, depth, deep + 1)
        is_list = html.startswith(("<ul>", "<ol>"))
        is_block = isinstance(child, Tag) and child.name not in INLINE and child.name != "br" and not is_list
        if html.strip() and inner.strip() and not is_list and (is_block or ends_line):
            inner = inner.rstrip() + ("" if inner.rstrip().endswith(("<br/>", "</ul>", "</ol>")) else "<br/>")
        if html.strip():
            ends_line = is_block
        inner += html
    if node.name in TAGS and inner.strip() and "<li>" not in inner:
        return f"<{TAGS[node.name]}>{inner}</{TAGS[node.name]}>"
    if node.name == "a" and (address := walk.address(node.get("href") or "")) and inner.strip() and "<li>" not in inner:
        return f'<a href="{escape(address)}">{inner}</a>'
    return inner if "<li>" in inner else tidy(inner) if node.name in {"li", "p", "div"} else inner


def quote(walk: "Walk", node: Tag, depth: int) -> None:
    """Add a quote: its paragraphs as lines, and who said it."""
    walk.flow.end()
    for image in node.find_all("img"):
        picture(walk, image.extract(), depth)
    if node.find(["table", "iframe", "h1", "h2", "h3"]):
        walk.children(node, depth)
        walk.flow.end()
        return
    said_by = ""
    # A title in the middle of it, and who said a quote within this one, are words like others.
    own = [by for by in node.find_all(["cite", "footer"]) if by.find_parent(["blockquote", "q"]) in (node, None)]
    if own and text_of(node).endswith(text_of(own[-1])):
        said_by = text_of(own[-1].extract()).lstrip("—–- ")
    if node.find("a", href=True):
        told = ", ".join(link["href"] for link in node.find_all("a", href=True))
        walk.body.losses.append(("link", told[:200]))
    lines = _lines(node)
    if not said_by and len(lines) > 1 and re.match(r"[—–-]\s*\S", lines[-1]) and len(lines[-1]) <= LONGEST_NAME:
        said_by = lines.pop().lstrip("—–- ")
    _add_quotes(walk, lines, said_by)


def _lines(node: Tag) -> list[str]:
    return [" ".join(line.split()) for line in lines_of(node) if line.split()]


def _add_quotes(walk: "Walk", lines: list[str], said_by: str) -> None:
    groups: list[list[str]] = [[]]
    for line in lines:
        if sum(map(len, groups[-1])) + len(groups[-1]) + len(line) > LONGEST_QUOTE and groups[-1]:
            groups.append([])
        groups[-1].append(line)
    too_long = len(said_by) > LONGEST_NAME
    for place, group in enumerate(groups):
        text = "\n".join(group)
        if len(text) > LONGEST_QUOTE:
            walk.body.reviews.append(_("A quote is too long for a block; it is a paragraph now."))
            walk.add("paragraph", html=f"<p>{escape(text, quote=False)}</p>")
        elif text:
            last = place == len(groups) - 1 and not too_long
            walk.add("quote", text=text, attribution=said_by if last else "")
    if said_by and (too_long or not lines):
        walk.add("paragraph", html=f"<p>{escape(said_by, quote=False)}</p>")


def film(walk: "Walk", node: Tag, _depth: int) -> None:
    """Add a film that the site can play, else a link to what was shown there."""
    address = walk.address(node.get("src") or node.get("data-src") or "")
    if not address and (source := node.find("source", src=True)):
        address = walk.address(source["src"])
    address = "https:" + address if address.startswith("//") else address
    title = " ".join((node.get("title") or "").split())[:LONGEST_NAME]
    if walk.around.find_player(address)[1]:
        walk.add("embed", address=address, title=title)
    elif node.name in {"audio", "video"}:
        walk.body.losses.append(("recording", address[:200]))
        walk.body.reviews.append(_("A recording was here; add it as a block with its transcript."))
    elif address.startswith(("http://", "https://")):
        walk.body.losses.append(("frame", address[:200]))
        label = escape(title or host_of(address), quote=False)
        walk.add("paragraph", html=f'<p><a href="{escape(address)}">{label}</a></p>')
        walk.body.reviews.append(_("Another site was shown inside the page; there is a link now."))


def link(walk: "Walk", node: Tag, depth: int) -> None:
    """Go on in a link; one that looks like a button becomes one."""
    address = walk.address(node.get("href") or "")
    classes = node.get("class") or []
    label = text_of(node)
    if address and label and any(name.startswith(BUTTONS) for name in classes) and not node.find("img"):
        if len(label) <= LONGEST_LABEL:
            walk.add("button", label=label, address=address)
        else:
            walk.add("paragraph", html=f'<p><a href="{escape(address)}">{escape(label, quote=False)}</a></p>')
        return
    if address and not node.find("img"):
        walk.flow.start("a", address)
        walk.children(node, depth)
        walk.flow.stop()
        return
    if not address and (node.get("href") or "").strip().lower().startswith(
        ("javascript:", "data:", "vbscript:", "file:")
    ):
        walk.body.losses.append(("link", node["href"][:200]))
    walk.children(node, depth)


def document(walk: "Walk", address: str, label: str) -> None:
    """Add a file to download."""
    value = {"address": address.replace("&amp;", "&"), "label": " ".join(label.replace("&amp;", "&").split())}
    walk.pieces.append(Piece("document", value))


def file_block(walk: "Walk", node: Tag, depth: int) -> bool:
    """Add the file of a block of WordPress; return whether it was one."""
    if "wp-block-file" not in (node.get("class") or []):
        return False
    first = node.find("a", href=True)
    if not first or not walk.around.is_file(walk.address(first["href"])):
        return False
    walk.flow.end()
    document(walk, walk.address(first["href"]), text_of(first))
    return True


def division(walk: "Walk", node: Tag, depth: int) -> None:
    """Go on in a <div>, which may be a gallery or a file."""
    if is_gallery(node):
        gallery(walk, node, depth)
    elif not file_block(walk, node, depth):
        walk.flow.end()
        walk.children(node, depth)
        walk.flow.end()


def rule(walk: "Walk", _node: Tag, _depth: int) -> None:
    """Add a line between two parts."""
    walk.add("divider")


def preformatted(walk: "Walk", node: Tag, _depth: int) -> None:
    """Add text whose lines are meant; a poem, perhaps."""
    walk.flow.end()
    for line_break in node.find_all("br"):
        line_break.replace_with("\n")
    for line in node.get_text().replace(PARAGRAPH, "\n\n").split("\n"):
        walk.flow.text(line) if line.strip() else walk.flow.end()
        walk.flow.line_break()
    walk.flow.end()


HANDLERS = {
    **dict.fromkeys(HEADINGS, heading),
    **dict.fromkeys(["ul", "ol", "menu"], items),
    **dict.fromkeys(["iframe", "audio", "video", "embed"], film),
    "a": link,
    "blockquote": quote,
    "div": division,
    "figure": figure,
    "hr": rule,
    "img": picture,
    "pre": preformatted,
    "table": tables.table,
}
