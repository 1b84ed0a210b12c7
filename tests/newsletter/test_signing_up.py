"""Signing up: a link by mail that is good for two days, nothing kept until then, nothing told to anybody else."""

import re
import time
from urllib.parse import urlsplit

import pytest
from django.core import signing
from django.db import connection
from django.test import Client, RequestFactory
from django.utils import translation

from letters import gate
from letters.gate import new_mark
from newsletter import addresses
from newsletter.models import Subscription
from newsletter.views import sign_up as signing_up

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
CANARY = "canary.reader@example.org"


def text(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def mark(seconds=10):
    """Return the mark of a form that was opened some seconds ago."""
    signer = gate._signer
    at = signing.b62_encode(int(time.time() - seconds))
    value = f"{'ab' * 16}:{at}"
    return f"{value}:{signer.signature(value)}"


def ask(client, page, address, **more):
    return client.post(page.url, {"address": address, "mark": mark()} | more)


def link_of(mail):
    return urlsplit(re.search(r"http\S+", mail.get_body().get_content())[0]).path


def test_a_link_in_a_mail_and_one_click_put_somebody_on_the_list(client, server, sign_up):
    assert "Look in your inbox" in text(ask(client, sign_up, CANARY))
    assert Subscription.objects.count() == 0
    (mail,) = server.to(CANARY)
    link = link_of(mail)
    assert "One more click" in text(client.get(link))
    assert Subscription.objects.count() == 0, "a program that looks at links confirms nothing"
    assert "You are on the list" in text(client.post(link))
    assert Subscription.objects.get().opened == CANARY


def test_the_mail_says_no_more_than_it_must(client, server, sign_up):
    ask(client, sign_up, CANARY)
    (mail,) = server.to(CANARY)
    assert mail["Subject"] == "Please confirm"
    assert mail["From"].startswith("Information <")
    words = re.sub(r"https?://\S+", "", mail.get_content()).casefold() + str(mail["From"]).casefold()
    assert not any(word in words for word in ("survivor", "prostitution", "newsletter", "ops"))


def test_the_page_says_before_that_a_mail_will_lie_in_the_inbox_and_from_whom(client, sign_up):
    assert "A mail will lie in your inbox, from “Information”" in text(client.get(sign_up.url))


def test_whoever_is_on_the_list_already_sees_and_is_sent_the_same(client, server, sign_up, readers):
    readers(CANARY)
    known, new = ask(client, sign_up, CANARY), ask(client, sign_up, "new@example.org")
    assert known.content == new.content
    first, second = server.to(CANARY)[0], server.to("new@example.org")[0]
    shape = [re.sub(r"http\S+", "", mail.get_body().get_content()) for mail in (first, second)]
    assert shape[0] == shape[1]
    client.post(link_of(first))
    assert Subscription.objects.count() == 1


def test_whoever_confirms_in_another_language_gets_it_in_that_one(client, sign_up, readers):
    readers(CANARY)
    token = addresses.confirm_token(CANARY)
    with translation.override("es"):
        assert signing_up.confirm(RequestFactory().post("/"), token).status_code == 200
    assert Subscription.objects.get().language == "es"


def test_whoever_was_too_quick_can_press_again_at_once(client, server, sign_up):
    quick = new_mark()
    answer = client.post(sign_up.url, {"address": CANARY, "mark": quick})
    assert answer.status_code == 422
    assert f'value="{quick}"' in answer.content.decode()


def test_a_link_is_good_for_48_hours(client, sign_up, monkeypatch):
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now - 47 * 3600)
    young = addresses.confirm_token(CANARY)
    monkeypatch.setattr(time, "time", lambda: now - 49 * 3600)
    old = addresses.confirm_token(CANARY)
    monkeypatch.setattr(time, "time", lambda: now)
    response = client.post(f"/mail/confirm/{old}/")
    assert response.status_code == 410
    assert "Nothing of you was kept." in text(response)
    assert client.post(f"/mail/confirm/{young}/").status_code == 200


@pytest.mark.parametrize("token", ["x", "gAAAA", "é", "a" * 5000, "%00"])
def test_other_links_are_answered_in_words(client, sign_up, token):
    assert client.get(f"/mail/confirm/{token}/").status_code in {404, 410, 414}
    assert client.post(f"/mail/end/{token}/").status_code in {404, 414}


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Write an address such as name@example.org."),
        ("somebody", "Write an address such as name@example.org."),
        ("a@b", "Write an address such as name@example.org."),
        ("a b@example.org", "Write an address such as name@example.org."),
        ("a@example.org\nBcc: all@example.org", "Write an address such as name@example.org."),
        ('"\x0bBcc:v"@example.org', "Write an address such as name@example.org."),
        ('"\x0b\x0c"@example.org', "Write an address such as name@example.org."),
        ("a@example.org\r\n.\r\nQUIT", "Write an address such as name@example.org."),
        ("x" * 310 + "@example.org", "This is longer than an address may be."),
        ("jürgen@example.org", "letters without accents"),
        ("a@exa\x00mple.org", "sent"),
        ("a@" + "ü" * 80 + ".de", "Write an address such as name@example.org."),
    ],
)
def test_what_is_no_address_is_said_and_stays_in_the_field(client, server, sign_up, typed, said):
    response = ask(client, sign_up, typed)
    if said == "sent":
        assert response.status_code == 200
        assert [to for to, _content in server.mails] == ["a@example.org"]
        return
    assert response.status_code == 422
    assert said in text(response)
    assert server.mails == []


def test_names_of_hosts_may_have_accents(client, server, sign_up):
    assert ask(client, sign_up, "Anna@BÜCHER.example").status_code == 200
    assert [to for to, _content in server.mails] == ["Anna@xn--bcher-kva.example"]


def test_no_cookie_is_set_and_nothing_is_kept_of_the_page(client, server, sign_up):
    for response in (client.get(sign_up.url), ask(client, sign_up, CANARY)):
        assert not response.cookies
        assert response["Cache-Control"] == "no-store"


def test_another_site_cannot_sign_anybody_up(client, server, sign_up):
    response = client.post(sign_up.url, {"address": CANARY, "mark": mark()}, headers={"Sec-Fetch-Site": "cross-site"})
    assert response.status_code == 403
    assert server.mails == []
    token = addresses.confirm_token(CANARY)
    client.post(f"/mail/confirm/{token}/", headers={"Sec-Fetch-Site": "cross-site"})
    assert not Subscription.objects.exists()


def test_programs_and_those_who_fill_other_people_s_inboxes_get_nothing_done(client, server, sign_up):
    assert ask(client, sign_up, "a@example.org", homepage="x").status_code == 200
    assert server.mails == []
    assert client.post(sign_up.url, {"address": "b@example.org", "mark": mark(0)}).status_code == 422
    assert client.post(sign_up.url, {"address": "b@example.org"}).status_code == 422
    for _time in range(4):
        assert ask(client, sign_up, CANARY).status_code == 200
    assert len(server.to(CANARY)) == 2
    answers = [ask(client, sign_up, f"c{number}@example.org").status_code for number in range(30)]
    assert answers[0] == 200
    assert answers[-1] == 429


def test_a_mail_server_that_is_away_is_told_and_nothing_typed_is_lost(client, server, sign_up):
    server.controller.stop()
    response = ask(client, sign_up, CANARY)
    assert response.status_code == 503
    assert CANARY in response.content.decode()
    assert "Our mail does not work just now" in text(response)


def test_one_step_without_signing_in_ends_it(client, sign_up, readers):
    readers(CANARY)
    link = f"/mail/end/{addresses.end_token(Subscription.objects.get().mark)}/"
    assert "No more mails?" in text(client.get(link))
    assert Subscription.objects.exists()
    assert "Your address is deleted here." in text(client.post(link))
    assert not Subscription.objects.exists()
    assert client.post(link).status_code == 200


def test_an_older_link_ends_nobody_else_after_a_backup_was_restored(client, sign_up, readers):
    readers(CANARY)
    mine = Subscription.objects.get()
    link = f"/mail/end/{addresses.end_token(mine.mark)}/"
    number = mine.pk
    mine.delete()
    readers("somebody.else@example.org")
    Subscription.objects.update(id=number)
    assert client.post(link).status_code == 200
    assert Subscription.objects.get().opened == "somebody.else@example.org"


def test_links_of_older_mails_still_end_it(client, sign_up, readers):
    readers(CANARY)
    old = signing.Signer(salt="newsletter.end").sign(str(Subscription.objects.get().pk))
    assert client.get(f"/mail/end/{old}x/").status_code == 404
    client.post(f"/mail/end/{old}/")
    assert not Subscription.objects.exists()


def test_an_address_gets_few_letters_a_day_whoever_asks(client, server, sign_up, monkeypatch):
    for _hour in range(6):
        monkeypatch.setattr(gate, "counts", gate.Counts())
        assert ask(client, sign_up, CANARY).status_code == 200
    assert len(server.to(CANARY)) == 5


def test_a_mail_program_ends_it_with_one_request_of_its_own(sign_up, readers):
    readers(CANARY)
    link = f"/mail/end/{addresses.end_token(Subscription.objects.get().mark)}/"
    # RFC 8058: no cookies, no origin, this body.
    response = Client(enforce_csrf_checks=True).post(link, {"List-Unsubscribe": "One-Click"})
    assert response.status_code == 200
    assert not Subscription.objects.exists()


def test_no_byte_of_the_database_holds_the_address(client, server, sign_up, capfd):
    ask(client, sign_up, CANARY)
    client.post(link_of(server.to(CANARY)[0]))
    assert Subscription.objects.count() == 1
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')
            assert not any("canary.reader" in str(row).lower() for row in cursor.fetchall()), table
    said = capfd.readouterr()
    assert "canary" not in said.out + said.err


def test_another_secret_key_opens_what_is_kept_only_while_the_old_one_is_named(settings, sign_up, readers):
    readers(CANARY)
    old, settings.SECRET_KEY = settings.SECRET_KEY, "another" * 10
    assert Subscription.objects.get().opened == ""
    settings.SECRET_KEY_FALLBACKS = [old]
    assert Subscription.objects.get().opened == CANARY
    assert not Subscription.objects.begin(CANARY, "en"), "it is known under the old mark, too"
