"""What a body is made of, and whether all its words arrived."""

import re
from collections import Counter
from dataclasses import dataclass, field
from html import unescape
from typing import Any

LOST = 0.02  # of the words: more is told as a warning
WINDOW = 60  # words


@dataclass
class Piece:
    """One block to be: its type as in pages.blocks, and what is in it."""

    kind: str
    value: dict[str, Any] = field(default_factory=dict)

    @property
    def html(self) -> str:
        """Return the text of a paragraph."""
        return self.value.get("html", "")

    def texts(self) -> list[str]:
        """Return all that one reads in it, in order."""
        value = self.value
        match self.kind:
            case "paragraph":
                return [plain(self.html)]
            case "heading":
                return [value["text"]]
            case "image":
                return [value["caption"]]
            case "gallery":
                return [picture["caption"] for picture in value["pictures"]]
            case "quote":
                return [value["text"], value["attribution"]]
            case "table":
                return [value["caption"], *value["headings"], *(cell for row in value["rows"] for cell in row)]
            case "document":
                return [value["label"]]
            case "button":
                return [value["label"]]
        return []

    @property
    def pictures(self) -> list[dict[str, str]]:
        """Return the pictures in it, each {"address", "alt", "caption"}, perhaps with a smaller "copy"."""
        if self.kind == "image":
            return [self.value]
        return self.value["pictures"] if self.kind == "gallery" else []


def plain(html: str) -> str:
    """Return the text of HTML that this room wrote itself."""
    return unescape(re.sub(r"<[^>]*>", " ", re.sub(r"</?(b|i|a|em|strong)\b[^>]*>", "", html)))


def words(text: str) -> list[str]:
    """Return the words of a text, as they are compared."""
    return re.findall(r"\w+", text.casefold())


def lost_words(before: list[str], after: list[str]) -> list[str]:
    """Return the words that did not arrive; a caption that stands before its table now did."""
    lost, there = [], Counter(after)
    for word in before:
        if there[word]:
            there[word] -= 1
        else:
            lost.append(word)
    return lost


def out_of_order(before: list[str], after: list[str]) -> list[str]:
    """Return the words that did not arrive in their order. Looks a little ahead only, and so takes no time."""
    lost, place = [], 0
    for position, word in enumerate(before):
        if place < len(after) and after[place] == word:
            place += 1
            continue
        # Something was added, or something is missing: whichever brings both together again soonest.
        try:
            ahead = after.index(word, place, place + WINDOW)
        except ValueError:
            lost.append(word)
            continue
        follows = before[position + 1 : position + 3] == after[ahead + 1 : ahead + 3]
        if follows or ahead - place <= 2:
            place = ahead + 1
        else:
            lost.append(word)
    return lost
