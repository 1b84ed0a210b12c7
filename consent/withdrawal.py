"""Takes down what is shown with a consent that was withdrawn or has ended."""

import logging

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Page, ReferenceIndex, Revision

from accounts.models import User
from accounts.notices import tell_staff
from pages.content_values import referenced_ids
from pages.models import SiteImage

from .models import Consent

logger = logging.getLogger(__name__)


def places_of(consent: Consent) -> tuple[list[Page], list[SiteImage]]:
    """Return the pages, drafts and translations included, and the pictures that use a consent."""
    pictures = list(SiteImage.objects.filter(consent=consent))
    words = _referring_pages(consent)
    found = words.union(*map(_referring_pages, pictures))
    # What is written but not yet published is in no reference index.
    drafts = Page.objects.filter(has_unpublished_changes=True, latest_revision__isnull=False)
    for page in drafts.exclude(pk__in=words).select_related("latest_revision"):
        newest = page.latest_revision.as_object()
        if consent.pk in referenced_ids(newest, Consent):
            words.add(page.pk)
        elif uses(newest, consent, pictures):
            found.add(page.pk)
    # What is said on a page is said on its translations, whether or not they name the consent; a picture names its own.
    same = Page.objects.filter(pk__in=words).values("translation_key")
    pages = Page.objects.filter(Q(pk__in=found | words) | Q(translation_key__in=same)).order_by("path")
    return list(pages.specific()), pictures


def _referring_pages(target: Consent | SiteImage) -> set[int]:
    references = ReferenceIndex.get_references_to(target)
    base = Page.objects.filter(pk__in=[r.object_id for r in references if issubclass(_model(r), Page)])
    return set(base.values_list("pk", flat=True))


def _model(reference: ReferenceIndex) -> type:
    return reference.content_type.model_class() or object


def _names(page: Page, consent: Consent) -> bool:
    """Return whether a version of a page names the consent, so that it can hide words that were given with it."""
    return consent.pk in referenced_ids(page, Consent)


def _drafted(page: Page, consent: Consent) -> bool:
    return bool(page.latest_revision_id and _names(page.get_latest_revision_as_object(), consent))


def _unnamed(places: list[Page], consent: Consent) -> list[Page]:
    """Return the pages that may say what was given with the consent and do not name it: nothing hides it there.

    They are translations of pages that do, or the consent was chosen in a draft of theirs.
    """
    keys = {page.translation_key for page in places if _names(page, consent) or _drafted(page, consent)}
    return [page for page in places if page.translation_key in keys and not _names(page, consent)]


def uses(page: Page, consent: Consent, pictures: list[SiteImage]) -> bool:
    """Return whether a version of a page shows something of this consent."""
    return consent.pk in referenced_ids(page, Consent) or bool(
        {p.pk for p in pictures} & referenced_ids(page, SiteImage)
    )


def withdraw(consent: Consent, person: User | None) -> list[dict]:
    """Enter a withdrawal and take down everything; return what was taken down. Staff get a mail."""
    with transaction.atomic():
        consent = Consent.objects.select_for_update().get(pk=consent.pk)
        if consent.withdrawn_at is None:
            consent.withdrawn_at, consent.withdrawn_by = timezone.now(), person
        taken = take_down(consent, person)
        log(consent, "consent.withdraw", user=person, data={"taken_down": taken})
    return taken


def end_expired() -> int:
    """Take down what is shown with consents whose last day is over; return how many consents that were."""
    waiting = Consent.objects.filter(withdrawn_at=None, ended_at=None, expires_on__isnull=False)
    ended = [consent.pk for consent in waiting if consent.has_expired()]
    done = 0
    for pk in ended:
        try:
            with transaction.atomic():
                consent = Consent.objects.select_for_update().get(pk=pk)
                consent.ended_at = timezone.now()
                take_down(consent, None)
                log(consent, "consent.end", data={"taken_down": consent.taken_down})
            done += 1
        except Exception:
            # The others end all the same; this one is tried again in half a minute.
            logger.exception("consent %s could not be ended", pk)
    return done


def narrow(consent: Consent, person: User | None) -> list[dict]:
    """Take down what an edited consent covers no longer; return what was taken down."""
    if not consent.in_force:
        end_expired()
        return []
    if consent.covers_story:
        return []
    places, _pictures = places_of(consent)
    stories = {page.translation_key for page in places if getattr(page, "consent_id", None) == consent.pk}
    # Quotations hide by themselves (blocks/quote.html); words that do not name the consent cannot.
    unnamed, fronts = _unnamed(places, consent), _fronts()
    taken = []
    for page in places:
        if page.translation_key not in stories and page not in unnamed:
            continue
        if page.live and page.translation_key not in stories and (page.pk in fronts or _drafted(page, consent)):
            taken.append(_told(page, "by hand"))
        else:
            taken += _unpublish(page, person)
    if taken:
        consent.taken_down = [*consent.taken_down, *taken]
        consent.save()
        log(consent, "consent.end", user=person, data={"taken_down": taken})
        _tell_staff(consent, taken)
    return taken


def _fronts() -> set[int]:
    """Return the front pages of all languages, which carry the site."""
    roots = Page.objects.filter(sites_rooted_here__isnull=False)
    return set(Page.objects.filter(translation_key__in=roots.values("translation_key")).values_list("pk", flat=True))


def _unpublish(page: Page, person: User | None) -> list[dict]:
    """Take a page down, and let nothing of it come up by itself; return what is to be told."""
    Revision.page_revisions.filter(object_id=str(page.pk)).update(approved_go_live_at=None)
    if not page.live:
        return []
    page.unpublish(user=person)
    return [_told(page, "unpublished")]


def _told(page: Page, how: str) -> dict:
    return {"page": page.pk, "title": page.title, "how": how}


def _tell_staff(consent: Consent, taken: list[dict]) -> None:
    titles = [f"{item['title']} ({_describe(item)})" for item in taken] or [_("nothing was online")]
    tell_staff("consent.change_consent", "consent_ended", {"consent": consent, "titles": titles})


def take_down(consent: Consent, person: User | None) -> list[dict]:
    """Unpublish the pages of a consent and hide its pictures; keep the record in it.

    A page that carries others, such as the home page, stays: only the picture or quotation on
    it disappears (pages.models.images, blocks/quote.html).
    """
    pages, pictures = places_of(consent)
    unnamed, fronts = _unnamed(pages, consent), _fronts()
    taken = []
    # Hides its quotations and pictures wherever they are shown, and has search read those pages anew (search.signals).
    consent.save()
    for page in pages:
        carries_others = page.pk in fronts or page.get_children().live().exists()
        by_hand = page in unnamed and (page.pk in fronts or _drafted(page, consent))
        if page.live and carries_others and (by_hand or page not in unnamed):
            # What is scheduled for it stays so, and hides the part, too.
            taken.append(_told(page, "by hand" if by_hand else "hidden"))
        else:
            taken += _unpublish(page, person)
    for picture in pictures:
        # With its consent over, saving it marks it as withdrawn.
        picture.save()
        # Whoever kept the address of a size finds nothing there.
        for rendition in picture.renditions.all():
            rendition.delete()
        taken.append({"picture": picture.pk, "title": picture.title, "how": "hidden"})
    consent.taken_down = [*consent.taken_down, *taken]
    consent.save()
    _tell_staff(consent, taken)
    return taken


def _describe(item: dict) -> str:
    if "picture" in item:
        return _("picture, no longer shown")
    if item["how"] == "by hand":
        return _("page, still online: please take the words out yourself")
    return _("page, unpublished") if item["how"] == "unpublished" else _("page, the part no longer shows")
