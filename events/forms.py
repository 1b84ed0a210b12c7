"""The editor's form of an event, and the part of it that says when."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from pages.editing import BasePageForm
from resources.opening import DAYS

from .check import find_mistakes, find_mistakes_of_plan, find_mistakes_of_singles
from .dates import Change, Single

WHEN = (
    "first_day", "begins", "ends", "last_day", "zone", "repeats", "interval", "weekdays", "repeat_until",
    "repeat_times", "state",
)  # fmt: skip


class WhenMixin(forms.ModelForm):
    """Checks when an event takes place."""

    weekdays = forms.TypedMultipleChoiceField(
        label=_("On these days"),
        choices=DAYS,
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("For “every week” alone. None: the day of the week of the first date."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "zone" in self.fields:
            text = _("This time zone is not known any more. Choose another one.")
            self.fields["zone"].error_messages["invalid_choice"] = text

    def clean(self) -> dict:
        """Say what does not fit, at the field where it can be mended."""
        cleaned = super().clean()
        for name, text in find_mistakes(cleaned).items():
            self.add_error(name, text)
        return cleaned

    def check_dates(self, singles: Any) -> None:
        """Add what shows once the dates are made; ``singles`` is the formset of the single ones."""
        page = self.instance
        page.__dict__.pop("plan", None)
        for name, text in find_mistakes_of_plan(page.plan).items():
            self.add_error(name, text)
        if self.errors or singles is None or any(singles.errors):
            return
        forms_ = [form for form in singles.forms if form.cleaned_data and not form.cleaned_data.get("DELETE")]
        rows = [_single(form.cleaned_data) for form in forms_]
        plan = page.plan
        # What is shown in a preview is made of the dates in this form.
        page.__dict__.pop("plan", None)
        for form, mistakes in zip(forms_, find_mistakes_of_singles(plan, rows), strict=True):
            for name, text in mistakes.items():
                form.add_error(name, text)


def _single(data: dict) -> Single:
    names = ("new_day", "begins", "ends", "note")
    return Single(data["day"], Change(data["change"]), **{name: data.get(name) for name in names})


class EventPageForm(WhenMixin, BasePageForm):
    """The whole form."""

    def clean(self) -> dict:
        """Keep a place that is told to those who ask out of what everyone reads."""
        cleaned = super().clean()
        where, place = cleaned.get("where"), cleaned.get("place")
        if where and where != "shown" and place:
            text = _("Everyone would read this. Put it into the field for staff alone, or choose that all may read it.")
            self.add_error("place", text)
        if where == "shown" and not place and not self.is_deferred_validation:
            self.add_error("place", ValidationError(_("Say where it is.")))
        return cleaned

    def is_valid(self) -> bool:
        """Check the dates once the fields of the single ones are read, too."""
        is_valid = super().is_valid()
        if is_valid:
            singles = self.formsets.get("single_dates")
            self.check_dates(singles)
            is_valid = not self.errors and not (singles and any(form.errors for form in singles.forms))
        return is_valid
