"""Forms of django-allauth that must not tell who has an account, nor end in an error of ours."""

import time
from typing import Any

from allauth.account import forms
from allauth.mfa.adapter import get_adapter
from allauth.mfa.webauthn import forms as passkeys
from django.http import HttpRequest

ALIKE = 0.4  # seconds; longer than anything that differs between a known and an unknown address


class ResetPasswordForm(forms.ResetPasswordForm):
    """Asks for a mail with a link; the answer takes as long for an unknown address as for a known one."""

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        """Write the mail, which is sent beside the response; then wait until the time tells nothing."""
        begin = time.monotonic()
        email = super().save(request, **kwargs)
        time.sleep(max(0, ALIKE - (time.monotonic() - begin)))
        return email


class TakesNonsenseMixin:
    """Refuses what no browser sends in the words for a wrong key, whatever the libraries make of it."""

    def full_clean(self) -> None:
        """Read what was sent."""
        try:
            super().full_clean()
        except (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError):
            self.cleaned_data = {}
            self.add_error("credential", get_adapter().validation_error("incorrect_code"))


class AddPasskeyForm(TakesNonsenseMixin, passkeys.AddWebAuthnForm):
    """Adds a passkey."""


class PasskeyForm(TakesNonsenseMixin, passkeys.AuthenticateWebAuthnForm):
    """Takes a passkey as the second step."""


class PasskeySignInForm(TakesNonsenseMixin, passkeys.LoginWebAuthnForm):
    """Lets somebody in with a passkey alone."""


class PasskeyAgainForm(TakesNonsenseMixin, passkeys.ReauthenticateWebAuthnForm):
    """Asks for a passkey once more."""
