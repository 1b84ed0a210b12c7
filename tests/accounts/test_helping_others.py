"""Administrators help others with their accounts, and nobody reaches up."""

from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from signing_in import PASSWORD, SECRET, SET_UP, SIGN_IN, finished_mail, sign_in
from wagtail.users.models import UserProfile

from accounts.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


@pytest.fixture
def administrator(sign_in):
    return sign_in("Administrators")


def test_an_administrator_ends_all_sessions_of_a_person(administrator, enrolled):
    theirs = Client()
    theirs.force_login(enrolled)
    address = reverse("accounts_end_sessions", args=[enrolled.pk])
    assert address in administrator.get("/admin/users/").content.decode()
    assert theirs.get("/admin/").status_code == 200
    assert administrator.get(address).status_code == 200
    assert administrator.post(address).status_code == 302
    assert theirs.get("/admin/")["Location"].startswith(SIGN_IN)


def test_a_lost_phone_has_a_way_back(administrator, enrolled, client, django_capture_on_commit_callbacks):
    theirs = Client()
    theirs.force_login(enrolled)
    assert theirs.get("/admin/").status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        administrator.post(reverse("accounts_reset_second_step", args=[enrolled.pk]))
    assert theirs.get("/admin/")["Location"].startswith(SIGN_IN), "whoever has the phone is out"
    assert finished_mail()[-1].subject == "Your second step was reset"
    assert administrator.get("/admin/").status_code == 200, "whoever helps stays signed in"
    sign_in(client)
    assert client.get("/admin/")["Location"] == SET_UP


def test_the_last_administrator_has_a_way_back_too(enrolled):
    call_command("reset_second_step", "Moderator@example.org")
    assert not Authenticator.objects.filter(user=enrolled).exists()
    with pytest.raises(CommandError, match="no account"):
        call_command("reset_second_step", "nobody@example.org")


@pytest.mark.parametrize("name", ["accounts_end_sessions", "accounts_reset_second_step"])
def test_nobody_reaches_up(sign_in, administrator, name):
    above = User.objects.create_superuser("above@example.org", PASSWORD)
    assert administrator.post(reverse(name, args=[above.pk])).status_code in {302, 403}
    other = User.objects.create_user("other@example.org", PASSWORD)
    totp.TOTP.activate(other, SECRET)
    sign_in("Moderators").post(reverse(name, args=[other.pk]))
    above.refresh_from_db()
    other.refresh_from_db()
    assert (above.session_round, other.session_round) == (0, 0)
    assert Authenticator.objects.filter(user=other).exists()


def test_someone_without_a_group_is_told_so(client):
    User.objects.create_user("nobody@example.org", PASSWORD)
    sign_in(client, "nobody@example.org")
    response = client.get("/admin/")
    assert response.status_code == 403
    assert "your account belongs to no group" in response.content.decode()


def test_no_list_and_no_copy_goes_around_the_rules(administrator):
    above = User.objects.create_superuser("above@example.org", PASSWORD)
    data = {"email": "copy@example.org", "first_name": "A", "last_name": "B", "is_superuser": "on"}
    for pk in (administrator.person.pk, above.pk):
        administrator.post(f"/admin/users/copy/{pk}/", data | {"password1": PASSWORD, "password2": PASSWORD})
    assert not User.objects.filter(email="copy@example.org").exists()
    for action, more in (
        ("set_active_state", {"mark_as_active": "False"}),
        ("assign_role", {"role": "1"}),
        ("delete", {}),
    ):
        administrator.post(f"/admin/bulk/accounts/user/{action}/?id={above.pk}&next=/admin/", more)
    above.refresh_from_db()
    assert above.is_active
    assert not above.groups.exists()


def test_pictures_of_staff_are_not_taken(administrator):
    assert "Profile picture" not in administrator.get("/admin/account/").content.decode()
    picture = SimpleUploadedFile("me.png", Path("static/root/icon-512.png").read_bytes())
    administrator.post("/admin/account/", {"avatar-avatar": picture})
    profile = UserProfile.get_for_user(administrator.person)
    assert not profile.avatar


def test_an_administrator_can_make_no_superuser_and_change_none(administrator, person):
    above = User.objects.create_superuser("above@example.org", PASSWORD)
    data = {"email": above.email, "first_name": "A", "last_name": "B", "password1": "x" * 20, "password2": "x" * 20}
    administrator.post(f"/admin/users/edit/{above.pk}/", data)
    above.refresh_from_db()
    assert above.check_password(PASSWORD)
    data = {"email": person.email, "first_name": "A", "last_name": "B", "is_active": "on", "is_superuser": "on"}
    administrator.post(f"/admin/users/edit/{person.pk}/", data)
    person.refresh_from_db()
    assert person.first_name == "A"
    assert not person.is_superuser


def test_an_administrator_is_asked_before_a_second_step_is_taken_away(administrator, enrolled):
    page = administrator.get(reverse("accounts_reset_second_step", args=[enrolled.pk])).content.decode()
    assert enrolled.email in page
    assert Authenticator.objects.filter(user=enrolled).exists()
