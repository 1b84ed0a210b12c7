"""The review step of the workflow."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.models import AbstractGroupApprovalTask

from pages.placeholders import find_placeholders


class PlaceholderReview:
    """A step in which what still holds placeholders can only be sent back."""

    def get_actions(self, obj: Any, user: Any) -> list[tuple]:
        """Leave out approval while something is still to be filled in."""
        actions = super().get_actions(obj, user)
        newest = obj.get_latest_revision_as_object() if obj.latest_revision_id else obj
        # What a page type has against it itself, such as a story without consent (blog.models.stories).
        problem = getattr(newest, "approval_problem", lambda _state: "")(obj.current_workflow_state)
        if actions and (problem or find_placeholders(newest)):
            return [action for action in actions if action[0] != "approve"]
        return actions


class ReviewTask(PlaceholderReview, AbstractGroupApprovalTask):
    """Approval by a member of a group."""

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")

    @classmethod
    def get_description(cls) -> str:
        """Say in the editor what this step does."""
        return _("One member of the chosen groups approves, or asks for changes")
