"""Staff sign in with two steps, and there is no other door."""

import time
from urllib.parse import quote

import pytest
from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.contrib.auth.models import Group
from django.utils import timezone
from signing_in import PASSWORD, SECRET, SET_UP, SIGN_IN, number, sign_in
from wagtail.test.utils.form_data import querydict_from_html

from accounts.models import User
from home.models import SiteSettings

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


def test_signing_in_takes_a_password_and_a_second_step(client, enrolled):
    assert sign_in(client)["Location"] == "/account/authenticate/"
    assert client.get("/admin/").status_code == 302
    response = client.post("/account/authenticate/", {"code": number()})
    assert response["Location"] == "/admin/"
    assert client.get("/admin/").status_code == 200


def test_a_wrong_or_used_number_does_not_open_the_editor(client, enrolled):
    sign_in(client)
    used = number()
    assert client.post("/account/authenticate/", {"code": "000000"}).status_code == 200
    client.post("/account/authenticate/", {"code": used})
    client.logout()
    sign_in(client)
    assert client.post("/account/authenticate/", {"code": used}).status_code == 200
    assert client.get("/admin/").status_code == 302


def test_a_number_is_good_once_for_as_long_as_it_is_good(enrolled, monkeypatch):
    from django.core.cache.backends import db

    factor = totp.TOTP(Authenticator.objects.get(user=enrolled))
    now = time.time()
    code = number()
    assert factor.validate_code(code)
    # One period on, whichever second of this one it is.
    monkeypatch.setattr(totp.time, "time", lambda: now + 30)
    monkeypatch.setattr(db, "tz_now", lambda: timezone.now() + timezone.timedelta(seconds=31))
    assert totp.validate_totp_code(SECRET, code), "with the tolerance it is still good"
    assert not factor.validate_code(code)


def test_a_recovery_code_works_once(client, enrolled):
    code = RecoveryCodes.activate(enrolled).get_unused_codes()[0]
    sign_in(client)
    assert client.post("/account/authenticate/", {"code": code})["Location"] == "/admin/"
    client.logout()
    sign_in(client)
    assert client.post("/account/authenticate/", {"code": code}).status_code == 200


@pytest.mark.parametrize(
    ("group", "needed"), [("Editors", False), ("Moderators", True), ("Administrators", True), (None, True)]
)
def test_who_can_publish_or_manage_people_sets_up_a_second_step_before_the_editor_opens(client, group, needed):
    person = User.objects.create_user("new@example.org", PASSWORD, is_superuser=group is None)
    if group:
        person.groups.add(Group.objects.get(name=group))
    sign_in(client, "new@example.org")
    for address in ("/admin/", "/admin/pages/", "/admin/images/", "/admin/users/"):
        response = client.get(address)
        assert (response.get("Location") == SET_UP) == needed, address
    if needed:
        page = client.get(SET_UP).content.decode()
        assert "Set up an app" in page
        assert "Set up a passkey" in page
        assert "Later" not in page
        assert client.post(SET_UP).status_code == 200
        assert client.get("/admin/")["Location"] == SET_UP


def test_the_page_that_was_asked_for_comes_after_the_second_step(client, person):
    sign_in(client)
    assert client.get("/admin/pages/?p=2")["Location"] == SET_UP
    # Neither what a page asks by itself nor what is sent is where somebody wants to go.
    client.get("/admin/sprite/", headers={"Sec-Fetch-Mode": "cors"})
    client.post("/admin/logins/")
    client.get("/admin/")
    totp.TOTP.activate(person, SECRET)
    assert client.get("/admin/")["Location"] == "/admin/pages/?p=2"
    assert client.get("/admin/").status_code == 200


def test_setting_up_an_app_leads_through_recovery_codes_to_the_editor(client, person):
    sign_in(client)
    page = client.get("/account/totp/activate/")
    secret = page.context["form"].secret
    code = totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30))
    response = client.post("/account/totp/activate/", {"code": code}, follow=True)
    assert response.redirect_chain[-1][0] == "/account/recovery-codes/"
    assert 'href="/admin/"' in response.content.decode()
    assert client.get("/admin/").status_code == 200


@pytest.mark.parametrize(("logo", "named"), [("OPS", "OPS"), ("", "Another name")])
def test_the_app_shows_the_name_that_the_site_shows(client, person, logo, named):
    SiteSettings.objects.update(logo_text=logo, organisation_name="Another name")
    sign_in(client)
    assert client.get("/account/totp/activate/").context["totp_url"].endswith(f"&issuer={quote(named)}")


def test_whoever_has_a_second_step_is_led_to_their_factors_instead_of_setting_one_up(client, enrolled):
    client.force_login(enrolled)
    answer = client.get(SET_UP, follow=True)
    assert answer.redirect_chain == [("/account/", 302)]
    assert answer.status_code == 200


def test_the_first_administrator_may_put_the_second_step_off_for_a_day(client):
    due = timezone.now() + timezone.timedelta(hours=24)
    first = User.objects.create_superuser("first@example.org", PASSWORD, second_step_due=due)
    sign_in(client, "first@example.org")
    assert client.get("/admin/")["Location"] == SET_UP
    assert "Later" in client.get(SET_UP).content.decode()
    assert client.post(SET_UP)["Location"] == "/admin/"
    assert client.get("/admin/").status_code == 200
    User.objects.filter(pk=first.pk).update(second_step_due=timezone.now())
    assert client.get("/admin/")["Location"] == SET_UP


def test_the_secret_of_the_app_is_sealed_in_the_database(enrolled):
    stored = Authenticator.objects.get(user=enrolled).data["secret"]
    assert SECRET not in stored
    assert get_adapter().decrypt(stored) == SECRET


# No other door


@pytest.mark.parametrize("door", ["/admin/login/", "/_util/login/", "/django-admin/", "/django-admin/login/"])
def test_no_other_door_takes_a_password(client, person, door):
    data = {"username": person.email, "password": PASSWORD, "login": person.email, "next": "/admin/"}
    for response in (client.get(door), client.post(door, data)):
        assert response.status_code == 404 or response["Location"].startswith(SIGN_IN)
    assert "_auth_user_id" not in client.session


def test_the_editors_own_pages_change_neither_password_nor_address(client, enrolled):
    client.force_login(enrolled)
    assert client.get("/admin/password_reset/")["Location"] == "/account/password/reset/"
    asked = querydict_from_html(client.get("/admin/account/").content.decode(), form_index=0).dict()
    new = {f"password-{name}": "seven quiet river stones" for name in ("new_password1", "new_password2")}
    asked |= new | {"password-old_password": PASSWORD, "name_email-email": "else@example.org"}
    asked |= {"name_email-first_name": "Another", "name_email-last_name": "Name"}
    assert client.post("/admin/account/", asked).status_code == 302
    enrolled.refresh_from_db()
    assert enrolled.first_name == "Another"
    assert enrolled.check_password(PASSWORD)
    assert enrolled.email == "moderator@example.org"


@pytest.mark.parametrize("address", ["/account/signup/", "/account/email/", "/account/webauthn/signup/"])
def test_nobody_signs_up(client, address):
    assert client.get(address).status_code == 404
    assert client.post(address, {"email": "x@example.org", "password1": PASSWORD}).status_code == 404
    assert not User.objects.filter(email="x@example.org").exists()
    # Whatever else would ask.
    assert not get_account_adapter().is_open_for_signup(None)
