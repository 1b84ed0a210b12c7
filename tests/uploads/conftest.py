"""Somebody who adds files."""

import pytest


@pytest.fixture
def editor(sign_in):
    return sign_in("Editors")
