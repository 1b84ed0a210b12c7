"""Development on one's own machine: errors in full, files served as they are."""

from .base import *  # noqa: F403 - settings modules are layered this way

DEBUG = True
ALLOWED_HOSTS = ["*"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
