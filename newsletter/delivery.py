"""Handing mails over, so that each reader gets one at most, whatever dies in between.

A row is marked before its mail is handed over, and again once the server has taken it. What was marked when the
program was killed may have arrived or not: it is listed, and not sent again.
"""

import time
from dataclasses import dataclass, field
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from .mail import Mail, compose, end_link
from .models import Fate, Recipient, Sending
from .postman import Answer, Postman, ServerAwayError

AT_ONCE = 100  # rows
SOFT_REFUSALS = 3  # in a row end a subscription
LATER = (timedelta(hours=1), timedelta(hours=12))
AWAY = timedelta(minutes=5)  # when the mail server does not answer
# So many refusals in a row are about us and not about readers: nobody's subscription ends by them.
TOO_MANY = 10


@dataclass
class Round:
    """One run of the job: as many mails as a minute may have."""

    sending: Sending
    mail: Mail
    postman: Postman = field(default_factory=Postman)
    refused: list[Recipient] = field(default_factory=list)
    has_sent: bool = False

    def run(self, most: int, seconds: float) -> int:
        """Send at most so many mails, for at most so long; return how many were tried."""
        begin, tried = time.monotonic(), 0
        while tried < most and time.monotonic() - begin < seconds:
            rows = self._waiting()[: min(AT_ONCE, most - tried)]
            if not rows:
                break
            for row in rows:
                tried += 1
                if not self._send(row) or time.monotonic() - begin > seconds:
                    self._settle()
                    return tried
        self._settle()
        return tried

    def _waiting(self) -> list[Recipient]:
        rows = self.sending.recipients.filter(fate=Fate.WAITING, not_before__lte=timezone.now())
        return list(rows.select_related("subscription").order_by("pk")[:AT_ONCE])

    def _send(self, row: Recipient) -> bool:
        """Send one mail; return whether to go on."""
        reader = row.subscription
        if reader is None or not reader.opened:
            _mark(row, Fate.WAITING, fate=Fate.LEFT if reader is None else Fate.FAILED)
            return True
        # Whoever changes the row sends the mail; nobody does once the sending was stopped.
        is_going = Sending.objects.filter(pk=self.sending.pk, state=Sending.State.SENDING)
        mine = Recipient.objects.filter(pk=row.pk, fate=Fate.WAITING, sending__in=is_going)
        if not mine.update(fate=Fate.TRYING, tries=row.tries + 1):
            return is_going.exists()
        try:
            answer = self.postman.hand_over(self.mail.to(reader.opened, end_link(reader.pk)))
        except ServerAwayError as error:
            _mark(row, Fate.TRYING, fate=Fate.WAITING, tries=row.tries, not_before=timezone.now() + AWAY)
            self.sending.why_stopped = _("The mail server does not answer; it is tried again: %(why)s") % {"why": error}
            self.sending.why_stopped = self.sending.why_stopped[:300]
            self.sending.save(update_fields=["why_stopped"])
            return False
        return self._note(row, answer)

    def _note(self, row: Recipient, answer: Answer) -> bool:
        """Write down what became of a mail; return whether to go on."""
        reader = row.subscription
        if answer.fate == Fate.REFUSED and 400 <= answer.code < 500:
            refusals = reader.soft_refusals + 1
            reader.soft_refusals = refusals
            reader.save(update_fields=["soft_refusals"])
            if refusals >= SOFT_REFUSALS:
                _mark(row, Fate.TRYING, fate=Fate.REFUSED)
                reader.delete()
            else:
                _mark(row, Fate.TRYING, fate=Fate.WAITING, not_before=timezone.now() + LATER[refusals - 1])
            return True
        if answer.fate == Fate.REFUSED:
            _mark(row, Fate.TRYING, fate=Fate.FAILED if answer.is_about_us else Fate.REFUSED)
            self.refused.append(row)
            if len(self.refused) < TOO_MANY:
                return True
            self.refused.clear()
            self.sending.stop(_("The mail server refused %(number)d mails in a row.") % {"number": TOO_MANY})
            return False
        _mark(row, Fate.TRYING, fate=answer.fate)
        if answer.fate == Fate.SENT:
            self.has_sent = True
            self._settle()
            if reader.soft_refusals:
                reader.soft_refusals = 0
                reader.save(update_fields=["soft_refusals"])
        return True

    def _settle(self) -> None:
        """End the subscriptions of those whom their own servers refuse for good, once one mail got through."""
        if not self.has_sent and not self.sending.recipients.filter(fate=Fate.SENT).exists():
            return
        for row in self.refused:
            if not Recipient.objects.filter(pk=row.pk, fate=Fate.REFUSED).exists():
                continue
            row.subscription.delete()
        self.refused.clear()


def _mark(row: Recipient, known: str, **values: object) -> None:
    """Change a row if it still is what we know of it."""
    Recipient.objects.filter(pk=row.pk, fate=known).update(**values)


def send_all(seconds: float = 50) -> int:
    """Send what is due, as much as a minute may have; return how many mails were tried.

    Nobody else does so at the same time (clock.commands): what is marked as being sent was left by somebody who died.
    """
    now = timezone.now()
    Recipient.objects.filter(fate=Fate.TRYING).update(fate=Fate.UNKNOWN)
    Sending.objects.filter(state=Sending.State.PLANNED, starts_at__lte=now).update(state=Sending.State.SENDING)
    tried, begin = 0, time.monotonic()
    for sending in Sending.objects.filter(state=Sending.State.SENDING).select_related("page", "revision"):
        if not sending.is_prepared:
            sending.prepare()
        tried += _send(sending, seconds - (time.monotonic() - begin))
    return tried


def _send(sending: Sending, seconds: float) -> int:
    page = sending.revision.as_object()
    sign_up = page.get_parent().specific
    tries = Round(sending, compose(page))
    try:
        tried = tries.run(sign_up.per_minute, seconds)
    finally:
        tries.postman.close()
    if not sending.recipients.filter(fate__in=[Fate.WAITING, Fate.TRYING]).exists():
        Sending.objects.filter(pk=sending.pk, state=Sending.State.SENDING).update(state=Sending.State.DONE)
    return tried
