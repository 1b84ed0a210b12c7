"""When somebody leaves: their account is closed, and what was theirs goes to a colleague.

Rooms above hand over what they keep for people with a hook, ``hand_over_work(person, colleague)``, which returns what
was handed over as {words: number}; with None as colleague it only counts.
"""

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.log_actions import log
from wagtail.models import Page, PageSubscription, WorkflowState

from .models import User


def hand_over(person: User, colleague: User | None) -> dict[str, int]:
    """Give a colleague what a person worked on; with None, only count it. Returns {words: number}, without zeros."""
    drafts = Page.objects.filter(owner=person, live=False) | Page.objects.filter(
        owner=person, has_unpublished_changes=True
    )
    reviews = WorkflowState.objects.filter(
        requested_by=person, status__in=(WorkflowState.STATUS_IN_PROGRESS, WorkflowState.STATUS_NEEDS_CHANGES)
    )
    locked = Page.objects.filter(locked_by=person)
    found = {
        str(_("Drafts")): drafts.count(),
        str(_("Reviews they asked for")): reviews.count(),
        str(_("Pages they locked, which are unlocked")): locked.count(),
    }
    if colleague:
        followed = PageSubscription.objects.filter(user=person, comment_notifications=True).values_list(
            "page", flat=True
        )
        for page in followed:
            PageSubscription.objects.get_or_create(
                user=colleague, page_id=page, defaults={"comment_notifications": True}
            )
        PageSubscription.objects.filter(user=person).delete()
        drafts.update(owner=colleague)
        reviews.update(requested_by=colleague)
        locked.update(locked=False, locked_by=None, locked_at=None)
    for other in hooks.get_hooks("hand_over_work"):
        found |= other(person, colleague)
    return {words: number for words, number in found.items() if number}


def why_not(person: User, by: User) -> str:
    """Return why an account cannot be closed, in a sentence; "" when it can."""
    if person == by:
        return _("You cannot close your own account: ask another administrator.")
    others = User.objects.filter(is_active=True).exclude(pk=person.pk)
    if not any(other.has_perm("accounts.change_user") for other in others):
        return _("This is the only one who may manage people. Make somebody else an administrator first.")
    return ""


def close(person: User, colleague: User, by: User) -> dict[str, int]:
    """Close an account: sessions end, roles and second step go, work is handed over; return what was."""
    with transaction.atomic():
        found = hand_over(person, colleague)
        person.groups.clear()
        person.user_permissions.clear()
        Authenticator.objects.filter(user=person).delete()
        person.is_active = person.is_superuser = person.is_staff = False
        person.set_unusable_password()
        person._known_email = ""  # closing is told by whoever closes it
        person.save()
        person.end_sessions()
        log(person, "accounts.close", user=by)
    return found
