"""What staff decide about search: words that mean the same, pages that come first, words of danger."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, PageChooserPanel
from wagtail.models import Page

from pages import word_lists
from pages.word_lists import WordList
from search import danger
from search.analysis import is_light, words

MOST_WORDS = 5


def lines(text: str) -> list[str]:
    """Return the words or phrases of a field: one a line, or separated by commas."""
    return word_lists.lines(text, commas=True)


class WordGroup(WordList):
    """When someone types one of these words, search also looks for others, shows a page, or puts help first."""

    words = models.TextField(
        _("when someone types"),
        help_text=_("Words or short phrases, one a line. Plurals, accents and small mistakes are understood anyway."),
    )
    same = models.BooleanField(
        _("these mean the same"),
        default=False,
        help_text=_("Each of the words then finds what the others find."),
    )
    also = models.TextField(
        _("also look for"),
        blank=True,
        help_text=_("Words that our pages use, one a line. They may be in another language."),
    )
    page = models.ForeignKey(
        Page,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("show this page first"),
        help_text=_("It stands at the top, marked as suggested by us, as long as anyone may see it."),
    )
    danger = models.BooleanField(
        _("these words are about danger"),
        default=False,
        help_text=_(
            "“Get help now” then stands above the results. The words of a line must follow one another. "
            "“he/she hit/beat me” takes any of the words between the strokes, “…” lets others stand between, “[hurt]” "
            'takes the words of the list with this name, “"help me"” in quotation marks must be all that is typed.'
        ),
    )
    unless = models.TextField(
        _("no danger beside"),
        blank=True,
        help_text=_("Words, one a line: typed, too, they say that it is about a subject, such as “training”."),
    )
    name = models.CharField(
        _("name of this list"),
        max_length=40,
        blank=True,
        help_text=_("Lines about danger may then use these words: a list named “hurt” stands there as “[hurt]”."),
    )

    unshown = models.BooleanField(
        _("never show these words"),
        default=False,
        help_text=_("For slang and slurs: they are understood, but never offered as the right spelling of something."),
    )

    panels = [
        FieldPanel("language"),
        FieldPanel("words", widget=forms.Textarea(attrs={"rows": 5})),
        MultiFieldPanel(
            [
                FieldPanel("same"),
                FieldPanel("also", widget=forms.Textarea(attrs={"rows": 4})),
                PageChooserPanel("page"),
                FieldPanel("danger"),
                FieldPanel("unless", widget=forms.Textarea(attrs={"rows": 3})),
                FieldPanel("unshown"),
                FieldPanel("name"),
            ],
            heading=_("What happens then"),
        ),
    ]

    class Meta:
        ordering = ["language", "words"]
        verbose_name = _("search words")
        verbose_name_plural = _("search words")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Lines of other lists may use what was here before a change.
        self.named_before = self.language if self.name else ""

    @property
    def title(self) -> str:
        """Return the name, or the first words, by which the group is known."""
        if self.name:
            return f"[{self.name}]"
        listed = lines(self.words)
        return ", ".join(listed[:3]) + (" …" if len(listed) > 3 else "")

    @property
    def effect(self) -> str:
        """Return in words what happens, for the list."""
        parts = [_("mean the same")] if self.same else []
        if self.also:
            parts.append(_("also: %(words)s") % {"words": ", ".join(lines(self.also))})
        if self.page_id:
            parts.append(_("first: %(page)s") % {"page": self.page.title})
        if self.danger:
            parts.append(_("help first"))
        if self.name:
            parts.append(_("used in other lists"))
        return "; ".join(str(part) for part in parts)

    def clean(self) -> None:
        """Refuse what could never be matched, or does nothing."""
        super().clean()
        self.name = self.name.strip().strip("[]").strip()
        for field in ("words", "also", "unless"):
            for phrase in lines(getattr(self, field) or ""):
                if field == "words" and self.name and not self.danger:
                    continue
                if field == "unless" or (field == "words" and self.danger):
                    self._check_danger(field, phrase)
                    continue
                content = [word for word in words(phrase) if not is_light(word, self.language)] or words(phrase)
                if not content or (len(content) == 1 and is_light(content[0], self.language)):
                    raise ValidationError(
                        {field: _("“%(phrase)s” is only a small word, which search leaves out.") % {"phrase": phrase}}
                    )
                if len(content) > MOST_WORDS:
                    raise ValidationError(
                        {field: _("“%(phrase)s” is too long: use at most five words.") % {"phrase": phrase}}
                    )
        if not (self.same or self.also.strip() or self.page_id or self.danger or self.name):
            raise ValidationError(_("Choose at least one thing that happens."))
        if self.name and type(self).objects.filter(language=self.language, name__iexact=self.name).exclude(pk=self.pk):
            raise ValidationError({"name": _("Another list of this language has this name.")})

    def _check_danger(self, field: str, line: str) -> None:
        """Refuse a line about danger that could never be matched, or by a word that stands in every other question."""
        for name in danger.names_in(line):
            if not named(self.language).get(name):
                raise ValidationError({field: _("There is no list named “%(name)s”.") % {"name": name}})
        text = danger.resolved(line, self.language, named(self.language))
        places = danger.places(text)
        if not places:
            raise ValidationError({field: _("“%(phrase)s” has no words.") % {"phrase": line}})
        if len(places) > danger.MOST_PLACES:
            raise ValidationError(
                {field: _("“%(phrase)s” is too long: use at most six words that matter.") % {"phrase": line}}
            )
        if field == "words" and len(places) == 1 and not danger.parsed(text)[1]:
            small = [first for first in places[0][1] if danger.is_small(first, self.language)]
            alone = [first for first in small if (first,) in places[0][1][first]]
            if alone:
                raise ValidationError(
                    {
                        field: _(
                            "“%(phrase)s” is too common to stand alone. In quotation marks, it counts only where "
                            "nothing else is typed."
                        )
                        % {"phrase": ", ".join(alone)}
                    }
                )


def named(language: str) -> dict[str, list[str]]:
    """Return {folded name: lines} of the lists of a language that have a name."""
    groups = WordGroup.objects.filter(language=language).exclude(name="")
    return {" ".join(words(name)): lines(text) for name, text in groups.values_list("name", "words")}


class Pattern(models.Model):
    """A line about danger in the form in which a question is held against it (search.danger)."""

    group = models.ForeignKey(WordGroup, on_delete=models.CASCADE, related_name="patterns", verbose_name=_("group"))
    text = models.TextField(_("text"))
    unless = models.TextField(_("exceptions"), blank=True)

    class Meta:
        verbose_name = _("line about danger")
        verbose_name_plural = _("lines about danger")

    def __str__(self) -> str:
        return self.text[:100]


class Phrase(models.Model):
    """A word or phrase of a group in the form in which search looks it up: stems in the order of the alphabet."""

    group = models.ForeignKey(WordGroup, on_delete=models.CASCADE, related_name="phrases", verbose_name=_("group"))
    key = models.CharField(_("key"), max_length=250, db_index=True)
    # The words themselves, so that taking the group away takes away exactly what it brought.
    words = models.CharField(_("words"), max_length=250)
    unshown = models.BooleanField(_("never shown"), default=False)
    # Where the key is a word by which this line is found, to be held against the whole question.
    pattern = models.ForeignKey(
        Pattern, on_delete=models.CASCADE, null=True, related_name="phrases", verbose_name=_("line about danger")
    )

    class Meta:
        verbose_name = _("phrase")
        verbose_name_plural = _("phrases")

    def __str__(self) -> str:
        return self.key


class LowResultWord(models.Model):
    """How often a known word found little on one day."""

    day = models.DateField(_("day"))
    text = models.CharField(_("word"), max_length=40)
    times = models.PositiveIntegerField(_("times"), default=0)

    class Meta:
        verbose_name = _("word that found little")
        verbose_name_plural = _("words that found little")
        constraints = [models.UniqueConstraint(fields=["day", "text"], name="search_one_count_a_day")]

    def __str__(self) -> str:
        return f"{self.text} ({self.day})"
