"""Where links of the old site lead here: to pages, to files that came along, or to the old site still."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape, unescape
from urllib.parse import parse_qs, urlsplit

from wagtail.models import Page

from deleted.models import BinPage
from pages.addresses import own_page, without_trackers

from ..models import Imported, Kind
from ..plan import FRONT
from ..reading import Export
from ..reading.items import host_of, path_of

NOWHERE = "?"  # no page has it for a path
HREF = re.compile(r'<a href="([^"]*)">')


@dataclass
class Links:
    """Knows where the addresses of one old site are now."""

    export: Export
    root: Page  # the home page, whose addresses may be the same as those of the old site
    blog: Page | None = None
    documents: dict[str, int] = field(default_factory=dict)  # {address: id}, of the item that is being written
    waits_for: set[str] = field(default_factory=set)
    dropped: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Read what came over before."""
        known = Imported.objects.filter(site=self.export.site, kind__in=[Kind.POST, Kind.PAGE], page__isnull=False)
        known = known.filter(page__in=BinPage.outside(Page.objects.all()).values("pk"))
        self.pages: dict[str, int] = {path: page for path, page in known.values_list("path", "page") if path}
        self.planned = {path.casefold() for path in self.export.paths.values() if path}
        self.numbers = {number: path.casefold() for number, path in self.export.paths.items()}
        self._own: dict[str, int | None] = {}

    def begin(self) -> None:
        """Forget what was noted about the item before."""
        self.waits_for, self.dropped, self.documents = set(), [], {}

    def find(self, address: str) -> tuple[int | None, str]:
        """Return (id of a page here, address): the page where there is one, else where it leads outside, else ""."""
        if address.startswith(("mailto:", "tel:", "sms:")):
            return None, address
        if not self.is_theirs(address):
            address = without_trackers(address)
            page = own_page(address)
            return (page.pk if page else None), address
        path = self.path(address)
        if (page := self.pages.get(path)) is not None:
            return page, ""
        is_base = path == path_of(self.export.base).casefold()
        if path in FRONT | {""} or (is_base and path in self.planned):
            return self.root.pk, ""
        if self.blog and path == self.export.blog.casefold() and path:
            return self.blog.pk, ""
        if is_base:
            return self.root.pk, ""
        if path in self.planned:
            self.waits_for.add(path)
        elif (page := self._here(path)) is not None:
            return page, ""
        if address.startswith(("http://", "https://")):
            return None, address
        if path not in self.planned:
            self.dropped.append(address)
        return None, ""

    def waits(self, address: str) -> bool:
        """Return whether an address is one of a page that is still to come."""
        return self.is_theirs(address) and self.path(address) in self.planned

    def is_theirs(self, address: str) -> bool:
        """Return whether an address belongs to the old site."""
        host = host_of(address)
        return not host or host == host_of(self.export.base)

    def path(self, address: str) -> str:
        """Return the path that an address of the old site means."""
        path = path_of(address).casefold()
        try:
            query = parse_qs(urlsplit(address).query)
        except ValueError:
            return NOWHERE
        if path or not query:
            return path
        # The front page is asked for a page by its number, or for something that is not here.
        number = query.get("p") or query.get("page_id") or [""]
        return self.numbers.get(number[0], NOWHERE)

    def _here(self, path: str) -> int | None:
        """Return the public page of this site at the same path."""
        if path not in self._own:
            found = Page.objects.live().filter(url_path__iexact=f"{self.root.url_path}{path}/")
            self._own[path] = found.values_list("pk", flat=True).first()
        return self._own[path]

    def in_html(self, html: str) -> str:
        """Return the HTML of a paragraph with its links as they are stored here."""

        def stored(match: re.Match) -> str:
            address = unescape(match[1])
            if document := self.documents.get(address):
                return f'<a linktype="document" id="{document}">'
            page, outside = self.find(address)
            if page is not None:
                return f'<a linktype="page" id="{page}">'
            return f'<a href="{escape(outside or address)}">' if outside or self.waits(address) else "<a>"

        html = HREF.sub(stored, html)
        return re.sub(r"<a>((?:(?!</a>).)*)</a>", r"\1", html, flags=re.DOTALL)


def links_pointing_on(html: str, find: Callable[[str], int | None]) -> str:
    """Return HTML in which links that waited lead to their pages; ``find`` returns the id of the page of an address."""

    def stored(match: re.Match) -> str:
        page = find(unescape(match[1]))
        return match[0] if page is None else f'<a linktype="page" id="{page}">'

    return HREF.sub(stored, html)
