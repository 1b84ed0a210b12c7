"""What the editor offers of consent."""

from collections.abc import Iterable

from django.db import transaction
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.generic import CreateView, EditView
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.log_actions import LogActionRegistry
from wagtail.permission_policies import ModelPermissionPolicy

from accounts.models import User

from . import views
from .choosers import consent_chooser
from .models import Consent
from .withdrawal import narrow


class RecordingCreateView(CreateView):
    """Keeps who entered a consent."""

    def save_instance(self) -> Consent:
        """Save with the name of whoever is signed in."""
        self.form.instance.recorded_by = self.request.user
        return super().save_instance()


class NarrowingEditView(EditView):
    """Takes down what a consent does not cover any more."""

    def save_instance(self) -> Consent:
        """Save, then look at what is shown with it."""
        with transaction.atomic():
            # A withdrawal may have come between; the form knows nothing of it, and must not undo it.
            now = Consent.objects.select_for_update().get(pk=self.form.instance.pk)
            for name in ("withdrawn_at", "withdrawn_by_id", "ended_at", "taken_down"):
                setattr(self.form.instance, name, getattr(now, name))
            consent = super().save_instance()
            # Not at each later change: meanwhile, staff may have taken the words out and shown a page again.
            if not consent.in_force or (now.covers_story and not consent.covers_story):
                narrow(consent, self.request.user)
        return consent


class KeptForGoodPolicy(ModelPermissionPolicy):
    """Lets nobody delete: a consent that was withdrawn stays as the record, and hides what it was given for."""

    def user_has_permission(self, user: User, action: str) -> bool:
        """Return whether somebody may do this to consents."""
        return action != "delete" and super().user_has_permission(user, action)

    def user_has_any_permission(self, user: User, actions: Iterable[str]) -> bool:
        """Return whether somebody may do one of these to consents."""
        return super().user_has_any_permission(user, {*actions} - {"delete"})


class ConsentViewSet(ModelViewSet):
    model = Consent
    permission_policy = KeptForGoodPolicy(Consent)
    edit_view_class = NarrowingEditView
    add_view_class = RecordingCreateView
    name = "consents"
    url_prefix = "consents"
    icon = "clipboard-list"
    menu_label = _("Consents")
    menu_order = 215
    add_to_admin_menu = True
    copy_view_enabled = False
    inspect_view_enabled = False
    list_display = [
        TitleColumn("person", label=_("Who agreed"), get_url=lambda one: reverse("consents:edit", args=[one.pk])),
        Column("covers", label=_("To what")),
        Column("state", label=_("State")),
        DateColumn("given_on", label=_("Agreed on")),
    ]
    search_fields = ["person", "scope"]
    search_backend_name = None


@hooks.register("register_admin_viewset")
def add_consents() -> list[ModelViewSet | ChooserViewSet]:
    """Offer the consents, and choosing one."""
    return [ConsentViewSet(), consent_chooser]


@hooks.register("register_admin_urls")
def add_addresses() -> list[URLPattern]:
    """Return the address of a withdrawal."""
    return [path("consents/<int:pk>/withdraw/", views.withdraw_view, name="consent_withdraw")]


@hooks.register("register_log_actions")
def name_actions(actions: LogActionRegistry) -> None:
    """Name what is kept in the record."""
    actions.register_action("consent.withdraw", _("Withdraw a consent"), _("Withdrawn; what it covered was taken down"))
    actions.register_action(
        "consent.end", _("End a consent"), _("Its last day was over; what it covered was taken down")
    )
