from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from wagtail.users.apps import WagtailUsersAppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("accounts")

    def ready(self) -> None:
        """Count attempts in one place; a new factor ends the sessions that never showed it."""
        from allauth.mfa.signals import authenticator_added, authenticator_removed
        from wagtail.admin.views.account import AvatarSettingsPanel, NameEmailSettingsPanel

        from .limits import count_together
        from .people import OwnNameForm
        from .sessions import end_other_sessions

        count_together()
        # Pictures of staff are shown nowhere, and would be a way around safety/uploads.py.
        AvatarSettingsPanel.is_active = lambda panel: False
        NameEmailSettingsPanel.form_class = OwnNameForm
        authenticator_added.connect(end_other_sessions)
        authenticator_removed.connect(end_other_sessions)


class PeopleConfig(WagtailUsersAppConfig):
    """Wagtail's list of people, with our rules on who may change whom."""

    user_viewset = "accounts.people.PeopleViewSet"
