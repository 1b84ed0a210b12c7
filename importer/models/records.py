"""What each thing of an old site became here, so that it comes over once."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.documents import get_document_model_string
from wagtail.images import get_image_model_string
from wagtail.models import Page


class Kind(models.TextChoices):
    """What a thing was."""

    POST = "post", _("Post")
    PAGE = "page", _("Page")
    IMAGE = "image", _("Picture")
    FILE = "file", _("File")


class Imported(models.Model):
    """One thing that was brought over. Where staff have deleted it since, nothing stands beside it."""

    site = models.CharField(max_length=255)
    key = models.CharField(max_length=700)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    # On the old site, without capitals; links lead there.
    path = models.CharField(max_length=700, blank=True, db_index=True)
    source_hash = models.CharField(max_length=64)
    version = models.PositiveSmallIntegerField()
    page = models.ForeignKey(Page, on_delete=models.SET_NULL, null=True, related_name="+")
    image = models.ForeignKey(get_image_model_string(), on_delete=models.SET_NULL, null=True, related_name="+")
    document = models.ForeignKey(get_document_model_string(), on_delete=models.SET_NULL, null=True, related_name="+")
    # The version of the page that was written here: another one means that somebody has edited it.
    revision = models.PositiveBigIntegerField(null=True)
    # Paths on the old site of pages that it leads to and that were not here yet.
    waits_for = models.JSONField(default=list)
    # What staff may want to do about it: {"suggested": 3, "merge": 12, "missing": ["…"]}.
    open = models.JSONField(default=dict)
    run = models.ForeignKey("importer.Run", on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("what was brought over")
        verbose_name_plural = _("what was brought over")
        constraints = [models.UniqueConstraint(fields=["site", "key", "kind"], name="one_record_for_each_thing")]

    def __str__(self) -> str:
        return f"{self.site}: {self.kind} {self.key}"

    @property
    def tasks(self) -> dict:
        """Return what is open for a person; that pictures were left out is what a later run has to know."""
        return {name: value for name, value in self.open.items() if name != "left"}
