"""Somebody who may put everything right."""

import pytest

from accounts.models import User


@pytest.fixture
def administrator():
    return User.objects.create_superuser("all@example.org", "x")
