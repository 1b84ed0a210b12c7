"""Sending what is due, so that each reader gets one mail at most, whatever dies in between.

A row is marked before its mail is handed over, and again once the server has taken it. What was marked when the
program was killed may have arrived or not: it is listed, and not sent again.
"""

import logging
import time
from dataclasses import dataclass, field
from datetime import timedelta

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from .addresses import masked
from .mail import Mail, compose
from .models import Fate, Recipient, Sending, SignUpPage, Subscription
from .postman import Answer, Postman, ServerAwayError

logger = logging.getLogger(__name__)

AT_ONCE = 100  # rows
SOFT_REFUSALS = 3  # in a row end a subscription
LATER = (timedelta(hours=1), timedelta(hours=12))
AWAY = timedelta(minutes=5)  # when the mail server does not answer, or asks to wait
MOST_TRIES = 6
# So many refusals in a row are about us and not about readers: nobody's subscription ends by them.
TOO_MANY = 10
ENOUGH_WAITING = 3


@dataclass
class Round:
    """One run of the job: as many mails as a minute may have."""

    sending: Sending
    mail: Mail
    postman: Postman = field(default_factory=Postman)
    asked_to_wait: int = 0

    def run(self, most: int, seconds: float) -> int:
        """Send at most so many mails, for at most so long; return how many were tried."""
        begin, tried = time.monotonic(), 0
        while tried < most and (rows := self._waiting(min(AT_ONCE, most - tried))):
            for row in rows:
                tried += 1
                if not self._send(row) or time.monotonic() - begin > seconds:
                    return tried
        return tried

    def _waiting(self, most: int) -> list[Recipient]:
        rows = self.sending.recipients.filter(fate=Fate.WAITING, not_before__lte=timezone.now())
        return list(rows.select_related("subscription").order_by("pk")[:most])

    def _send(self, row: Recipient) -> bool:
        """Send one mail; return whether to go on."""
        reader = row.subscription
        # Whoever changes the row sends the mail; nobody does once the sending was stopped, or the reader has left.
        is_going = Sending.objects.filter(pk=self.sending.pk, state=Sending.State.SENDING)
        mine = Recipient.objects.filter(pk=row.pk, fate=Fate.WAITING, sending__in=is_going, subscription=reader)
        if reader is None or not mine.update(fate=Fate.TRYING, tries=row.tries + 1):
            _mark(row, Fate.WAITING, only_if_left=True, fate=Fate.LEFT)
            return is_going.exists()
        if not (address := reader.opened):
            _mark(row, Fate.TRYING, fate=Fate.FAILED)
            return True
        try:
            answer = self.postman.hand_over(self.mail.to(address, reader.mark))
        except ServerAwayError as error:
            # One reader at whom it hangs up again and again does not keep the others waiting for ever.
            tries = row.tries + error.at_reader
            fate = Fate.WAITING if tries < MOST_TRIES else Fate.FAILED
            _mark(row, Fate.TRYING, fate=fate, tries=tries, not_before=timezone.now() + AWAY)
            why = str(error).replace(address, masked(address))
            self._say(_("The mail server does not answer; it is tried again: %(why)s") % {"why": why})
            return False
        return self._note(row, answer)

    def _note(self, row: Recipient, answer: Answer) -> bool:
        """Write down what became of a mail; return whether to go on."""
        if answer.fate != Fate.REFUSED:
            _mark(row, Fate.TRYING, fate=answer.fate)
            if answer.fate == Fate.SENT:
                self._got_through(row)
            return True
        if answer.is_soft and answer.is_about_us:
            return self._wait(row)
        if answer.is_soft:
            Subscription.objects.filter(pk=row.subscription_id).update(soft_refusals=F("soft_refusals") + 1)
            refusals = row.subscription.soft_refusals + 1
            if refusals < SOFT_REFUSALS:
                _mark(row, Fate.TRYING, fate=Fate.WAITING, not_before=timezone.now() + LATER[refusals - 1])
            else:
                _mark(row, Fate.TRYING, fate=Fate.REFUSED)
        else:
            _mark(row, Fate.TRYING, fate=Fate.FAILED if answer.is_about_us else Fate.REFUSED)
        return self._count_refusal()

    def _got_through(self, row: Recipient) -> None:
        self.asked_to_wait = 0
        if row.subscription.soft_refusals:
            Subscription.objects.filter(pk=row.subscription_id).update(soft_refusals=0)
        if self.sending.refused_in_a_row or self.sending.why_stopped:
            self.sending.refused_in_a_row, self.sending.why_stopped = 0, ""
            self.sending.save(update_fields=["refused_in_a_row", "why_stopped"])
            self.sending.let_refused_go()

    def _wait(self, row: Recipient) -> bool:
        """Do as a server says that is busy, or asks for patience: nobody's subscription has to do with it."""
        fate = Fate.WAITING if row.tries + 1 < MOST_TRIES else Fate.FAILED
        _mark(row, Fate.TRYING, fate=fate, not_before=timezone.now() + AWAY)
        self.asked_to_wait += 1
        if self.asked_to_wait < ENOUGH_WAITING:
            return True
        self._say(_("The mail server asks to wait; it is tried again."))
        return False

    def _count_refusal(self) -> bool:
        """Count one more refusal in a row, over all rounds; return whether to go on."""
        self.sending.refused_in_a_row += 1
        self.sending.save(update_fields=["refused_in_a_row"])
        if self.sending.refused_in_a_row < TOO_MANY:
            return True
        # They get no mail of this one, and stay on the list, also when it goes on later.
        self.sending.recipients.filter(fate=Fate.REFUSED, subscription__isnull=False).update(fate=Fate.FAILED)
        self.sending.stop(_("The mail server refused %(number)d mails in a row.") % {"number": TOO_MANY})
        return False

    def _say(self, why: str) -> None:
        self.sending.why_stopped = why[:300]
        self.sending.save(update_fields=["why_stopped"])


def _mark(row: Recipient, known: str, *, only_if_left: bool = False, **values: object) -> None:
    """Change a row if it still is what we know of it."""
    rows = Recipient.objects.filter(pk=row.pk, fate=known)
    (rows.filter(subscription=None) if only_if_left else rows).update(**values)


def send_all(seconds: float = 50) -> int:
    """Send what is due, as much as a minute may have; return how many mails were tried.

    Nobody else does so at the same time (clock.commands): what is marked as being sent was left by somebody who died.
    """
    Recipient.objects.filter(fate=Fate.TRYING).update(fate=Fate.UNKNOWN)
    state = Sending.State
    Sending.objects.filter(state=state.PLANNED, starts_at__lte=timezone.now()).update(state=state.SENDING)
    tried, begin = 0, time.monotonic()
    for sending in Sending.objects.filter(state=state.SENDING).select_related("revision").order_by("pk"):
        try:
            tried += _send(sending, tried, seconds - (time.monotonic() - begin))
        except Exception as error:
            # One newsletter that cannot be made must not hold up the others. What it says may hold an address.
            logger.error("A newsletter could not be sent: %s", type(error).__name__)
            sending.stop(_("It could not be made. Look at its page, and let it go on."))
    return tried


def _send(sending: Sending, tried: int, seconds: float) -> int:
    """Send some of one newsletter, when ``tried`` mails of this minute are gone already; return how many."""
    page = sending.revision.as_object()
    sign_up = page.get_parent().specific
    if not isinstance(sign_up, SignUpPage):
        sending.stop(_("Its page lies in the bin."))
        return 0
    if not sending.is_prepared:
        sending.prepare()
    now = Round(sending, compose(page))
    try:
        count = now.run(sign_up.per_minute - tried, seconds)
    finally:
        now.postman.close()
    if not sending.recipients.filter(fate__in=[Fate.WAITING, Fate.TRYING]).exists():
        done = Sending.objects.filter(pk=sending.pk, state=Sending.State.SENDING)
        if done.update(state=Sending.State.DONE, why_stopped=""):
            sending.let_refused_go()
    return count
