"""The way to the mail server, step by step: so that it is always known whether a mail may have been taken."""

import re
import smtplib
from dataclasses import dataclass
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.smtp import EmailBackend

from .models import Fate


class ServerAwayError(Exception):
    """The mail server did not take anything; nothing was handed over.

    With ``at_reader`` it was polite until it heard for whom the mail is.
    """

    def __init__(self, said: str, *, at_reader: bool = False) -> None:
        super().__init__(said)
        self.at_reader = at_reader


@dataclass(frozen=True)
class Answer:
    """What became of a mail; of a refusal, what the server said and whether it is about us rather than the reader."""

    fate: str
    code: int = 0
    is_about_us: bool = False

    @property
    def is_soft(self) -> bool:
        """Return whether the server only said: not now."""
        return 400 <= self.code < 500


# “System status” and “security or policy” (RFC 3463, 3.4 and 3.8), full or with rules of its own.
ABOUT_US = re.compile(rb"\b[45]\.[37]\.\d")


class Postman:
    """A connection to the mail server, opened when it is needed."""

    def __init__(self) -> None:
        self.backend = get_connection(settings.MAIL_BACKEND)

    def hand_over(self, message: EmailMessage) -> Answer:
        """Hand over one mail. Raises ServerAwayError as long as it certainly was not taken."""
        if not isinstance(self.backend, EmailBackend):
            message.connection = self.backend
            return Answer(Fate.SENT if message.send() else Fate.FAILED)
        content = message.message().as_bytes(linesep="\r\n")
        try:
            self.backend.open()
            server = self.backend.connection
            server.ehlo_or_helo_if_needed()
            code, said = server.mail(parseaddr(message.from_email)[1])
            if code != 250:
                self.close()
                raise ServerAwayError(_text(said))
            code, said = server.rcpt(message.to[0])
            if code == 421:
                self.close()
                raise ServerAwayError(_text(said), at_reader=True)
            if code not in {250, 251}:
                self._let_go_of_the_mail(server)
                return Answer(Fate.REFUSED, code, bool(ABOUT_US.search(said)))
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            raise ServerAwayError(str(error)) from error
        try:
            code, said = server.data(content)
        except smtplib.SMTPDataError as error:
            # Refused before a word of the mail was told.
            self.close()
            if error.smtp_code == 421:
                raise ServerAwayError(_text(error.smtp_error)) from error
            return Answer(Fate.REFUSED, error.smtp_code, is_about_us=True)
        except (OSError, smtplib.SMTPException):
            self.close()
            return Answer(Fate.UNKNOWN)
        if code == 250:
            return Answer(Fate.SENT)
        self.close()
        return Answer(Fate.REFUSED, code, is_about_us=True)

    def _let_go_of_the_mail(self, server: smtplib.SMTP) -> None:
        """Begin anew after a refusal; some servers hang up with it, and it stays one."""
        try:
            server.rset()
        except (OSError, smtplib.SMTPException):
            self.close()

    def close(self) -> None:
        """Let the connection go."""
        try:
            self.backend.close()
        except (OSError, smtplib.SMTPException):
            self.backend.connection = None


def _text(said: bytes | str) -> str:
    return said.decode(errors="replace") if isinstance(said, bytes) else said


def post(message: EmailMessage) -> Answer:
    """Hand over one mail by itself. Raises ServerAwayError."""
    postman = Postman()
    try:
        return postman.hand_over(message)
    finally:
        postman.close()
