"""The site in two languages: everything that is known in Spanish is public, as with --demo."""

import pytest
from django.conf import settings as site_settings
from django.db import transaction
from two_languages import in_languages

from first_content.languages import make_ready


@pytest.fixture(scope="package")
def bilingual(django_db_setup, django_db_blocker):
    """English and Spanish, made ready and published once for the tests of this folder."""
    with django_db_blocker.unblock(), in_languages("en", "es"), transaction.atomic():
        make_ready(publish=True)
        yield site_settings
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def db_comes_after(bilingual, db):
    """Let each test see the two languages, and undo what it does."""
