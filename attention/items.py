"""What needs a person's attention, each with where to put it right; most urgent for visitors first."""

from collections.abc import Iterator
from datetime import timedelta

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _, ngettext, pgettext
from wagtail import hooks
from wagtail.images.permissions import permission_policy
from wagtail.models import Page, ReferenceIndex, Revision
from wagtail.permission_policies.pages import PagePermissionPolicy

from checks.page import Kind
from consent.models import REMIND, Consent
from deleted.models import BinPage
from events.models import EventIndexPage
from letters.models import FormPage, Letterbox, ReaderKey
from letters.models.keys import is_ready, may_read
from letters.models.messages import parts_to_seal_again
from pages import site_settings
from pages.models import BasePage
from pages.visibility import visible
from resources.models import CrisisContact, DonatePage, ServicePage
from upkeep.models import Backup, MissingFile

from .events import what_events_need
from .item import Group, Item, edit_url
from .models import OutsideLink, PageNote
from .newsletter import what_newsletters_need
from .translations import what_translations_need

MOST = 200  # items of one group
LATE = timedelta(minutes=5)  # after which what was scheduled has not just been waiting for the clock


def what_needs_attention(person: AbstractBaseUser) -> list[Item]:
    """Return what ``person`` can put right, at most 200 items of a group."""
    editable = BinPage.outside(PagePermissionPolicy().instances_user_has_permission_for(person, "change"))
    items = [
        *_contacts(person),
        *_letters(person),
        *_facts(person),
        *_services(editable),
        *_notes(editable, Group.PLACEHOLDERS, Kind.PLACEHOLDER, _("Fill in")),
        *(Item(Group.EVENTS, text, edit_url(event.pk), do) for event, text, do in what_events_need(editable)),
        *_consents(person),
        *_notes(editable, Group.CONSENT, Kind.CONSENT, _("Choose")),
        *_links(person, editable),
        *_review(editable),
        *_pictures(person),
        *_notes(editable, Group.PICTURES, Kind.PICTURE, _("Look")),
        *_notes(editable, Group.WORDS, Kind.WORD, _("Change")),
        *_drafts(editable),
        *_scheduled(editable),
        *_lonely(editable),
        *what_newsletters_need(editable),
        *what_translations_need(editable, may_translate=person.has_perm("wagtail_localize.submit_translation")),
        *_files(person),
        *_backups(person),
    ]
    # Rooms above this one add what they know.
    for find in hooks.get_hooks("what_needs_attention"):
        items += find(person, editable)
    order = list(Group)
    return sorted(items, key=lambda item: order.index(item.group))


def _contacts(person: AbstractBaseUser) -> Iterator[Item]:
    if not person.has_perm("resources.change_crisiscontact"):
        return
    contacts = list(CrisisContact.objects.filter(live=True))
    if not contacts:
        add = reverse(CrisisContact.snippet_viewset.get_url_name("add"))
        yield Item(Group.CONTACTS, _("“Get help now” has no crisis contact yet."), add, _("Add one"))
    edit = CrisisContact.snippet_viewset.get_url_name("edit")
    interval = site_settings.of_main_site().checks_interval
    oldest = timezone.localdate() - timedelta(days=interval)
    for contact in contacts:
        if contact.is_overdue or contact.last_checked < oldest:
            text = _("%(name)s: time to call and check. Last checked on %(day)s.")
            text %= {"name": contact.name, "day": date_format(contact.last_checked)}
            yield Item(Group.CONTACTS, text, reverse(edit, args=[contact.pk]), _("Check"))


def _letters(person: AbstractBaseUser) -> Iterator[Item]:
    """Say what stands between visitors who write and those who read."""
    reads = may_read(person)
    if not (reads or site_settings.may_change(person)):
        return
    url = reverse("letters" if reads else "wagtailusers_users:index")
    if not ReaderKey.objects.let_in().exists():
        text = _(
            "Nobody has a key for messages, so no form can be published. Somebody of the group “Advocates” makes one."
        )
        yield Item(Group.LETTERS, text, url, _("Make a key") if reads else _("See who"))
    elif not is_ready():
        text = _("The paper key for messages is not printed yet, so no form can be published.")
        yield Item(Group.LETTERS, text, reverse("letters_paper") if reads else url, _("Print it"))
    for form in FormPage.objects.live():
        if not form.keys():
            text = _("%(title)s: nobody can read what is written there, so it is closed.") % {"title": form.title}
            yield Item(Group.LETTERS, text, edit_url(form.pk), _("Look"))
    if not reads:
        return
    for key in ReaderKey.objects.waiting():
        if may_read(key.person):
            text = _("%(person)s waits to be let in to read messages.") % {"person": key.person}
            yield Item(Group.LETTERS, text, url, _("Look"))
    if Letterbox.objects.exists() and (number := parts_to_seal_again(person).count()):
        text = ngettext(
            "%(count)d text is not sealed for exactly those who read messages now.",
            "%(count)d texts are not sealed for exactly those who read messages now.",
            number,
        )
        yield Item(Group.LETTERS, text % {"count": number}, url, _("Seal again"))


def _facts(person: AbstractBaseUser) -> Iterator[Item]:
    url = site_settings.edit_url(person)
    if not url:
        return
    settings = site_settings.of_main_site()
    if not (settings.phone or settings.email):
        text = _("Visitors read “ask us”, but there is no phone or e-mail yet.")
        yield Item(Group.FACTS, text, url, _("Fill in"))
    if not settings.donate_address and not DonatePage.objects.live().exists():
        text = _("There is neither a page for giving nor a donate address, so the Donate link is hidden.")
        yield Item(Group.FACTS, text, url, _("Fill in"))
    notes = PageNote.objects.filter(kind=Kind.FACT, page__in=BinPage.outside(Page.objects.all()).values("pk"))
    for note in notes.select_related("page")[:MOST]:
        yield Item(Group.FACTS, f"{note.page.draft_title}: {note.said}", edit_url(note.page_id), _("Change"))


def _services(editable: QuerySet) -> Iterator[Item]:
    for service in ServicePage.objects.live().filter(pk__in=editable.values("pk")):
        if count := len(service.open_questions):
            text = ngettext(
                "%(title)s: %(count)d question still says “ask us”.",
                "%(title)s: %(count)d questions still say “ask us”.",
                count,
            ) % {"title": service.title, "count": count}
            yield Item(Group.PLACEHOLDERS, text, edit_url(service.pk), pgettext("to do", "Answer"))


def _notes(editable: QuerySet, group: Group, kind: Kind, action: str) -> Iterator[Item]:
    notes = PageNote.objects.filter(kind=kind, page__in=editable.values("pk")).select_related("page")
    for note in notes[:MOST]:
        yield Item(group, f"{note.page.draft_title}: {note.said}", edit_url(note.page_id, note.anchor), action)


def _consents(person: AbstractBaseUser) -> Iterator[Item]:
    if not person.has_perm("consent.change_consent"):
        return
    soon = timezone.localdate() + REMIND
    for consent in Consent.objects.filter(withdrawn_at=None, expires_on__lte=soon).order_by("expires_on")[:MOST]:
        values = {"person": consent.person, "day": date_format(consent.expires_on)}
        if consent.has_expired():
            text = _("The consent of %(person)s ended on %(day)s.") % values
        else:
            text = _("The consent of %(person)s ends on %(day)s: ask, or let it end.") % values
        yield Item(Group.CONSENT, text, reverse("consents:edit", args=[consent.pk]), _("Open"))


def _links(person: AbstractBaseUser, editable: QuerySet) -> Iterator[Item]:
    mine = set(editable.values_list("pk", flat=True))
    for link in OutsideLink.objects.filter(is_broken=True).prefetch_related("places")[:MOST]:
        for place in link.places.all():
            if place.page_id and place.page_id not in mine:
                continue
            if not place.page_id and not person.has_perm("resources.change_crisiscontact"):
                continue
            text = _("%(title)s: %(url)s does not answer (%(problem)s).")
            text %= {"title": place.title, "url": link.url, "problem": link.problem}
            url = edit_url(place.page_id, place.anchor) if place.page_id else place.edit_url
            yield Item(Group.LINKS, text, url, _("Mend"))
    yield from _notes(editable, Group.LINKS, Kind.LINK, _("Mend"))


def _review(editable: QuerySet) -> Iterator[Item]:
    today = timezone.localdate()
    for model in BasePage.__subclasses__():
        overdue = model.objects.live().filter(review_by__lte=today, pk__in=editable.values("pk"))
        for page in overdue.only("pk", "title", "review_by")[:MOST]:
            text = _("%(title)s: to be looked at since %(day)s.")
            text %= {"title": page.title, "day": date_format(page.review_by)}
            yield Item(Group.REVIEW, text, edit_url(page.pk), _("Look"))


def _pictures(person: AbstractBaseUser) -> Iterator[Item]:
    # The right to change pictures is given for collections.
    images = permission_policy.instances_user_has_permission_for(person, "change")
    for image in images.filter(description="", is_decorative=False).order_by("pk")[:MOST]:
        text = _("The picture “%(title)s” has no alt text.") % {"title": image.title}
        yield Item(Group.PICTURES, text, reverse("wagtailimages:edit", args=[image.pk]), _("Describe"))


def _drafts(editable: QuerySet) -> Iterator[Item]:
    weeks = site_settings.of_main_site().draft_weeks
    old = timezone.now() - timedelta(weeks=weeks)
    drafts = Page.objects.filter(
        Q(live=False) | Q(has_unpublished_changes=True),
        latest_revision_created_at__lt=old,
        pk__in=editable.values("pk"),
    )
    for page in drafts.order_by("latest_revision_created_at")[:MOST]:
        text = _("%(title)s: a draft that nobody has touched since %(day)s.")
        text %= {"title": page.draft_title, "day": date_format(timezone.localtime(page.latest_revision_created_at))}
        yield Item(Group.DRAFTS, text, edit_url(page.pk), _("Go on"))


def _scheduled(editable: QuerySet) -> Iterator[Item]:
    pages = Page.objects.filter(pk__in=editable.values("pk"))
    approved = Revision.page_revisions.filter(approved_go_live_at__gt=timezone.now())
    # The id of a page is text in a revision, which PostgreSQL would not compare with a number.
    waiting = {int(pk): when for pk, when in approved.values_list("object_id", "approved_go_live_at")[:MOST]}
    for page in pages.filter(pk__in=waiting):
        when = waiting[page.pk]
        text = _("%(title)s goes online on %(day)s.")
        text %= {"title": page.draft_title, "day": date_format(timezone.localtime(when), "DATETIME_FORMAT")}
        yield Item(Group.SCHEDULED, text, edit_url(page.pk), _("Look"))
    late = Revision.page_revisions.filter(approved_go_live_at__lt=timezone.now() - LATE)
    for page in pages.filter(pk__in=[int(pk) for pk in late.values_list("object_id", flat=True)[:MOST]]):
        text = _("%(title)s was to go online by now. Look whether another page has its address or a field is empty.")
        yield Item(Group.SCHEDULED, text % {"title": page.draft_title}, edit_url(page.pk), _("Look"))
    for page in pages.filter(live=True, expire_at__gt=timezone.now())[:MOST]:
        text = _("%(title)s goes offline on %(day)s.")
        text %= {"title": page.title, "day": date_format(timezone.localtime(page.expire_at), "DATETIME_FORMAT")}
        yield Item(Group.SCHEDULED, text, edit_url(page.pk), _("Look"))


def _lonely(editable: QuerySet) -> Iterator[Item]:
    """Yield the public pages that no list, menu or other page leads to."""
    site = site_settings.main_site()
    pages = list(visible(Page.objects.filter(depth__gt=2, pk__in=editable.values("pk"))).exclude(
        pk=site.root_page_id if site else None
    ))  # fmt: skip
    listing = {page.path for page in Page.objects.live() if getattr(page.specific_class, "lists_children", False)}
    candidates = [
        page
        for page in pages
        # The menu leads to the page for giving by itself, the home page to the list of events.
        if page.path[: -page.steplen] not in listing and page.specific_class not in (DonatePage, EventIndexPage)
    ]
    # Menus and links lead to a page in every language.
    keys = {str(pk): key for pk, key in Page.objects.filter(
        translation_key__in={page.translation_key for page in candidates}
    ).values_list("pk", "translation_key")}  # fmt: skip
    linked = {
        keys[pk]
        for pk in ReferenceIndex.objects.filter(to_object_id__in=keys, to_content_type__model__endswith="page")
        .exclude(base_content_type__model="revision")
        .values_list("to_object_id", flat=True)
    }
    for page in candidates:
        if page.translation_key not in linked:
            text = _("%(title)s: no menu, list or page leads there.") % {"title": page.title}
            yield Item(Group.LONELY, text, edit_url(page.pk), _("Look"))


def _files(person: AbstractBaseUser) -> Iterator[Item]:
    """Name the files of pictures and documents that are gone, to those who look after the site."""
    if not site_settings.may_change(person):
        return
    for missing in MissingFile.objects.select_related("content_type")[:MOST]:
        text = _("The file of “%(title)s” is gone: %(name)s.") % {"title": missing.title, "name": missing.name}
        yield Item(Group.FILES, text, reverse("upkeep"), _("See what to do"))


def _backups(person: AbstractBaseUser) -> Iterator[Item]:
    """Warn those who look after the site when nothing was backed up, and read again, for two days."""
    if not site_settings.may_change(person):
        return
    newest = Backup.objects.first()
    if newest is None:
        text = _("There is no backup of this site yet.")
    elif newest.is_old:
        day = date_format(timezone.localtime(newest.verified_at), "DATETIME_FORMAT")
        text = _("The newest backup that was found whole is of %(day)s.") % {"day": day}
    else:
        return
    yield Item(Group.BACKUPS, text, reverse("upkeep"), _("See what to do"))
