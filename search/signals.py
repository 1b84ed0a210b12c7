"""Keeps the index in step with what visitors may see, whoever changes it and how.

What is saved with a page is indexed in the same transaction. Privacy and moves, which Wagtail
does outside of one, are hidden in the index first and shown in it last.
"""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Model, Q, QuerySet
from django.db.models.signals import post_delete, post_save, pre_delete, pre_save
from wagtail.documents import get_document_model
from wagtail.models import Page, PageViewRestriction, ReferenceIndex
from wagtail.signals import page_published, page_unpublished, post_page_move, pre_page_move

from blog.models import ArticlePage, Author
from consent.models import Consent
from consent.withdrawal import parts_hidden
from deleted.uploads import shown_again
from events.models import EventPage
from events.signals import events_over
from pages.models import BasePage, SiteImage, Topic
from pages.site_settings import settings_model
from resources.models import CrisisContact, Label, ResourcePage

from .content import contact_document, is_public, may_be_seen, page_document
from .index import forget, lock_all, write
from .models import CountingSettings, Entry, LowResultWord, WordGroup
from .phrases import list_phrases, unlist_phrases

# What Wagtail writes on its own, without changing what visitors see.
HOUSEKEEPING = {
    "alias_of", "alias_of_id", "draft_title", "first_published_at", "go_live_at", "has_unpublished_changes",
    "last_published_at", "latest_revision", "latest_revision_created_at", "live_revision", "locked", "locked_at",
    "locked_by", "numchild", "owner", "translation_key",
}  # fmt: skip


def refresh_pages(pages: Iterable[Page]) -> None:
    """Bring the entries of these pages (specific ones, just saved) up to date: written if public, else gone."""
    with transaction.atomic():
        # First the lock, then the look at who may see them: nobody changes that in between unseen.
        lock_all()
        pages = list(pages)
        public = [page for page in pages if isinstance(page, BasePage) and is_public(page)]
        hidden = {page.pk for page in pages} - {page.pk for page in public}
        if hidden:
            Entry.objects.filter(page__in=hidden).delete()
        write(page_document(page) for page in public)


def refresh_found(pages: QuerySet) -> None:
    """Bring the entries of the pages that a query finds up to date, having asked it behind the lock."""
    with transaction.atomic():
        lock_all()
        refresh_pages(pages.specific())


def hide_below(top: Page) -> None:
    """Take a page and all below it out of the index before it is hidden: no failure can then leave words behind."""
    with transaction.atomic():
        lock_all()
        Entry.objects.filter(page__path__startswith=top.path).delete()


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
    # A page that was fetched without its type may know an older self.
    refresh_pages([instance if isinstance(instance, BasePage) else Page.objects.get(pk=instance.pk).specific])


def _page_published(sender: type[Page], instance: Page, **_kwargs: Any) -> None:
    refresh_pages([Page.objects.get(pk=instance.pk).specific])


def _page_moving(sender: type[Page], instance: Page, parent_page_after: Page, **_kwargs: Any) -> None:
    if not may_be_seen(parent_page_after):
        hide_below(Page.objects.get(pk=instance.pk))


def _page_moved(sender: type[Page], instance: Page, **_kwargs: Any) -> None:
    # The instance may still carry the path from before.
    refresh_found(_live_below(Page.objects.get(pk=instance.pk)))


def _privacy_changing(sender: type[Model], instance: PageViewRestriction, raw: bool = False, **_kwargs: Any) -> None:
    page = Page.objects.filter(pk=instance.page_id).first()
    if page and not raw:
        hide_below(page)


def _privacy_changed(sender: type[Model], instance: PageViewRestriction, **kwargs: Any) -> None:
    page = Page.objects.filter(pk=instance.page_id).first()
    if page and not kwargs.get("raw"):
        refresh_found(_live_below(page))


def _live_below(top: Page) -> QuerySet:
    return Page.objects.filter(path__startswith=top.path, live=True)


def _contact_saved(sender: type[Model], instance: CrisisContact, raw: bool = False, **kwargs: Any) -> None:
    changed = kwargs.get("update_fields")
    if not raw and not (changed is not None and set(changed) <= HOUSEKEEPING):
        refresh_contact(instance)


def _pages_using(thing: Model) -> QuerySet:
    """Return the pages that say or show something of a picture, a document or a consent."""
    places = ReferenceIndex.get_references_to(thing).select_related("content_type")
    return Page.objects.filter(
        pk__in=[one.object_id for one in places if issubclass(one.content_type.model_class() or object, Page)]
    )


def _used_going(sender: type[Model], instance: Model, **_kwargs: Any) -> None:
    instance.pages_before = list(_pages_using(instance).values_list("pk", flat=True))


def _used_saved(sender: type[Model], instance: Model, raw: bool = False, **kwargs: Any) -> None:
    changed = set(kwargs.get("update_fields") or ())
    if "is_withdrawn" in changed or (sender is Consent and not raw):
        refresh_found(Page.objects.filter(pk__in=_pages_using(instance).values("pk")))


def _pages_with(label: Model) -> QuerySet:
    """Return the live pages that carry a topic, a label or an author."""
    if isinstance(label, Topic):
        found = Q(articlepage__topics=label) | Q(resourcepage__topics=label)
    elif isinstance(label, Label):
        fields = ("audiences", "regions", "languages")
        ids = (ResourcePage.objects.filter(**{name: label}).values_list("pk", flat=True) for name in fields)
        found = Q(pk__in={pk for some in ids for pk in some})
    else:
        found = Q(pk__in=ArticlePage.objects.filter(article_authors__author=label).values("pk"))
    return Page.objects.filter(found, live=True).distinct()


def _label_saved(
    sender: type[Model], instance: Model, created: bool = False, raw: bool = False, **_kwargs: Any
) -> None:
    if not created and not raw:
        refresh_found(_pages_with(instance))


def _label_going(sender: type[Model], instance: Model, **_kwargs: Any) -> None:
    instance.pages_before = list(_pages_with(instance).values_list("pk", flat=True))


def _label_gone(sender: type[Model], instance: Model, **_kwargs: Any) -> None:
    refresh_found(Page.objects.filter(pk__in=instance.pages_before))


def _parts_changed(sender: type[Model], pages: list[Page], **_kwargs: Any) -> None:
    refresh_pages(pages)


def _shown_again(sender: type[Model], pages: QuerySet, **_kwargs: Any) -> None:
    refresh_found(pages)


def _events_over(sender: type[Model], pages: list[int], **_kwargs: Any) -> None:
    refresh_found(Page.objects.filter(pk__in=pages, search_entry__isnull=False))


def _entry_going(sender: type[Model], instance: Entry, **_kwargs: Any) -> None:
    forget(instance)


def _group_saved(sender: type[Model], instance: WordGroup, raw: bool = False, **_kwargs: Any) -> None:
    if not raw:
        list_phrases([instance])


def _group_going(sender: type[Model], instance: WordGroup, **_kwargs: Any) -> None:
    unlist_phrases([instance])


def _group_gone(sender: type[Model], instance: WordGroup, **_kwargs: Any) -> None:
    list_phrases(WordGroup.objects.filter(language=instance.named_before, danger=True))


def _settings_saved(sender: type[Model], instance: CountingSettings, **_kwargs: Any) -> None:
    if not instance.count_low_result_words:
        LowResultWord.objects.all().delete()


def connect() -> None:
    """Listen to everything that changes what visitors may see."""
    post_save.connect(_page_saved)
    for signal in (page_published, page_unpublished):
        signal.connect(_page_published)
    pre_page_move.connect(_page_moving)
    post_page_move.connect(_page_moved)
    pre_save.connect(_privacy_changing, sender=PageViewRestriction)
    for signal in (post_save, post_delete):
        signal.connect(_privacy_changed, sender=PageViewRestriction)
    post_save.connect(_contact_saved, sender=CrisisContact)
    for model in (Topic, Label, Author):
        post_save.connect(_label_saved, sender=model)
        pre_delete.connect(_label_going, sender=model)
        post_delete.connect(_label_gone, sender=model)
    for model in (SiteImage, get_document_model(), Consent):
        post_save.connect(_used_saved, sender=model)
        pre_delete.connect(_used_going, sender=model)
        post_delete.connect(_label_gone, sender=model)
        shown_again.connect(_shown_again, sender=model)
    parts_hidden.connect(_parts_changed, sender=Consent)
    events_over.connect(_events_over, sender=EventPage)
    pre_delete.connect(_entry_going, sender=Entry)
    post_save.connect(_settings_saved, sender=settings_model())
    post_save.connect(_group_saved, sender=WordGroup)
    pre_delete.connect(_group_going, sender=WordGroup)
    post_delete.connect(_group_gone, sender=WordGroup)
