"""An export as a whole: read again and again, so that no body has to be kept in memory."""

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from .dates import find_date
from .footnotes import with_footnotes
from .items import Attachment, Item, host_of, path_of, plain_title
from .mistakes import UnusableError
from .opening import find_format, unpack
from .text import read_text
from .wxr import Raw, read

# What belongs to the old site's machinery, and not to what it says.
MACHINERY = {
    "revision", "nav_menu_item", "custom_css", "customize_changeset", "oembed_cache", "user_request",
    "wp_global_styles", "wp_template", "wp_template_part", "wp_navigation", "wp_font_family", "wp_font_face",
    "elementor_library", "acf-field", "acf-field-group", "amn_smtp", "jetpack_migration", "feedback", "spucpt",
    "wpcf7_contact_form", "shop_order",
}  # fmt: skip


LABELS = ("category", "post_tag")
LONGEST_LABEL = 80
MOST_SHARED = 20_000_000  # characters of blocks that several pages share


@dataclass
class Export:
    """What is known of an export before its bodies are read. Iterating over ``items()`` reads it again."""

    path: Path
    format: str
    base: str = ""  # address of the old site, without a slash at its end
    title: str = ""
    authors: dict[str, str] = field(default_factory=dict)  # login: name
    attachments: dict[str, Attachment] = field(default_factory=dict)  # id: …
    reusable: dict[str, str] = field(default_factory=dict)  # id: HTML of blocks that several pages share
    paths: dict[str, str] = field(default_factory=dict)  # id: path on the old site
    keys: dict[str, str] = field(default_factory=dict)  # id: key, of pages
    blog: str = ""  # path of the old list of articles
    counts: Counter = field(default_factory=Counter)  # of what is not brought over, by kind
    repairs: list[str] = field(default_factory=list)
    folders: Counter = field(default_factory=Counter)  # in which articles lay
    comments: int = 0
    labels: dict[str, set[str]] = field(default_factory=dict)  # category or tag: its names in addresses
    above: dict[str, str] = field(default_factory=dict)  # name of a category in addresses: that of the one above
    _first: dict[tuple[str, str], tuple] = field(default_factory=dict)  # of the items that share a key
    _text: list[Item] = field(default_factory=list)

    @property
    def site(self) -> str:
        """Return what the old site is known by, in every export of it."""
        return host_of(self.base) or self.format

    def items(self) -> Iterator[Item]:
        """Yield the pages and articles, in the order of the file."""
        if self.format == "text":
            yield from self._text
            return
        place = 0
        for what, raw in read(self.path, []):
            if what != "item" or raw.get("wp:post_type") not in {"post", "page"}:
                continue
            if (item := _item(raw, self)) is None:
                continue
            # Some drafts share an address, or have none. The oldest is known by it, wherever in the file it stands.
            if not item.key or _age(raw, place) != self._first[item.kind, item.key]:
                item.key = f"{item.key}#{_told(raw)[:16]}"
            item.place = place
            place += 1
            yield item


def open_export(path: Path, format_name: str = "auto", base: str = "", folder: Path | None = None) -> Export:
    """Return the export in a file; raises UnusableError with the cause and a remedy.

    ``base`` is the old site's address, where the file does not say it.
    """
    if format_name == "text":
        item = read_text(path)
        return Export(path, "text", base.rstrip("/"), _text=[item])
    plain = unpack(path, folder)
    try:
        return _opened(plain, format_name, base)
    except BaseException:
        if plain != path:
            plain.unlink(missing_ok=True)
        raise


def _opened(plain: Path, format_name: str, base: str) -> Export:
    found = find_format(plain)
    export = Export(plain, found if format_name == "auto" else format_name)
    hollow = items = usable = 0
    for what, raw in read(plain, export.repairs):
        if what == "head":
            _read_head(export, raw)
        elif what == "author":
            login = raw.get("wp:author_login").strip()
            name = plain_title(raw.get("wp:author_display_name")) or login
            if login and "@" not in name:
                export.authors.setdefault(login, name[:120])
        elif what == "category":
            if upper := raw.get("wp:category_parent").strip():
                export.above[raw.get("wp:category_nicename").strip()] = upper
        else:
            items += 1
            hollow += not raw.texts
            usable += _note(export, raw, usable)
    export.base = (base or export.base).rstrip("/")
    # “blog/2013/3/title” and “blog/title” alike lie below “blog”.
    tops = Counter()
    for folder, number in export.folders.items():
        tops[folder.partition("/")[0]] += number
    export.blog = tops.most_common(1)[0][0] if tops and not tops.most_common(1)[0][0].isdigit() else ""
    if not items:
        raise UnusableError(_("There is no item in it."), _("Export the site once more, and choose the new file."))
    if hollow == items or not usable:
        raise UnusableError(
            _("There are items in it, but no page and no post that says anything."),
            _("Squarespace exports one blog at a time: choose the blog that is to come along, and export once more."),
        )
    if hollow:
        export.repairs.append(_("%(count)d items are empty and were left out.") % {"count": hollow})
    return export


def _read_head(export: Export, raw: Raw) -> None:
    export.title = plain_title(raw.get("title"))
    export.base = raw.get("wp:base_blog_url") or raw.get("wp:base_site_url") or raw.get("link")
    if not export.base.startswith(("http://", "https://")):
        export.base = ""


def _note(export: Export, raw: Raw, place: int) -> bool:
    """Keep what other items may refer to; return whether it is a page or an article, the one at this place."""
    kind, number = raw.get("wp:post_type"), raw.get("wp:post_id")
    if kind == "attachment":
        address = (raw.get("wp:attachment_url") or raw.get("guid")).strip()
        alt = (raw.meta.get("_wp_attachment_image_alt") or [""])[0]
        if address:
            told = Attachment(
                address, plain_title(alt), plain_title(raw.get("title")), raw.get("wp:post_parent").strip()
            )
            export.attachments.setdefault(number, told)
    elif kind == "wp_block":
        if sum(map(len, export.reusable.values())) < MOST_SHARED:
            export.reusable[number] = raw.get("content:encoded")
    elif kind in {"post", "page"}:
        export.comments += raw.comments
        if raw.get("too large"):
            export.repairs.append(
                _("“%(title)s” is larger than 5 MB and comes without its text.")
                % {"title": plain_title(raw.get("title"))}
            )
        export.paths[number] = path_of(raw.get("link"))
        if kind == "page" and _is_worth_it(raw):
            export.keys[number] = _key(raw, export)
        if kind == "post" and raw.get("wp:status") == "publish":
            export.folders[export.paths[number].rpartition("/")[0]] += 1
        for domain, words, short in raw.categories:
            if domain in LABELS and short:
                export.labels.setdefault(plain_title(words)[:LONGEST_LABEL], set()).add(short)
        if _is_worth_it(raw):
            known, age = (kind, _key(raw, export)), _age(raw, place)
            export._first[known] = min(export._first.get(known, age), age)
            return True
    elif kind and kind not in MACHINERY:
        export.counts[kind] += 1
    return False


def _is_worth_it(raw: Raw) -> bool:
    """Return whether a page or an article says anything, and was not thrown away."""
    if raw.get("wp:status") in {"trash", "auto-draft"}:
        return False
    return bool(raw.get("content:encoded").strip() or plain_title(raw.get("title")))


def _key(raw: Raw, export: Export) -> str:
    """Return what an item is known by in every export; its number is only its place."""
    guid = raw.get("guid").strip() if export.format == "wordpress" else ""
    return (guid or path_of(raw.get("link")) or path_of("/" + raw.get("wp:post_name")))[:650]


def _age(raw: Raw, place: int) -> tuple:
    """Return what items with one key are put in order by: when it was written, else where in the file it stands."""
    date, _warning = find_date(raw.get("wp:post_date_gmt"), raw.get("pubDate"), raw.get("wp:post_date"))
    return (0, date, _told(raw)) if date else (1, place)


def _told(raw: Raw) -> str:
    text = f"{plain_title(raw.get('title'))}\n{raw.get('content:encoded')}"
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def _is_front(link: str, base: str) -> bool:
    """Return whether a link leads to the old site itself: WordPress may show a page there, under no name of its own."""
    try:
        return bool(link.strip()) and not urlsplit(link.strip()).query and path_of(link) == path_of(base)
    except ValueError:
        return False


def _item(raw: Raw, export: Export) -> Item | None:
    if not _is_worth_it(raw):
        return None
    link = raw.get("link")
    slug = raw.get("wp:post_name").strip("/ ")
    # WordPress links to a draft by its number: “/?p=12” says nothing about where it was.
    path = path_of(link) or path_of("/" + slug)
    local = raw.get("wp:post_date")
    date, warning = find_date(raw.get("wp:post_date_gmt"), raw.get("pubDate"), local)
    html = with_footnotes(raw.get("content:encoded"), raw.meta.get("footnotes", []))
    picture = export.attachments.get((raw.meta.get("_thumbnail_id") or [""])[0].strip())
    by_domain = {name: [] for name in LABELS}
    for domain, words, _short in raw.categories:
        title = plain_title(words)[:LONGEST_LABEL]
        if domain in by_domain and title and title not in by_domain[domain]:
            by_domain[domain].append(title)
    parent = raw.get("wp:post_parent").strip()
    return Item(
        key=_key(raw, export),
        kind=raw.get("wp:post_type"),
        title=plain_title(raw.get("title")),
        path=path,
        html=html,
        status=raw.get("wp:status").strip() or "draft",
        has_password=bool(raw.get("wp:post_password").strip()),
        date=date,
        date_warning=warning,
        is_classic=export.format == "wordpress" and "<!-- wp:" not in raw.get("content:encoded"),
        excerpt=plain_title(raw.get("excerpt:encoded")),
        description=plain_title(
            (raw.meta.get("_yoast_wpseo_metadesc") or raw.meta.get("rank_math_description") or [""])[0]
        ),
        author=raw.get("dc:creator").strip(),
        categories=[words for words in by_domain["category"] if words.casefold() != "uncategorized"],
        tags=by_domain["post_tag"],
        picture=picture.address if picture else "",
        picture_alt=picture.alt if picture else "",
        link=(raw.meta.get("passthrough_url") or [""])[0].strip(),
        old_slugs=[slug.strip("/ ") for slug in raw.meta.get("_wp_old_slug", []) if slug.strip("/ ")],
        parent=parent if parent != "0" else "",
        number=raw.get("wp:post_id").strip(),
        comments=raw.comments,
        is_front=_is_front(link, export.base),
    )
