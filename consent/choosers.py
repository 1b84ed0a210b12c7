"""Choosing a consent, or entering a new one on the spot."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views import View
from wagtail.admin.views.generic.chooser import CreateView
from wagtail.admin.viewsets.chooser import ChooserViewSet


class RecordingCreateView(CreateView):
    """Keeps who entered a consent."""

    def save_form(self, form: ModelForm) -> Model:
        """Save with the name of whoever is signed in."""
        form.instance.recorded_by = self.request.user
        return super().save_form(form)


class ConsentChooser(ChooserViewSet):
    """The chooser for forms and blocks."""

    model = "consent.Consent"
    icon = "clipboard-list"
    create_view_class = RecordingCreateView
    choose_one_text = _("Choose a consent")
    choose_another_text = _("Choose another consent")
    edit_item_text = _("Edit this consent")
    form_fields = [
        "person",
        "given_on",
        "covers_story",
        "covers_picture",
        "covers_name",
        "scope",
        "expires_on",
        "withdrawal_contact",
        "paid",
    ]
    creation_tab_label = _("Enter a new one")
    create_action_label = _("Save consent")

    def construct_view(self, view_class: type[View], **kwargs: Any) -> Callable[..., HttpResponse]:
        """Keep the names of people who agreed from accounts that have nothing to do with consents."""
        view = super().construct_view(view_class, **kwargs)

        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.has_perm("consent.view_consent"):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return guarded

    @staticmethod
    def get_object_list() -> QuerySet:
        """Return the consents that hold."""
        from .models import Consent

        return Consent.holding()


consent_chooser = ConsentChooser("consent_chooser", url_prefix="consents/choose")
