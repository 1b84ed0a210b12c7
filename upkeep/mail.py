"""Mail that programs write about the work in the editor may wait for a worker; what a person waits for never does."""

from collections.abc import Sequence

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import EmailMessage
from django_tasks import task

# How Wagtail marks notices of reviews and comments. Links for new passwords do not carry it, and are not stored.
NOTICE = "Auto-Submitted"


@task()
def deliver(fields: dict, alternatives: list[list[str]]) -> None:
    """Send one message, of which the arguments of EmailMessage are given."""
    message = EmailMultiAlternatives(**fields, connection=get_connection(settings.MAIL_BACKEND))
    for content, kind in alternatives:
        message.attach_alternative(content, kind)
    message.send()


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
