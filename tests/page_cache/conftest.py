"""A visitor, and changes that are committed."""

import pytest
from visitors import Visitor


@pytest.fixture
def visitor(called_by_server):
    return Visitor(called_by_server)


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """Return what makes a block of a test end as a committed transaction does."""
    return lambda: django_capture_on_commit_callbacks(execute=True)
