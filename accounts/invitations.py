"""Bringing in a colleague: an account without a password, and a link with which they choose one, once, for 48 hours."""

from django.conf import settings
from django.contrib.auth.models import Group
from django.core import signing
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from pages import site_settings

from . import notices
from .models import GOOD_FOR, Invitation, User

SALT = "accounts.invitation"


def invite(email: str, group: Group, by: User) -> Invitation:
    """Make an account that nobody can sign in to yet."""
    with transaction.atomic():
        person = User.objects.create_user(email, is_active=False)
        person.groups.set([group])
        invitation = Invitation.objects.create(person=person, by=by, sent_at=timezone.now())
        log(person, "accounts.invite", user=by)
    return invitation


def waiting() -> QuerySet[Invitation]:
    """Return the invitations of people who have not come yet; an account that is in use waits for nothing."""
    return Invitation.objects.filter(person__is_active=False).select_related("person", "by")


def new_link(invitation: Invitation) -> str:
    """Return a link that is good for 48 hours; those before it end."""
    invitation.round += 1
    invitation.sent_at = timezone.now()
    invitation.save(update_fields=["round", "sent_at"])
    token = signing.dumps([invitation.pk, invitation.round], salt=SALT)
    return settings.SITE_ADDRESS + reverse("account_welcome", args=[token])


def find(token: str) -> Invitation | None:
    """Return the invitation of a link, or None when the link is over, was used, or never was one."""
    try:
        pk, number = signing.loads(token, salt=SALT, max_age=GOOD_FOR)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return waiting().filter(pk=pk, round=number).first()


def mail_is_set() -> bool:
    """Return whether mails leave this machine."""
    return not settings.MAIL_BACKEND.endswith("console.EmailBackend")


def send(invitation: Invitation, link: str) -> None:
    """Send the link."""
    name = site_settings.of_main_site().organisation_name
    context = {"link": link, "name": name, "by": invitation.by, "hours": int(GOOD_FOR.total_seconds() // 3600)}
    with notices.in_language_of(invitation.person.email):
        text = render_to_string("accounts/mail/invitation.txt", context)
        message = EmailMessage(_("You are invited to work on a website"), text, to=[invitation.person.email])
    notices.send(message)


def accept(invitation: Invitation, password: str, first_name: str, last_name: str) -> User:
    """Let the person in from now on."""
    with transaction.atomic():
        person = invitation.person
        person.first_name, person.last_name, person.is_active = first_name, last_name, True
        person.set_password(password)
        # It is their first, so nobody is told that it was changed.
        person._known_email = ""
        person.save()
        log(person, "accounts.come", user=person)
        invitation.delete()
    return person
