"""Whom to reach in a crisis. Contacts differ and change hands, so they are data with a review date."""

from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import DraftStateMixin, Locale, PreviewableMixin, RevisionMixin, TranslatableMixin
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from pages.fields import HttpsField
from pages.loader import once
from pages.models.example import ExampleMixin
from pages.phone_numbers import dialled
from pages.placeholders import PlaceholderFormMixin, PlaceholderGuardMixin

from ..opening import Now, Opening, Times, TimesBlock, in_words, opening_at, zone_in_words, zones

# Entered once: the same in every language.
SHARED = (
    "phone", "text_number", "text_code", "address", "answers", "opening_times", "zone", "police", "sort_order",
    "last_checked", "review_by",
)  # fmt: skip


class CrisisContactForm(PlaceholderFormMixin, WagtailAdminModelForm):
    """The editor's form of a crisis contact."""

    def clean(self) -> dict:
        """Refuse numbers that no telephone could dial: whoever presses “Call” has no time to read twice."""
        found = super().clean()
        for name in ("phone", "text_number"):
            written = found.get(name, "")
            if written and not dialled(written) and "[[" not in written:
                self.add_error(name, _("Write one number, as it is dialled: 206-555-0100, or +1 206-555-0100 ext. 5."))
        return found


class CrisisContact(
    PlaceholderGuardMixin,
    ExampleMixin,
    PreviewableMixin,
    DraftStateMixin,
    RevisionMixin,
    index.Indexed,
    TranslatableMixin,
    models.Model,
):
    """Whom to reach in a crisis, shown in “Get help now” on every page."""

    class Police(models.TextChoices):
        NEVER = "never", _("Does not share with the police")
        IF_YOU_ASK = "only_if_you_ask", _("Shares with the police only if you ask")
        MAY = "may", _("May share with the police")
        UNKNOWN = "unknown", _("Ask whether they share with the police")

    class Answers(models.TextChoices):
        AS_WRITTEN = "as_written", _("As the text says")
        ALWAYS = "always", _("Always, day and night")
        TIMES = "times", _("On the days and at the times below")

    name = models.CharField(_("name"), max_length=120)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    text_number = models.CharField(_("number for text messages"), max_length=40, blank=True)
    text_code = models.CharField(_("word to text"), max_length=40, blank=True)
    address = HttpsField(_("web address"), blank=True)
    run_by = models.CharField(_("run by"), max_length=120, blank=True)
    hours = models.CharField(
        _("hours"),
        max_length=120,
        blank=True,
        help_text=_("In words, also what days and times cannot say. Empty: the days and times below, in words."),
    )
    answers = models.CharField(
        _("when somebody answers"),
        max_length=12,
        choices=Answers.choices,
        default=Answers.AS_WRITTEN,
        help_text=_("Then “Get help now” shows first who can be reached at this moment, and until when."),
    )
    opening_times = StreamField([("times", TimesBlock())], verbose_name=_("days and times"), blank=True)
    zone = models.CharField(
        _("time zone"), max_length=40, choices=zones, blank=True, help_text=_("Empty: the zone of this site.")
    )
    languages = models.CharField(_("languages"), max_length=160, blank=True)
    police = models.CharField(_("police"), max_length=20, choices=Police.choices, default=Police.UNKNOWN)
    police_note = models.CharField(_("about the police"), max_length=200, blank=True)
    last_checked = models.DateField(_("last checked on"), default=timezone.localdate)
    review_by = models.DateField(_("review by"), null=True, blank=True)
    sort_order = models.IntegerField(_("order"), null=True, blank=True, editable=False)

    base_form_class = CrisisContactForm
    override_translatable_fields = [SynchronizedField(name) for name in SHARED]
    sort_order_field = "sort_order"
    panels = [
        FieldPanel("name"),
        MultiFieldPanel(
            [
                FieldPanel("phone"),
                FieldRowPanel([FieldPanel("text_number"), FieldPanel("text_code")]),
                FieldPanel("address"),
            ],
            heading=_("How to reach them"),
        ),
        MultiFieldPanel(
            [FieldPanel("run_by"), FieldPanel("hours"), FieldPanel("languages")], heading=_("What to expect")
        ),
        MultiFieldPanel(
            [FieldPanel("answers"), FieldPanel("opening_times"), FieldPanel("zone")],
            heading=_("When somebody answers"),
        ),
        MultiFieldPanel([FieldPanel("police"), FieldPanel("police_note")], heading=_("Police")),
        FieldRowPanel([FieldPanel("last_checked"), FieldPanel("review_by")], heading=_("Review")),
    ]
    search_fields = [index.AutocompleteField("name"), index.SearchField("name"), index.SearchField("run_by")]

    class Meta(TranslatableMixin.Meta):
        ordering = [models.F("sort_order").asc(nulls_last=True), "pk"]
        verbose_name = _("crisis contact")
        verbose_name_plural = _("crisis contacts")

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep numbers and times, which are entered once, the same in all languages as in the first."""
        first = Locale.get_default().pk
        others = type(self).objects.filter(translation_key=self.translation_key).exclude(pk=self.pk)
        if self.locale_id != first and (original := others.filter(locale=first).first()):
            self._share(original)
        super().save(*args, **kwargs)
        # A draft is saved with the row, too, and is nobody's number yet.
        fields = kwargs.get("update_fields")
        if self.locale_id == first and self.live and (fields is None or {*fields} & {*SHARED}):
            for other in others:
                if other._share(self):
                    other.save()

    def clean(self) -> None:
        """Refuse a contact that cannot be reached."""
        super().clean()
        if not (self.phone or self.text_number or self.address):
            raise ValidationError(_("Give at least one way to reach them: a phone, a text number or a web address."))
        if self.answers == self.Answers.TIMES and not self.opening_times:
            raise ValidationError({"opening_times": _("Add the days and times, or choose “As the text says”.")})

    @classmethod
    def shown(cls, language: str) -> list["CrisisContact"]:
        """Return the contacts for “Get help now” in the order staff chose, asked once in a response.

        One that has no text in the language is there in the first language of the site, for a number helps anyway.
        """

        def ask() -> list["CrisisContact"]:
            codes = {language, settings.LANGUAGE_CODE}
            found = list(cls.objects.filter(live=True, locale__language_code__in=codes).select_related("locale"))
            own = {one.translation_key for one in found if one.locale.language_code == language}
            # A translation of a contact that is not shown any more is not shown either.
            keys = {one.translation_key for one in found if one.locale.language_code == settings.LANGUAGE_CODE}
            hidden = set()
            if language != settings.LANGUAGE_CODE and own - keys:
                gone = cls.objects.filter(translation_key__in=own - keys, locale__language_code=settings.LANGUAGE_CODE)
                hidden = set(gone.values_list("translation_key", flat=True))
            return [
                one
                for one in found
                if one.translation_key not in hidden
                and (one.locale.language_code == language or one.translation_key not in own)
            ]

        return once(f"crisis contacts, {language}", ask)

    @property
    def is_shown(self) -> bool:
        """Return whether visitors may be told of it: what is withdrawn in the first language is so in all."""
        if not self.live or len(settings.LANGUAGES) == 1:
            return self.live

        def withdrawn() -> set[UUID]:
            first = CrisisContact.objects.filter(locale__language_code=settings.LANGUAGE_CODE)
            return set(first.filter(live=False).values_list("translation_key", flat=True))

        return self.translation_key not in once("withdrawn crisis contacts", withdrawn)

    @property
    def foreign_language(self) -> str:
        """Return the code of the language of the texts if it is another than that of the page, else ""."""
        code = self.locale.language_code
        return "" if code == get_language() else code

    def _share(self, original: "CrisisContact") -> bool:
        """Take over what is the same in all languages; return whether anything changed."""
        changed = [name for name in SHARED if getattr(self, name) != getattr(original, name)]
        for name in changed:
            setattr(self, name, getattr(original, name))
        return bool(changed)

    @property
    def is_overdue(self) -> bool:
        """Return whether it is time to check the contact again."""
        return bool(self.review_by and self.review_by <= timezone.localdate())

    def opening_at(self, moment: datetime) -> Opening:
        """Return whether somebody answers at a moment, and when that changes."""
        if self.answers == self.Answers.ALWAYS:
            return Opening(Now.OPEN)
        if self.answers == self.Answers.AS_WRITTEN:
            return Opening(Now.UNKNOWN)
        return opening_at(moment, self._times(), ZoneInfo(self.zone or settings.TIME_ZONE))

    def _times(self) -> list[Times]:
        values = [child.value for child in self.opening_times]
        return [
            Times(frozenset(map(int, one["days"] or [])), one["opens"], one["closes"])
            for one in values
            # A preview shows what is typed by halves, too.
            if one["opens"] is not None and one["closes"] is not None
        ]

    @property
    def hours_by_rule(self) -> str:
        """Return the days and times in words where staff wrote no words: paper and kept pages know no “now”."""
        if self.hours or self.answers == self.Answers.AS_WRITTEN:
            return ""
        if self.answers == self.Answers.ALWAYS:
            return self.get_answers_display()
        words = in_words(self._times())
        if words and self.zone and self.zone != settings.TIME_ZONE:
            words += f" ({zone_in_words(self.zone)})"
        return words

    @property
    def opening(self) -> Opening:
        """Return whether somebody answers now, and when that changes."""
        return self.opening_at(timezone.now())

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        """Preview the contact as it stands on every page."""
        return "resources/crisis_contact_preview.html"


@receiver(models.signals.post_delete, sender=CrisisContact)
def _hide_in_other_languages(instance: CrisisContact, **_kwargs: Any) -> None:
    """Show a contact in no language once it is deleted in the first: a number that ended would stay for the others."""
    if instance.locale_id == Locale.get_default().pk:
        for other in CrisisContact.objects.filter(translation_key=instance.translation_key, live=True):
            other.unpublish()
