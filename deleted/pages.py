"""Puts pages into the bin, with what is below them, and back to where they were."""

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.db.models.signals import pre_save
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from wagtail.actions.move_page import MovePageAction
from wagtail.log_actions import log
from wagtail.models import Page, Revision, Site, WorkflowState
from wagtail.signals import page_published
from wagtail_localize.models import Translation

from accounts.models import User
from consent.models import Consent
from pages.addresses import free_slug
from pages.content_values import referenced_ids
from pages.models import SiteImage

from .models import Binned, BinPage, Kind, NotPutBackError


def tree_of(page: Page) -> QuerySet:
    """Return a page and all below it."""
    return Page.objects.filter(path__startswith=page.path)


def front_pages() -> QuerySet:
    """Return the front pages of the sites, in all their languages."""
    roots = Page.objects.filter(pk__in=Site.objects.values("root_page_id")).values("translation_key")
    return Page.objects.filter(translation_key__in=roots)


def why_not_deleted(page: Page, user: User) -> str:
    """Return why a page cannot be put into the bin, in a sentence; "" when it can."""
    if front_pages().filter(path__startswith=page.path).exists():
        return _("“%(title)s” is the front page of the site, and cannot be deleted.") % {"title": page.title}
    for one in tree_of(page).filter(locked=True):
        lock = one.specific.get_lock()
        if lock and lock.for_user(user):
            text = _("“%(title)s” is locked by somebody, so it was not deleted. Ask them, or unlock it first.")
            return text % {"title": one.get_admin_display_title()}
    return ""


def throw_away(page: Page, user: User | None) -> Binned:
    """Unpublish a page and all below it, and put them into the bin."""
    with transaction.atomic():
        page = Page.objects.select_for_update().get(pk=page.pk).specific
        tree, parent, before = tree_of(page), page.get_parent(), page.get_prev_sibling()
        keys = [str(pk) for pk in tree.values_list("pk", flat=True)]
        versions = Revision.page_revisions.filter(object_id__in=keys, approved_go_live_at__isnull=False)
        scheduled = {str(version.pk): version.approved_go_live_at.isoformat() for version in versions}
        kept = {
            "parent": parent.pk,
            "after": before.pk if before else None,
            "slug": page.slug,
            "live": {str(pk): version for pk, version in tree.filter(live=True).values_list("pk", "live_revision")},
            "scheduled": scheduled,
        }
        place = " › ".join(one.title for one in [*page.get_ancestors().filter(depth__gt=1)])
        for state in WorkflowState.objects.filter(
            object_id__in=keys, base_content_type__model="page", status=WorkflowState.STATUS_IN_PROGRESS
        ):
            state.cancel(user=user)
        versions.update(approved_go_live_at=None)
        # wagtail-localize would publish what lies in the bin with the next version of its original.
        followed = _following(tree)
        kept["translations"] = [one.pk for one in followed]
        Translation.objects.filter(pk__in=kept["translations"]).update(enabled=False)
        for one in tree.filter(live=True).order_by("-path").specific():
            one.unpublish(user=user, log_action=False)
        # A name that nothing else in the bin has; the address is free for another page meanwhile.
        Page.objects.filter(pk=page.pk).update(slug=f"deleted-{page.pk}")
        page.refresh_from_db()
        move(page, BinPage.get(), "last-child", user)
        log(page, "deleted.throw_away", user=user)
        return Binned.objects.create(
            kind=Kind.PAGE, title=page.get_admin_display_title()[:255], place=place[:500], page=page.page_ptr,
            kept=kept, at=timezone.now(), by=user,
        )  # fmt: skip


def _following(tree: QuerySet) -> list[Translation]:
    """Return the translations that bring pages of a tree up to date with their originals."""
    here = dict(tree.values_list("translation_key", "locale"))
    found = Translation.objects.filter(source__object_id__in=here, enabled=True).select_related("source")
    return [one for one in found if here[one.source.object_id] == one.target_locale_id]


def move(page: Page, target: Page, position: str, user: User | None) -> None:
    """Move a page in the tree; that it left and came back is told by log entries of its own."""
    MovePageAction(page, target, pos=position, user=user).execute(skip_permission_checks=True)


def place_for(binned: Binned) -> Page:
    """Return the page below which a page is put back: the one from before, else one of its kind.

    Raises NotPutBackError.
    """
    parent = Page.objects.filter(pk=binned.kept["parent"]).first()
    if parent and not BinPage.holds(parent):
        return parent
    if parent:
        top = Binned.objects.filter(page__path=parent.path[: binned.page.steplen * 3]).first()
        text = _("It stood below “%(title)s”, which was deleted, too: put that back first.")
        raise NotPutBackError(text % {"title": top or parent.title})
    page = binned.page.specific
    for candidate in BinPage.outside(Page.objects.filter(depth__gt=1)).order_by("path").specific():
        if page.can_move_to(candidate):
            return candidate
    raise NotPutBackError(_("There is no page any more below which it may stand."))


def put_back(binned: Binned, user: User) -> tuple[Page, list[str]]:
    """Put a page back to its place and make public what was; return it, and what is different, in sentences.

    Raises NotPutBackError, and changes nothing.
    """
    with transaction.atomic():
        binned = Binned.objects.select_for_update().get(pk=binned.pk)
        parent, page, kept = place_for(binned), binned.page.specific, binned.kept
        notes = []
        if parent.pk != kept["parent"]:
            notes.append(_("The page above it is gone, so it stands below “%(title)s” now.") % {"title": parent.title})
        slug = free_slug(parent, kept["slug"])
        if slug != kept["slug"]:
            notes.append(_("Another page has its address by now; it is “%(slug)s”.") % {"slug": slug})
            # Versions carry the address, and would bring it back.
            for version in Revision.objects.filter(pk__in={page.latest_revision_id, kept["live"].get(str(page.pk))}):
                version.content["slug"] = slug
                version.save(update_fields=["content"])
        Page.objects.filter(pk=page.pk).update(slug=slug)
        page.refresh_from_db()
        before = Page.objects.filter(pk=kept["after"], path__startswith=parent.path, depth=parent.depth + 1).first()
        if before:
            move(page, before, "right", user)
        else:
            move(page, parent, "last-child" if kept["after"] else "first-child", user)
        log(page, "deleted.put_back", user=user)
        binned.delete()
        may_publish = parent.permissions_for_user(user).can_publish_subpage()
        notes += make_public(kept["live"], user) if may_publish else [_not_public(len(kept["live"]))]
        Translation.objects.filter(pk__in=kept.get("translations", [])).update(enabled=True)
        notes += _schedule_again(kept["scheduled"], may_publish)
    return Page.objects.get(pk=page.pk), [note for note in notes if note]


def _schedule_again(scheduled: dict[str, str], may_publish: bool) -> list[str]:
    """Let versions come online when they were to; return which do not, in sentences."""
    notes = []
    for version in Revision.objects.filter(pk__in=scheduled).order_by("pk"):
        page, when = version.as_object(), parse_datetime(scheduled[str(version.pk)])
        if may_publish and when > timezone.now() and not why_not_public(page):
            Revision.objects.filter(pk=version.pk).update(approved_go_live_at=when)
        else:
            text = _("“%(title)s” is not scheduled any more: somebody who may publish has to look at it.")
            notes.append(text % {"title": page.get_admin_display_title()})
    return notes


def _not_public(count: int) -> str:
    return _("It is a draft: somebody who may publish has to look at it.") if count else ""


def make_public(live: dict[str, int | None], user: User) -> list[str]:
    """Make the versions of pages public that were; return which could not be, in sentences."""
    notes = []
    for page in Page.objects.filter(pk__in=live).order_by("path"):
        version = Revision.objects.filter(pk=live[str(page.pk)]).first()
        reason = why_not_public(version.as_object() if version else page.specific)
        try:
            if not reason:
                with transaction.atomic():
                    publish(page, version, user)
        except ValidationError as error:
            reason = " ".join(error.messages)
        if reason:
            text = _("“%(title)s” is a draft now: %(reason)s")
            notes.append(text % {"title": page.get_admin_display_title(), "reason": reason})
    return notes


def why_not_public(page: Page) -> str:
    """Return why what was public once may not be now."""
    words = Consent.objects.filter(pk__in=referenced_ids(page, Consent))
    shown = SiteImage.objects.filter(pk__in=referenced_ids(page, SiteImage), consent__isnull=False)
    pictures = Consent.objects.filter(pk__in=shown.values("consent"))
    if not all(consent.allows_words for consent in words) or not all(consent.in_force for consent in pictures):
        return _("a consent for it has ended or was taken back.")
    return ""


def publish(page: Page, version: Revision | None, user: User) -> None:
    """Make a page public as it was, with the dates it had."""
    if version:
        day = page.last_published_at
        version.publish(user=user, changed=False, log_action=False, skip_permission_checks=True)
        Page.objects.filter(pk=page.pk).update(last_published_at=day)
        return
    page = page.specific
    page.live = True
    page.save(clean=False)
    page_published.send(sender=page.specific_class, instance=page)


def _stay_hidden(instance: Page, raw: bool = False, **_kwargs: object) -> None:
    """Let nothing in the bin be public: an alias is brought up to date with its original wherever it lies."""
    if instance.live and instance.path and not raw and BinPage.holds(instance):
        instance.live = False


def connect() -> None:
    """Listen to pages that are saved."""
    for model in apps.get_models():
        if issubclass(model, Page):
            pre_save.connect(_stay_hidden, sender=model, dispatch_uid=f"deleted.{model.__name__}")
