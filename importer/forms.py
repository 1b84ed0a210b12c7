"""What staff fill in before an old site comes over."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from blog.models import BlogIndexPage
from home.models import HomePage, StandardPage

from .models import Run
from .reading.items import host_of
from .reading.opening import LARGEST

LONGEST_TEXT = 500_000  # characters; Django takes 2.5 MB of a form
SHOWN = 60  # labels to choose from
WHAT = [("", _("leave out")), ("topic", _("becomes a topic")), ("series", _("becomes a series"))]


class OldSiteForm(forms.Form):
    """Where the old site is, which links to itself without saying so."""

    old_site = forms.URLField(
        label=_("Address of the old site"),
        required=False,
        assume_scheme="https",
        help_text=_("Only needed if links or pictures are missing otherwise: https://www.example.org"),
    )


class FileForm(OldSiteForm):
    """An export."""

    file = forms.FileField(
        label=_("The export (.xml, or packed as .zip or .gz)"),
        help_text=_(
            "Squarespace: Settings, Import & export, Export, WordPress. WordPress: Tools, Export, All content."
        ),
    )
    field_order = ["file", "old_site"]

    def clean_file(self) -> Any:
        """Refuse what is larger than any export that is taken."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(_("The file is larger than 100 MB. Export a part of the site at a time."))
        return file


class TextForm(OldSiteForm):
    """A single post."""

    text = forms.CharField(
        label=_("The post, its title first"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("As plain text or HTML. It becomes a draft."),
    )
    field_order = ["text", "old_site"]


class ChoicesForm(forms.Form):
    """What comes over, and what becomes of categories and tags."""

    posts = forms.BooleanField(label=_("Articles"), required=False, initial=True)
    pages = forms.BooleanField(label=_("Pages"), required=False, initial=True)
    images = forms.BooleanField(label=_("Pictures and files, fetched from the old site"), required=False, initial=True)
    update = forms.ChoiceField(
        label=_("What is here already, and has changed on the old site"),
        choices=[
            ("changed", _("bring up to date, unless somebody has edited it here")),
            ("skip", _("leave alone")),
            ("force", _("write over it, edited or not")),
        ],
    )
    hosts = forms.CharField(
        label=_("Other places that pictures may come from"),
        required=False,
        help_text=_("Names of servers, with blanks between them. The old site and its usual places are known."),
    )

    def __init__(self, *args: Any, run: Run, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        home = HomePage.objects.first()
        places = (
            Page.objects.type(HomePage, StandardPage, BlogIndexPage).descendant_of(home, inclusive=True)
            if home
            else Page.objects.none()
        )
        self.fields["parent"] = forms.ModelChoiceField(
            places.order_by("path"), label=_("Below which page"), initial=run.parent_id, empty_label=None,
            help_text=_("Articles come into the list of articles there."),
        )  # fmt: skip
        self.labels = run.summary.get("labels", [])[:SHOWN]
        for place, (name, number, is_category) in enumerate(self.labels):
            kind = _("Category") if is_category else _("Tag")
            self.fields[f"label_{place}"] = forms.ChoiceField(
                label=f"{kind}: {name} ({number})", choices=WHAT, required=False
            )

    def clean_hosts(self) -> list[str]:
        """Return names of servers, however they were written."""
        written = self.cleaned_data["hosts"].replace(",", " ").split()
        return [host_of(one) or host_of(f"https://{one}") for one in written]

    def clean(self) -> dict:
        """Refuse to bring over nothing."""
        cleaned = super().clean()
        if not cleaned.get("posts") and not cleaned.get("pages"):
            raise forms.ValidationError(_("Choose articles, pages, or both."))
        return cleaned

    def choices(self) -> dict[str, Any]:
        """Return the choices to be kept with the run."""
        labels = {
            name: self.cleaned_data[f"label_{place}"]
            for place, (name, _number, _is_category) in enumerate(self.labels)
            if self.cleaned_data.get(f"label_{place}")
        }
        kept = {name: self.cleaned_data[name] for name in ("posts", "pages", "images", "update", "hosts")}
        return kept | {"labels": labels}

    @property
    def plain_fields(self) -> list[forms.BoundField]:
        """Return what is asked of everybody."""
        return [self[name] for name in ("parent", "posts", "pages", "images", "update", "hosts")]

    @property
    def label_fields(self) -> list[forms.BoundField]:
        """Return what is asked about categories and tags."""
        return [self[name] for name in self.fields if name.startswith("label_")]
