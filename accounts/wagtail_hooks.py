"""What the editor shows of accounts: one's own second step, and help for others."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets import Button
from wagtail.log_actions import LogActionRegistry

from . import colleagues, views
from .models import User
from .people import may_manage


@hooks.register("register_admin_urls")
def add_addresses() -> list[URLPattern]:
    """Return the addresses of an administrator's help."""
    return [
        path("people/invite/", colleagues.invite, name="accounts_invite"),
        path("people/invite/<int:pk>/again/", colleagues.invite_again, name="accounts_invite_again"),
        path("people/invite/<int:pk>/take-back/", colleagues.take_back, name="accounts_take_back"),
        path("people/<int:pk>/close/", colleagues.close, name="accounts_close"),
        path("people/<int:pk>/end-sessions/", views.end_sessions, name="accounts_end_sessions"),
        path("people/<int:pk>/reset-second-step/", views.reset_second_step, name="accounts_reset_second_step"),
    ]


@hooks.register("register_user_listing_buttons")
def add_buttons(user: User, request_user: User) -> Iterator[Button]:
    """Offer help for a person in the list of people."""
    if user != request_user and may_manage(request_user, user):
        yield Button(
            _("End all sessions"), reverse("accounts_end_sessions", args=[user.pk]), icon_name="logout", priority=40
        )
        yield Button(
            _("Reset the second step"),
            reverse("accounts_reset_second_step", args=[user.pk]),
            icon_name="key",
            priority=50,
        )
        if user.is_active:
            yield Button(_("They leave"), reverse("accounts_close", args=[user.pk]), icon_name="logout", priority=60)


@hooks.register("register_settings_menu_item")
def add_own_account() -> MenuItem:
    """Lead to password, second step and signing out everywhere."""
    return MenuItem(_("Sign-in and second step"), reverse("mfa_index"), icon_name="key", order=50)


@hooks.register("register_log_actions")
def name_actions(actions: LogActionRegistry) -> None:
    """Name what is kept in the record of changes."""
    actions.register_action("accounts.end_sessions", _("End all sessions"), _("Signed out on every device"))
    actions.register_action("accounts.invite", _("Invite"), _("Invited"))
    actions.register_action("accounts.come", _("Come"), _("Came and chose a password"))
    actions.register_action("accounts.close", _("Close account"), _("Account closed, work handed over"))
    actions.register_action("accounts.reset_second_step", _("Reset second step"), _("Second step reset"))


@hooks.register("before_bulk_action")
def refuse_bulk_changes_of_people_above(
    request: HttpRequest, action_type: str, objects: list, action: Any
) -> HttpResponse | None:
    """Let nobody change, in a list, an account they may not change by itself."""
    if any(isinstance(obj, User) and not may_manage(request.user, obj) for obj in objects):
        raise PermissionDenied
    return None
