"""The second step's first page, signing out everywhere, and an administrator's help when a phone is lost."""

from allauth.core.internal import ratelimit
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from allauth.mfa.webauthn.views import login_webauthn
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.admin.auth import permission_required
from wagtail.log_actions import log

from . import notices
from .models import User
from .people import may_manage
from .sessions import may_wait


def passkey_sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in with a passkey; each question costs a row in the table of sessions, so they are counted too."""
    if request.method == "GET" and not ratelimit.consume(
        request, app="allauth.mfa", action="webauthn_login", limit_get=True
    ):
        return ratelimit.respond_429(request)
    return login_webauthn(request)


@login_required
def second_step(request: HttpRequest) -> HttpResponse:
    """Lead through setting up a second step; the first administrator of a new site may put it off."""
    if is_mfa_enabled(request.user):
        return redirect("mfa_index")
    if request.method == "POST" and may_wait(request.user):
        request.session["second_step_later"] = True
        return redirect("wagtailadmin_home")
    return render(request, "accounts/second_step.html", {"may_wait": may_wait(request.user)})


@login_required
@require_POST
def sign_out_everywhere(request: HttpRequest) -> HttpResponse:
    """End every session of the person who asks, this one included."""
    request.user.end_sessions()
    logout(request)
    messages.success(request, _("You are signed out on every device."))
    return redirect("account_login")


@permission_required("accounts.change_user")
def end_sessions(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign another person out everywhere, after asking once."""
    person = _person(request, pk)
    if request.method == "POST":
        person.end_sessions()
        log(person, "accounts.end_sessions", user=request.user)
        messages.success(request, _("%(person)s is signed out on every device.") % {"person": person})
        return redirect("wagtailusers_users:index")
    return render(request, "accounts/end_sessions.html", {"person": person})


@permission_required("accounts.change_user")
def reset_second_step(request: HttpRequest, pk: int) -> HttpResponse:
    """Take away another person's factors, so that they set up new ones: a lost phone's way back."""
    person = _person(request, pk)
    if request.method == "POST":
        forget_factors(person)
        log(person, "accounts.reset_second_step", user=request.user)
        messages.success(request, _("%(person)s sets up a new second step at the next sign-in.") % {"person": person})
        return redirect("wagtailusers_users:index")
    return render(request, "accounts/reset_second_step.html", {"person": person})


def forget_factors(person: User) -> None:
    """Delete all factors of a person, end their sessions, and tell them."""
    Authenticator.objects.filter(user=person).delete()
    person.end_sessions()
    notices.tell(person.email, "factors_reset")


def _person(request: HttpRequest, pk: int) -> User:
    person = get_object_or_404(User, pk=pk)
    if not may_manage(request.user, person) or person == request.user:
        raise PermissionDenied
    return person
