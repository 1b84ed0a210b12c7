"""Looks whether links to other sites still answer: politely, within limits, and never inside our own network.

Each site is asked by one worker, one address after another; its robots.txt is respected; the
address that was resolved is the one that is connected to, so that a name cannot lead inside
between the check and the connection.
"""

import ipaddress
import socket
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit
from urllib.robotparser import RobotFileParser

import urllib3
from bs4 import BeautifulSoup
from django.conf import settings
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail import blocks
from wagtail.models import Page

from checks.passages import anchor_of
from pages.content_values import content_values, is_rich_text
from resources.models import CrisisContact

from .models import LinkPlace, OutsideLink

AGENT = "SiteLinkCheck"
TIMEOUT = urllib3.Timeout(connect=5, read=10)  # seconds
PAUSE = 0.5  # seconds between two questions to one site
MOST_REDIRECTS = 5
GONE = {404, 410}
# Sites that turn programs away say nothing about the page.
NOT_FOR_PROGRAMS = {401, 403, 405, 406, 429, 451, 999}
FAILURES_THAT_COUNT = 2
PUBLIC_IPV6 = ipaddress.ip_network("2000::/3")
LONGEST_READ = 20  # seconds for a robots.txt


@dataclass(frozen=True)
class Answer:
    """How an address answered: its status, or in words why there was none; ``sure`` if one look is enough."""

    status: int | None
    problem: str = ""
    sure: bool = False


def is_outside(address: str) -> bool:
    """Return whether an IP address belongs to the public internet."""
    ip = ipaddress.ip_address(address)
    if ip.version == 6:
        # Only what is given out as public; without the ways that carry an IPv4 address inside.
        hidden = ip.ipv4_mapped or ip.sixtofour or ip.teredo
        return ip in PUBLIC_IPV6 and ip.is_global and not hidden
    return ip.is_global and not ip.is_multicast


class Site:
    """One other site: asked by one worker, with its own robots.txt."""

    def __init__(self, allowed: Callable[[str], bool], pause: float) -> None:
        self.allowed, self.pause = allowed, pause
        self.robots: dict[str, RobotFileParser] = {}

    def ask(self, url: str) -> Answer:
        """Return how ``url`` answers, following redirects; every step is looked at as the first was."""
        for _step in range(MOST_REDIRECTS + 1):
            try:
                if not self._may_ask(url):
                    return Answer(None, "")
                status, target = self._get(url)
                if status in {301, 302, 303, 307, 308} and target:
                    url = urljoin(url, target)
                    continue
            except RefusedAddressError as refused:
                return Answer(None, str(refused), sure=True)
            except (urllib3.exceptions.HTTPError, OSError, ValueError) as error:
                return Answer(None, _reason(error))
            if status in GONE:
                return Answer(status, _("the page is gone: %(status)d") % {"status": status}, sure=True)
            if status >= 500:
                return Answer(status, _("the other site has a fault: %(status)d") % {"status": status})
            if status >= 400 and status not in NOT_FOR_PROGRAMS:
                return Answer(status, _("it answers with an error: %(status)d") % {"status": status})
            return Answer(status)
        return Answer(None, _("it leads around in circles"))

    def _may_ask(self, url: str) -> bool:
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        if origin not in self.robots:
            rules = RobotFileParser()
            status, text = self._fetch(f"{origin}/robots.txt", most=100_000)
            rules.parse(text.splitlines() if status == 200 else [])
            self.robots[origin] = rules
            time.sleep(self.pause)
        return self.robots[origin].can_fetch(AGENT, url)

    def _get(self, url: str) -> tuple[int, str]:
        response = self.open(url)
        try:
            return response.status, response.headers.get("Location", "")
        finally:
            response.release_conn()
            response.close()

    def _fetch(self, url: str, most: int) -> tuple[int, str]:
        response = self.open(url)
        try:
            text, end = b"", time.monotonic() + LONGEST_READ
            # What has come so far, at once: a site that sends a letter now and then must not hold us for hours.
            while piece := response.read1(4096, decode_content=False):
                text += piece
                if len(text) > most or time.monotonic() > end:
                    break
            return response.status, text.decode("utf-8", "replace")
        finally:
            response.release_conn()
            response.close()

    def open(self, url: str, more: dict[str, str] | None = None) -> urllib3.BaseHTTPResponse:
        """Ask for an address, with ``more`` headers; raises RefusedAddressError for one inside a private network."""
        parts = urlsplit(url)
        host = parts.hostname
        if parts.scheme not in {"http", "https"} or not host or parts.username:
            raise RefusedAddressError(_("this kind of address is not looked at"))
        port = parts.port or (443 if parts.scheme == "https" else 80)
        addresses = {found[4][0] for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
        if not all(self.allowed(address) for address in addresses):
            raise RefusedAddressError(_("it leads into a private network"))
        ip = sorted(addresses, key=lambda found: ":" in found)[0]
        options = {"timeout": TIMEOUT, "retries": False, "maxsize": 1}
        if parts.scheme == "https":
            pool = urllib3.HTTPSConnectionPool(ip, port, server_hostname=host, assert_hostname=host, **options)
        else:
            pool = urllib3.HTTPConnectionPool(ip, port, **options)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        named = host.encode("idna").decode() + (f":{parts.port}" if parts.port else "")
        headers = {"Host": named, "User-Agent": f"{AGENT}/1.0 (+{settings.SITE_ADDRESS})", "Accept": "*/*"}
        headers |= more or {}
        return pool.urlopen(
            "GET", target, headers=headers, redirect=False, preload_content=False, assert_same_host=False
        )


class RefusedAddressError(Exception):
    """An address that is not to be connected to."""


def _reason(error: Exception) -> str:
    if isinstance(error, socket.gaierror):
        return _("there is no such site")
    if isinstance(error, urllib3.exceptions.TimeoutError | TimeoutError):
        return _("it does not answer in time")
    if isinstance(error, urllib3.exceptions.SSLError):
        return _("its certificate is not right")
    return _("it cannot be reached")


def ask_all(
    urls: list[str], at_once: int = 8, allowed: Callable[[str], bool] = is_outside, pause: float = PAUSE
) -> dict[str, Answer]:
    """Return {url: answer}; ``at_once`` sites are asked at the same time, each by one worker."""
    by_host = defaultdict(list)
    for url in urls:
        by_host[_host(url)].append(url)

    def ask_site(addresses: list[str]) -> list[tuple[str, Answer]]:
        site, answers = Site(allowed, pause), []
        for address in addresses:
            answers.append((address, site.ask(address)))
            time.sleep(pause)
        return answers

    with ThreadPoolExecutor(max_workers=at_once) as workers:
        return dict(answer for answers in workers.map(ask_site, by_host.values()) for answer in answers)


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def links_of(instance: models.Model) -> Iterator[tuple[str, str]]:
    """Yield (address, anchor) of the links of a page or snippet to other sites."""
    for leaf in content_values(instance):
        if not isinstance(leaf.raw, str):
            continue
        if is_rich_text(leaf):
            for link in BeautifulSoup(leaf.raw, "html.parser").find_all("a", href=True):
                if link["href"].startswith(("http://", "https://")):
                    yield link["href"], anchor_of(leaf)
        elif isinstance(leaf.kind, models.URLField | blocks.URLBlock) and leaf.raw.startswith(("http://", "https://")):
            yield leaf.raw, anchor_of(leaf)


def _places() -> Iterator[tuple[str, dict]]:
    for page in Page.objects.live().filter(depth__gt=1).specific().iterator(chunk_size=200):
        for url, anchor in links_of(page):
            yield url, {"page_id": page.pk, "title": page.title, "anchor": anchor[:200]}
    edit = CrisisContact.snippet_viewset.get_url_name("edit")
    for contact in CrisisContact.objects.filter(live=True):
        for url, _anchor in links_of(contact):
            yield url, {"edit_url": reverse(edit, args=[contact.pk]), "title": contact.name}


def look_at_links(
    at_once: int = 8, allowed: Callable[[str], bool] = is_outside, pause: float = PAUSE
) -> tuple[int, int]:
    """Ask every outside link of what visitors see, and keep the answers; return (looked at, broken)."""
    places = defaultdict(list)
    for url, place in _places():
        if len(url) <= 2000:
            places[url].append(place)
    answers = ask_all(sorted(places), at_once, allowed, pause)
    with transaction.atomic():
        OutsideLink.objects.exclude(url__in=list(places)).delete()
        LinkPlace.objects.all().delete()
        known = {link.url: link for link in OutsideLink.objects.all()}
        # Asking takes minutes, in which a page may have been deleted.
        alive = {None, *Page.objects.values_list("pk", flat=True)}
        for url, answer in answers.items():
            link = known.get(url) or OutsideLink(url=url)
            link.status, link.problem, link.checked_at = answer.status, answer.problem, timezone.now()
            link.failures = link.failures + 1 if answer.problem else 0
            link.is_broken = bool(answer.problem) and (answer.sure or link.failures >= FAILURES_THAT_COUNT)
            link.save()
            LinkPlace.objects.bulk_create(
                LinkPlace(link=link, **place) for place in places[url] if place.get("page_id") in alive
            )
    return len(answers), OutsideLink.objects.filter(is_broken=True).count()
