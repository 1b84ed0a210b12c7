"""What is known to be open on pages, and the links to other sites that were looked at."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, validate_email
from django.db import models
from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import get_language, gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page

from checks.page import Kind
from pages.site_settings import SettingsPart


def validate_addresses(value: str) -> None:
    """Raise ValidationError unless each line is an e-mail address."""
    for line in value.split():
        try:
            validate_email(line)
        except ValidationError as error:
            raise ValidationError(_("“%(line)s” is not an e-mail address."), params={"line": line}) from error


class ReminderSettings(SettingsPart):
    """When staff are reminded, and who gets the daily mail (a part of the site settings)."""

    checks_interval = models.PositiveSmallIntegerField(
        _("check crisis contacts every … days"),
        default=90,
        validators=[MinValueValidator(1), MaxValueValidator(730)],
        help_text=_("After that, a contact stands under “what needs attention” until someone has called."),
    )
    draft_weeks = models.PositiveSmallIntegerField(
        _("remind of drafts after … weeks"), default=6, validators=[MinValueValidator(1), MaxValueValidator(200)]
    )
    daily_summary = models.TextField(
        _("daily summary to"),
        blank=True,
        validators=[validate_addresses],
        help_text=_(
            "E-mail addresses, one a line. They get a mail on days on which something needs attention. Empty: no mail."
        ),
    )

    panels = [FieldPanel("checks_interval"), FieldPanel("draft_weeks"), FieldPanel("daily_summary")]

    class Meta:
        abstract = True


class PageNote(models.Model):
    """One advice about the newest version of a page, kept so that lists need not read every page."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+", verbose_name=_("page"))
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices, db_index=True)
    text = models.TextField(_("text"))
    # What it says in the other languages in which staff work: {code: text}.
    translations = models.JSONField(_("in other languages"), default=dict, blank=True)
    anchor = models.CharField(_("place"), max_length=200, blank=True)
    refuses = models.BooleanField(_("keeps the page from being published"), default=False)

    class Meta:
        ordering = ["page__path", "pk"]
        verbose_name = _("note about a page")
        verbose_name_plural = _("notes about pages")

    def __str__(self) -> str:
        return self.said

    @property
    def said(self) -> str:
        """Return what it says in the language of whoever reads it, as far as it is known."""
        return self.translations.get(get_language(), self.text)

    @classmethod
    def count_on(cls, pages: QuerySet) -> QuerySet:
        """Return the pages with ``notes``, the number of things open on each."""
        counted = cls.objects.filter(page=OuterRef("pk")).order_by().values("page").annotate(number=Count("pk"))
        return pages.annotate(notes=Coalesce(Subquery(counted.values("number"), output_field=IntegerField()), 0))


class OutsideLink(models.Model):
    """An address of another site that stands somewhere on ours, and how it answered."""

    url = models.URLField(_("address"), max_length=2000, unique=True)
    # HTTP status of the last answer; None when there was none, or when it may not be asked.
    status = models.PositiveSmallIntegerField(_("answer"), null=True)
    problem = models.CharField(_("problem"), max_length=200, blank=True)
    # How many looks in a row it failed; the first failure of a busy server says little.
    failures = models.PositiveSmallIntegerField(_("failures in a row"), default=0)
    is_broken = models.BooleanField(_("broken"), default=False, db_index=True)
    checked_at = models.DateTimeField(_("looked at"), null=True)

    class Meta:
        ordering = ["url"]
        verbose_name = _("link to another site")
        verbose_name_plural = _("links to other sites")

    def __str__(self) -> str:
        return self.url


class LinkPlace(models.Model):
    """Where a link stands: the part of the editor that leads to it."""

    link = models.ForeignKey(OutsideLink, on_delete=models.CASCADE, related_name="places", verbose_name=_("link"))
    page = models.ForeignKey(Page, on_delete=models.CASCADE, null=True, related_name="+", verbose_name=_("page"))
    # For what is no page: the path of its form in the editor.
    edit_url = models.CharField(_("form"), max_length=300, blank=True)
    title = models.CharField(_("title"), max_length=255)
    anchor = models.CharField(_("place"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("place of a link")
        verbose_name_plural = _("places of links")

    def __str__(self) -> str:
        return self.title
