"""Staff accounts. Visitors never have one."""

from typing import Any

from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.utils.translation import gettext_lazy as _


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

    objects = StaffManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = []

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")

    def clean(self) -> None:
        """Keep addresses in lower case, so that one person has one account."""
        super().clean()
        self.email = self.email.lower()
