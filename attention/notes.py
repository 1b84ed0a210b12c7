"""Keeps the notes about pages: written anew with each version that is saved."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import islice
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import QuerySet
from django.db.models.signals import post_delete, post_save
from django.utils import translation
from wagtail.models import Page, ReferenceIndex, Revision
from wagtail.signals import page_published, page_unpublished
from wagtail.users.models import UserProfile

from checks.models import Term
from checks.page import advice_for
from consent.models import Consent
from pages.models import SiteImage
from resources.models import CrisisContact

from .links import links_of
from .models import LinkPlace, PageNote

logger = logging.getLogger(__name__)
AT_ONCE = 1000  # pages that are looked at while somebody waits
TOGETHER = 10  # pages whose notes are written in one transaction
_waiting: ContextVar[dict[int, None] | None] = ContextVar("pages whose notes are written later", default=None)


def staff_languages() -> list[str]:
    """Return the codes of the languages in which staff work, besides the first one of the site."""
    # Whoever has chosen none works in the first one; any that the site speaks may be chosen at any time.
    spoken = {code for code, _name in settings.LANGUAGES}
    chosen = UserProfile.objects.exclude(preferred_language="").values_list("preferred_language", flat=True)
    return sorted((spoken | set(chosen)) - {settings.LANGUAGE_CODE})


def refresh(page: Page, terms: list[Term] | None = None, others: list[str] | None = None) -> None:
    """Write the notes about a version of a page (a specific one), also in ``others`` (codes of languages)."""
    _write({page.pk: _notes_about(page, terms, others)})


def _notes_about(page: Page, terms: list[Term] | None = None, others: list[str] | None = None) -> list[PageNote]:
    said = {}
    for code in [settings.LANGUAGE_CODE, *(staff_languages() if others is None else others)]:
        with translation.override(code):
            said[code] = advice_for(page, terms)
    advice = said.pop(settings.LANGUAGE_CODE)
    # Two notes that say the same in one language are one there; then it is not known which is which.
    alike = {code: other for code, other in said.items() if len(other) == len(advice)}
    return [
        PageNote(
            page_id=page.pk,
            kind=item.kind,
            text=item.text,
            translations={code: other[number].text for code, other in alike.items()},
            anchor=item.anchor[:200],
            refuses=item.refuses,
        )
        for number, item in enumerate(advice)
    ]


@transaction.atomic
def _write(notes: dict[int, list[PageNote]]) -> None:
    PageNote.objects.filter(page__in=notes).delete()
    PageNote.objects.bulk_create(note for about in notes.values() for note in about)


def refresh_all() -> int:
    """Look at the newest version of every page again; return how many there are."""
    return _refresh_each(Page.objects.filter(depth__gt=1))


def _refresh_each(pages: QuerySet[Page]) -> int:
    terms: dict[str, list[Term]] = {}
    for term in Term.objects.all():
        terms.setdefault(term.language, []).append(term)
    count, others = 0, staff_languages()
    looked_at = iter(pages.select_related("latest_revision", "locale").iterator(chunk_size=200))
    while some := list(islice(looked_at, TOGETHER)):
        found = {}
        for page in some:
            try:
                newest = page.latest_revision.as_object() if page.latest_revision_id else page.specific
                found[page.pk] = _notes_about(
                    newest, terms.get(page.locale.language_code.partition("-")[0], []), others
                )
            except Exception:
                # One draft that nobody can read must not keep the others from being looked at.
                logger.exception("Page %s could not be looked at", page.pk)
        # Somebody may have saved one, or deleted it, in the meantime.
        versions = {page.pk: page.latest_revision_id for page in some}
        now = Page.objects.filter(pk__in=found).values_list("pk", "latest_revision")
        found = {pk: found[pk] for pk, version in now if versions[pk] == version}
        try:
            _write(found)
        except Exception:
            for pk, notes in found.items():
                try:
                    _write({pk: notes})
                except Exception:
                    logger.exception("The notes about page %s could not be written", pk)
        count += len(some)
    return count


@contextmanager
def written_later() -> Iterator[None]:
    """Write the notes about what is saved inside at the end: they take as long as saving hundreds of pages.

    Killed before that, the daily look at every page writes them.
    """
    pages: dict[int, None] = {}
    token = _waiting.set(pages)
    try:
        yield
    except BaseException:
        _waiting.reset(token)
        # Where a transaction ends with it, nothing is left to be looked at.
        if not connection.in_atomic_block:
            _refresh_each(Page.objects.filter(pk__in=pages))
        raise
    _waiting.reset(token)
    _refresh_each(Page.objects.filter(pk__in=pages))


def _revision_saved(instance: Revision, update_fields: Any = None, **_kwargs: Any) -> None:
    if update_fields and "content" not in update_fields:
        return
    if issubclass(instance.base_content_type.model_class() or object, Page):
        if (waiting := _waiting.get()) is not None:
            waiting[int(instance.object_id)] = None
            return
        page = instance.as_object()
        if page.pk and Page.objects.filter(pk=page.pk).exists():
            refresh(page)


def _term_changed(**_kwargs: Any) -> None:
    """Look at every page again; on a very large site the daily run does it, not whoever saves a word."""
    if Page.objects.count() <= AT_ONCE:
        transaction.on_commit(refresh_all)


def _profile_changed(instance: UserProfile, **_kwargs: Any) -> None:
    """Write the notes in the language of somebody who is the first to work in it."""
    code = instance.preferred_language
    known = PageNote.objects.filter(translations__has_key=code)
    if code not in {"", settings.LANGUAGE_CODE} and not known.exists():
        _term_changed()


def _used_thing_changed(instance: SiteImage | Consent | CrisisContact, **_kwargs: Any) -> None:
    """Look again at the pages that show a picture, a consent's story or a contact's number."""
    things = [instance, *(SiteImage.objects.filter(consent=instance) if isinstance(instance, Consent) else [])]
    ids = [
        reference.object_id
        for thing in things
        for reference in ReferenceIndex.get_references_to(thing)
        if issubclass(reference.content_type.model_class() or object, Page)
    ]
    for page in Page.objects.filter(pk__in=ids).select_related("latest_revision"):
        refresh(page.latest_revision.as_object() if page.latest_revision_id else page.specific)


def _links_mended(instance: Page, **_kwargs: Any) -> None:
    """Forget the outside links that a page has no longer; those it has are asked once a week."""
    known = LinkPlace.objects.filter(page=instance.pk).select_related("link")
    if known:
        there = {url for url, _anchor in links_of(instance.specific)} if instance.live else set()
        LinkPlace.objects.filter(pk__in=[place.pk for place in known if place.link.url not in there]).delete()


def connect() -> None:
    """Listen to what is saved and published."""
    for signal in (page_published, page_unpublished):
        signal.connect(_links_mended, dispatch_uid=f"attention.links.{signal is page_published}")
    post_save.connect(_profile_changed, sender=UserProfile, dispatch_uid="attention.profile")
    post_save.connect(_revision_saved, sender=Revision, dispatch_uid="attention.revision")
    for signal, name in ((post_save, "saved"), (post_delete, "deleted")):
        signal.connect(_term_changed, sender=Term, dispatch_uid=f"attention.term.{name}")
    for model in (SiteImage, Consent, CrisisContact):
        post_save.connect(_used_thing_changed, sender=model, dispatch_uid=f"attention.{model.__name__}")
