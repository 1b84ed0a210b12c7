"""What lies in the bin, and the page of the tree under which deleted pages wait."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

KEPT_FOR = timedelta(days=30)


class BinPage(Page):
    """Stands outside of every site, so that nothing below it has an address."""

    parent_page_types = []
    subpage_types = []
    is_creatable = False
    # There is nothing to look at: it is never live, and has no draft.
    preview_modes = []

    class Meta:
        verbose_name = _("bin")
        verbose_name_plural = _("bins")

    @classmethod
    def get(cls) -> "BinPage":
        """Return the one there is; it is made when something is deleted for the first time."""
        found = cls.objects.first()
        if found is None:
            root = Page.objects.select_for_update().get(depth=1)
            found = cls.objects.first() or root.add_child(instance=cls(title="Bin", slug="bin", live=False))
        return found

    @classmethod
    def outside(cls, pages: QuerySet) -> QuerySet:
        """Return the pages that are not in the bin."""
        for path in cls.objects.values_list("path", flat=True):
            pages = pages.exclude(path__startswith=path)
        return pages

    @classmethod
    def holds(cls, page: Page) -> bool:
        """Return whether a page is in the bin."""
        return any(page.path.startswith(path) for path in cls.objects.values_list("path", flat=True))


class Kind(models.TextChoices):
    """What was deleted."""

    PAGE = "page", _("Page")
    PICTURE = "picture", _("Picture")
    DOCUMENT = "document", _("Document")


class Binned(models.Model):
    """One thing that was deleted, with what is needed to put it back.

    ``kept`` is, for a page: parent, after (the page before it), slug, live ({page: version that was public}),
    scheduled ({version: when}) and translations (those that followed their originals); for a picture or document:
    row (serialized), tags, users ([model, pk, field] of what pointed at it) and pages (where it was used).
    """

    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    title = models.CharField(_("title"), max_length=255)
    place = models.CharField(_("where it was"), max_length=500, blank=True)
    page = models.OneToOneField(Page, on_delete=models.CASCADE, null=True, related_name="+")
    file = models.FileField(_("file"), upload_to="bin", max_length=255, blank=True)
    kept = models.JSONField(_("what is needed to put it back"), default=dict)
    at = models.DateTimeField(_("deleted on"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("deleted thing")
        verbose_name_plural = _("deleted things")

    def __str__(self) -> str:
        return self.title

    @property
    def gone_on(self) -> datetime:
        """Return when it is deleted for good."""
        return self.at + KEPT_FOR


class NotPutBackError(Exception):
    """It stays in the bin; the text says why, for a person."""
