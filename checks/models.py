"""The words that staff agreed to avoid, and what to write instead."""

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel

from pages.word_lists import WordList, lines


class Term(WordList):
    """A word or phrase that the word check points out; it advises and never blocks."""

    class Severity(models.TextChoices):
        CHANGE = "change", _("Please change")
        CONSIDER = "consider", _("Worth a second look")

    words = models.TextField(
        _("words"),
        help_text=_(
            "Words or phrases, one a line. Plurals and possessives are found by themselves; list other forms with a "
            "slash: “save/saved/saving [person]”. [person] stands for her, them, women, survivors and the like."
        ),
    )
    prefer = models.CharField(_("better"), max_length=250, help_text=_("What to write instead."))
    reason = models.CharField(_("why"), max_length=250, blank=True)
    source = models.CharField(_("source"), max_length=160, blank=True, help_text=_("Who says so."))
    severity = models.CharField(_("how much it matters"), max_length=10, choices=Severity.choices, default="change")
    near = models.TextField(
        _("only near these words"),
        blank=True,
        help_text=_("One a line: pointed out only when one of them stands in the same sentence. Empty: always."),
    )
    fine = models.TextField(
        _("fine in these phrases"),
        blank=True,
        help_text=_("Longer phrases, one a line, in which it is something else: “the life of”."),
    )
    small_letters = models.BooleanField(
        _("only in small letters"), default=False, help_text=_("For words that are also names: john.")
    )
    fine_in_quotations = models.BooleanField(_("fine in quotations"), default=True)
    fine_in_law = models.BooleanField(_("fine where a sentence speaks of law"), default=True)
    fine_in_names = models.BooleanField(_("fine in names and titles"), default=True)
    fine_as_self_description = models.BooleanField(_("fine where people describe themselves"), default=True)

    panels = [
        FieldPanel("language"),
        FieldPanel("words", widget=forms.Textarea(attrs={"rows": 4})),
        FieldPanel("prefer"),
        FieldRowPanel([FieldPanel("reason"), FieldPanel("source")]),
        FieldPanel("severity"),
        MultiFieldPanel(
            [
                FieldPanel("fine_in_quotations"),
                FieldPanel("fine_in_law"),
                FieldPanel("fine_in_names"),
                FieldPanel("fine_as_self_description"),
                FieldPanel("fine", widget=forms.Textarea(attrs={"rows": 3})),
                FieldPanel("near", widget=forms.Textarea(attrs={"rows": 3})),
                FieldPanel("small_letters"),
            ],
            heading=_("Where it is fine"),
        ),
    ]

    class Meta:
        ordering = ["language", "words"]
        verbose_name = _("word to avoid")
        verbose_name_plural = _("words to avoid")

    @cached_property
    def title(self) -> str:
        """Return the first phrase, each word in its first form, by which the term is known."""
        listed = lines(self.words)
        return " ".join(word.partition("/")[0] for word in listed[0].split()) if listed else ""

    @property
    def advice(self) -> str:
        """Return in one line what to write instead and why."""
        parts = [_("Better: %(words)s.") % {"words": self.prefer.rstrip(".")}]
        if self.reason:
            parts.append(f"{self.reason[:1].upper()}{self.reason[1:]}.".replace("..", "."))
        if self.source:
            parts.append(f"({self.source})")
        return " ".join(str(part) for part in parts)

    def clean(self) -> None:
        """Refuse phrases in which nothing can be looked for."""
        super().clean()
        for name in ("words", "near", "fine"):
            for phrase in lines(getattr(self, name) or ""):
                content = phrase.replace("[person]", "").replace("/", " ")
                if not any(character.isalnum() for character in content) or len(content.strip()) < 2:
                    raise ValidationError(
                        {name: _("“%(phrase)s” is too short: give at least a word.") % {"phrase": phrase}}
                    )
                if "[" in content or "]" in content:
                    raise ValidationError({name: _("Only [person] may stand in brackets.")})
