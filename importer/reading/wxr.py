"""Reads a WXR file as a stream: strictly, and where that fails, item by item with every repair told.

Nothing is ever left to a parser that guesses: libxml's “recover” loses whole texts without a word.
"""

import mmap
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring, iterparse
from django.utils.translation import gettext as _

from .mistakes import LimitError, UnusableError

DEEPEST = 50  # elements in elements
MOST_SIGNS = 0x10FFFF
MOST_ITEMS = 50_000
LARGEST_ITEM = 5 * 1024 * 1024  # characters
NAMES = {
    r"\{https?://wordpress\.org/export/1\.\d/excerpt/?\}": "excerpt:",
    r"\{https?://wordpress\.org/export/1\.\d/?\}": "wp:",
    r"\{https?://purl\.org/rss/1\.0/modules/content/?\}": "content:",
    r"\{https?://purl\.org/dc/elements/1\.1/?\}": "dc:",
}
# What stands beside the items.
PARTS = {"wp:author": "author", "wp:category": "category"}
WRAP = (
    '<item xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/" xmlns:wp="http://wordpress.org/export/1.2/" '
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:wfw="http://wellformedweb.org/CommentAPI/" xmlns:media="http://www.rssboard.org/media-rss" '
    'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/" '
    'xmlns:atom="http://www.w3.org/2005/Atom" xmlns:georss="http://www.georss.org/georss">'
)
# What XML does not know, and what begins nothing it knows.
NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
BARE = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9a-fA-F]{1,6});)")
REFERENCE = re.compile(r"&#(x[0-9a-fA-F]{1,6}|\d{1,7});")
CDATA = re.compile(r"<!\[CDATA\[.*?\]\]>", re.DOTALL)
OPENS = re.compile(rb"<item(?:\s[^>]*)?(/?)>")


@dataclass
class Raw:
    """An item, a head or an author as it stands in the file: {name: text} and what repeats."""

    texts: dict[str, str] = field(default_factory=dict)
    meta: dict[str, list[str]] = field(default_factory=dict)
    categories: list[tuple[str, str, str]] = field(default_factory=list)  # (domain, words, name in addresses)
    comments: int = 0

    def get(self, name: str) -> str:
        """Return a text, or ""."""
        return self.texts.get(name, "")


def read(path: Path, repairs: list[str]) -> Iterator[tuple[str, Raw]]:
    """Yield ("head" | "author" | "category" | "item", Raw) in order; what was repaired is added to ``repairs``."""
    if _is_sound(path):
        yield from _strictly(path)
    else:
        yield from _one_by_one(path, repairs)


def _is_sound(path: Path) -> bool:
    """Return whether a strict parser reads it to its end."""
    try:
        for _found in _strictly(path):
            pass
    except (ParseError, UnicodeError, LookupError, ValueError):
        return False
    return True


def _strictly(path: Path) -> Iterator[tuple[str, Raw]]:
    """Yield what is in a sound file; raises ParseError where it is not."""
    above: list[Element] = []
    count = 0
    head = Raw()
    try:
        for event, element in iterparse(str(path), events=("start", "end"), forbid_dtd=True):
            if event == "start":
                above.append(element)
                if len(above) > DEEPEST:
                    raise UnusableError(
                        _("Its elements are nested too deeply; no export is like that."),
                        _("Export the site once more, and choose the new file."),
                    )
                continue
            above.pop()
            name = _name(element.tag)
            if len(above) == 2 and name == "item":
                count += 1
                _count(count)
                yield "item", _raw(element)
            elif len(above) == 2 and name in PARTS:
                yield PARTS[name], _raw(element)
            elif len(above) == 2:
                head.texts.setdefault(name, (element.text or "").strip())
            else:
                continue
            above[-1].remove(element)
    except DefusedXmlException as error:
        raise _dangerous() from error
    yield "head", head


def _dangerous() -> UnusableError:
    return UnusableError(
        _("There are definitions in it (DTD, entities), which could harm the site. No export has them."),
        _("Export the site once more, and choose the new file."),
    )


def _count(count: int) -> None:
    if count > MOST_ITEMS:
        raise LimitError(
            _("There are more than 50,000 items in it."),
            _("Export a part of the site at a time, some years for example."),
        )


def _name(tag: str) -> str:
    """Return the name of an element with the usual prefix, whichever version its namespace names."""
    for pattern, prefix in NAMES.items():
        if match := re.match(pattern, tag):
            return prefix + tag[match.end() :]
    return tag


def _raw(element: Element) -> Raw:
    found = Raw()
    for child in element:
        name = _name(child.tag)
        if name == "wp:postmeta":
            parts = {_name(part.tag): part.text or "" for part in child}
            found.meta.setdefault(parts.get("wp:meta_key", ""), []).append(parts.get("wp:meta_value", ""))
        elif name == "category":
            short = child.get("nicename", "").strip()
            found.categories.append((child.get("domain", ""), (child.text or short).strip(), short))
        elif name == "wp:comment":
            found.comments += 1
        else:
            found.texts.setdefault(name, child.text or "")
    if len(found.get("content:encoded")) > LARGEST_ITEM:
        found.texts["too large"] = "yes"
        found.texts["content:encoded"] = ""
    return found


def _one_by_one(path: Path, repairs: list[str]) -> Iterator[tuple[str, Raw]]:
    """Yield the parts of a damaged file, each parsed by itself."""
    repairs.append(_("The file is damaged; its items were read one by one."))
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        first = OPENS.search(content)
        head = content[: first.start()] if first else content[:]
        wrap = _wrap(head)
        if re.search(rb"<!DOCTYPE|<!ENTITY", head):
            raise _dangerous()
        for tag, what in PARTS.items():
            begin, end = f"<{tag}>".encode(), f"</{tag}>".encode()
            told = _("an author") if what == "author" else _("a category")
            for part in re.findall(begin + rb"(?:(?!" + begin + rb").)*?" + end, head, re.DOTALL):
                if (found := _mended(part[len(begin) : -len(end)], wrap, told, repairs)) is not None:
                    yield what, found
        texts = {}
        for name in (b"title", b"link", b"wp:base_site_url", b"wp:base_blog_url", b"generator", b"language"):
            if match := re.search(rb"<" + name + rb">([^<]*)</", head):
                texts[name.decode()] = match[1].decode("utf-8", "replace").strip()
        yield "head", Raw(texts)
        count, position = 0, first.start() if first else len(content)
        while opened := OPENS.search(content, position):
            count += 1
            _count(count)
            if opened[1]:
                position = opened.end()
                yield "item", Raw()
                continue
            end = _end_of_item(content, opened.end())
            if end is None:
                title = re.search(rb"<title>(?:<!\[CDATA\[)?([^<\]]*)", content[opened.end() : opened.end() + 2000])
                named = title[1].decode("utf-8", "replace").strip() if title else str(count)
                repairs.append(_("The file ends in the middle of “%(title)s”, which was left out.") % {"title": named})
                return
            position = end + len(b"</item>")
            if end - opened.end() > 4 * LARGEST_ITEM:
                repairs.append(_("Item %(number)d is larger than 5 MB and was left out.") % {"number": count})
                continue
            found = _mended(content[opened.end() : end], wrap, _("item %(number)d") % {"number": count}, repairs)
            if found is not None:
                yield "item", found


def _end_of_item(content: mmap.mmap, position: int) -> int | None:
    """Return where an item ends; its own end tag does not count inside of CDATA."""
    while True:
        end = content.find(b"</item>", position)
        if end < 0:
            return None
        data = content.find(b"<![CDATA[", position, end)
        if data < 0:
            return end
        over = content.find(b"]]>", data)
        if over < 0:
            return None
        position = over + 3


def _only_signs(reference: re.Match) -> str:
    """Return a reference to a sign by its number, or nothing where XML knows no such sign."""
    text = reference[1]
    number = int(text[1:], 16) if text.startswith("x") else int(text)
    is_sign = number <= MOST_SIGNS and not NOT_XML.match(chr(number))
    return reference[0] if is_sign else ""


def _wrap(head: bytes) -> str:
    """Return the tag around an item with the prefixes that the file itself declares, too."""
    declared = re.findall(rb'xmlns:([A-Za-z_][\w.-]*)="([^"<>&]*)"', head)
    known = dict(re.findall(r'xmlns:([\w.-]+)="([^"]*)"', WRAP))
    known |= {name.decode(): uri.decode("utf-8", "replace") for name, uri in declared}
    return "<item " + " ".join(f'xmlns:{name}="{uri}"' for name, uri in known.items()) + ">"


def _mended(part: bytes, wrap: str, what: str, repairs: list[str]) -> Raw | None:
    """Return a part of a damaged file, with what XML does not know taken out or put right; None if nothing helps."""
    try:
        text = part.decode("utf-8")
    except UnicodeDecodeError:
        text = part.decode("cp1252", "replace")
        told = _("In %(what)s, letters were not written as the file says; they were read as Windows writes them.")
        repairs.append(told % {"what": what})
    without = REFERENCE.sub(_only_signs, NOT_XML.sub("", text))
    if without != text:
        told = _("In %(what)s, %(count)d signs that nobody can see were taken out.")
        repairs.append(told % {"what": what, "count": len(text) - len(without)})
    pieces, position = [], 0
    for data in [*CDATA.finditer(without), None]:
        between = without[position : data.start() if data else None]
        pieces.append(BARE.sub("&amp;", between))
        if data:
            pieces.append(data[0])
            position = data.end()
    mended = "".join(pieces)
    if mended != without:
        repairs.append(_("In %(what)s, an “&” stood by itself; it was kept as it is read.") % {"what": what})
    try:
        return _raw(fromstring(wrap + mended + "</item>", forbid_dtd=True))
    except (ParseError, DefusedXmlException, ValueError):
        repairs.append(_("%(what)s could not be read and was left out.") % {"what": what[:1].upper() + what[1:]})
        return None
