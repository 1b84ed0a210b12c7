"""What is too much or of no use is answered at once, in plain words, before anything reads it."""

from collections.abc import Callable, Iterable

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from .outage import render_without_database

EDITOR = "/admin/"  # has limits of its own, for files
METHODS = {"GET", "HEAD", "POST", "OPTIONS"}
LONGEST_ADDRESS = 60_000  # characters, with the query; words to search for are cut much earlier
# Bytes. A form of many long answers in any script, each sign of which may take nine; what is too long for its field is
# told there, with all that was written.
LARGEST_BODY = 512 * 1024


def limits_middleware(get_response: Callable) -> Callable:
    """Refuse, on the public site, methods it has no use for, endless addresses and oversized bodies."""

    def answer(request: HttpRequest) -> HttpResponse:
        if request.path.startswith(EDITOR):
            return get_response(request)
        if request.method not in METHODS:
            return refuse_method(request, METHODS)
        if len(request.META.get("PATH_INFO", "")) + len(request.META.get("QUERY_STRING", "")) > LONGEST_ADDRESS:
            return _refuse(request, 414, _("The address is too long."))
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not length.isdecimal() or int(length) > LARGEST_BODY:
            return _refuse(request, 413, _("What was sent is too long. Please make it shorter and send it again."))
        return get_response(request)

    return answer


def refuse_method(request: HttpRequest, allowed: Iterable[str]) -> HttpResponse:
    """Answer 405 in plain words: an address does not take this method."""
    response = _refuse(request, 405, _("The site cannot do what was asked here."))
    response["Allow"] = ", ".join(sorted(allowed))
    return response


def _refuse(request: HttpRequest, status: int, reason: str) -> HttpResponse:
    # The page builds links from the address, which is what is wrong here.
    request.META["QUERY_STRING"] = ""
    return render_without_database(request, "400.html", status, reason=reason)
