"""Staff sign in with two steps, learn of every change, and are signed out in time; strangers learn nothing."""

import threading
import time
from pathlib import Path

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.contrib.auth.models import Group
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageViewRestriction
from wagtail.users.models import UserProfile

from accounts import forms, sessions
from accounts.models import User
from pages.models import ReviewTask

pytestmark = pytest.mark.django_db

PASSWORD = "seven quiet river stones"
SECRET = "JBSWY3DPEHPK3PXP"
SIGN_IN = "/account/login/"
SET_UP = "/account/second-step/"


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


def number():
    """Return what the app on the phone shows now."""
    return totp.format_hotp_value(totp.hotp_value(SECRET, int(time.time()) // 30))


def sign_in(client, email="moderator@example.org", password=PASSWORD, **extra):
    return client.post(SIGN_IN, {"login": email, "password": password}, **extra)


def finished_mail():
    """Wait for what is sent beside the response; return the mails."""
    for thread in threading.enumerate():
        if thread.name == "mail":
            thread.join(10)
    return mail.outbox


# The two steps


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
    monkeypatch.setattr(totp.time, "time", lambda: now + 31)
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


def test_setting_up_an_app_leads_through_recovery_codes_to_the_editor(client, person):
    sign_in(client)
    page = client.get("/account/totp/activate/")
    secret = page.context["form"].secret
    code = totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30))
    response = client.post("/account/totp/activate/", {"code": code}, follow=True)
    assert response.redirect_chain[-1][0] == "/account/recovery-codes/"
    assert 'href="/admin/"' in response.content.decode()
    assert client.get("/admin/").status_code == 200


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
    client.post("/admin/account/", {"password-new_password1": "x" * 20, "name_email-email": "else@example.org"})
    enrolled.refresh_from_db()
    assert enrolled.check_password(PASSWORD)
    assert enrolled.email == "moderator@example.org"


@pytest.mark.parametrize("address", ["/account/signup/", "/account/email/", "/account/webauthn/signup/"])
def test_nobody_signs_up(client, address):
    assert client.get(address).status_code == 404
    assert client.post(address, {"email": "x@example.org", "password1": PASSWORD}).status_code == 404
    assert not User.objects.filter(email="x@example.org").exists()


# Strangers learn nothing


def test_known_and_unknown_addresses_get_the_same_answer(client, person, settings, monkeypatch):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    person.set_password(PASSWORD)
    person.save()
    inactive = User.objects.create_user("gone@example.org", PASSWORD, is_active=False)
    hashed = []
    encode = PBKDF2PasswordHasher.encode
    monkeypatch.setattr(PBKDF2PasswordHasher, "encode", lambda self, *a, **k: hashed.append(1) or encode(self, *a, **k))
    answers = set()  # status, words, expensive calculations
    for email in (person.email, "nobody@example.org", inactive.email):
        hashed.clear()
        response = sign_in(Client(), email, "not the password at all")
        page = response.content.decode()
        errors = page.partition('class="errorlist')[2].partition("</ul>")[0]
        assert "do not fit together" in errors
        # One expensive calculation each, which is what takes the time.
        answers.add((response.status_code, errors, len(hashed)))
    assert len(answers) == 1
    assert answers.pop()[2] == 1


def test_asking_for_a_new_password_tells_nobody_who_has_an_account(client, person):
    known = client.post("/account/password/reset/", {"email": person.email})
    (message,) = finished_mail()
    assert message.to == [person.email]
    mail.outbox.clear()
    unknown = client.post("/account/password/reset/", {"email": "nobody@example.org"})
    assert finished_mail() == []
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    pages = {client.get(answer["Location"]).content for answer in (known, unknown)}
    assert len(pages) == 1


def test_asking_for_a_new_password_takes_as_long_for_anyone(client, person, monkeypatch):
    waited = []
    monkeypatch.setattr(forms.time, "sleep", waited.append)
    for email in (person.email, "nobody@example.org"):
        client.post("/account/password/reset/", {"email": email})
    finished_mail()
    assert len(waited) == 2
    assert all(0 < seconds <= forms.ALIKE for seconds in waited)


def test_an_address_that_was_given_up_is_good_for_nothing(client, person):
    client.post("/account/password/reset/", {"email": person.email})
    finished_mail()
    person = User.objects.get(pk=person.pk)
    person.email = "moved@example.org"
    person.save()
    mail.outbox.clear()
    client.post("/account/password/reset/", {"email": "moderator@example.org"})
    assert finished_mail() == []


def test_a_new_password_comes_by_mail_and_the_second_step_stays(client, enrolled, django_capture_on_commit_callbacks):
    client.post("/account/password/reset/", {"email": enrolled.email})
    (message,) = finished_mail()
    address = next(word for word in message.body.split() if "/password/reset/key/" in word)
    mail.outbox.clear()
    form = client.get(address.removeprefix("http://localhost"), follow=True)
    secret = "nine slow yellow boats"
    with django_capture_on_commit_callbacks(execute=True):
        client.post(form.redirect_chain[-1][0], {"password1": secret, "password2": secret})
    assert [notice.subject for notice in finished_mail()] == ["Your password was changed"]
    assert sign_in(client, password=PASSWORD).status_code == 200
    assert sign_in(client, password=secret)["Location"] == "/account/authenticate/"


# Limits


def test_five_wrong_passwords_close_an_account_for_a_while_whoever_asks(client, person):
    for attempt in range(5):
        sign_in(Client(REMOTE_ADDR=f"192.0.2.{attempt}"), password="wrong password again")
    response = sign_in(Client(REMOTE_ADDR="192.0.2.99"))
    assert "There were too many attempts" in response.content.decode()
    for attempt in range(5):
        sign_in(Client(REMOTE_ADDR=f"192.0.2.{attempt}"), "nobody@example.org", "wrong password again")
    response = sign_in(Client(REMOTE_ADDR="192.0.2.99"), "nobody@example.org")
    assert "There were too many attempts" in response.content.decode()


def test_a_host_written_another_way_begins_no_new_count(client, person, settings):
    settings.ALLOWED_HOSTS = ["testserver"]
    for attempt in range(5):
        sign_in(Client(REMOTE_ADDR=f"192.0.2.{attempt}"), password="wrong password again")
    for host in ("testserver:81", "TESTSERVER", "testserver."):
        assert "There were too many attempts" in sign_in(client, headers={"host": host}).content.decode(), host


def test_mail_names_the_site_whatever_the_request_called_it(client, person, settings):
    settings.ALLOWED_HOSTS = ["testserver"]
    client.post("/account/password/reset/", {"email": person.email}, headers={"host": "testserver:8443"})
    (message,) = finished_mail()
    assert "http://localhost/account/password/reset/key/" in message.body
    assert "8443" not in message.body


def test_asking_for_passkeys_without_end_is_stopped(client):
    headers = {"accept": "application/json"}
    answers = [client.get("/account/webauthn/login/", headers=headers).status_code for _ in range(30)]
    assert answers[0] == 200
    assert answers[-1] == 429


def test_ten_wrong_passwords_a_minute_close_the_door_to_one_place(client, person):
    for attempt in range(10):
        sign_in(client, f"nobody{attempt}@example.org", "wrong password again")
    assert "There were too many attempts" in sign_in(client).content.decode()
    assert sign_in(Client(REMOTE_ADDR="192.0.2.7")).status_code == 302


def test_attempts_are_counted_where_every_process_sees_them_and_name_nobody(client, person):
    from django.core.cache import caches
    from django.db import connection

    caches["default"].clear()
    sign_in(client, password="wrong password again")
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key FROM limits")
        keys = [key for (key,) in cursor.fetchall()]
    assert len(keys) >= 2
    assert not any("127.0.0.1" in key or "moderator" in key for key in keys)


# Sessions


def test_a_session_ends_after_an_hour_without_work_and_after_eight_hours_in_any_case(client, enrolled, monkeypatch):
    now = time.time()
    client.force_login(enrolled)
    assert client.get("/admin/").status_code == 200
    monkeypatch.setattr(sessions.time, "time", lambda: now + 59 * 60)
    assert client.get("/admin/").status_code == 200
    monkeypatch.setattr(sessions.time, "time", lambda: now + (59 + 61) * 60)
    response = client.get("/admin/pages/")
    assert response["Location"] == "/account/login/?next=%2Fadmin%2Fpages%2F"
    assert "You were signed out because some time has passed" in client.get(response["Location"]).content.decode()

    client.force_login(enrolled)
    began = now + 10 * 60 * 60
    for minutes in range(0, 8 * 60, 50):
        monkeypatch.setattr(sessions.time, "time", lambda minutes=minutes: began + minutes * 60)
        assert client.get("/admin/").status_code == 200
    monkeypatch.setattr(sessions.time, "time", lambda: began + 8 * 60 * 60 + 1)
    assert client.get("/admin/").status_code == 302


def test_what_is_private_closes_with_the_session_too(client, enrolled, monkeypatch, seed):
    PageViewRestriction.objects.create(page=seed, restriction_type=PageViewRestriction.LOGIN)
    now = time.time()
    client.force_login(enrolled)
    assert client.get(seed.url).status_code == 200
    monkeypatch.setattr(sessions.time, "time", lambda: now + 61 * 60)
    assert client.get(seed.url)["Location"].startswith(SIGN_IN)


def test_whoever_approves_sets_up_a_second_step(person):
    readers = Group.objects.create(name="Readers")
    person.groups.set([readers])
    person = User.objects.get(pk=person.pk)
    assert not person.needs_second_step
    ReviewTask.objects.get().groups.add(readers)
    assert person.needs_second_step


def test_an_editor_left_open_is_not_somebody_at_work(client, enrolled, monkeypatch, seed):
    now = time.time()
    client.force_login(enrolled)
    client.get("/admin/")
    for minutes in (30, 55):
        monkeypatch.setattr(sessions.time, "time", lambda minutes=minutes: now + minutes * 60)
        client.post("/admin/editing-sessions/ping/wagtailcore/page/1/1/")
    monkeypatch.setattr(sessions.time, "time", lambda: now + 65 * 60)
    assert client.get("/admin/")["Location"].startswith(SIGN_IN)


def test_signing_out_everywhere(enrolled):
    here, elsewhere = Client(), Client()
    here.force_login(enrolled)
    elsewhere.force_login(enrolled)
    assert here.get("/account/sign-out-everywhere/").status_code == 405
    here.post("/account/sign-out-everywhere/")
    for client in (here, elsewhere):
        assert client.get("/admin/")["Location"].startswith(SIGN_IN)


def test_a_link_on_another_site_does_not_look_like_being_signed_out():
    headers = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
    page = Client().get("/admin/pages/", headers=headers)
    assert page.status_code == 200
    assert '<meta http-equiv="refresh" content="0">' in page.content.decode()
    assert Client().get("/admin/pages/", headers={"Sec-Fetch-Site": "none"}).status_code == 302


# Notices


def test_a_new_factor_is_told_by_mail(client, person, django_capture_on_commit_callbacks):
    sign_in(client)
    secret = client.get("/account/totp/activate/").context["form"].secret
    code = totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30))
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/account/totp/activate/", {"code": code})
    (message,) = finished_mail()
    assert message.subject == "Authenticator App Activated"
    assert message.to == [person.email]
    assert "tell another administrator" in message.body
    assert "127.0.0.1" not in message.body


def test_a_new_password_is_told_once(client, person, django_capture_on_commit_callbacks):
    sign_in(client)
    new = "nine slow yellow boats"
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/account/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert [message.subject for message in finished_mail()] == ["Your password was changed"]
    assert client.get(SET_UP).status_code == 200, "one stays signed in"


def test_whoever_changes_a_password_or_address_the_owner_is_told(person, django_capture_on_commit_callbacks):
    person = User.objects.get(pk=person.pk)
    with django_capture_on_commit_callbacks(execute=True):
        person.set_password("nine slow yellow boats")
        person.save()
        person.email = "moved@example.org"
        person.save()
    assert {(message.subject, *message.to) for message in finished_mail()} == {
        ("Your password was changed", "moderator@example.org"),
        ("The e-mail address of your account was changed", "moderator@example.org"),
    }


def test_a_mail_server_that_is_down_breaks_nothing(person, settings, django_capture_on_commit_callbacks, caplog):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    person = User.objects.get(pk=person.pk)
    person.set_password("nine slow yellow boats")
    with django_capture_on_commit_callbacks(execute=True):
        person.save()
    finished_mail()
    assert User.objects.get(pk=person.pk).check_password("nine slow yellow boats")
    assert "could not be sent: ConnectionRefusedError" in caplog.text
    assert "moderator" not in caplog.text


# Administrators help others


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
    with django_capture_on_commit_callbacks(execute=True):
        administrator.post(reverse("accounts_reset_second_step", args=[enrolled.pk]))
    assert finished_mail()[-1].subject == "Your second step was reset"
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
