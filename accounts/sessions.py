"""How long staff stay signed in, and what they need before the editor opens."""

import time
from collections.abc import Callable
from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from safety.csp import STAFF

LONGEST = 8 * 60 * 60  # seconds from signing in
IDLE = 60 * 60  # seconds without anything done
# What an open editor asks by itself, which is not somebody at work.
BY_ITSELF = ("/admin/editing-sessions/", "/admin/still-here/", "/admin/checks/page/")
SIGNING_OUT = "/admin/logout/"
# Of a session: the page of the editor that somebody asked for, before the second step came first.
WANTED = "wanted"


def staff_door_middleware(get_response: Callable) -> Callable:
    """Guard /admin/ and /account/: links in mail work, sessions end, and the second step comes first."""

    def guard(request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(STAFF):
            # Private pages and documents end with the session, too.
            if (
                settings.SESSION_COOKIE_NAME in request.COOKIES
                and request.user.is_authenticated
                and _has_run_out(request)
            ):
                logout(request)
            return get_response(request)
        if _came_from_elsewhere(request):
            return render(request, "accounts/continue.html")
        if request.user.is_authenticated:
            if _has_run_out(request):
                logout(request)
                messages.info(request, _("You were signed out because some time has passed. Please sign in again."))
                return redirect(f"{reverse('account_login')}?{urlencode({'next': request.get_full_path()})}")
            if request.path.startswith("/admin/") and request.path != SIGNING_OUT:
                if not request.user.has_perm("wagtailadmin.access_admin"):
                    return render(request, "accounts/no_role.html", status=403)
                if second_step_is_open(request):
                    by_itself = request.headers.get("Sec-Fetch-Mode", "navigate") != "navigate"
                    if request.method == "GET" and request.path != "/admin/" and not by_itself:
                        request.session[WANTED] = request.get_full_path()
                    return redirect("account_second_step")
                if request.path == "/admin/" and (wanted := request.session.pop(WANTED, "")):
                    return redirect(wanted)
        return get_response(request)

    return guard


def second_step_is_open(request: HttpRequest) -> bool:
    """Return whether this person has to set up a second step before the editor opens."""
    person = request.user
    if not person.needs_second_step or is_mfa_enabled(person):
        return False
    return not (request.session.get("second_step_later") and may_wait(person))


def may_wait(person: Any) -> bool:
    """Return whether a new site's first administrator still has time for the second step."""
    return bool(person.second_step_due and timezone.now() < person.second_step_due)


def end_other_sessions(request: HttpRequest, user: Any, **_kwargs: Any) -> None:
    """End all sessions of ``user`` but this one: they were opened without the factors of today."""
    user.end_sessions()
    if request.user == user:
        update_session_auth_hash(request, user)


def _came_from_elsewhere(request: HttpRequest) -> bool:
    """Return whether a link on another site led here, so that the browser kept the Strict cookie back.

    Loading the page again from here sends it: links in webmail would else look like being signed out.
    """
    return (
        request.method == "GET"
        and request.headers.get("Sec-Fetch-Site") == "cross-site"
        and request.headers.get("Sec-Fetch-Mode") == "navigate"
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
    )


def _has_run_out(request: HttpRequest) -> bool:
    now = int(time.time())
    session = request.session
    began, seen = session.get("began", now), session.get("seen", now)
    if now - began > LONGEST or now - seen > IDLE:
        return True
    if "began" not in session:
        session["began"] = now
    # Once a minute is exact enough, and spares a write for each request.
    if not request.path.startswith(BY_ITSELF) and ("seen" not in session or now - seen > 60):
        session["seen"] = now
    return False
