"""The one place where a file comes in: photographs lose what they tell about people, documents prove what they are.

Forms call it so that a refusal is shown beside the file; saving a picture or a document calls it
again, so that imports and scripts cannot go around it. Raises ValidationError, never anything else.
"""

from pathlib import PurePath
from typing import Any

from django import forms
from django.forms import FileField
from django.utils.translation import gettext_lazy as _
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm
from wagtail.images.models import AbstractImage
from wagtail.models import UploadedFile

from pages.picture_texts import PictureTextsForm

from .documents import check_document
from .incoming import Cleaned, refusal
from .photographs import ADVICE, clean_photo


class PhotoField(WagtailImageField):
    """Takes a picture through clean_photo, in place of Wagtail's check, which a broken file brings down."""

    def to_python(self, data: Any) -> Any:
        """Return the picture with nothing but its pixels."""
        file = FileField.to_python(self, data)
        if file is None:
            return None
        if PurePath(file.name).suffix.lower().lstrip(".") not in self.allowed_image_extensions:
            raise refusal(file, str(ADVICE))
        return clean_photo(file)


class PhotoForm(PictureTextsForm, BaseImageForm):
    """Wagtail's form for pictures, single, many or from a chooser."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        person = kwargs.get("user")
        super().__init__(*args, **kwargs)
        if field := self.fields.get("file"):
            kept = {name: getattr(field, name) for name in ("label", "required", "widget")}
            self.fields["file"] = PhotoField(**kept)
            # Said by the page for many pictures before anything is sent.
            self.fields["file"].error_messages["invalid_image_extension"] = ADVICE
        # Of many pictures, the files come first and what is said of them later; who leaves before finds them again
        # under “What needs attention”.
        self.instance.is_described_later = self.is_bound and set(self.data) == {"title", "collection"}
        if field := self.fields.get("consent"):
            # A plain list: pictures are also added in a chooser, where a second one cannot open.
            field.widget = forms.Select()
            consents = field.queryset.model
            field.queryset = (consents.holding() | consents.objects.filter(pk=self.instance.consent_id)).distinct()
            # Whoever may not take a consent back for somebody may not cut their picture loose from it either.
            may = person is None or person.has_perm("consent.change_consent")
            field.disabled = bool(self.instance.consent_id) and not may


class DocumentForm(BaseDocumentForm):
    """Wagtail's form for documents, single, many or from a chooser."""

    may_tell = forms.BooleanField(
        required=False,
        label=_("Everybody may see its comments, notes and hidden parts"),
        help_text=_("Only if the site has named them, and they are meant for everybody."),
    )

    def clean_file(self) -> Any:
        """Return the document if it is safe to hand out."""
        file = self.cleaned_data["file"]
        # Asked of what was sent: the box comes after the file.
        may_tell = bool(self.data.get(self.add_prefix("may_tell")))
        return check_document(file, may_tell=may_tell) if "file" in self.changed_data else file


def clean_before_saving(sender: type, instance: Any, **kwargs: Any) -> None:
    """Clean what reaches the model without a form; a file that is already kept is left alone.

    Also what Wagtail keeps for a moment while somebody fills in the alt text of many pictures.
    """
    file = instance.file
    if not file or file._committed or isinstance(file.file, Cleaned):
        return
    model = instance.for_content_type.model_class() if isinstance(instance, UploadedFile) else sender
    if not issubclass(model, AbstractImage):
        checked = check_document(file)
        if isinstance(checked, Cleaned):
            instance.file = checked
            instance.file_size, instance.file_hash = None, ""
        return
    instance.file = clean_photo(file)
    if isinstance(instance, AbstractImage):
        instance.file_size, instance.file_hash = None, ""
