"""The editor speaks the language that somebody chose, whichever part of it answers."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from wagtail.admin.localization import get_localized_response


class PreferredLanguageMiddleware:
    """Answers whoever is signed in in the language and time zone of their account.

    Wagtail's views do so themselves; pages that say what is not found or not allowed are made outside of them.
    """

    def __init__(self, get_response: Callable) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on, in the language that was chosen."""
        first = request.path_info.split("/", 2)[1] if "/" in request.path_info else ""
        if first in ("admin", "account") and request.user.is_authenticated:
            return get_localized_response(self.get_response, request)
        return self.get_response(request)
