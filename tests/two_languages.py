"""Settings of a site in several languages."""

from django.conf.locale import LANG_INFO
from django.test import override_settings


def in_languages(*codes):
    """Return Django's settings for a site in these languages, the first without a prefix."""
    languages = [(code, LANG_INFO[code]["name"]) for code in codes]
    return override_settings(LANGUAGES=languages, WAGTAIL_CONTENT_LANGUAGES=languages, LANGUAGE_CODE=codes[0])
