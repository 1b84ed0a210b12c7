"""Leaving without JavaScript: /leave/ answers with the target, and for a short while every page does.

The cookie is the only one a visitor can get. It says nothing but "left", lives LEFT_SECONDS, and is
what keeps Back from showing the earlier pages: the browser has to ask for them again (no-store).
"""

from collections.abc import Callable

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers

from pages import site_settings

from .csp import STAFF
from .targets import DEFAULT_TARGET

LEFT = "__Host-left" if settings.HTTPS else "left"
LEFT_SECONDS = 30
# What machines ask for, and files of the pages, give nothing away.
OPEN = (*STAFF, settings.STATIC_URL, settings.MEDIA_URL, "/leave/", "/robots.txt", "/sitemap.xml", "/.well-known/")


def leave(request: HttpRequest) -> HttpResponse:
    """Send the visitor to the target of the site settings, and remember for a moment that they left."""
    response = _to_target(request)
    # Browsers that fetch links in advance must not lock a reader out.
    if "prefetch" not in request.headers.get("Sec-Purpose", "") + request.headers.get("Purpose", ""):
        # Lax, because Back may repeat a visit that began on another site.
        response.set_cookie(LEFT, "1", max_age=LEFT_SECONDS, secure=settings.HTTPS, httponly=True, samesite="Lax")
    return response


def leaving_middleware(get_response: Callable) -> Callable:
    """Answer for a page with the target as long as the visitor has just left."""
    open_to_all = OPEN + tuple(f"/{code}/leave/" for code, _name in settings.LANGUAGES[1:])

    def answer(request: HttpRequest) -> HttpResponse:
        if LEFT in request.COOKIES and not request.path.startswith(open_to_all):
            return _to_target(request)
        return get_response(request)

    return answer


def _to_target(request: HttpRequest) -> HttpResponse:
    try:
        target = site_settings.for_request(request).leave_target
    except DatabaseError:
        target = DEFAULT_TARGET
    response = HttpResponse(status=303, headers={"Location": target})
    add_never_cache_headers(response)
    return response
