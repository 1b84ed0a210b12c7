"""A visitor, and changes that are committed."""

import pytest
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from visitors import Visitor


@pytest.fixture
def visitor():
    site = get_wsgi_application()
    # A test is one transaction, which would end with its connection; Django's own client does the same.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield Visitor(site)
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """Return what makes a block of a test end as a committed transaction does."""
    return lambda: django_capture_on_commit_callbacks(execute=True)
