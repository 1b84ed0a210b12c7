"""Keeps the index in step with what visitors may see: in the same transaction, whoever changes it and how."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Model, Q
from django.db.models.signals import post_delete, post_save, pre_delete
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import page_published, page_unpublished, post_page_move

from blog.models import ArticlePage, Author
from home.models import BasePage, SiteSettings, Topic
from resources.models import CrisisContact, Label, ResourcePage

from .content import contact_document, is_public, page_document
from .index import forget, write
from .models import Entry, UnmetWord, WordGroup
from .phrases import list_phrases, unlist_phrases

# What Wagtail writes on its own, without changing what visitors see.
HOUSEKEEPING = {
    "alias_of", "draft_title", "first_published_at", "go_live_at", "has_unpublished_changes", "last_published_at",
    "latest_revision", "latest_revision_created_at", "live_revision", "locked", "locked_at", "locked_by", "numchild",
    "owner", "translation_key",
}  # fmt: skip


def refresh_pages(pages: Iterable[Page]) -> None:
    """Bring the entries of these pages (specific ones) up to date: written if public, else gone."""
    pages = list(pages)
    public = [page for page in pages if isinstance(page, BasePage) and is_public(page)]
    hidden = {page.pk for page in pages} - {page.pk for page in public}
    with transaction.atomic():
        if hidden:
            Entry.objects.filter(page__in=hidden).delete()
        write(page_document(page) for page in public)


def refresh_contact(contact: CrisisContact) -> None:
    """Bring the entry of a crisis contact up to date."""
    if contact.live:
        write([contact_document(contact)])
    else:
        Entry.objects.filter(contact=contact).delete()


def _page_saved(sender: type[Model], instance: Model, raw: bool = False, **kwargs: Any) -> None:
    if not isinstance(instance, Page) or raw:
        return
    changed = kwargs.get("update_fields")
    if changed is not None and set(changed) <= HOUSEKEEPING:
        return
    refresh_pages([instance if isinstance(instance, BasePage) else instance.specific])


def _page_published(sender: type[Page], instance: Page, **_kwargs: Any) -> None:
    refresh_pages([instance.specific])


def _page_moved(sender: type[Page], instance: Page, **_kwargs: Any) -> None:
    # The instance may still carry the path from before.
    _refresh_below(Page.objects.get(pk=instance.pk))


def _privacy_changed(sender: type[Model], instance: PageViewRestriction, **_kwargs: Any) -> None:
    if page := Page.objects.filter(pk=instance.page_id).first():
        _refresh_below(page)


def _refresh_below(top: Page) -> None:
    refresh_pages(Page.objects.filter(path__startswith=top.path, live=True).specific())


def _contact_saved(sender: type[Model], instance: CrisisContact, raw: bool = False, **kwargs: Any) -> None:
    changed = kwargs.get("update_fields")
    if not raw and not (changed is not None and set(changed) <= HOUSEKEEPING):
        refresh_contact(instance)


def _pages_with(label: Model) -> list[Page]:
    """Return the live pages that carry a topic, a label or an author."""
    if isinstance(label, Topic):
        found = Q(articlepage__topics=label) | Q(resourcepage__topics=label)
    elif isinstance(label, Label):
        fields = ("audiences", "regions", "languages")
        ids = {
            pk for name in fields for pk in ResourcePage.objects.filter(**{name: label}).values_list("pk", flat=True)
        }
        found = Q(pk__in=ids)
    else:
        found = Q(pk__in=ArticlePage.objects.filter(article_authors__author=label).values("pk"))
    return list(Page.objects.filter(found, live=True).distinct().specific())


def _label_saved(sender: type[Model], instance: Model, created: bool = False, **_kwargs: Any) -> None:
    if not created:
        refresh_pages(_pages_with(instance))


def _label_going(sender: type[Model], instance: Model, **_kwargs: Any) -> None:
    instance.pages_before = [page.pk for page in _pages_with(instance)]


def _label_gone(sender: type[Model], instance: Model, **_kwargs: Any) -> None:
    refresh_pages(Page.objects.filter(pk__in=instance.pages_before).specific())


def _entry_going(sender: type[Model], instance: Entry, **_kwargs: Any) -> None:
    forget(instance)


def _group_saved(sender: type[Model], instance: WordGroup, **_kwargs: Any) -> None:
    list_phrases([instance])


def _group_going(sender: type[Model], instance: WordGroup, **_kwargs: Any) -> None:
    unlist_phrases([instance])


def _settings_saved(sender: type[Model], instance: SiteSettings, **_kwargs: Any) -> None:
    if not instance.count_unmet_words:
        UnmetWord.objects.all().delete()


def connect() -> None:
    """Listen to everything that changes what visitors may see."""
    post_save.connect(_page_saved)
    for signal in (page_published, page_unpublished):
        signal.connect(_page_published)
    post_page_move.connect(_page_moved)
    for signal in (post_save, post_delete):
        signal.connect(_privacy_changed, sender=PageViewRestriction)
    post_save.connect(_contact_saved, sender=CrisisContact)
    for model in (Topic, Label, Author):
        post_save.connect(_label_saved, sender=model)
        pre_delete.connect(_label_going, sender=model)
        post_delete.connect(_label_gone, sender=model)
    pre_delete.connect(_entry_going, sender=Entry)
    post_save.connect(_settings_saved, sender=SiteSettings)
    post_save.connect(_group_saved, sender=WordGroup)
    pre_delete.connect(_group_going, sender=WordGroup)
