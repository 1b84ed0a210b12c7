"""Survivors' own stories: articles that need a consent in force and two readers before they are published."""

from datetime import datetime
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.utils.translation import gettext as _t, gettext_lazy as _
from wagtail.models import (
    AbstractGroupApprovalTask,
    Revision,
    TaskState,
    Workflow,
    WorkflowState,
    get_default_page_content_type,
)

from consent.models import Consent
from pages.models.review import PlaceholderReview


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
        """Raise ValidationError, and save nothing, when a story would be shown unread or without consent."""
        if self.is_story and self._state.adding and self.live:
            # Wagtail adds a page as live and publishes it afterwards.
            self.live = False
        if self.live and not kwargs.get("update_fields") and (reason := self.publish_problem):
            raise ValidationError({NON_FIELD_ERRORS: [reason]})
        super().save(*args, **kwargs)

    @property
    def read_as(self) -> int | None:
        """Return the page whose readings count: an alias shows what was read on the page it repeats."""
        return self.alias_of_id or self.pk

    def _readings(self) -> models.QuerySet:
        """Return the steps of reviews of this page."""
        return TaskState.objects.filter(
            workflow_state__base_content_type=get_default_page_content_type(),
            workflow_state__object_id=str(self.read_as),
        )

    @property
    def is_or_was_story(self) -> bool:
        """Return whether it is a story, or was sent to the readers of stories: taking the tick away changes nothing."""
        if self.is_story:
            return True
        return bool(self.pk) and self._readings().filter(task__in=StoryReviewTask.objects.values("pk")).exists()

    @property
    def was_read(self) -> bool:
        """Return whether two people have approved what it says now, one of them in the reading of stories."""
        tasks = set(StoryReviewTask.objects.values_list("pk", flat=True))
        readers: dict[int, set] = {}
        stories: dict[int, datetime] = {}
        approved = self._readings().filter(status=TaskState.STATUS_APPROVED)
        for workflow, task, reader, at in approved.values_list("workflow_state", "task", "finished_by", "finished_at"):
            readers.setdefault(workflow, set()).add(reader)
            if task in tasks:
                stories[workflow] = at
        return any(
            len(readers[workflow] - {None}) > 1 and self._says_what_was_read(at) for workflow, at in stories.items()
        )

    def _says_what_was_read(self, at: datetime) -> bool:
        """Return whether its words, pictures and consent are those of the version that was there at a time."""
        versions = Revision.page_revisions.filter(object_id=str(self.read_as), created_at__lte=at)
        version = versions.order_by("-created_at", "-pk").first()
        return version is not None and _substance(version.as_object()) == _substance(self)

    @property
    def publish_problem(self) -> str:
        """Return why it may not be published now, in a sentence; "" when it may."""
        if problem := self.consent_problem:
            return problem
        if self.is_or_was_story and not self.was_read:
            return _t("Two people read a survivor’s own story, and again when it has changed: send it to review.")
        return ""

    def approval_problem(self, state: WorkflowState | None) -> str:
        """Return why a reader may not approve it in this review; "" when they may."""
        if problem := self.consent_problem:
            return problem
        tasks = StoryReviewTask.objects.values("pk")
        if self.is_or_was_story and state and not state.workflow.workflow_tasks.filter(task__in=tasks).exists():
            return _t("This became a survivor’s story after it was sent: send it to its two readers.")
        return ""

    @property
    def consent_problem(self) -> str:
        """Return why this may not be shown, in a sentence; "" when it may."""
        if not self.consent_id and not self.is_or_was_story:
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
        if self.is_or_was_story:
            tasks = StoryReviewTask.objects.filter(active=True).values("pk")
            return Workflow.objects.active().filter(workflow_tasks__task__in=tasks).first()
        return super().get_workflow()


def _substance(page: StoryMixin) -> list:
    """Return what readers of a story read."""
    fields = ("title", "standfirst", "content_note", "listing_summary", "search_description", "consent_id")
    pictures = ("listing_image_id", "social_image_id")
    return [page.body.get_prep_value(), *(getattr(page, name) for name in (*fields, *pictures))]


class StoryReviewTask(PlaceholderReview, AbstractGroupApprovalTask):
    """The reading of a story by survivor leadership: not by the first reader again, and only with consent in force."""

    class Meta:
        verbose_name = _("reading of a survivor’s story")
        verbose_name_plural = _("readings of survivors’ stories")

    def get_actions(self, obj: Any, user: Any) -> list[tuple]:
        """Leave out approval for whoever read it first."""
        actions = super().get_actions(obj, user)
        state = obj.current_workflow_state
        readers = (
            set(state.task_states.filter(status="approved").values_list("finished_by", flat=True)) if state else ()
        )
        if user.pk in readers:
            return [action for action in actions if action[0] != "approve"]
        return actions

    @classmethod
    def get_description(cls) -> str:
        """Say in the editor what this step does."""
        return _("A second reader approves a survivor’s story, if consent is in force, or asks for changes")
