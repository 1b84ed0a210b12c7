"""Mail to staff about their own account; a mail server that is down never breaks what they were doing."""

import logging
import threading
from smtplib import SMTPException

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from wagtail.users.models import UserProfile

logger = logging.getLogger(__name__)


def in_language_of(address: str) -> translation.override:
    """Return what makes the words within it those of the language that the owner of an account chose for the editor.

    Whoever has chosen none reads the site's first language, whichever the one who caused the mail works in.
    """
    profile = UserProfile.objects.filter(user__email__iexact=address).first()
    return translation.override((profile and profile.preferred_language) or settings.LANGUAGE_CODE)


def send(message: EmailMessage) -> None:
    """Send one mail beside the response, which then takes as long whoever it is about."""
    threading.Thread(target=_send, args=(message,), name="mail").start()


def _send(message: EmailMessage) -> None:
    """Send; a failure is logged without saying to whom."""
    try:
        message.send()
    except (OSError, SMTPException) as error:
        logger.error("A notice to a member of staff could not be sent: %s", type(error).__name__)


def tell(email: str, event: str) -> None:
    """Tell the owner of an account what happened: ``event`` names a text of templates/accounts/mail/."""
    with in_language_of(email):
        subjects = {
            "password_changed": _("Your password was changed"),
            "address_changed": _("The e-mail address of your account was changed"),
            "factors_reset": _("Your second step was reset"),
        }
        text = render_to_string(f"accounts/mail/{event}.txt", {"address": settings.SITE_ADDRESS})
        message = EmailMessage(subjects[event], text, to=[email])
    # What is rolled back never happened; and no mail server holds up the database.
    transaction.on_commit(lambda: send(message))


def tell_staff(permission: str, event: str, context: dict) -> None:
    """Tell everyone who has ``permission`` ("app.codename") what happened: ``event`` names a text of accounts/mail/."""
    for person in get_user_model().objects.with_perm(permission, backend=settings.AUTHENTICATION_BACKENDS[0]):
        with in_language_of(person.email):
            subjects = {"consent_ended": _("What was taken down because of a consent")}
            text = render_to_string(f"accounts/mail/{event}.txt", {"address": settings.SITE_ADDRESS} | context)
            message = EmailMessage(subjects[event], text, to=[person.email])
        transaction.on_commit(lambda message=message: send(message))
