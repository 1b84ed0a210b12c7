"""Addresses without what was hung on to them to follow readers, and pages in place of our own addresses.

The names of parameters come from the documentation of those who set them (Google, Meta, Microsoft,
Mailchimp, HubSpot, Marketo and others); the wrappers are those through which mail programs and
networks send every click. Both are handed to the editor, too (static/js/paste.js).
"""

import re
from urllib.parse import parse_qs, unquote, urlsplit

from django.conf import settings
from django.urls import Resolver404, resolve
from django.utils import translation
from wagtail.contrib.routable_page.models import RoutablePageMixin
from wagtail.models import Page, Site

TRACKERS = (
    "utm_[a-z_]+|fbclid|fb_action_ids|fb_action_types|gclid|gclsrc|dclid|gbraid|wbraid|srsltid|msclkid|yclid|twclid|"
    "ttclid|igsh|igshid|li_fat_id|epik|rdt_cid|mc_[ce]id|_hsenc|_hsmi|hsctatracking|__hs[a-z]+|mkt_tok|vero_(id|conv)|"
    "oly_(anon|enc)_id|wickedid|_openstat|_ga|_gl|_ke|__s|ck_subscriber_id|ml_subscriber(_hash)?|sb_referer_host|"
    "mtm_[a-z]+|pk_(campaign|kwd|source|medium|content)|cvid|ref_src|ref_url|trk_(contact|msg|module|sid)"
)
# Where somebody else's address is carried along: (host and path, parameter).
WRAPPERS = (
    (r"(www\.)?google\.[a-z.]+/url", "q"),
    (r"(www\.)?google\.[a-z.]+/url", "url"),
    (r"(l|lm)\.(facebook|instagram|messenger)\.com/.*", "u"),
    (r"(l|l\.wl)\.(threads\.(net|com)|co)/.*", "u"),
    (r"[a-z0-9]+\.safelinks\.protection\.(outlook|office365)\.(com|us)/.*", "url"),
    (r"(www\.)?youtube\.com/redirect", "q"),
    (r"(www\.)?linkedin\.com/(redir/redirect|safety/go)/?", "url"),
    (r"duckduckgo\.com/l/?", "uddg"),
    (r"out\.reddit\.com/.*", "url"),
    (r"slack-redir\.net/link", "url"),
    (r"t\.umblr\.com/redirect", "z"),
    (r"deref-[a-z0-9.-]+/mail/client/[^/]+/dereferrer/?", "redirectUrl"),
)
DEEPEST = 4  # wrappers in wrappers
HOME_DEPTH = 2


def without_trackers(address: str) -> str:
    """Return an address as its owner wrote it, out of its wrappers and without marks; other text as it is."""
    for _time in range(DEEPEST):
        inner = _unwrapped(address)
        if not inner:
            break
        address = inner
    before, question, rest = address.partition("?")
    if not question or not re.match("https?://", before, re.IGNORECASE):
        return address
    query, mark, fragment = rest.partition("#")
    kept = [part for part in query.split("&") if not re.fullmatch(TRACKERS, part.split("=")[0], re.IGNORECASE)]
    return before + ("?" if any(kept) else "") + "&".join(kept) + mark + fragment


def _unwrapped(address: str) -> str:
    """Return the address that a wrapper carries, or ""."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    if parts.scheme not in {"http", "https"}:
        return ""
    place = f"{parts.hostname or ''}{parts.path}"
    found = ""
    for pattern, parameter in WRAPPERS:
        if re.fullmatch(pattern, place, re.IGNORECASE):
            found = found or parse_qs(parts.query).get(parameter, [""])[0]
    if place == "urldefense.proofpoint.com/v2/url":
        found = unquote(parse_qs(parts.query).get("u", [""])[0].replace("-", "%").replace("_", "/"))
    elif place.startswith("urldefense.com/v3/__"):
        found = place.removeprefix("urldefense.com/v3/__").partition("__;")[0] + (
            f"?{parts.query}" if parts.query else ""
        )
        found = found.partition("__;")[0].replace(":/", "://", 1) if "://" not in found else found.partition("__;")[0]
    return found if re.match("https?://", found, re.IGNORECASE) else ""


def is_own_address(parent: Page, slug: str) -> bool:
    """Return whether the site, or the page above, itself answers at an address, so that no page could be seen there."""
    if parent.depth <= HOME_DEPTH:
        if slug in dict(settings.LANGUAGES):
            return True
        try:
            # As visitors ask, whatever language the editor is in.
            with translation.override(settings.LANGUAGE_CODE):
                return resolve(f"/{slug}/").url_name != "wagtail_serve"
        except Resolver404:
            return False
    page = parent.specific
    if not isinstance(page, RoutablePageMixin):
        return False
    try:
        page.resolve_subpage(f"/{slug}/")
    except Resolver404:
        return False
    return True


def free_slug(parent: Page, slug: str, besides: Page | None = None) -> str:
    """Return a slug that nothing else below a page has, as near to ``slug`` as there is one."""
    slug = slug[:240]
    others = parent.get_children().filter(slug__startswith=slug)
    taken = set(others.exclude(pk=besides.pk if besides else None).values_list("slug", flat=True))
    found, count = slug, 2
    while found in taken or is_own_address(parent, found):
        found, count = f"{slug}-{count}", count + 1
    return found


def own_page(address: str) -> Page | None:
    """Return our own page that stands at a full address, or None; parts of a page and questions stay addresses."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or parts.query or parts.fragment or not parts.hostname:
        return None
    bare = parts.hostname.removeprefix("www.")
    for site in Site.objects.select_related("root_page"):
        if site.hostname.removeprefix("www.") == bare and (port or site.port) in {site.port, 80, 443}:
            path = unquote(parts.path).strip("/").replace("\0", "")
            wanted = site.root_page.url_path + (f"{path}/" if path else "")
            return Page.objects.filter(url_path=wanted).first()
    return None
