"""Survivors' own stories: articles that need a consent in force and two readers before they are published."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _t, gettext_lazy as _
from wagtail.models import AbstractGroupApprovalTask, Workflow

from consent.models import Consent
from home.models.review import PlaceholderReview


class StoryMixin(models.Model):
    """An article that may be a survivor's own story."""

    is_story = models.BooleanField(
        _("this is a survivor’s own story"),
        default=False,
        help_text=_("Two people then read it before it is published, one of them from survivor leadership."),
    )
    consent = models.ForeignKey(
        Consent,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("consent"),
        help_text=_("What the person agreed to, until when, and how they can take it back."),
    )

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Raise ValidationError, and save nothing, when a story would be shown without a consent in force."""
        if self.live and not kwargs.get("update_fields") and (reason := self.consent_problem):
            raise ValidationError(reason)
        super().save(*args, **kwargs)

    @property
    def consent_problem(self) -> str:
        """Return why this may not be shown, in a sentence; "" when it may."""
        if not self.is_story and not self.consent_id:
            return ""
        if self.consent is None:
            return _t(
                "A survivor’s story needs a consent before it is published: choose it under “About this article”."
            )
        if not self.consent.in_force:
            return _t("The consent for this story does not hold any more (%(state)s).") % {"state": self.consent.state}
        if not self.consent.covers_story:
            return _t("The consent that was chosen does not cover a story.")
        return ""

    def get_workflow(self) -> Workflow | None:
        """Return the review with two readers for a story, else the one of this part of the site."""
        if self.is_story:
            tasks = StoryReviewTask.objects.filter(active=True).values("pk")
            found = Workflow.objects.active().filter(workflow_tasks__task__in=tasks).first()
            if found:
                return found
        return super().get_workflow()


class StoryReviewTask(PlaceholderReview, AbstractGroupApprovalTask):
    """The reading of a story by survivor leadership: not by the first reader again, and only with consent in force."""

    class Meta:
        verbose_name = _("reading of a survivor’s story")
        verbose_name_plural = _("readings of survivors’ stories")

    def get_actions(self, obj: Any, user: Any) -> list[tuple]:
        """Leave out approval for whoever read it first, and while there is no consent in force."""
        actions = super().get_actions(obj, user)
        newest = obj.get_latest_revision_as_object() if obj.latest_revision_id else obj
        state = obj.current_workflow_state
        readers = (
            set(state.task_states.filter(status="approved").values_list("finished_by", flat=True)) if state else ()
        )
        if newest.consent_problem or user.pk in readers:
            return [action for action in actions if action[0] != "approve"]
        return actions

    @classmethod
    def get_description(cls) -> str:
        """Say in the editor what this step does."""
        return _("A second reader approves a survivor’s story, if consent is in force, or asks for changes")
