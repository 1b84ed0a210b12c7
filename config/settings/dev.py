"""Development on one's own machine: errors in full, files served as they are."""

from .base import *  # noqa: F403 - settings modules are layered this way

if HTTPS:
    environment.stop("the development settings show errors in full, so they are for http://localhost only.")

DEBUG = True
ALLOWED_HOSTS = ["*"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
LOGGING["handlers"]["console"].pop("formatter")
