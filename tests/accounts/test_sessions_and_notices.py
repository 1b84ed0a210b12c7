"""Staff are signed out in time, and learn of every change to their account."""

import time
from datetime import timedelta

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from signing_in import PASSWORD, SET_UP, SIGN_IN, finished_mail, sign_in
from wagtail.models import PageViewRestriction
from wagtail.test.utils.form_data import querydict_from_html

from accounts import sessions
from accounts.models import User
from pages.models import ReviewTask

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


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


@pytest.mark.parametrize(("began", "seen", "open_"), [
    (sessions.LONGEST, 0, True), (sessions.LONGEST + 1, 0, False),
    (0, sessions.IDLE, True), (0, sessions.IDLE + 1, False),
])  # fmt: skip
def test_a_session_lasts_to_its_last_second(client, enrolled, monkeypatch, began, seen, open_):
    now = 2_000_000_000
    monkeypatch.setattr(sessions.time, "time", lambda: now)
    client.force_login(enrolled)
    session = client.session
    session["began"], session["seen"] = now - began, now - seen
    session.save()
    assert (client.get("/admin/").status_code == 200) is open_


@pytest.mark.parametrize(("seconds", "is_noted"), [(60, False), (61, True)])
def test_that_somebody_is_at_work_is_noted_once_a_minute(client, enrolled, monkeypatch, seconds, is_noted):
    now = 2_000_000_000
    monkeypatch.setattr(sessions.time, "time", lambda: now)
    client.force_login(enrolled)
    session = client.session
    session["began"] = session["seen"] = now - seconds
    session.save()
    client.get("/admin/")
    assert (client.session["seen"] == now) is is_noted


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
    for site, mode in (("none", "navigate"), ("same-origin", "navigate"), ("cross-site", "no-cors")):
        headers = {"Sec-Fetch-Site": site, "Sec-Fetch-Mode": mode}
        assert Client().get("/admin/pages/", headers=headers).status_code == 302


def test_a_new_factor_ends_the_sessions_that_began_without_it(client, person, django_capture_on_commit_callbacks):
    elsewhere = Client()
    elsewhere.force_login(person)
    sign_in(client)
    secret = client.get("/account/totp/activate/").context["form"].secret
    code = totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30))
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/account/totp/activate/", {"code": code})
    assert elsewhere.get("/admin/")["Location"].startswith(SIGN_IN)


def test_whose_factor_it_is_stays_signed_in_here_and_nobody_else_is_taken_for_them(client, person, rf):
    client.force_login(person)
    other = User.objects.create_user("other@example.org")
    request = rf.get("/")
    request.session, request.user = client.session, person
    known = request.session[HASH_SESSION_KEY]
    sessions.end_other_sessions(request, other)
    assert request.session[HASH_SESSION_KEY] == known
    sessions.end_other_sessions(request, person)
    assert request.session[HASH_SESSION_KEY] == person.get_session_auth_hash() != known


def test_the_time_for_the_second_step_is_over_at_its_very_end(monkeypatch):
    now = timezone.now()
    monkeypatch.setattr(sessions.timezone, "now", lambda: now)
    assert sessions.may_wait(User(second_step_due=now + timedelta(microseconds=1)))
    assert not sessions.may_wait(User(second_step_due=now))
    assert not sessions.may_wait(User())


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


def test_whoever_signed_in_again_in_another_tab_is_told_to_go_back(client, enrolled):
    url = reverse("editor_signed_in_again")
    assert client.get(url).status_code == 302
    client.force_login(enrolled)
    assert "You are signed in" in client.get(url).content.decode()


def test_whoever_gives_no_name_chooses_their_language_all_the_same(sign_in):
    client = sign_in("Editors")
    page = client.get("/admin/account/").content.decode()
    form = querydict_from_html(page).dict()
    answer = client.post("/admin/account/", form | {"locale-preferred_language": "es"}, follow=True)
    assert answer.status_code == 200
    assert "Idioma preferido" in client.get("/admin/account/").content.decode()
