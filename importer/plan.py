"""What is to be done with an export: worked out from the file and the choices alone, the same each time."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from pages.blocks.media import find_player

from .body import Body, Surroundings, convert
from .reading import Export, Item
from .reading.items import path_of

VERSION = 1  # of how bodies are read
LONGEST_TITLE, LONGEST_STANDFIRST, LONGEST_DESCRIPTION, LONGEST_SLUG = 255, 400, 320, 200
LIVE = {"publish", "future"}
HIDDEN = {"draft", "pending", "private", "inherit"}
FRONT = {"home", "homepage", "front-page"}
TOPIC, SERIES, NOTHING = "topic", "series", ""


@dataclass
class Choices:
    """What staff decide before anything is written."""

    # {"Category": "topic", …}; what is not named is left out.
    labels: dict[str, str] = field(default_factory=dict)
    pages: bool = True
    posts: bool = True
    images: bool = True
    update: str = "changed"  # "skip", "changed" or "force"
    hosts: list[str] = field(default_factory=list)  # that pictures may come from, beside the usual ones
    only: str = ""  # one address
    limit: int = 0
    base: str = ""  # address of the old site

    @classmethod
    def of(cls, kept: dict[str, Any]) -> "Choices":
        """Return the choices that were kept as JSON."""
        known = {one.name for one in fields(cls)}
        return cls(**{name: value for name, value in kept.items() if name in known})

    def as_dict(self) -> dict[str, Any]:
        """Return them to be kept as JSON."""
        return asdict(self)


@dataclass
class Planned:
    """One page or article, as it will be written."""

    item: Item
    title: str
    slug: str
    state: str  # "live", "scheduled" or "draft"
    body: Body
    standfirst: str = ""
    description: str = ""
    author: str = ""
    topics: list[str] = field(default_factory=list)
    series: str = ""
    is_front: bool = False
    is_file: Callable[[str], bool] = lambda _address: False
    warnings: list[str] = field(default_factory=list)
    failure: str = ""  # why it cannot be written

    @property
    def key(self) -> tuple[str, str]:
        """Return what it is known by: (key, kind)."""
        return self.item.key, self.item.kind

    @property
    def date(self) -> datetime | None:
        """Return when it was published, or will be."""
        return self.item.date

    @property
    def old_paths(self) -> list[str]:
        """Return its paths on the old site, the first being the newest."""
        if not self.item.path:
            return []
        before = self.item.path.rpartition("/")[0]
        earlier = [f"{before}/{slug}".strip("/") for slug in self.item.old_slugs]
        return list(dict.fromkeys([self.item.path, *earlier]))

    @property
    def pictures(self) -> list[str]:
        """Return the addresses of its pictures, the featured one first."""
        featured = [self.item.picture] if self.item.picture else []
        return list(dict.fromkeys([*featured, *(one["address"] for p in self.body.pieces for one in p.pictures)]))

    @property
    def copies(self) -> dict[str, list[str]]:
        """Return {address of a picture: for each place, the smaller copy that was shown there, or ""}."""
        found: dict[str, list[str]] = {self.item.picture: [""]} if self.item.picture else {}
        for one in (one for piece in self.body.pieces for one in piece.pictures):
            found.setdefault(one["address"], []).append(one.get("copy", ""))
        return found


@dataclass
class Told:
    """What is to be told about entries, counted as they come by."""

    counts: Counter = field(default_factory=Counter)
    labels: Counter = field(default_factory=Counter)
    categories: set[str] = field(default_factory=set)
    losses: Counter = field(default_factory=Counter)
    notes: Counter = field(default_factory=Counter)
    pictures: set[str] = field(default_factory=set)
    words: int = 0
    lost: int = 0

    def add(self, planned: Planned) -> None:
        """Count one more."""
        self.counts[planned.item.kind] += 1
        self.counts[planned.state] += 1
        self.counts["suggested"] += planned.body.suggested
        self.counts["warnings"] += len(planned.warnings)
        self.labels.update(dict.fromkeys([*planned.item.categories, *planned.item.tags], 1))
        self.categories.update(planned.item.categories)
        self.losses.update(what for what, _told in planned.body.losses)
        self.notes.update(planned.body.reviews)
        self.pictures.update(planned.pictures)
        self.words += planned.body.words_before
        self.lost += len(planned.body.lost)


class Plan:
    """An export with the choices that were made. Iterating over ``entries()`` reads the file anew."""

    def __init__(self, export: Export, choices: Choices) -> None:
        self.export, self.choices = export, choices
        self.around = Surroundings(
            export.base,
            export.attachments,
            export.reusable,
            frozenset(settings.WAGTAILDOCS_EXTENSIONS) - {"mp3", "m4a", "mp4", "vtt"},
            find_player,
        )
        self.was_limited = False
        self.told = Told()

    def entries(self) -> Iterator[Planned]:
        """Yield what is to be written, in the order of the file; ``told`` is about the last time it came to its end."""
        told = Told()
        for item in self.items():
            planned = self._planned(item)
            told.add(planned)
            yield planned
        self.told = told

    def items(self) -> Iterator[Item]:
        """Yield what is chosen, in the order of the file, without reading its text."""
        only = path_of(self.choices.only).casefold() if self.choices.only else None
        count = 0
        for item in self.export.items():
            if not (self.choices.posts if item.kind == "post" else self.choices.pages):
                continue
            if only is not None and item.path.casefold() != only:
                continue
            if self.choices.limit and count >= self.choices.limit:
                self.was_limited = True
                return
            count += 1
            yield item

    def _planned(self, item: Item) -> Planned:
        failure = ""
        try:
            body = convert(item.html, self.around, title=item.title, is_classic=item.is_classic, number=item.number)
        except Exception as error:
            # One text that nobody can read must not keep the others from coming.
            body, failure = Body(), _("its text could not be read: %(why)s") % {"why": type(error).__name__}
        first = body.pieces[0].texts()[0] if body.pieces and body.pieces[0].texts() else ""
        title = item.title or " ".join(first.split()[:10]) or item.path.rpartition("/")[2] or _("Without a title")
        planned = Planned(item, title[:LONGEST_TITLE], _slug(item, title), _state(item), body)
        planned.is_file, planned.failure = self.around.is_file, failure
        is_page = item.kind == "page" and self.export.format != "text"
        planned.is_front = is_page and (item.is_front or item.path.casefold() in FRONT)
        if planned.is_front:
            planned.state = "draft"
        _warn(planned)
        _summarise(planned)
        planned.author = self.export.authors.get(item.author, "") or ("" if "@" in item.author else item.author)[:120]
        if item.link:
            _add_link(planned)
        for name in dict.fromkeys([*item.categories, *item.tags]):
            match self.choices.labels.get(name, NOTHING):
                case "topic":
                    planned.topics.append(name)
                case "series":
                    planned.series = planned.series or name
        return planned

    def summary(self, look: Callable[[Planned], None] = lambda _planned: None) -> dict[str, Any]:
        """Return what is to be told before anything is written, as JSON can hold it; ``look`` sees each entry."""
        for planned in self.entries():
            look(planned)
        return self.summary_of_last()

    def summary_of_last(self) -> dict[str, Any]:
        """Return the same of the entries that were looked at last."""
        told = self.told
        return {
            "format": self.export.format,
            "site": self.export.site,
            "title": self.export.title,
            "counts": dict(told.counts),
            "labels": [[name, number, name in told.categories] for name, number in told.labels.most_common()],
            "losses": dict(told.losses),
            "notes": dict(told.notes),
            "words": told.words,
            "lost": told.lost,
            "pictures": len(told.pictures),
            "authors": sorted(set(self.export.authors.values())),
            "comments": self.export.comments,
            "left": dict(self.export.counts),
            "repairs": list(dict.fromkeys(self.export.repairs))[:200],
        }


def _slug(item: Item, title: str) -> str:
    last = item.path.rpartition("/")[2].rpartition(".")[0] if item.path.endswith((".html", ".htm", ".php")) else ""
    slug = slugify(last or item.path.rpartition("/")[2], allow_unicode=True) or slugify(title, allow_unicode=True)
    return slug[:LONGEST_SLUG].strip("-_") or "page"


def _state(item: Item) -> str:
    """Return what becomes of it; what was hidden on the old site is never shown here."""
    if item.has_password or item.status not in LIVE:
        return "draft"
    if item.date and item.date > timezone.now():
        return "scheduled"
    # Without a date, nobody knows when a post that was to come would have come.
    return "draft" if item.status == "future" else "live"


def _warn(planned: Planned) -> None:
    item = planned.item
    if item.date_warning:
        planned.warnings.append(item.date_warning)
    if item.has_password:
        planned.warnings.append(_("It was kept behind a password, so it is a draft."))
    elif item.status not in LIVE | HIDDEN:
        planned.warnings.append(
            _("Its state “%(state)s” is not known, so it is a draft.") % {"state": item.status[:30]}
        )
    if planned.is_front:
        planned.warnings.append(_("It was the front page. This site has its own; take what you need from the draft."))
    if planned.body.has_lost_much:
        planned.warnings.append(
            _("%(lost)d of %(all)d words did not come along.")
            % {"lost": len(planned.body.lost), "all": planned.body.words_before}
        )
    if len(item.title) > LONGEST_TITLE:
        planned.warnings.append(_("Its title was longer than 255 characters."))
    planned.warnings += dict.fromkeys(planned.body.reviews)


def _summarise(planned: Planned) -> None:
    """Use the excerpt where it says something of its own."""
    excerpt = planned.item.excerpt
    planned.description = (planned.item.description or excerpt)[:LONGEST_DESCRIPTION]
    begins = " ".join(text for piece in planned.body.pieces[:2] for text in piece.texts())
    told = re.sub(r"\W+", " ", excerpt.rstrip(" .…[]")).strip().casefold()
    repeats = told and re.sub(r"\W+", " ", begins).strip().casefold().startswith(told)
    if excerpt and not repeats:
        if len(excerpt) <= LONGEST_STANDFIRST:
            planned.standfirst = excerpt
        else:
            planned.warnings.append(
                _("Its summary is too long for a standfirst; the search description holds its beginning.")
            )


def _add_link(planned: Planned) -> None:
    """Let a post that only led elsewhere lead there still."""
    from .body import Piece

    link = planned.item.link
    if link.startswith(("http://", "https://", "/")):
        planned.body.pieces.append(Piece("button", {"label": _("Read more"), "address": link}))
