"""Settings → Users: who may change whom."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from wagtail.users.views import users

from .models import User


def may_manage(person: User, other: User) -> bool:
    """Return whether ``person`` may change the account of ``other``."""
    return person.has_perm("accounts.change_user") and (person.is_superuser or not other.is_superuser)


class NoSelfMadeSuperusers:
    """Only a superuser hands out all rights."""

    def get_form(self, *args: Any, **kwargs: Any) -> forms.Form:
        """Leave the box out for everybody else."""
        form = super().get_form(*args, **kwargs)
        if not self.request.user.is_superuser:
            form.fields.pop("is_superuser", None)
        return form


class CreateView(NoSelfMadeSuperusers, users.CreateView):
    """Adding a person."""


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
