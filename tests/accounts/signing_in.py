"""A member of staff who signs in, for the tests of accounts."""

import threading
import time

from allauth.mfa.totp.internal import auth as totp
from django.core import mail

PASSWORD = "seven quiet river stones"
SECRET = "JBSWY3DPEHPK3PXP"
SIGN_IN = "/account/login/"
SET_UP = "/account/second-step/"


def number():
    """Return what the app on the phone shows now."""
    return totp.format_hotp_value(totp.hotp_value(SECRET, int(time.time()) // 30))


def sign_in(client, email="moderator@example.org", password=PASSWORD, **extra):
    return client.post(SIGN_IN, {"login": email, "password": password}, **extra)


def finished_mail():
    """Wait for what is sent beside the response; return the mails."""
    for thread in threading.enumerate():
        if thread.name == "mail":
            thread.join(10)
    return mail.outbox
