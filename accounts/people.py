"""Settings → Users: who may change whom."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail.admin.forms.account import NameEmailForm
from wagtail.users.views import users

from .models import User
from .roles import described


def may_manage(person: User, other: User) -> bool:
    """Return whether ``person`` may change the account of ``other``."""
    return person.has_perm("accounts.change_user") and (person.is_superuser or not other.is_superuser)


class NoSelfMadeSuperusers:
    """Only a superuser hands out all rights; each role says what it may do."""

    def get_form(self, *args: Any, **kwargs: Any) -> forms.Form:
        """Leave the box out for everybody else."""
        form = super().get_form(*args, **kwargs)
        for name in ("first_name", "last_name"):
            # Not everyone may give one.
            form.fields[name].required = False
        form.fields["groups"].label_from_instance = lambda group: described(group.name)
        if not self.request.user.is_superuser:
            form.fields.pop("is_superuser", None)
        return form


class OwnNameForm(NameEmailForm):
    """One's own name under Account: whoever gives none chooses their language there all the same."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Ask for it, and take nothing for an answer."""
        super().__init__(*args, **kwargs)
        for name in ("first_name", "last_name"):
            self.fields[name].required = False


class CreateView(users.CreateView):
    """Adding a person: by an invitation, so that nobody invents a password for somebody else."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Lead to the invitation."""
        return redirect("accounts_invite")


class EditView(NoSelfMadeSuperusers, users.EditView):
    """Changing a person."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Refuse to change someone who may do more."""
        if not may_manage(request.user, self.object):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class PeopleViewSet(users.UserViewSet):
    """The list of people."""

    add_view_class = CreateView
    edit_view_class = EditView
    # A copy would go around both.
    copy_view_enabled = False
