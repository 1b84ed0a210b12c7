"""Running text: paragraphs with bold, italic and links, and nothing else."""

import re
from collections.abc import Callable
from html import escape

from bs4 import Tag

# Stands for a blank line: of text that is all blanks, the parser keeps one alone.
PARAGRAPH = "\u2029"
DEEPEST = 100
LONGEST_HEADING = 120  # characters
INLINE = {
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "del", "dfn", "em", "font", "i", "ins",
    "kbd", "label", "mark", "nobr", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time",
    "tt", "u", "var", "wbr",
}  # fmt: skip
TAGS = {"b": "b", "strong": "b", "i": "i", "em": "i", "cite": "i"}


class Flow:
    """Gathers text into paragraphs; what is open goes on in the next one when a block comes in between."""

    def __init__(self, emit: Callable[[str, bool], None], is_classic: bool = False) -> None:
        """``emit`` gets (HTML of a paragraph, whether all of it is bold and short: perhaps a heading)."""
        self.emit, self.is_classic = emit, is_classic
        self.open: list[tuple[str, str]] = []  # (tag, opening tag)
        self.parts: list[str] = []
        self.plain = self.bold = self.breaks = 0
        self.line_ends = False

    def text(self, words: str) -> None:
        """Add text as it is read."""
        if self.is_classic:
            for place, piece in enumerate(words.replace("\r\n", "\n").split(PARAGRAPH)):
                if place:
                    self.end()
                self._lines(piece)
        else:
            self._add(words)

    def _lines(self, words: str) -> None:
        for place, line in enumerate(words.split("\n")):
            # A line ends where another one begins; at the end of a paragraph it is the layout of the source.
            self.line_ends = self.line_ends or bool(place)
            self._add(line)

    def _break_line(self) -> None:
        if self.line_ends and self.has_words:
            self.parts.append("<br/>")
        self.line_ends = False

    def _add(self, words: str) -> None:
        words = re.sub(r"[ \t\r\n\f\v\xa0\u2029]+", " ", words.replace("\u200b", "").replace("\ufeff", ""))
        if not words:
            return
        if words.strip():
            self._break_line()
            self.breaks = 0
            count = len(words.strip())
            if any(tag == "b" for tag, _opening in self.open):
                self.bold += count
            else:
                self.plain += count
        self.parts.append(escape(words, quote=False))

    @property
    def has_words(self) -> bool:
        """Return whether anything was written since the last paragraph."""
        return bool(self.plain or self.bold)

    def start(self, tag: str, address: str = "") -> None:
        """Open bold, italic or a link."""
        self._break_line()
        opening = f'<a href="{escape(address)}">' if tag == "a" else f"<{tag}>"
        self.open.append((tag, opening))
        self.parts.append(opening)

    def stop(self) -> None:
        """Close what was opened last."""
        self.parts.append(f"</{self.open.pop()[0]}>")

    def line_break(self) -> None:
        """End a line; twice in a row ends the paragraph."""
        self.breaks += 1
        if self.breaks > 1:
            self.end()
        elif self.has_words:
            self.parts.append("<br/>")

    def end(self) -> None:
        """End the paragraph."""
        html = "".join(self.parts) + "".join(f"</{tag}>" for tag, _opening in reversed(self.open))
        if self.has_words:
            length = self.plain + self.bold
            self.emit(tidy(html), bool(self.bold) and not self.plain and length <= LONGEST_HEADING)
        self.parts = [opening for _tag, opening in self.open]
        self.plain = self.bold = self.breaks = 0
        self.line_ends = False


def tidy(html: str) -> str:
    """Return a paragraph without empty tags, and without blanks and breaks at its ends."""
    before = None
    while before != html:
        before = html
        html = re.sub(r"<(b|i|a)\b[^>]*>(\s*)</\1>", r"\2", html)
        html = re.sub(r"<([bi])>\s*<\1>", r"<\1>", html) if re.search(r"<([bi])>\s*<\1>", html) else html
        html = re.sub(r"</([bi])>\s*</\1>", r"</\1>", html)
        html = re.sub(r"^((?:<(?:b|i|a)\b[^>]*>)*)(?:\s|<br/>)+", r"\1", html)
        html = _without_blanks_at_the_end(html)
        html = re.sub(r"\s*<br/>\s*", "<br/>", html) if "<br/>" in html else html
    return re.sub(r" {2,}", " ", html)


def _without_blanks_at_the_end(html: str) -> str:
    """Return a paragraph without blanks and breaks before its last closing tags; read from behind: it may be long."""
    place = len(html)
    while html.endswith(("</b>", "</i>", "</a>"), 0, place):
        place -= len("</b>")
    text = html[:place].rstrip()
    while text.endswith("<br/>"):
        text = text.removesuffix("<br/>").rstrip()
    return text + html[place:]


def readable(node: Tag) -> str:
    """Return the text of a node as it is read: what is set apart by markup is parted by blanks, words are not."""
    parts: list[str] = []

    def read(inner: Tag) -> None:
        for child in inner.children:
            if not isinstance(child, Tag):
                parts.append(str(child))
            elif child.name in INLINE:
                read(child)
            else:
                parts.append(" ")
                read(child)
                parts.append(" ")

    try:
        read(node)
    except RecursionError:
        return node.get_text(" ")
    return "".join(parts).replace("\u200b", "").replace("\ufeff", "")


def text_of(node: Tag) -> str:
    """Return the text of a node in one line."""
    return " ".join(readable(node).split())


def lines_of(node: Tag, deep: int = 0) -> list[str]:
    """Return the text of a node line by line: each block, and each break, begins a new one."""
    lines = [""]
    for child in node.children:
        if not isinstance(child, Tag):
            lines[-1] += str(child)
        elif child.name == "br":
            lines.append("")
        elif deep > DEEPEST:
            lines[-1] += child.get_text(" ")
        else:
            first, *others = lines_of(child, deep + 1)
            if child.name in INLINE:
                lines[-1] += first
                lines += others
            else:
                lines += [first, *others, ""]
    return lines


def without_tags(html: str) -> str:
    """Return the text of HTML that is too much for a parser, without what programs say in it."""
    kept, within = [], ""
    for part in re.split(r"(<[^<>]*>)", html):
        tag = re.match(r"<(/?)(script|style|noscript|template)\b", part, re.IGNORECASE)
        if within:
            within = "" if tag and tag[1] and tag[2].lower() == within else within
        elif tag and not tag[1] and not part.endswith("/>"):
            within = tag[2].lower()
        else:
            kept.append(" " if part.startswith("<") and part.endswith(">") else part)
    return "".join(kept)
