"""A member of staff, with and without a second step."""

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.contrib.auth.models import Group
from signing_in import PASSWORD, SECRET

from accounts.models import User


@pytest.fixture
def person():
    """Return a moderator without a second step."""
    made = User.objects.create_user("moderator@example.org", PASSWORD)
    made.groups.add(Group.objects.get(name="Moderators"))
    return made


@pytest.fixture
def enrolled(person):
    totp.TOTP.activate(person, SECRET)
    return person
