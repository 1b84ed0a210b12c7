"""What visitors wrote, sealed: a conversation, and the texts in it."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..sealing import fingerprint
from .keys import Letterbox, ReaderKey


class State(models.TextChoices):
    """How far a conversation is."""

    NEW = "new", _("New")
    OPEN = "open", _("Being looked after")
    DONE = "done", _("Done")
    APART = "apart", _("Set apart")


class SealedMessages(models.QuerySet):
    """Conversations."""

    def current(self) -> "SealedMessages":
        """Return those that have not ended, whether or not the daily run was there already."""
        return self.filter(expires_on__gte=timezone.localdate())

    def ended(self) -> "SealedMessages":
        """Return those that had their time."""
        return self.filter(expires_on__lt=timezone.localdate())

    def readable_by(self, person: models.Model) -> "SealedMessages":
        """Return those whose form names ``person`` among its readers, or nobody."""
        return self.current().filter(
            models.Q(form=None) | models.Q(form__has_chosen_readers=False) | models.Q(form__readers=person.pk)
        ).distinct()  # fmt: skip


class SealedMessage(models.Model):
    """One conversation. Nothing here says who wrote or what."""

    # The title stays when the form goes.
    form = models.ForeignKey(
        "letters.FormPage", on_delete=models.SET_NULL, null=True, related_name="messages", verbose_name=_("form")
    )
    title = models.CharField(_("form"), max_length=255)
    # Days, not times: those would tell when somebody was at a keyboard.
    received_on = models.DateField(_("received on"), default=timezone.localdate)
    days = models.PositiveSmallIntegerField(_("days it stays after the last change"))
    expires_on = models.DateField(_("gone after"), db_index=True)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.NEW)
    looked_after_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("looks after it"),
    )
    # For an answer without an address: where six words lead, and the public key that answers are sealed to.
    answer_mark = models.CharField(max_length=64, unique=True, null=True, blank=True, editable=False)
    answer_key = models.CharField(max_length=80, blank=True, editable=False)

    objects = SealedMessages.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        default_permissions = ()
        permissions = [("read_submissions", _("Can read what visitors write"))]

    def __str__(self) -> str:
        return str(_("Message %(number)d") % {"number": self.pk})

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; the days begin anew with each change."""
        self.expires_on = timezone.localdate() + timedelta(days=self.days)
        if fields := kwargs.get("update_fields"):
            kwargs["update_fields"] = {*fields, "expires_on"}
        super().save(*args, **kwargs)


class Part(models.Model):
    """One text of a conversation, sealed."""

    class Kind(models.TextChoices):
        LETTER = "letter", _("What was written")
        WRITER = "writer", _("Written back")
        REPLY = "reply", _("Answer")
        NOTE = "note", _("Note")

    message = models.ForeignKey(
        SealedMessage, on_delete=models.CASCADE, related_name="parts", verbose_name=_("message")
    )
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    sealed = models.BinaryField(_("sealed text"))
    # Which readers' keys (and paper) it is sealed to; the writer's own key comes on top.
    sealed_to = models.CharField(max_length=24, db_index=True, editable=False)
    on = models.DateField(_("on"), default=timezone.localdate)
    # Of the form that was sent, so that sending it twice makes one.
    mark = models.CharField(max_length=64, unique=True, null=True, blank=True, editable=False)

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["pk"]
        verbose_name = _("part of a message")
        verbose_name_plural = _("parts of messages")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.message}: {self.get_kind_display()}"

    @property
    def is_for_writer(self) -> bool:
        """Return whether the writer reads it, too; notes are for the readers alone."""
        return self.kind != self.Kind.NOTE

    def recipients(self, keys: list[str] | None = None) -> list[str]:
        """Return all keys it is to be sealed to now; ``keys`` are those of the readers, where they are known."""
        keys = readers_keys(self.message.form) if keys is None else keys
        return [*keys, self.message.answer_key] if self.is_for_writer and self.message.answer_key else keys


def readers_keys(form: models.Model | None) -> list[str]:
    """Return the public keys of those who read a form (None: of every reader), and the paper key."""
    readers = ReaderKey.objects.let_in()
    if form is not None and form.has_chosen_readers:
        readers = readers.filter(person__in=[person.pk for person in form.readers.all()])
    paper = Letterbox.get().paper_key
    return [*readers.order_by("pk").values_list("public", flat=True), *filter(None, [paper])]


def parts_to_seal_again(person: models.Model) -> models.QuerySet:
    """Return the texts that are not sealed to exactly those who should read them now, as far as ``person`` is one."""
    from .form_page import FormPage

    parts = Part.objects.filter(message__in=SealedMessage.objects.readable_by(person).order_by())
    every = fingerprint(readers_keys(None))
    wrong = models.Q(message__form=None) & ~models.Q(sealed_to=every)
    for form in FormPage.objects.filter(messages__isnull=False).distinct():
        wrong |= models.Q(message__form=form) & ~models.Q(sealed_to=fingerprint(readers_keys(form)))
    return parts.filter(wrong).select_related("message__form").order_by("pk")
