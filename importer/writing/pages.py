"""Writes one page or article: its author, labels, pictures, versions and redirects with it."""

import json
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.models import Page, Revision

from blog.models import ArticleAuthor, ArticlePage, Author, BlogIndexPage, Series
from home.models import HomePage, StandardPage
from pages.models import Topic

from ..body.pieces import lost_words, plain, words
from ..models import Imported, Row, Run
from ..plan import VERSION, Choices, Planned
from .blocks import Blocks
from .links import HREF, Links
from .uploads import Uploads

ALIKE = 0.1  # of the words may differ in an article that is here already
Action = Row.Action


@dataclass
class Verdict:
    """What is to be done with an item, and with which page."""

    action: str
    record: Imported | None = None
    page: Page | None = None
    merge: Page | None = None  # has the same title, and words of its own


@dataclass
class Places:
    """Where pages and articles of a run go."""

    home: HomePage
    blog: BlogIndexPage | None
    parent: Page
    above: dict[str, Page] = field(default_factory=dict)

    @classmethod
    def of(cls, parent: Page) -> "Places":
        """Return the places for what comes below a page; raises ValueError in plain words."""
        parent = parent.specific
        home = parent if isinstance(parent, HomePage) else HomePage.objects.ancestor_of(parent).first()
        if home is None:
            raise ValueError(_("Choose the home page, or a page below it."))
        is_blog = isinstance(parent, BlogIndexPage)
        blog = parent if is_blog else BlogIndexPage.objects.child_of(home).first()
        return cls(home, blog, parent if isinstance(parent, HomePage | StandardPage) else home)


class PageWriter:
    """Writes what was planned into the site."""

    def __init__(self, run: Run, choices: Choices, places: Places, links: Links) -> None:
        self.run, self.choices, self.places, self.links = run, choices, places, links
        self._known: dict[type[Page], dict[tuple[str, ...], list[int]]] = {}

    # What to do

    def decide(self, planned: Planned) -> Verdict:
        """Return what is to be done; nothing is written."""
        key, kind = planned.key
        record = Imported.objects.filter(site=self.run.site, key=key, kind=kind).select_related("page").first()
        force = self.choices.update == "force"
        if record is None:
            return self._new(planned)
        if record.page is None:
            return Verdict(Action.CREATED if force else Action.DELETED, record)
        if record.source_hash == planned.item.hash and not force:
            return Verdict(Action.UNCHANGED, record, record.page)
        if self.choices.update == "skip":
            return Verdict(Action.SKIPPED, record, record.page)
        if record.page.latest_revision_id != record.revision and not force:
            return Verdict(Action.CONFLICT, record, record.page)
        return Verdict(Action.UPDATED, record, record.page)

    def _new(self, planned: Planned) -> Verdict:
        model = self._model(planned)
        for page in model.objects.filter(pk__in=self._titles(model).get(tuple(words(planned.title)), [])).order_by(
            "pk"
        ):
            newest = page.get_latest_revision_as_object()
            told = words(newest.plain_text() if isinstance(page, ArticlePage) else _text(newest))
            if not page.live and not page.first_published_at and len(newest.body) == 0:
                return Verdict(Action.FILLED, None, page)
            ours = [word for piece in planned.body.pieces for text in piece.texts() for word in words(text)]
            if ours and len(lost_words(ours, told)) <= ALIKE * len(ours):
                return Verdict(Action.UNCHANGED, None, page)
            return Verdict(Action.CREATED, None, None, page)
        return Verdict(Action.CREATED)

    def _titles(self, model: type[Page]) -> dict[tuple[str, ...], list[int]]:
        """Return {words of a title: ids} of the pages that were here before anything came over."""
        if model not in self._known:
            known = self._known[model] = {}
            ours = model.objects.descendant_of(self.places.home)
            ours = ours.exclude(pk__in=Imported.objects.filter(page__isnull=False).values("page"))
            for pk, title in ours.values_list("pk", "draft_title"):
                known.setdefault(tuple(words(title)), []).append(pk)
        return self._known[model]

    @staticmethod
    def _model(planned: Planned) -> type[ArticlePage] | type[StandardPage]:
        return ArticlePage if planned.item.kind == "post" else StandardPage

    # Writing

    @transaction.atomic
    def write(self, planned: Planned, verdict: Verdict, uploads: Uploads) -> Row:
        """Write an item as a whole, or not at all, and return its row of the report."""
        row = Row(
            run=self.run, key=planned.key[0], kind=planned.key[1], action=verdict.action, title=planned.title,
            old_address=f"/{planned.item.path}" if planned.item.path else "",
            page=verdict.page, warnings=list(planned.warnings), losses=[list(loss) for loss in planned.body.losses],
        )  # fmt: skip
        if verdict.action in {Action.CREATED, Action.FILLED, Action.UPDATED}:
            self._write(planned, verdict, uploads, row)
        elif verdict.action == Action.UNCHANGED and verdict.record is None:
            # Here before anything came over: known from now on, so that links lead there.
            self._record(planned, verdict.page, None, {})
        row.save()
        return row

    def _write(self, planned: Planned, verdict: Verdict, uploads: Uploads, row: Row) -> None:
        files = files_of(planned)
        uploads.save(planned.body.pieces, files)
        uploads.take(planned.pictures, list(files))
        self.links.begin()
        self.links.documents = uploads.documents
        blocks = Blocks(self.links, uploads.images, uploads.reasons)
        page = verdict.page.specific if verdict.page else self._model(planned)()
        if verdict.page:
            page = page.get_latest_revision_as_object()
            row.before = _as_it_was(page, verdict.record)
        page.title = page.draft_title = planned.title
        page.body = blocks.body(planned.body.pieces, "/".join(planned.key))
        page.search_description = planned.description
        image = uploads.images.get(planned.item.picture)
        page.listing_image = image or page.listing_image
        if planned.item.picture and not image:
            blocks.missing.append((planned.item.picture, uploads.reasons.get(planned.item.picture, "")))
        if isinstance(page, ArticlePage):
            self._about(page, planned)
        state = "draft" if verdict.merge else planned.state
        revision = self._save(page, planned, state, is_new=verdict.page is None, row=row)
        for address, reason in dict.fromkeys(blocks.missing):
            row.losses.append(["picture", f"{address} ({reason})" if reason else address])
        for address in files:
            if address not in uploads.documents:
                row.losses.append(["file", f"{address} ({uploads.reasons.get(address, '')})"])
        row.losses += [["link", address] for address in self.links.dropped]
        if planned.item.comments:
            row.losses.append(["comments", str(planned.item.comments)])
        if verdict.merge:
            row.warnings.append(
                _("There is a page with this title already, so it came as a draft: put the two together.")
            )
        row.page_id = page.pk
        open_ = {"suggested": planned.body.suggested} if planned.body.suggested else {}
        open_ |= {"merge": verdict.merge.pk} if verdict.merge else {}
        open_ |= {"missing": [one for one, _reason in blocks.missing]} if blocks.missing else {}
        self._record(planned, page, revision, open_)

    def _about(self, page: ArticlePage, planned: Planned) -> None:
        """Set what is told about an article beside its text."""
        if planned.date:
            page.date = timezone.localtime(planned.date).date()
        page.standfirst = planned.standfirst or page.standfirst
        locale = self.places.home.locale
        if planned.author and not page.article_authors.all():
            author = Author.objects.filter(name__iexact=planned.author, locale=locale).first()
            page.article_authors = [
                ArticleAuthor(author=author or self._make(Author(name=planned.author, locale=locale)))
            ]
        if planned.topics:
            kept = {topic.pk: topic for topic in page.topics.all()}
            for title in planned.topics:
                topic = Topic.objects.filter(title__iexact=title, locale=locale).first()
                topic = topic or self._make(Topic(title=title, locale=locale))
                kept[topic.pk] = topic
            page.topics = list(kept.values())
        if planned.series and not page.series_id:
            series = Series.objects.filter(title__iexact=planned.series, locale=locale).first()
            page.series = series or self._make(Series(title=planned.series, locale=locale))

    def _make(self, instance: Any) -> Any:
        if hasattr(instance, "slug"):
            base = slugify(instance.title, allow_unicode=True)[:70] or "topic"
            instance.slug, count = base, 2
            while type(instance).objects.filter(slug=instance.slug, locale=instance.locale).exists():
                instance.slug, count = f"{base}-{count}", count + 1
        instance.save()
        self.run.note_made(instance)
        return instance

    def _save(self, page: Page, planned: Planned, state: str, *, is_new: bool, row: Row) -> Revision:
        """Save a page with one new version, and show it if it was shown before."""
        if is_new:
            parent = self._parent(planned)
            page.slug = free_slug(parent, planned.slug)
            page.owner, page.live = self.run.started_by, False
            page.locale = parent.locale
            parent.add_child(instance=page)
        if planned.date and state in {"live", "scheduled"} and not page.first_published_at:
            page.first_published_at = planned.date if state == "live" else None
        page.go_live_at = planned.date if state == "scheduled" else None
        was_live = Page.objects.filter(pk=page.pk, live=True).exists()
        revision = page.save_revision(user=self.run.started_by, clean=False)
        if state != "draft" or was_live:
            try:
                with transaction.atomic():
                    revision.publish(user=self.run.started_by)
            except ValidationError as error:
                row.warnings.append(_("It could not be shown, so it is a draft: %(why)s") % {"why": error.messages[0]})
        if is_new:
            self.run.note_made(page, revision.pk)
        return revision

    def _parent(self, planned: Planned) -> Page:
        if planned.item.kind == "post":
            if self.places.blog is None:
                raise ValueError(_("There is no list of articles below the home page."))
            # Numbers in the tree are read fresh: others may add pages, too.
            return BlogIndexPage.objects.get(pk=self.places.blog.pk)
        above = self.places.above.get(planned.item.parent)
        return Page.objects.get(pk=(above or self.places.parent).pk).specific

    def _record(self, planned: Planned, page: Page, revision: Revision | None, open_: dict) -> None:
        key, kind = planned.key
        path = planned.item.path.casefold()[:700]
        Imported.objects.update_or_create(
            site=self.run.site, key=key, kind=kind,
            defaults={
                "source_hash": planned.item.hash, "version": VERSION, "page": page, "path": path, "run": self.run,
                "revision": revision.pk if revision else page.latest_revision_id, "open": open_,
                "waits_for": sorted(self.links.waits_for) if revision else [],
            },
        )  # fmt: skip
        if path:
            self.links.pages[path] = page.pk
        if planned.item.number and planned.item.kind == "page":
            self.places.above[planned.item.number] = page


def free_slug(parent: Page, slug: str) -> str:
    """Return a slug that no page beside has."""
    taken = set(parent.get_children().filter(slug__startswith=slug[:190]).values_list("slug", flat=True))
    found, count = slug, 2
    while found in taken:
        found, count = f"{slug[:190]}-{count}", count + 1
    return found


def files_of(planned: Planned) -> dict[str, str]:
    """Return {address: title} of the files of the old site that a page hands out."""
    found: dict[str, str] = {}
    for piece in planned.body.pieces:
        if piece.kind == "document":
            found.setdefault(piece.value["address"], piece.value["label"])
        for match in HREF.finditer(piece.html):
            address = unescape(match[1])
            if planned.is_file(address):
                rest = piece.html[match.end() :].partition("</a>")[0]
                found.setdefault(address, " ".join(plain(rest).split()))
    return found


def _text(page: Page) -> str:
    return page.body.stream_block.plain_text(page.body)


def _as_it_was(page: Page, record: Imported | None) -> dict:
    """Return a page as its row in the database holds it, and what was known of it, to undo what follows."""
    kept = type(page).objects.get(pk=page.pk)
    before = {"page": json.loads(kept.to_json()), "latest": kept.latest_revision_id}
    # JSON knows thousandths of a second alone.
    fields = [field.attname for field in Page._meta.concrete_fields if isinstance(field, models.DateTimeField)]
    before["times"] = {name: at.isoformat() for name in fields if (at := getattr(kept, name))}
    if record:
        before["record"] = {
            name: getattr(record, name)
            for name in ("source_hash", "version", "revision", "waits_for", "open", "run_id", "path")
        }
    return before
