"""Strangers learn nothing about who has an account, and attempts have an end."""

import json

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.core import mail
from django.test import Client
from signing_in import PASSWORD, finished_mail, sign_in

from accounts import forms
from accounts.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
# What a browser sends has this form; nothing in it is true.
PASSKEY = {
    "id": "AAAA",
    "rawId": "AAAA",
    "type": "public-key",
    "clientExtensionResults": {},
    "response": {"clientDataJSON": "e30", "authenticatorData": "A" * 50, "signature": "AAAA", "userHandle": "AAAA"},
}


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


@pytest.mark.parametrize(
    "nonsense",
    [
        "[" * 20_000,
        json.dumps(PASSKEY | {"clientExtensionResults": []}),
        json.dumps(PASSKEY | {"response": PASSKEY["response"] | {"authenticatorData": "A" * 43 + "IAAAAA"}}),
        json.dumps(PASSKEY),
        "{}",
        "null",
    ],
)
def test_what_is_no_passkey_is_refused_and_no_error_of_ours(client, db, nonsense):
    client.get("/account/webauthn/login/", headers={"accept": "application/json"})
    answer = client.post("/account/webauthn/login/", {"credential": nonsense})
    assert answer.status_code in {200, 302, 400}
    assert "_auth_user_id" not in client.session


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
