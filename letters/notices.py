"""Mails to readers, that there is something new or that who reads has changed: no form, no name, no number."""

from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.notices import in_language_of, send

from .models import Letterbox, ReaderKey

APART = timedelta(hours=1)


def tell_readers() -> int:
    """Tell all who read that there is something new, if there is and an hour has passed; return how many were told.

    When no mail can be sent, the error goes on to whoever runs this, and it is tried again next time.
    """
    now = timezone.now()
    due = Letterbox.objects.filter(has_news=True).exclude(told_at__gt=now - APART)
    letterbox = due.first()
    # Of two that find it at the same moment, one goes on.
    if letterbox is None or not due.update(has_news=False, told_at=now):
        return 0
    people = [key.person for key in ReaderKey.objects.let_in().select_related("person")]
    told, failed = 0, None
    for person in people:
        with in_language_of(person.email):
            text = render_to_string("letters/news.txt", {"site": settings.SITE_ADDRESS})
            message = EmailMessage(_("There is something new"), text, to=[person.email])
        try:
            message.send()
            told += 1
        except OSError as error:  # errors of SMTP are OSErrors
            failed = error
    if failed and not told:
        Letterbox.objects.update(has_news=True, told_at=letterbox.told_at)
        raise failed
    return told


def tell_of_keys() -> None:
    """Tell all who read that somebody was let in, or that the paper key is another one; nothing waits for the mail.

    A session alone is enough for both, so that whoever reads should learn of it elsewhere than on that screen.
    """
    for key in ReaderKey.objects.let_in().select_related("person"):
        with in_language_of(key.person.email):
            text = render_to_string("letters/keys_changed.txt", {"site": settings.SITE_ADDRESS})
            message = EmailMessage(_("Who can read has changed"), text, to=[key.person.email])
        transaction.on_commit(lambda message=message: send(message))
