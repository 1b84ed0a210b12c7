"""Settings of a site in several languages."""

import os
from unittest import mock

from django.test import override_settings

from config.settings import environment


def in_languages(*codes):
    """Return Django's settings for a site in these languages, the first without a prefix."""
    with mock.patch.dict(os.environ, SITE_LANGUAGES=",".join(codes)):
        languages = environment.languages()
    return override_settings(LANGUAGES=languages, WAGTAIL_CONTENT_LANGUAGES=languages, LANGUAGE_CODE=codes[0])
