"""The test suite: quick passwords, mail in memory, files without a manifest; everything else as in production."""

from .base import *  # noqa: F403 - settings modules are layered this way

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
