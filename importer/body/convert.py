"""A body as its pieces: all words in their order, what cannot come along named."""

import re
from dataclasses import dataclass, field
from itertools import islice
from urllib.parse import urljoin

from bs4 import BeautifulSoup, CData, Comment, NavigableString, Tag
from django.utils.translation import gettext as _

from . import structures
from .figures import gallery, is_gallery
from .finish import finish
from .inline import INLINE, PARAGRAPH, TAGS, Flow, readable, text_of, without_tags
from .pictures import best_source, is_spacer, picture_of, said
from .pieces import LOST, Piece, lost_words, words
from .shortcodes import expand
from .surroundings import Surroundings

# Of machinery: nothing in it is read.
DROPPED = [
    "script", "style", "noscript", "template", "svg", "head", "meta", "link", "title", "object", "applet", "canvas",
    "select", "option", "textarea", "input", "dialog",
]  # fmt: skip
BLOCKS = {
    "p", "div", "section", "article", "main", "header", "footer", "aside", "nav", "address", "center",
    "figcaption", "details", "summary", "fieldset", "body", "html", "dl", "dt", "dd", "form", "pre", "tbody",
    "thead", "tr", "td", "th", "li", "hgroup", "legend", "figure", "caption",
}  # fmt: skip
# Blocks of Squarespace by number: forms, summaries of other posts, social links, newsletter, search, code of shops.
FORMS, SUMMARIES, SOCIAL = {"9", "51"}, {"55", "33"}, {"54"}
# Nothing to see by themselves, but for what is in them.
KNOWN = {"picture", "button", "colgroup", "col", "source", "tfoot", "blink", "o:p", "area", "map", "embed"}
MOST_SHARED = 1_000_000  # characters that shared blocks may add to a body
SHARED_WITHIN = 3  # such blocks in one another
SHARED = re.compile(r'<!--\s*wp:block\s*\{"ref":(\d+)\b(?:(?!-->).)*/-->', re.DOTALL)
MADE_WHEN_SHOWN = re.compile(r"\s*wp:([a-z][\w/-]*)\s*(\{.*\})?\s*/\s*", re.DOTALL)
EMPTY_BLOCKS = {"separator", "spacer", "more", "nextpage"}
DEEPEST = 150
MOST_TAGS = 100_000  # of a body: several seconds
NEAR = 6  # steps out from a picture or a caption
MOST_CAPTIONS = 500  # of a body
# Where a picture leads to itself, larger.
PICTURE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif|bmp|tiff?)(?:[?#]|$)", re.IGNORECASE)
SCHEMES = ("http://", "https://", "mailto:", "tel:", "sms:")


@dataclass
class Body:
    """A body as pieces, and what is to be told about it."""

    pieces: list[Piece] = field(default_factory=list)
    losses: list[tuple[str, str]] = field(default_factory=list)  # (what, words)
    reviews: list[str] = field(default_factory=list)
    suggested: int = 0  # headings
    words_before: int = 0
    lost: list[str] = field(default_factory=list)

    @property
    def has_lost_much(self) -> bool:
        """Return whether more than 2 % of the words did not arrive."""
        return len(self.lost) > LOST * self.words_before and bool(self.lost)


def convert(
    html: str, surroundings: Surroundings, *, title: str = "", is_classic: bool = False, number: str = ""
) -> Body:
    """Return the pieces of a body; ``number`` is the id of its item, to which pictures may have been added."""
    body = Body()
    html = _with_reusable(html, surroundings.reusable)
    own = [one for one in surroundings.attachments.values() if number and one.parent == number]
    html = expand(html, surroundings.attachments, own, lambda what, told: body.losses.append((what, told)))
    if is_classic:
        html = re.sub(r"\r?\n[ \t\r]*\n\s*", PARAGRAPH, html)
    if html.count("<") > MOST_TAGS:
        body.reviews.append(_("It is made of more than 100,000 tags; only its text came along."))
        html = without_tags(html)
    # Programs that somebody wrote about are text, not instructions.
    html = re.sub(r"<(?=\?|!(?!--|\[CDATA))", "&lt;", html)
    soup = BeautifulSoup(html, "html.parser")
    _drop(soup, body)
    _tell_what_changes(soup, body)
    # As they stand, before anything is turned around.
    before = words(readable(soup))
    walk = Walk(surroundings, body, title, is_classic)
    walk.children(soup, 0)
    walk.flow.end()
    body.pieces, body.suggested = finish(walk.pieces, title)
    shown = [[*piece.texts(), piece.value["address"] if piece.kind == "embed" else ""] for piece in body.pieces]
    after = [word for texts in shown for text in texts for word in words(text)]
    body.words_before = len(before)
    if body.pieces and walk.dropped_title:
        after = words(title) + after
    after += [word for caption in walk.repeated for word in words(caption)]
    body.lost = lost_words(before, after)
    if body.has_lost_much:
        body.losses.append(("words", " ".join(body.lost[:30])))
    return body


def _with_reusable(html: str, reusable: dict[str, str]) -> str:
    """Return the body with what several pages share written out, and what is shared within that."""
    room = MOST_SHARED

    def written_out(match: re.Match) -> str:
        nonlocal room
        # What is not there stays, to be told of.
        text = reusable.get(match[1], match[0])
        room -= len(text)
        return text if room >= 0 else ""

    for _level in range(SHARED_WITHIN if reusable else 0):
        html = SHARED.sub(written_out, html)
    return html


def _drop(soup: BeautifulSoup, body: Body) -> None:
    for node in soup.find_all(string=lambda text: isinstance(text, Comment) and not isinstance(text, CData)):
        # What a block of WordPress makes only when somebody looks at it stands in no export.
        if (made := MADE_WHEN_SHOWN.fullmatch(node)) and made[1] not in EMPTY_BLOCKS:
            body.losses.append(("shortcode", " ".join(f"{made[1]} {made[2] or ''}".split())[:200]))
        node.extract()
    for node in soup.find_all("object"):
        if film := node.find("embed", src=True):
            node.replace_with(film)
        else:
            body.losses.append(("frame", (node.get("data") or "")[:200]))
    for node in soup.find_all(["form", *DROPPED]):
        if node.decomposed:
            continue
        if node.name == "form":
            told = " ".join(node.get_text(" ").split())
            body.losses.append(("form", told[:200]))
        node.decompose()
    # Who said it is no part of the last word.
    for node in soup.select("blockquote cite, blockquote footer"):
        node.insert_before(" ")
    # Beside the link to a file, once more.
    for node in soup.select(".wp-block-file__button"):
        node.decompose()
    for node in soup.find_all(attrs={"data-block-type": True}):
        if node.decomposed:
            continue
        number = node["data-block-type"]
        told = " ".join(node.get_text(" ").split())[:200]
        if number in FORMS | SUMMARIES | SOCIAL:
            what = "form" if number in FORMS else "summary" if number in SUMMARIES else "social"
            body.losses.append((what, told))
            node.decompose()
    for node in soup.find_all(["iframe", "audio", "video"]):
        # What is inside is read by browsers alone that cannot play it.
        for child in list(node.find_all(True)):
            if child.name != "source":
                child.decompose()
        for text in list(node.find_all(string=True)):
            text.extract()


def _tell_what_changes(soup: BeautifulSoup, body: Body) -> None:
    """Tell of links that pictures and captions cannot hold, and of words that mean something by their look."""
    led: dict[int, Tag] = {}
    for image in soup.find_all("img"):
        above = next((one for one in islice(image.parents, NEAR) if one.name == "a" and one.get("href")), None)
        if above is not None and "attachment" not in (above.get("rel") or []) and not PICTURE.search(above["href"]):
            led[id(above)] = above
    links = list(led.values())
    for caption in soup.find_all("figcaption", limit=MOST_CAPTIONS):
        figure = next((one for one in islice(caption.parents, NEAR) if one.name == "figure"), None)
        links += caption.find_all("a", href=True) if figure is not None and figure.find("img") else []
    body.losses += [("link", link["href"][:200]) for link in links]
    for tags, sentence in (
        ("del, s, strike", _("Words that were crossed out are ordinary ones now: %(words)s")),
        ("sup, sub", _("What stood higher or lower stands in the line now: %(words)s")),
    ):
        if found := [words for node in soup.select(tags) if (words := text_of(node))]:
            body.reviews.append(sentence % {"words": ", ".join(found)[:200]})


class Walk:
    """Walks through a body in reading order."""

    def __init__(self, surroundings: Surroundings, body: Body, title: str, is_classic: bool) -> None:
        self.around, self.body, self.title = surroundings, body, title
        self.pieces: list[Piece] = []
        self.flow = Flow(self._paragraph, is_classic)
        self.dropped_title = False
        self.repeated: list[str] = []  # captions that are there already

    def add(self, kind: str, **value: object) -> None:
        """Add a piece behind what was written so far."""
        self.flow.end()
        self.pieces.append(Piece(kind, value))

    def _paragraph(self, html: str, may_be_heading: bool) -> None:
        address = re.fullmatch(r"(?:<[^>]*>)*(https?://[^\s<>]+?)(?:<[^>]*>)*", html)
        if address and self.around.find_player(address[1].replace("&amp;", "&"))[1]:
            self.pieces.append(Piece("embed", {"address": address[1].replace("&amp;", "&"), "title": ""}))
            return
        alone = re.fullmatch(r'<a href="([^"]*)">([^<]*)</a>', html)
        if alone and self.around.is_file(alone[1]) and len(alone[2]) <= 200:
            structures.document(self, alone[1], alone[2])
            return
        self.pieces.append(Piece("paragraph", {"html": f"<p>{html}</p>", "may_be_heading": may_be_heading}))

    def address(self, href: str) -> str:
        """Return a complete address, a path where the old site's address is not known, or "" for no place to go."""
        # As browsers read it: what cannot be seen is not there.
        href = re.sub(r"[\x00-\x1f\x7f]+", "", href).strip()
        if not href or href.startswith("#"):
            return ""
        if re.match(r"[a-z][a-z0-9+.-]*:", href, re.IGNORECASE) and not href.lower().startswith(SCHEMES):
            return ""
        try:
            return urljoin(f"{self.around.base}/", href) if self.around.base else href
        except ValueError:
            return ""

    def children(self, node: Tag, depth: int) -> None:
        """Walk through what is in a node."""
        if depth > DEEPEST:
            self.body.reviews.append(_("It is nested very deeply; only its text came along."))
            self.flow.text(" ".join(node.stripped_strings))
            return
        for child in list(node.children):
            if isinstance(child, NavigableString):
                self.flow.text(str(child))
            # A caption may have gone along with its picture meanwhile.
            elif isinstance(child, Tag) and not child.decomposed:
                self.node(child, depth + 1)

    def node(self, node: Tag, depth: int) -> None:
        """Walk through a node."""
        name = node.name.lower()
        if handle := structures.HANDLERS.get(name):
            handle(self, node, depth)
        elif name in TAGS:
            self.flow.start(TAGS[name])
            self.children(node, depth)
            self.flow.stop()
        elif name == "br":
            self.flow.line_break()
        elif is_gallery(node):
            gallery(self, node, depth)
        elif name in BLOCKS:
            self.flow.end()
            was, self.flow.is_classic = self.flow.is_classic, self.flow.is_classic and name != "p"
            self.children(node, depth)
            self.flow.end()
            self.flow.is_classic = was
        else:
            if name not in INLINE | KNOWN:
                self.body.reviews.append(
                    _("“%(name)s” is nothing this site knows; its text came along.") % {"name": name}
                )
            self.children(node, depth)

    def picture(self, node: Tag, caption: str = "") -> dict[str, str] | None:
        """Return the picture of an <img>, or None for what is none."""
        if is_spacer(node):
            return None
        source = self.address(best_source(node))
        if not source or source.startswith("data:"):
            self.body.losses.append(("picture", (node.get("alt") or node.get("src") or "")[:200]))
            return None
        shown = picture_of(node, source, caption)
        if (original := self.around.original(source)) != source:
            # Too large, perhaps, or gone: then this one comes.
            shown |= {"address": original, "copy": source}
        # Some themes leave out what the picture says where it is shown.
        shown["alt"] = shown["alt"] or said(self.around.alts.get(shown["address"], ""), source, shown["caption"])
        return shown
