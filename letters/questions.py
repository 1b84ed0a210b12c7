"""The form that a visitor fills in: staff's questions, and how to be answered. Nothing has to be answered but that."""

from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.forms.forms import FormBuilder

LONGEST_LINE, LONGEST_TEXT = 255, 5_000  # characters

# At each field: what Firefox keeps on disk of a session, it decides by that and not by the form's own.
UNKEPT = {"autocomplete": "off"}

TOO_LONG = _("This is too long: at most %(limit_value)d characters. Nothing you wrote is lost; please make it shorter.")


class QuestionsBuilder(FormBuilder):
    """Makes Django fields of staff's questions: never required, and kept from the browser's memory."""

    def get_field_options(self, field: Any) -> dict[str, Any]:
        """Return what all kinds of questions share."""
        return {"label": field.label, "help_text": field.help_text, "required": False}

    def create_singleline_field(self, field: Any, options: dict) -> forms.Field:
        """Return a line."""
        return line(**options)

    def create_multiline_field(self, field: Any, options: dict) -> forms.Field:
        """Return a text of several lines."""
        return line(LONGEST_TEXT, **options, widget=forms.Textarea(attrs={"rows": 6}))

    def create_dropdown_field(self, field: Any, options: dict) -> forms.Field:
        """Return a list to choose from, which begins with nothing."""
        choices = [("", "—"), *self.get_formatted_field_choices(field)]
        return forms.ChoiceField(choices=choices, widget=forms.Select(attrs=UNKEPT), **options)

    def create_radio_field(self, field: Any, options: dict) -> forms.Field:
        """Return choices of which one may be taken."""
        choices = self.get_formatted_field_choices(field)
        return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **options)

    def create_checkboxes_field(self, field: Any, options: dict) -> forms.Field:
        """Return choices of which several may be taken."""
        choices = self.get_formatted_field_choices(field)
        return forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple, **options)


def line(limit: int = LONGEST_LINE, **options: Any) -> forms.CharField:
    """Return a field for words; the browser does not cut them off, it would do so without a word."""
    options.setdefault("required", False)
    field = forms.CharField(**options)
    field.widget.attrs |= UNKEPT
    field.validators.append(MaxLengthValidator(limit, TOO_LONG))
    return field


class Way:
    """The ways to be answered."""

    COME, CALL, TEXT, MAIL, MYSELF = "come", "call", "text", "mail", "myself"


class AnswerForm(forms.Form):
    """How somebody wants to be answered. Only what belongs to the chosen way is looked at, and kept."""

    way = forms.ChoiceField(
        label=_("How may we answer you?"),
        widget=forms.RadioSelect,
        choices=[
            (Way.COME, _("I will come back here to read the answer. I need no address for that.")),
            (Way.CALL, _("Call me")),
            (Way.TEXT, _("Send me a text message")),
            (Way.MAIL, _("Send me an e-mail")),
            (Way.MYSELF, _("I will contact you myself")),
        ],
        error_messages={
            "required": _("Please choose how we may answer. “I will contact you myself” is fine, too."),
            "invalid_choice": _("Please choose one of the ways."),
        },
    )
    phone = line(label=_("Phone number"), widget=forms.TextInput(attrs={"inputmode": "tel"}))
    safe_time = line(label=_("When is it safe to call or text?"), help_text=_("For example: weekdays, mornings."))
    leave_message = forms.ChoiceField(
        label=_("If you do not answer: may we leave a message?"),
        choices=[("no", _("No")), ("yes", _("Yes"))],
        widget=forms.RadioSelect,
        required=False,
    )
    our_name = line(label=_("What name shall we say if somebody else answers?"))
    email = line(
        label=_("E-mail address"), widget=forms.TextInput(attrs={"inputmode": "email", "autocapitalize": "none"})
    )

    BELONGS = {
        Way.CALL: ("phone", "safe_time", "leave_message", "our_name"),
        Way.TEXT: ("phone", "safe_time", "our_name"),
        Way.MAIL: ("email",),
    }

    def clean(self) -> dict:
        """Ask for the number or address that the chosen way needs; forget what belongs to another."""
        cleaned = super().clean()
        way = cleaned.get("way")
        if way in (Way.CALL, Way.TEXT) and "phone" in cleaned and not cleaned["phone"]:
            self.add_error("phone", _("We need a number for that. Or choose another way."))
        if way == Way.MAIL and "email" in cleaned and "@" not in cleaned["email"]:
            self.add_error("email", _("We need an e-mail address for that, such as name@example.org."))
        if way is None:
            return cleaned
        kept = ("way", *self.BELONGS.get(way, ()))
        for name in set(self.fields) - set(kept):
            self.errors.pop(name, None)
        return {name: cleaned[name] for name in kept if name in cleaned}


def tidied(data: MultiValueDict) -> MultiValueDict:
    """Return what was sent without the characters that no keyboard makes and no database keeps."""
    return MultiValueDict({name: [_tidied(value) for value in values] for name, values in data.lists()})


def _tidied(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n").encode(errors="replace").decode()
    return "".join(letter for letter in text if letter in "\n\t" or ord(letter) >= 32)


def answered(form: forms.Form) -> list[dict[str, str]]:
    """Return [{"question": …, "answer": …}] of what was answered, in the words the questions have now."""
    found = []
    for name, field in form.fields.items():
        value = form.cleaned_data.get(name)
        if isinstance(value, list):
            value = ", ".join(value)
        if isinstance(value, bool):
            value = str(_("Yes")) if value else ""
        if value:
            found.append({"question": str(field.label), "answer": value})
    return found
