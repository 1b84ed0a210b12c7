"""Mail that programs write about the work in the editor may wait for a worker; what a person waits for never does."""

from collections.abc import Sequence
from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import EmailMessage
from django.utils import timezone
from django_tasks import task

# How Wagtail marks notices of reviews and comments. Links for new passwords do not carry it, and are not stored.
NOTICE = "Auto-Submitted"


MOST_TIMES = 10


@task()
def deliver(fields: dict, alternatives: list[list[str]], time: int = 1) -> None:
    """Send one message, of which the arguments of EmailMessage are given; again for 17 hours while nobody takes it."""
    message = EmailMultiAlternatives(**fields, connection=get_connection(settings.MAIL_BACKEND))
    for content, kind in alternatives:
        message.attach_alternative(content, kind)
    try:
        message.send()
    except OSError:  # of which the errors of SMTP are
        if time == MOST_TIMES:
            raise
        later = timezone.now() + timedelta(minutes=2**time)
        deliver.using(run_after=later).enqueue(fields, alternatives, time + 1)


class WaitingEmailBackend(BaseEmailBackend):
    """Leaves notices to the worker and sends the rest at once, both through settings.MAIL_BACKEND."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Send or leave to the worker; return how many."""
        notices = [one for one in email_messages if NOTICE in one.extra_headers and not one.attachments]
        for notice in notices:
            fields = {name: getattr(notice, name) for name in ("body", "from_email", "to", "cc", "bcc", "reply_to")}
            fields |= {"subject": str(notice.subject), "headers": notice.extra_headers}
            deliver.enqueue(fields, [list(part) for part in getattr(notice, "alternatives", [])])
        rest = [one for one in email_messages if one not in notices]
        connection = get_connection(settings.MAIL_BACKEND, fail_silently=self.fail_silently)
        return len(notices) + (connection.send_messages(rest) or 0)
