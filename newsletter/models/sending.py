"""Sending a newsletter: who is to get it, and what became of each mail."""

from django.conf import settings
from django.db import models
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .subscription import Subscription

AT_ONCE = 500  # rows


class Fate(models.TextChoices):
    """What became of one mail."""

    WAITING = "waiting", _("Still to be sent")
    TRYING = "trying", _("Being sent just now")
    SENT = "sent", _("Sent")
    UNKNOWN = "unknown", _("Not known: it may have arrived, so it is not sent again")
    REFUSED = "refused", _("Refused by the mail server of the reader")
    LEFT = "left", _("Unsubscribed meanwhile")
    FAILED = "failed", _("Not taken by the mail server")


class Sending(models.Model):
    """A newsletter on its way. What is sent is the version it had when somebody pressed “Send”."""

    class State(models.TextChoices):
        PLANNED = "planned", _("Planned")
        SENDING = "sending", _("On its way")
        STOPPED = "stopped", _("Stopped")
        DONE = "done", _("Done")

    page = models.OneToOneField("newsletter.NewsletterPage", on_delete=models.CASCADE, related_name="sending")
    revision = models.ForeignKey("wagtailcore.Revision", on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.PLANNED)
    starts_at = models.DateTimeField(default=timezone.now)
    is_prepared = models.BooleanField(default=False)
    # Over all minutes; many mean that the mail server has something against us.
    refused_in_a_row = models.PositiveSmallIntegerField(default=0)
    why_stopped = models.CharField(max_length=300, blank=True)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("sending")
        verbose_name_plural = _("sendings")

    def __str__(self) -> str:
        return f"{self.page_id}: {self.state}"

    def prepare(self) -> None:
        """Write a row for each reader, some at a time; begun again, it adds what is missing."""
        readers = Subscription.objects.filter(language=self.page.locale.language_code)
        missing = readers.exclude(pk__in=self.recipients.filter(subscription__isnull=False).values("subscription"))
        while keys := list(missing.order_by("pk").values_list("pk", flat=True)[:AT_ONCE]):
            rows = [Recipient(sending=self, subscription_id=key) for key in keys]
            Recipient.objects.bulk_create(rows, ignore_conflicts=True)
        self.is_prepared = True
        self.save(update_fields=["is_prepared"])

    def counts(self) -> dict[str, int]:
        """Return {fate: how many}."""
        rows = self.recipients.order_by().values("fate").annotate(number=Count("pk"))
        found = {row["fate"]: row["number"] for row in rows}
        return {fate: found.get(fate, 0) for fate in Fate.values}

    def let_refused_go(self) -> None:
        """End the subscriptions of those whom their own servers refuse for good, once other mails got through."""
        if self.recipients.filter(fate=Fate.SENT).exists():
            refused = self.recipients.filter(fate=Fate.REFUSED, subscription__isnull=False)
            Subscription.objects.filter(pk__in=list(refused.values_list("subscription", flat=True))).delete()

    def stop(self, why: str = "") -> None:
        """Send nothing more until somebody lets it go on."""
        self.state, self.why_stopped = self.State.STOPPED, why
        self.save(update_fields=["state", "why_stopped"])


class Recipient(models.Model):
    """One mail to one reader."""

    sending = models.ForeignKey(Sending, on_delete=models.CASCADE, related_name="recipients")
    subscription = models.ForeignKey(Subscription, on_delete=models.SET_NULL, null=True, related_name="+")
    fate = models.CharField(max_length=10, choices=Fate.choices, default=Fate.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("recipient")
        verbose_name_plural = _("recipients")
        constraints = [models.UniqueConstraint(fields=["sending", "subscription"], name="newsletter_one_mail_each")]
        indexes = [models.Index(fields=["sending", "fate", "not_before"], name="newsletter_waiting")]

    def __str__(self) -> str:
        return f"{self.pk}: {self.fate}"
