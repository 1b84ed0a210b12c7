"""Forms of django-allauth that must not tell who has an account."""

import time
from typing import Any

from allauth.account import forms
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
