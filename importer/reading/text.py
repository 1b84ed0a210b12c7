"""A single post, copied from a page or saved as text or HTML."""

import hashlib
import re
from pathlib import Path

from bs4 import BeautifulSoup, NavigableString
from django.utils.html import escape
from django.utils.translation import gettext as _

from .items import Item, plain_title
from .mistakes import LimitError, UnusableError

LARGEST = 5 * 1024 * 1024  # bytes
LONGEST_TITLE = 255
# What stands at the end of a page that was copied as a whole, sometimes with the titles of its neighbours.
TAIL = re.compile(r"^(previous|next)( post| article)?\s*$", re.IGNORECASE)
MARKUP = re.compile(r"</?(p|div|h[1-6]|ul|ol|li|br|a|table|section|article|body|html)\b[^>]*>", re.IGNORECASE)
LONGEST_TAIL = 10  # lines


def read_text(path: Path) -> Item:
    """Return the post in a file as a draft; its first line is its title."""
    if path.stat().st_size > LARGEST:
        raise LimitError(_("The text is larger than 5 MB."), _("Bring it over in parts."))
    raw = path.read_bytes()
    for encoding in ("utf-8-sig", "utf-16", "cp1252"):
        if encoding == "utf-16" and not raw.startswith((b"\xff\xfe", b"\xfe\xff")):
            continue
        try:
            text = raw.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        text = raw.decode("latin-1")
    text = text.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n").strip()
    if not text:
        raise UnusableError(_("There is no text."), _("Paste the post, its title first."))
    title, html = _from_html(text) if MARKUP.search(text) else _from_lines(text)
    if not title:
        raise UnusableError(_("There is no text."), _("Paste the post, its title first."))
    told = hashlib.sha256(f"{title}\n{html}".encode("utf-8", "replace")).hexdigest()
    return Item(key=told[:32], kind="post", title=title[:LONGEST_TITLE], path="", html=html, status="draft")


def _from_lines(text: str) -> tuple[str, str]:
    lines = without_tail(text.split("\n"))
    title = " ".join(lines.pop(0).split()) if lines else ""
    rest = ""
    if len(title) > LONGEST_TITLE:
        cut = title.rfind(" ", 0, LONGEST_TITLE)
        cut = cut if cut > 0 else LONGEST_TITLE
        title, rest = title[:cut], title[cut:].strip()
    paragraphs = [rest, *re.split(r"\n\s*\n", "\n".join(lines).strip())]
    # Text of pages has a line for each paragraph; letters and mails have blank lines between them.
    if len(paragraphs) < 3 and len(lines) > 2:
        paragraphs = [rest, *lines]
    html = "".join(_paragraph(part) for part in paragraphs if part.strip())
    return plain_title(escape(title)), html


def _paragraph(text: str) -> str:
    lines = [line.strip() for line in text.strip().split("\n") if line.strip()]
    marks = [re.match(r"(?:[-*•–]|(\d+)[.)])\s+", line) for line in lines]
    if lines and all(marks):
        name = "ol" if all(mark[1] for mark in marks) else "ul"
        items = (f"<li>{escape(line[mark.end() :])}</li>" for line, mark in zip(lines, marks, strict=True))
        return f"<{name}>{''.join(items)}</{name}>"
    return f"<p>{'<br>'.join(map(escape, lines))}</p>"


def without_tail(lines: list[str]) -> list[str]:
    """Return the lines without a “Previous … Next …” at their very end, and nothing else."""
    lines = [line.rstrip() for line in lines]
    filled = [place for place, line in enumerate(lines) if line.strip()]
    marks = [place for place in filled[-LONGEST_TAIL:] if TAIL.match(lines[place].strip())]
    # One alone may be a step of a list: "Next", and then the last line of the text.
    if len(marks) < 2:
        return lines
    first = marks[0]
    # After a mark stands the title of a neighbour at most: otherwise it is a word of the text.
    behind = [place for place in filled if place >= first and place not in marks]
    return lines[:first] if len(behind) <= len(marks) else lines


def _from_html(text: str) -> tuple[str, str]:
    soup = BeautifulSoup(text, "html.parser")
    named = soup.find("h1") or soup.find("title")
    title = plain_title(named.get_text(" ")) if named else ""
    body = soup.find("article") or soup.find("main") or soup.find("body") or soup
    if named:
        named.extract()
    if not title:
        for node in body.find_all(["h2", "h3", "p", "div"]):
            words = " ".join(node.get_text(" ").split())
            if any(isinstance(child, NavigableString) and child.strip() for child in node.children):
                if len(words) <= LONGEST_TITLE and not node.find(["h2", "h3", "p", "div"]):
                    title = words
            elif not words or node.find(["h2", "h3", "p", "div"]):
                continue
            elif len(words) <= LONGEST_TITLE:
                title = words
            # What a title cannot hold stays below it.
            if title and not node.find(["a", "audio", "iframe", "img", "picture", "video"]):
                node.extract()
            break
    for node in reversed(body.find_all(["p", "div", "span", "a", "h2", "h3"])):
        words = node.get_text(" ").strip()
        if not words or node.find(["p", "div"]):
            continue
        if not TAIL.match(words):
            break
        node.extract()
    return title or _("Without a title"), str(body)
