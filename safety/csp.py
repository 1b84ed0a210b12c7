"""Content security policies: one for the public site, one for staff, one for files that are handed out.

django-csp writes the header; which policy applies depends on the address alone.
"""

from contextvars import ContextVar
from typing import Any

from csp.constants import NONCE, NONE, SELF
from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

# Where staff sign in and work; everything else is public.
STAFF = ("/admin/", "/account/")
# What staff or visitors uploaded: never a document that may run anything.
FILES = ("/documents/", settings.MEDIA_URL)

PUBLIC_POLICY = {
    "default-src": [NONE],
    "script-src": [SELF],
    "style-src": [SELF],
    "img-src": [SELF],
    "font-src": [SELF],
    "connect-src": [SELF],
    "media-src": [SELF],
    "manifest-src": [SELF],
    "form-action": [SELF],
    "base-uri": [NONE],
    "frame-ancestors": [NONE],
}
# The editor draws pictures from memory, styles its widgets in place, and shows previews in a frame.
STAFF_POLICY = PUBLIC_POLICY | {
    "script-src": [SELF, NONCE],
    "style-src": [SELF, "'unsafe-inline'"],
    "img-src": [SELF, "data:", "blob:"],
    "frame-src": [SELF],
    "frame-ancestors": [SELF],
}
FILES_POLICY = {"default-src": [NONE], "frame-ancestors": [NONE], "sandbox": [True]}

_request: ContextVar[HttpRequest | None] = ContextVar("request whose policy is being written", default=None)


class ContentSecurityPolicyMiddleware(CSPMiddleware):
    """Puts the policy on every response, and gives scripts of the editor the nonce of theirs."""

    def process_request(self, request: HttpRequest) -> None:
        """Remember the request, because form widgets are rendered without it."""
        super().process_request(request)
        _request.set(request)

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Write the header; a view's own policy (Wagtail's for files) gives way to ours."""
        del response["Content-Security-Policy"]
        _request.set(None)
        return super().process_response(request, response)

    def get_policy_parts(self, request: HttpRequest, response: HttpResponse, report_only: bool = False) -> PolicyParts:
        """Choose the policy by address; a page with a video may also frame its player."""
        if report_only:
            return PolicyParts()
        if request.path.startswith(FILES) and response.status_code < 400:
            policy = FILES_POLICY
        elif request.path.startswith(STAFF):
            policy = STAFF_POLICY
        else:
            policy = PUBLIC_POLICY
        players = getattr(request, "players", None)
        if players and policy is PUBLIC_POLICY:
            policy = policy | {"frame-src": sorted(players)}
        return PolicyParts(config=policy, nonce=getattr(request, "_csp_nonce", None))


def nonce() -> str:
    """Return the nonce of the response being written; empty outside of one."""
    request = _request.get()
    return str(request.csp_nonce) if request else ""


def give_choosers_a_nonce() -> None:
    """Add the nonce to the script that Wagtail's choosers write after their field."""
    from wagtail.admin.widgets.chooser import BaseChooser

    original = BaseChooser.render

    def render(self: BaseChooser, *args: Any, **kwargs: Any) -> SafeString:
        field, _script, rest = original(self, *args, **kwargs).rpartition("<script>")
        return mark_safe(field + format_html('<script nonce="{}">', nonce()) + rest)  # noqa: S308 - Wagtail's own HTML

    BaseChooser.render = render
