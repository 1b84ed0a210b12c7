"""Staff accounts. Visitors never have one."""

from datetime import timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.apps import apps
from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from wagtail.models import AbstractGroupApprovalTask, GroupPagePermission

from . import notices

# How long somebody who is invited may take.
GOOD_FOR = timedelta(hours=48)


class StaffManager(UserManager):
    """Creates accounts that are known by e-mail address alone."""

    def _create_user(self, email: str, password: str | None, **fields: Any) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Return a new account without any rights; groups give them."""
        return self._create_user(email, password, **fields)

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Return a new account that may do everything."""
        return self._create_user(email, password, **(fields | {"is_staff": True, "is_superuser": True}))


class User(AbstractUser):
    """A member of staff, who signs in with an e-mail address."""

    username = None
    email = models.EmailField(
        _("e-mail address"), unique=True, error_messages={"unique": _("There is an account with this e-mail address.")}
    )
    # Part of what every session is checked against: one more, and all sessions of this person end.
    session_round = models.PositiveIntegerField(default=0, editable=False)
    # Only the first administrator of a new site has one (prepare_site).
    second_step_due = models.DateTimeField(_("second step may wait until"), null=True, blank=True, editable=False)

    objects = StaffManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = []

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")

    @classmethod
    def from_db(cls, *args: Any, **kwargs: Any) -> "User":
        """Remember the address that notices of a change have to go to."""
        user = super().from_db(*args, **kwargs)
        user._known_email = user.__dict__.get("email", "")
        return user

    def clean(self) -> None:
        """Keep addresses in lower case, so that one person has one account."""
        super().clean()
        self.email = self.email.lower()

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; whoever owned the account until now is told of a new password or address, whoever changed it."""
        known = getattr(self, "_known_email", "")
        new_password = bool(known and self._password)
        new_email = bool(known and known != self.email)
        super().save(*args, **kwargs)
        self._known_email = self.email
        if new_password:
            notices.tell(known, "password_changed")
        if new_email:
            # A link went to the address of before: whoever reads there must not come in with it.
            Invitation.objects.filter(person=self).update(round=models.F("round") + 1)
            # allauth remembers addresses of its own, which would still be good for a new password.
            EmailAddress.objects.filter(user=self).delete()
            notices.tell(known, "address_changed")

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        value = f"{self.password}:{self.session_round}"
        return salted_hmac("accounts.User.session", value, secret=secret, algorithm="sha256").hexdigest()

    def end_sessions(self) -> None:
        """Sign this person out everywhere, at once."""
        self.session_round = models.F("session_round") + 1
        self.save(update_fields=["session_round"])
        self.refresh_from_db(fields=["session_round"])

    @property
    def needs_second_step(self) -> bool:
        """Return whether this person can publish, manage people or read what visitors sent."""
        if self.is_superuser:
            return True
        if any(
            app in {"accounts", "auth"} or name.startswith(("publish_", "change_consent")) or "submission" in name
            for app, _dot, name in (permission.partition(".") for permission in self.get_all_permissions())
        ):
            return True
        # Whoever approves, publishes: in whichever room a step of a review is declared.
        tasks = [model for model in apps.get_models() if issubclass(model, AbstractGroupApprovalTask)]
        if any(task.objects.filter(groups__user=self).exists() for task in tasks):
            return True
        pages = GroupPagePermission.objects.filter(group__user=self)
        return pages.filter(permission__codename__in=("publish_page", "bulk_delete_page")).exists()


class Invitation(models.Model):
    """Somebody who was invited and has not come yet; the account waits without a password."""

    person = models.OneToOneField(User, on_delete=models.CASCADE, related_name="invitation", verbose_name=_("person"))
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("invited by"))
    sent_at = models.DateTimeField(_("sent"))
    # Part of the link: one more, and the links before are good for nothing.
    round = models.PositiveIntegerField(default=0, editable=False)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")

    def __str__(self) -> str:
        return self.person.email

    @property
    def is_over(self) -> bool:
        """Return whether the link has run out."""
        return self.sent_at < timezone.now() - GOOD_FOR
