"""A form that staff build, whose answers are sealed as they arrive."""

from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.contrib.forms.forms import WagtailAdminFormPageForm
from wagtail.contrib.forms.models import AbstractFormField, FormMixin
from wagtail.models import Locale, TranslatableMixin
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from page_cache.application import do_not_keep
from pages.editing import BasePageForm
from pages.models import BasePage
from pages.models.base import neutral_title_field
from pages.models.rows import TranslatedRowsMixin

from ..questions import QuestionsBuilder
from .keys import Letterbox, is_ready
from .messages import SealedMessage, readers_keys

NOT_READY = _(
    "Nobody could read what people write here yet. Before the form is published, one person needs a key, and the "
    "paper key has to be printed: both under “Messages”. It is saved as a draft for now. Nothing is lost."
)


class FormPageForm(BasePageForm, WagtailAdminFormPageForm):
    """The editor's form: nothing is published that nobody could read."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Keep those in the list of readers who were chosen, also while they wait to be let in with a new key."""
        super().__init__(*args, **kwargs)
        if readers := self.fields.get("readers"):
            chosen = [person.pk for person in self.instance.readers.all()]
            may = models.Q(reader_key__let_in_at__isnull=False) | models.Q(pk__in=chosen)
            readers.queryset = get_user_model().objects.filter(may).distinct()

    def clean(self) -> dict:
        """Add the refusal as an error of the whole form, so that nothing typed is lost."""
        cleaned = super().clean()
        if not self.is_deferred_validation and not is_ready():
            self.add_error(None, ValidationError(NOT_READY))
        return cleaned


class FormPage(TranslatedRowsMixin, FormMixin, BasePage):
    """Contact, refer someone, join: questions, and a safe way to be answered."""

    kind = _("Form")
    reading_grade = 6
    translated_rows = ("form_fields",)

    class Days(models.IntegerChoices):
        MONTH = 30, _("30 days")
        QUARTER = 90, _("90 days")
        HALF = 180, _("180 days")
        YEAR = 365, _("a year")

    neutral_title = neutral_title_field(default=True)
    introduction = models.TextField(_("introduction"), max_length=500, blank=True)
    must_report = models.TextField(
        _("what must be reported"),
        max_length=600,
        help_text=_("What the law makes you pass on, whoever asks you not to. It stands before the first question."),
    )
    who_reads = models.CharField(
        _("who reads this"),
        max_length=200,
        help_text=_("Ends the sentence “What you write is read by …”. For example: our two advocates, nobody else."),
    )
    days = models.PositiveSmallIntegerField(
        _("how long it stays"),
        choices=Days,
        default=Days.QUARTER,
        help_text=_("After the last change, what was written is deleted. Nobody can get it back."),
    )
    what_next = models.TextField(
        _("what happens next"),
        max_length=400,
        blank=True,
        help_text=_("Shown once it has been sent. For example: when somebody will look at it."),
    )
    readers = ParentalManyToManyField(
        settings.AUTH_USER_MODEL,
        blank=True,
        related_name="+",
        verbose_name=_("readers"),
        limit_choices_to={"reader_key__let_in_at__isnull": False},
        help_text=_(
            "Leave empty to let everyone read it who has a key. Those who are taken out cannot open what is new."
        ),
    )
    # Stays when the account of the last chosen reader is deleted: the form is closed then, not open to all.
    has_chosen_readers = models.BooleanField(default=False, editable=False)
    is_flooded = models.BooleanField(
        _("somebody floods this form"),
        default=False,
        help_text=_("Lets the browser of whoever writes work for some seconds. What comes without is set apart."),
    )

    base_form_class = FormPageForm
    form_builder = QuestionsBuilder
    preview_modes = BasePage.preview_modes
    serve_preview = BasePage.serve_preview
    allowed_http_methods = [*BasePage.allowed_http_methods, "POST"]

    parent_page_types = ["home.HomePage", "home.StandardPage"]
    subpage_types = []
    template = "letters/form_page.html"
    search_fields = [*BasePage.search_fields, index.SearchField("introduction", boost=1.5)]
    edit_handler = BasePage.tabs(
        [
            FieldPanel("introduction"),
            FieldPanel("must_report"),
            InlinePanel("form_fields", label=_("question"), heading=_("Questions")),
            MultiFieldPanel(
                [FieldPanel("who_reads"), FieldPanel("readers"), FieldPanel("days")],
                heading=_("Who reads it, how long"),
            ),
            FieldPanel("what_next"),
            FieldPanel("is_flooded"),
        ]
    )

    class Meta:
        verbose_name = _("form")
        verbose_name_plural = _("forms")

    def get_submission_class(self) -> type[SealedMessage]:
        """Return what is kept instead of Wagtail's plain answers."""
        return SealedMessage

    def get_submissions(self) -> models.QuerySet:
        """Return the conversations that began here."""
        return self.messages.current()

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Raise ValidationError, and save nothing, when it would go live while nobody could read."""
        is_new = self.live and not FormPage.objects.filter(pk=self.pk, live=True).exists()
        if is_new and not kwargs.get("update_fields") and not is_ready():
            raise ValidationError({NON_FIELD_ERRORS: [NOT_READY]})
        if not kwargs.get("update_fields"):
            self.has_chosen_readers = self._has_chosen_readers()
        super().save(*args, **kwargs)
        if not kwargs.get("update_fields"):
            self._share_readers()

    def _has_chosen_readers(self) -> bool:
        """Return whether somebody is chosen, or was until their account was deleted."""
        if list(self.readers.all()):
            return True
        kept = FormPage.objects.filter(pk=self.pk, has_chosen_readers=True).exists() if self.pk else False
        return kept and not self._chosen(self.pk)

    def _share_readers(self) -> None:
        """Let those and nobody else read what comes in other languages whom the original names."""
        forms = list(FormPage.objects.filter(translation_key=self.translation_key).order_by("pk"))
        default = Locale.get_default().pk
        original = next((form for form in forms if form.locale_id == default), forms[0])
        through, wanted = FormPage.readers.through, self._chosen(original.pk)
        for form in forms:
            if form is original or (self._chosen(form.pk), form.has_chosen_readers) == (
                wanted,
                original.has_chosen_readers,
            ):
                continue
            through.objects.filter(formpage_id=form.pk).exclude(user_id__in=wanted).delete()
            new = wanted - self._chosen(form.pk)
            through.objects.bulk_create([through(formpage_id=form.pk, user_id=person) for person in sorted(new)])
            FormPage.objects.filter(pk=form.pk).update(has_chosen_readers=original.has_chosen_readers)

    @staticmethod
    def _chosen(pk: int) -> set[int]:
        """Return the ids of those who are chosen for a form, as they stand in the database."""
        return set(FormPage.readers.through.objects.filter(formpage_id=pk).values_list("user_id", flat=True))

    def keys(self) -> list[str]:
        """Return the keys to which what is written now is sealed, readers’ and paper; none if nobody could read."""
        keys, paper = readers_keys(self), Letterbox.get()
        return keys if paper.paper_confirmed_on and keys != [paper.paper_key] else []

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the form, or take what was written. It is made anew for each visitor: its mark is theirs."""
        from ..views.writing import take

        do_not_keep(request)
        return take(self, request) if request.method == "POST" else BasePage.serve(self, request, *args, **kwargs)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict:
        """Add the empty form, unless the view has put one there that was filled in."""
        from ..views.writing import filled_form

        form = kwargs.pop("form", None) or filled_form(self)
        return super().get_context(request, *args, **kwargs) | form

    get_preview_context = BasePage.get_preview_context


class FormField(TranslatableMixin, AbstractFormField):
    """One question, in each language of its form. Every question may be left open."""

    class Type(models.TextChoices):
        SINGLELINE = "singleline", _("A line")
        MULTILINE = "multiline", _("A text")
        RADIO = "radio", _("One of several")
        CHECKBOXES = "checkboxes", _("Several of several")
        DROPDOWN = "dropdown", _("One of a long list")
        CHECKBOX = "checkbox", _("A box to tick")

    page = ParentalKey(FormPage, on_delete=models.CASCADE, related_name="form_fields")
    field_type = models.CharField(_("kind of answer"), max_length=16, choices=Type, default=Type.SINGLELINE)
    required = None
    default_value = None

    panels = [
        FieldPanel("label"),
        FieldPanel("help_text"),
        FieldPanel("field_type", classname="formbuilder-type"),
        FieldPanel("choices", classname="formbuilder-choices"),
    ]

    # Made from the label when a question is new; nobody need translate it.
    override_translatable_fields = [SynchronizedField("clean_name", overridable=False)]

    class Meta(TranslatableMixin.Meta, AbstractFormField.Meta):
        verbose_name = _("question")
        verbose_name_plural = _("questions")
