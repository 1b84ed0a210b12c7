"""What the editor's history calls what is done with the first content."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

from .demo import ASIDE


@hooks.register("register_log_actions")
def name_actions(actions: LogActionRegistry) -> None:
    """Give the actions of this room names."""
    actions.register_action(ASIDE, _("Put aside for the examples"), _("Taken down while the examples are shown"))
