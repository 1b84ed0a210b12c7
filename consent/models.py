"""What people agreed to when they gave a story, words or a picture, and what happened when they took it back."""

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, MultiFieldPanel
from wagtail.search import index

from pages.models import SiteImage

# How long before its end staff are reminded of a consent.
REMIND = timedelta(days=30)


class Consent(index.Indexed, models.Model):
    """One person's agreement. It is never deleted: a withdrawn one stays as the record."""

    class Paid(models.TextChoices):
        YES = "yes", _("Paid")
        NO = "no", _("Not paid")
        UNKNOWN = "unknown", _("Not known")

    person = models.CharField(
        _("who agreed"),
        max_length=120,
        help_text=_("A name, or words by which staff know them. Only staff see this."),
    )
    given_on = models.DateField(_("agreed on"), default=timezone.localdate)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("recorded by"),
    )
    covers_story = models.BooleanField(_("their story or words"), default=False)
    covers_picture = models.BooleanField(_("their picture"), default=False)
    covers_name = models.BooleanField(
        _("their name"),
        default=False,
        help_text=_("A note for you: you leave names out of a text yourself."),
    )
    scope = models.TextField(
        _("scope"),
        blank=True,
        help_text=_("What exactly, and where: “First name only. The website, not social media.”"),
    )
    expires_on = models.DateField(
        _("good until"),
        null=True,
        blank=True,
        help_text=_("The last day. What uses it is taken down after that. Empty: until withdrawn."),
    )
    withdrawal_contact = models.CharField(
        _("contact for withdrawal"),
        max_length=200,
        help_text=_("How they can tell us that they changed their mind, and how we reach them."),
    )
    paid = models.CharField(_("paid or not"), max_length=10, choices=Paid.choices)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, editable=False)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("withdrawal entered by"),
    )
    # When what it covered was taken down because its last day was over.
    ended_at = models.DateTimeField(null=True, editable=False)
    # [{"title", "page" (id), "how": "unpublished" or "hidden"}, …], as it was on that day.
    taken_down = models.JSONField(_("taken down"), default=list, editable=False)

    panels = [
        HelpPanel(template="consent/panel.html"),
        FieldRowPanel([FieldPanel("person"), FieldPanel("given_on")]),
        MultiFieldPanel(
            [
                FieldPanel("covers_story"),
                FieldPanel("covers_picture"),
                FieldPanel("covers_name"),
                FieldPanel("scope"),
            ],
            heading=_("They agreed that we show"),
        ),
        FieldPanel("expires_on"),
        FieldPanel("withdrawal_contact"),
        FieldPanel("paid"),
    ]
    search_fields = [index.AutocompleteField("person"), index.SearchField("person")]

    class Meta:
        ordering = ["person", "pk"]
        verbose_name = _("consent")
        verbose_name_plural = _("consents")

    def __str__(self) -> str:
        return f"{self.person} ({self.state})"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; pictures of a consent that was prolonged may be shown again."""
        if self.ended_at is not None and self.in_force:
            self.ended_at = None
        super().save(*args, **kwargs)
        # Each looks at its consent and is shown, or not (pages.models.images).
        for picture in SiteImage.objects.filter(consent=self):
            picture.save(update_fields=["is_withdrawn"])

    def clean(self) -> None:
        """Refuse a consent to nothing, and dates the wrong way round."""
        super().clean()
        if not (self.covers_story or self.covers_picture or self.covers_name):
            raise ValidationError({"covers_story": _("Tick at least one thing they agreed to.")})
        if self.expires_on and self.given_on and self.expires_on < self.given_on:
            raise ValidationError({"expires_on": _("This is before the day they agreed.")})

    @classmethod
    def holding(cls) -> models.QuerySet:
        """Return the consents that hold today."""
        today = timezone.localdate()
        return cls.objects.filter(models.Q(expires_on=None) | models.Q(expires_on__gte=today), withdrawn_at=None)

    @property
    def in_force(self) -> bool:
        """Return whether it holds today."""
        return self.withdrawn_at is None and not self.has_expired()

    @property
    def allows_words(self) -> bool:
        """Return whether what they said may be shown today."""
        return self.in_force and self.covers_story

    def has_expired(self, today: date | None = None) -> bool:
        """Return whether its last day is over."""
        return bool(self.expires_on and self.expires_on < (today or timezone.localdate()))

    @property
    def state(self) -> str:
        """Return in words whether it holds, for lists."""
        if self.withdrawn_at:
            return _("withdrawn on %(day)s") % {"day": timezone.localtime(self.withdrawn_at).date().isoformat()}
        if self.has_expired():
            return _("ended on %(day)s") % {"day": self.expires_on.isoformat()}
        if self.expires_on:
            return _("good until %(day)s") % {"day": self.expires_on.isoformat()}
        return str(_("good until withdrawn"))

    @property
    def covers(self) -> str:
        """Return in words what it covers, for lists."""
        names = ("covers_story", "covers_picture", "covers_name")
        chosen = [str(self._meta.get_field(name).verbose_name) for name in names if getattr(self, name)]
        return ", ".join(chosen)
