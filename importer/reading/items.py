"""What an export holds, in the words of WordPress' format (WXR), which Squarespace writes, too."""

import hashlib
import re
import unicodedata
from dataclasses import dataclass, field
from datetime import datetime
from html import unescape
from urllib.parse import unquote, urlsplit

ESCAPED_AGAIN = 3  # times
# What titles are written with; “x<y” is no tag.
MARKUP = re.compile(r"</?(?:a|abbr|b|br|code|em|font|i|mark|p|q|s|small|span|strong|sub|sup|u)\b[^<>]*>", re.IGNORECASE)

# Between these words are parted.
PARTS = re.compile(r"<br\b[^<>]*>|</(?:p|div|li|h[1-6]|blockquote)>", re.IGNORECASE)


@dataclass(frozen=True)
class Attachment:
    """A picture or a file of the old site."""

    address: str
    alt: str = ""
    title: str = ""
    parent: str = ""  # id of the item it was added to


@dataclass
class Item:
    """A page or an article of the old site. ``key`` stays the same in every export of one site."""

    key: str
    kind: str  # "post" or "page"
    title: str
    path: str  # on the old site, without slashes at its ends; may be ""
    html: str
    status: str = "publish"
    has_password: bool = False
    date: datetime | None = None
    date_warning: str = ""
    is_classic: bool = False  # paragraphs are blank lines
    excerpt: str = ""
    description: str = ""
    author: str = ""  # login
    categories: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    picture: str = ""  # address of the featured one
    picture_alt: str = ""
    link: str = ""  # where a link post leads
    old_slugs: list[str] = field(default_factory=list)
    parent: str = ""  # id of the page above, as the export counts
    number: str = ""  # id, as the export counts
    comments: int = 0
    place: int = 0
    is_front: bool = False  # stood at the address of the old site itself

    @property
    def hash(self) -> str:
        """Return what changes when anything that is brought over does."""
        told = (
            self.kind, self.title, self.path, self.html, self.status, self.has_password, self.date, self.excerpt,
            self.description, self.author, self.categories, self.tags, self.picture, self.link, self.old_slugs,
        )  # fmt: skip
        return hashlib.sha256(repr(told).encode("utf-8", "replace")).hexdigest()


def plain_title(text: str) -> str:
    """Return a title without markup, however often it was escaped."""
    for _time in range(ESCAPED_AGAIN):
        if (once := unescape(text)) == text:
            break
        text = once
    return " ".join(MARKUP.sub("", PARTS.sub(" ", text)).replace("\xa0", " ").split())


def path_of(address: str) -> str:
    """Return the path of an address in the form in which two of them are compared, without slashes at its ends."""
    try:
        path = urlsplit(address.strip()).path
    except ValueError:
        return ""
    return unicodedata.normalize("NFC", unquote(path)).strip("/ ").replace("\0", "")


def host_of(address: str) -> str:
    """Return the host of an address without "www.", or ""."""
    try:
        return (urlsplit(address.strip()).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
