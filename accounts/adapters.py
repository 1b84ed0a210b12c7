"""How django-allauth is fitted to staff accounts: no sign-up, secrets sealed, mail that cannot fail a page."""

import base64
import hashlib
import time
from typing import Any
from urllib.parse import quote

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pages import site_settings

from . import notices


class AccountAdapter(DefaultAccountAdapter):
    """Signing in, out, and setting a new password."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("The e-mail address and the password do not fit together."),
        "too_many_login_attempts": _("There were too many attempts. Please wait 15 minutes and try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return False: administrators add people."""
        return False

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Return to the overview of the account."""
        return reverse("mfa_index")

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Count by e-mail address alone: a host written another way must not begin a new count."""
        return credentials.get("email", "").strip().lower()

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Return the address for the mail, at the site's own name, whatever the request called it."""
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return settings.SITE_ADDRESS + path.replace("UID-KEY", quote(key))

    def format_email_subject(self, subject: str) -> str:
        """Return the subject as it is."""
        return str(subject)

    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        """Send, but let nothing that is wrong with the mail server reach the page."""
        context = {"request": self.request, "email": email, "address": settings.SITE_ADDRESS, **context}
        with notices.in_language_of(email):
            message = self.render_mail(template_prefix, email, context)
        notices.send(message)

    def is_reauthentication_required(self, *, app: str | None = None) -> bool:
        """Ask again who it is, unless they have just signed in."""
        records = get_authentication_records(self.request, self.request.user)
        return not any(time.time() - record["at"] < app_settings.REAUTHENTICATION_TIMEOUT for record in records)

    def send_notification_mail(self, template_prefix: str, user: Any, *args: Any, **kwargs: Any) -> None:
        """Tell of new and removed factors; a new password is told by the account itself, whoever sets it."""
        if not template_prefix.startswith("account/email/password"):
            super().send_notification_mail(template_prefix, user, *args, **kwargs)


class MFAAdapter(DefaultMFAAdapter):
    """The second step."""

    def encrypt(self, text: str) -> str:
        """Seal a secret, so that a copy of the database alone is of no use."""
        return _seal().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Open a sealed secret."""
        return _seal().decrypt(encrypted_text.encode()).decode()

    def _get_site_name(self) -> str:
        chosen = site_settings.of_main_site()
        return chosen.logo_text or chosen.organisation_name


def _seal() -> Fernet:
    key = hashlib.sha256(b"accounts.second-step:" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
