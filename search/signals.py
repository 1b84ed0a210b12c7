"""Keeps the index in step with what visitors may see, whoever changes it and how.

What is saved with a page is indexed in the same transaction (after it, where many are added together: refreshing.py).
Privacy and moves, which Wagtail does outside of one, are hidden in the index first and shown in it last.
"""

from typing import Any

from django.db import transaction
from django.db.models import Model, Q, QuerySet
from django.db.models.signals import post_delete, post_save, pre_delete, pre_save
from wagtail.documents import get_document_model
from wagtail.models import Page, PageViewRestriction, ReferenceIndex
from wagtail.signals import page_published, page_unpublished, post_page_move, pre_page_move

from blog.models import ArticlePage, Author
from consent.models import Consent
from deleted.uploads import shown_again
from events.models import EventPage
from events.signals import events_over
from pages.models import BasePage, SiteImage, Topic
from pages.site_settings import settings_model
from resources.models import CrisisContact, Label, ResourcePage

from .content import may_be_seen
from .index import forget, lock_all
from .models import CountingSettings, Entry, LowResultWord, WordGroup
from .phrases import list_phrases, unlist_phrases
from .refreshing import hide_below, refresh_contact, refresh_found, refresh_pages, waits

# What Wagtail writes on its own, without changing what visitors see.
HOUSEKEEPING = {
    "alias_of", "alias_of_id", "draft_title", "first_published_at", "go_live_at", "has_unpublished_changes",
    "last_published_at", "latest_revision", "latest_revision_created_at", "live_revision", "locked", "locked_at",
    "locked_by", "numchild", "owner", "translation_key",
}  # fmt: skip


def _page_saved(sender: type[Model], instance: Model, raw: bool = False, **kwargs: Any) -> None:
    if not isinstance(instance, Page) or raw:
        return
    changed = kwargs.get("update_fields")
    if changed is not None and set(changed) <= HOUSEKEEPING:
        return
    if waits(instance, is_new=kwargs.get("created", False)):
        return
    # A page that was fetched without its type may know an older self.
    refresh_pages([instance if isinstance(instance, BasePage) else Page.objects.get(pk=instance.pk).specific])


def _page_published(sender: type[Page], instance: Page, **_kwargs: Any) -> None:
    if not waits(instance):
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
        with transaction.atomic():
            # First the lock, then the question: a page that is published just now is seen with what it uses.
            lock_all()
            refresh_found(_pages_using(instance))


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
    events_over.connect(_events_over, sender=EventPage)
    pre_delete.connect(_entry_going, sender=Entry)
    post_save.connect(_settings_saved, sender=settings_model())
    post_save.connect(_group_saved, sender=WordGroup)
    pre_delete.connect(_group_going, sender=WordGroup)
    post_delete.connect(_group_gone, sender=WordGroup)
