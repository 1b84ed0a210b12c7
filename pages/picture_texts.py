"""What a picture says in the other languages of the site: fields of its form, beside those of the first language."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.text import format_lazy


class PictureTextsForm(forms.ModelForm):
    """Asks for alt text and credit in each further language; what is left empty is shown in the first one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # {name of a field: (code of its language, field of the picture)}
        self.texts = {}
        order = []
        for field, own in list(self.fields.items()):
            order.append(field)
            if field not in self.instance.translated:
                continue
            for code, language in settings.WAGTAIL_CONTENT_LANGUAGES[1:]:
                self.texts[f"{field}_{code}"] = (code, field)
                order.append(f"{field}_{code}")
                self.fields[order[-1]] = forms.CharField(
                    label=format_lazy("{} ({})", own.label, language),
                    required=False,
                    max_length=own.max_length,
                    initial=self.instance.texts.get(code, {}).get(field, ""),
                )
        self.order_fields(order)

    def save(self, commit: bool = True) -> Any:
        """Save; texts that were not asked for stay as they are."""
        for name, (code, field) in self.texts.items():
            if self.add_prefix(name) in self.data:
                self.instance.texts.setdefault(code, {})[field] = self.cleaned_data[name].strip()
        return super().save(commit)
