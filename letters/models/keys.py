"""Whose keys open what visitors write. The server holds public parts only, and private parts it cannot open."""

import secrets

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from pages.loader import once

PERMISSION = "letters.read_submissions"


def _salt() -> bytes:
    return secrets.token_bytes(16)


class Letterbox(models.Model):
    """What there is once for the whole site: the paper key, the salt of the six words, and whom to tell of news."""

    words_salt = models.BinaryField(default=_salt, editable=False)
    paper_key = models.CharField(_("paper key, public part"), max_length=80, blank=True, editable=False)
    paper_made_on = models.DateField(_("made on"), null=True, editable=False)
    paper_confirmed_on = models.DateField(_("known to be printed since"), null=True, editable=False)
    has_news = models.BooleanField(default=False, editable=False)
    told_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("letterbox")
        verbose_name_plural = _("letterboxes")
        default_permissions = ()

    def __str__(self) -> str:
        return str(_("Letterbox"))

    @classmethod
    def get(cls) -> "Letterbox":
        """Return the one there is, made when it is first asked for."""
        return once("letterbox", lambda: cls.objects.get_or_create(pk=1)[0])


class ReaderKeys(models.QuerySet):
    """Keys of people who read what visitors write."""

    def let_in(self) -> "ReaderKeys":
        """Return the keys of those who read now: let in, still here, and still allowed to."""
        people = models.Q(person__is_superuser=True)
        app, codename = PERMISSION.split(".")
        for way in ("person__groups__permissions", "person__user_permissions"):
            people |= models.Q(**{f"{way}__codename": codename, f"{way}__content_type__app_label": app})
        return self.filter(people, person__is_active=True, let_in_at__isnull=False).distinct()

    def waiting(self) -> "ReaderKeys":
        """Return the keys of those who made one and were not let in yet."""
        return self.filter(person__is_active=True, let_in_at=None).select_related("person")


class ReaderKey(models.Model):
    """The key of one reader: the public part, and the private one sealed in their browser with their passphrase."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="reader_key", verbose_name=_("person")
    )
    public = models.CharField(_("public part"), max_length=80)
    sealed_private = models.TextField(_("private part, sealed"))
    made_at = models.DateTimeField(_("made"), auto_now=True)
    let_in_at = models.DateTimeField(_("let in"), null=True)
    let_in_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("let in by")
    )

    objects = ReaderKeys.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("reader’s key")
        verbose_name_plural = _("readers’ keys")
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.person)


def may_read(person: models.Model) -> bool:
    """Return whether somebody may read what visitors write, once they have a key and were let in."""
    return person.is_active and person.has_perm(PERMISSION)


def is_ready() -> bool:
    """Return whether a form may be published: somebody can read, and the paper key is known to be printed."""
    return Letterbox.objects.filter(paper_confirmed_on__isnull=False).exists() and ReaderKey.objects.let_in().exists()
