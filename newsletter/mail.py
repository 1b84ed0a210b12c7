"""A newsletter as mail: HTML that old programs show, and plain text of the same blocks; nothing that tells who reads.

Pictures come from this site or there are none; links are what they say, and no pixel is added.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import formataddr
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup, NavigableString, Tag
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.crypto import get_random_string
from django.utils.translation import override
from wagtail.images.models import SourceImageIOError
from wagtail.models import Page
from wagtail.rich_text import expand_db_html

from events.models import EventPage
from pages import site_settings
from pages.blocks.choosers import public_url
from pages.loader import loading

from .addresses import end_token

MOST = 100_000  # bytes of HTML: above, some programs cut a mail off
PICTURE = "width-1120|format-jpeg"  # twice the width at which it is shown
# Stands where each mail has a link of its own.
END_LINK = "https://end.invalid/"


@dataclass(frozen=True)
class Mail:
    """A newsletter that is ready for everybody; for one reader it is made with `to`."""

    subject: str
    sender: str
    html: str
    text: str
    language: str

    def to(self, address: str, mark: str = "") -> EmailMultiAlternatives:
        """Return the message for one reader, with the link that ends the subscription of this mark."""
        with override(self.language):
            end = end_link(mark) if mark else ""
        host = urlsplit(settings.SITE_ADDRESS).hostname
        link = end or settings.SITE_ADDRESS
        headers = {
            "Date": datetime.now(UTC).strftime("%a, %d %b %Y %H:%M:%S +0000"),
            "Message-ID": f"<{get_random_string(32)}@{host}>",
        }
        if end:
            headers |= {"List-Unsubscribe": f"<{end}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
        sender = from_line(self.sender)
        text, html = self.text.replace(END_LINK, link), self.html.replace(END_LINK, link)
        message = EmailMultiAlternatives(self.subject, text, sender, [address], headers=headers)
        message.attach_alternative(html, "text/html")
        return message


def from_line(name: str) -> str:
    """Return the sender of a mail under a name."""
    return formataddr((" ".join(name.split()), settings.DEFAULT_FROM_EMAIL))


def end_link(mark: str) -> str:
    """Return the link that ends a subscription."""
    return settings.SITE_ADDRESS + reverse("newsletter_end", args=[end_token(mark)])


def compose(page: Page) -> Mail:
    """Return a newsletter (any version of it) as mail."""
    sign_up = page.get_parent().specific if page.path else None
    language = page.locale.language_code
    # Links lead to pages of its language (pages/loader.py).
    with override(language), loading():
        chosen = site_settings.of_main_site()
        pieces = [piece for block in page.body if (piece := _piece(block))]
        context = {
            "page": page,
            "language": language,
            "pieces": pieces,
            "sign_up": sign_up,
            "settings": chosen,
            "address": absolute(public_url(page)) if page.live else "",
            "end_link": END_LINK,
        }
        html = render_to_string("newsletter/mail/newsletter.html", context)
        text = render_to_string("newsletter/mail/newsletter.txt", context)
    sender = sign_up.sender(chosen.neutral_title) if sign_up else chosen.neutral_title
    lines = [line.rstrip() for line in text.splitlines()]
    text = "\n".join(line for place, line in enumerate(lines) if line or (place and lines[place - 1])).strip() + "\n"
    return Mail(" ".join(page.subject.split()), sender, html, text, language)


def absolute(url: str) -> str:
    """Return an address that works in a mail."""
    return urljoin(f"{settings.SITE_ADDRESS}/", url) if url else ""


def _piece(block: object) -> dict | None:
    """Return {"kind", …} of a block, as the templates show it; None where nothing is to be shown."""
    kind, value = block.block_type, block.value
    if kind == "heading":
        return {"kind": kind, "text": value}
    if kind == "paragraph":
        soup = BeautifulSoup(expand_db_html(value.source), "html.parser")
        for link in soup.find_all("a"):
            link["href"] = absolute(link.get("href", ""))
        return {"kind": kind, "html": str(soup), "text": plain(soup)}
    if kind in {"article", "event"}:
        url = public_url(value) if value else ""
        if not url:
            return None
        page = value.specific
        when = page.meaning if isinstance(page, EventPage) else ""
        return {"kind": "page", "title": page.title, "text": page.summary, "when": when, "url": absolute(url)}
    if kind == "image":
        image = value["image"]
        if not image or image.is_withdrawn:
            return None
        try:
            size = image.get_rendition(PICTURE)
        except SourceImageIOError:
            # Its file is gone, which stands under “what needs attention”.
            return None
        caption = " · ".join(part for part in (value["caption"], image.credit_text) if part)
        height = round(560 * size.height / size.width) if size.width else 0
        return {"kind": kind, "url": absolute(size.url), "alt": value.alt, "caption": caption, "height": height}
    return {"kind": "button", "text": value.link_text, "url": absolute(value.url)} if value.url else None


def plain(soup: Tag) -> str:
    """Return rich text as plain text: a blank line between paragraphs, links with their addresses."""
    parts: list[str] = []
    for child in soup.children:
        if isinstance(child, NavigableString):
            parts.append(str(child))
        elif child.name in {"ul", "ol"}:
            rows = child.find_all("li", recursive=False)
            marks = [f"{number}." if child.name == "ol" else "-" for number in range(1, len(rows) + 1)]
            lines = [f"{mark} {plain(row).strip()}" for mark, row in zip(marks, rows, strict=True)]
            parts.append("\n" + "\n".join(lines) + "\n\n")
        elif child.name == "a" and child.get("href"):
            words = child.get_text()
            parts.append(words if words == child["href"] else f"{words} ({child['href']})")
        elif child.name == "br":
            parts.append("\n")
        else:
            parts.append(plain(child) + ("\n\n" if child.name in {"p", "div"} else ""))
    return "".join(parts)
