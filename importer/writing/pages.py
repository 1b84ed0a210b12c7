"""Writes one page or article: its author, labels, pictures, versions and redirects with it."""

import json
from html import unescape
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models, transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.models import Page, ReferenceIndex, Revision
from wagtail.signal_handlers import disable_reference_index_auto_update

from blog.models import ArticleAuthor, ArticlePage, Author, BlogIndexPage, Series
from pages.addresses import free_slug
from pages.content_values import referenced_ids
from pages.models import SiteImage, Topic
from pages.picture_sizes import make_sizes_of
from pages.placeholders import find_placeholders, refusal

from ..body.pieces import plain
from ..models import Imported, Row, Run
from ..plan import VERSION, Choices, Planned
from .blocks import Blocks
from .links import HREF, Links
from .places import Places
from .redirects import Redirects
from .uploads import Uploads
from .verdict import Action, Verdict, model_of

NOT_OURS = 0


class PageWriter:
    """Writes what was planned into the site."""

    def __init__(self, run: Run, choices: Choices, places: Places, links: Links) -> None:
        self.run, self.choices, self.places, self.links = run, choices, places, links
        self.redirects = Redirects(run, places.home)

    @transaction.atomic
    def write(self, planned: Planned, verdict: Verdict, uploads: Uploads) -> Row:
        """Write an item as a whole, or not at all, and return its row of the report."""
        row = Row(
            run=self.run, key=planned.key[0], kind=planned.key[1], action=verdict.action, title=planned.title,
            old_address=f"/{planned.item.path}" if planned.item.path else "",
            page=verdict.page, warnings=list(planned.warnings), losses=[list(loss) for loss in planned.body.losses],
        )  # fmt: skip
        if verdict.page and verdict.action in {Action.FILLED, Action.UPDATED}:
            # Fetching pictures takes its time, in which somebody may have saved.
            now = Page.objects.select_for_update().filter(pk=verdict.page.pk).values_list("latest_revision", flat=True)
            if list(now) != [verdict.page.latest_revision_id]:
                row.action = Action.CONFLICT
        if row.action in {Action.CREATED, Action.FILLED, Action.UPDATED}:
            self._write(planned, verdict, uploads, row)
        elif row.action == Action.UNCHANGED and verdict.record is None:
            # Here before anything came over: known from now on, so that links lead there.
            self._record(planned, verdict, verdict.page, None, {})
        row.save()
        return row

    def _write(self, planned: Planned, verdict: Verdict, uploads: Uploads, row: Row) -> None:
        files = files_of(planned)
        uploads.save(planned, files)
        uploads.take(planned, list(files))
        self.links.begin()
        self.links.documents = uploads.documents
        blocks = Blocks(self.links, uploads.images, uploads.reasons)
        page = verdict.page.specific if verdict.page else model_of(planned)()
        if verdict.page:
            page = page.get_latest_revision_as_object()
            row.before = as_it_was(page, verdict.record)
        elif verdict.record:
            # Staff had deleted it, and somebody forces it to come again.
            row.before = {"record": _known_of(verdict.record)}
        page.title = page.draft_title = planned.title
        page.body = blocks.body(planned.body.pieces, "/".join(planned.key))
        page.search_description = planned.description
        image = uploads.images.get(planned.item.picture)
        page.listing_image = image or page.listing_image
        if planned.item.picture and not image:
            blocks.missing.append((planned.item.picture, uploads.reasons.get(planned.item.picture, "")))
        if isinstance(page, ArticlePage):
            self._about(page, planned)
        merge = verdict.merge.pk if verdict.merge else (verdict.record.open.get("merge") if verdict.record else None)
        state = "draft" if merge else planned.state
        if verdict.is_for_pictures and self._is_shown(page):
            # Whoever has published it meant to.
            state = "live"
        if verdict.record and page.first_published_at and state != "draft" and not self._is_shown(page):
            # Somebody had a reason, whatever the old site shows.
            state = "draft"
            row.warnings.append(_("It was taken offline here since, so it stays so."))
        revision = self._save(page, planned, state, is_new=verdict.page is None, row=row)
        row.losses += self._not_there(blocks, uploads, files)
        row.losses += [["link", address] for address in self.links.dropped]
        if planned.item.comments:
            row.losses.append(["comments", str(planned.item.comments)])
        if verdict.merge:
            row.warnings.append(
                _("There is a page with this title already, so it came as a draft: put the two together.")
            )
        if self._is_shown(page):
            row.warnings += self.redirects.lead(planned.old_paths, page)
        row.page_id = page.pk
        open_ = {"suggested": planned.body.suggested} if planned.body.suggested else {}
        open_ |= {"merge": merge} if merge else {}
        open_ |= {"missing": [one for one, _reason in blocks.missing]} if blocks.missing and self.choices.images else {}
        # For a later run that brings pictures, too.
        open_ |= {"left": True} if not self.choices.images and self._not_there(blocks, uploads, files) else {}
        self._record(planned, verdict, page, revision, open_)

    def _not_there(self, blocks: Blocks, uploads: Uploads, files: dict[str, str]) -> list[list[str]]:
        """Return what is to be told of pictures and files that did not come."""
        missing = list(dict.fromkeys(blocks.missing))
        lost = [address for address in files if address not in uploads.documents]
        if not self.choices.images:
            return [["left", str(len(missing) + len(lost))]] if missing or lost else []
        told = [["picture", f"{address} ({reason})" if reason else address] for address, reason in missing]
        return told + [["file", f"{address} ({uploads.reasons.get(address, '')})"] for address in lost]

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
        if planned.date and state == "live" and not page.first_published_at:
            page.first_published_at = planned.date
        page.go_live_at = planned.date if state == "scheduled" else None
        missing = find_placeholders(page) if state != "draft" else []
        if missing:
            state = "draft"
            row.warnings.append(refusal(missing))
        if is_new:
            return self._add(page, planned, state)
        was_live = self._is_shown(page)
        revision = page.save_revision(user=self.run.started_by, clean=False)
        if state != "draft":
            revision.publish(user=self.run.started_by)
        elif was_live and not missing:
            # What is hidden on the old site by now is never shown here.
            type(page).objects.get(pk=page.pk).unpublish(user=self.run.started_by)
            row.warnings.append(_("It is hidden on the old site now, so it was taken offline here."))
        return revision

    def _is_shown(self, page: Page) -> bool:
        return Page.objects.filter(pk=page.pk, live=True).exists()

    def _add(self, page: Page, planned: Planned, state: str) -> Revision:
        """Add a page as if it had been published: saved once, and noted once what it leads to.

        Publishing would save it three times, and draw the picture for sharing, which is drawn when somebody asks.
        """
        parent, person = self._parent(planned), self.run.started_by
        page.slug = free_slug(parent, planned.slug)
        page.owner, page.locale, page.live = person, parent.locale, state == "live"
        page.has_unpublished_changes = not page.live
        page.last_published_at = timezone.now() if page.live else None
        with disable_reference_index_auto_update():
            parent.add_child(instance=page)
            revision = keep_version(page, person)
        if state == "scheduled":
            revision.publish(user=person)
        elif page.live and referenced_ids(page, SiteImage):
            transaction.on_commit(lambda: make_sizes_of.enqueue(page.pk))
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

    def _record(self, planned: Planned, verdict: Verdict, page: Page, revision: Revision | None, open_: dict) -> None:
        key, kind = planned.key
        # What led to the front page leads to ours.
        path = "" if planned.is_front else planned.item.path.casefold()[:700]
        record = verdict.record or Imported(site=self.run.site, key=key, kind=kind)
        known = {
            "source_hash": planned.item.hash, "version": VERSION, "page": page, "path": path, "run": self.run,
            # What was not written here is nobody's but theirs: no version of it is ever ours.
            "revision": revision.pk if revision else NOT_OURS, "open": open_,
            "waits_for": sorted(self.links.waits_for) if revision else [],
        }  # fmt: skip
        for name, value in known.items():
            setattr(record, name, value)
        # A second run that writes the same thing at the same time fails here, and leaves it alone.
        record.save()
        if path:
            self.links.pages[path] = page.pk
        if planned.item.number and planned.item.kind == "page":
            self.places.above[planned.item.number] = page


def keep_version(page: Page, person: AbstractBaseUser | None) -> Revision:
    """Keep a page that was just saved as its newest version, the one that is shown if the page is."""
    revision = Revision.objects.create(
        content_object=page, base_content_type=page.get_base_content_type(), user=person,
        content=page.serializable_data(), object_str=str(page),
    )  # fmt: skip
    page.latest_revision, page.latest_revision_created_at = revision, revision.created_at
    page.live_revision = revision if page.live else None
    versions = ("latest_revision", "latest_revision_created_at", "live_revision")
    Page.objects.filter(pk=page.pk).update(**{name: getattr(page, name) for name in versions})
    ReferenceIndex.create_or_update_for_object(page)
    return revision


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


def as_it_was(page: Page, record: Imported | None) -> dict:
    """Return a page as its row in the database holds it, and what was known of it, to undo what follows."""
    kept = type(page).objects.get(pk=page.pk)
    before = {"page": json.loads(kept.to_json()), "latest": kept.latest_revision_id}
    # JSON knows thousandths of a second alone.
    fields = [field.attname for field in Page._meta.concrete_fields if isinstance(field, models.DateTimeField)]
    before["times"] = {name: at.isoformat() for name in fields if (at := getattr(kept, name))}
    if record:
        before["record"] = _known_of(record)
    return before


def _known_of(record: Imported) -> dict:
    names = ("source_hash", "version", "revision", "waits_for", "open", "run_id", "path")
    return {name: getattr(record, name) for name in names}
