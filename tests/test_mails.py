"""Mails to staff are in the language that whoever gets them has chosen for the editor, whatever the sender reads."""

from smtplib import SMTPRecipientsRefused

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.utils.translation import override
from wagtail.users.models import UserProfile

from accounts import notices
from accounts.models import User
from attention.summary import send_summary
from consent.models import Consent
from home.models import SiteSettings

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


@pytest.fixture(autouse=True)
def at_once(monkeypatch):
    """Send without a thread beside, which would not see what this test has written."""
    monkeypatch.setattr(notices, "send", lambda message: message.send())


@pytest.fixture
def colleagues():
    """Two administrators: one works in Spanish, one has chosen nothing."""
    spanish = User.objects.create_user("ana@example.org", is_superuser=True)
    UserProfile.objects.create(user=spanish, preferred_language="es")
    User.objects.create_user("sam@example.org", is_superuser=True)
    return "ana@example.org", "sam@example.org"


def subjects():
    return {address: message.subject for message in mail.outbox for address in message.to}


def test_a_notice_about_an_account(colleagues, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True), override("es"):
        for address in colleagues:
            notices.tell(address, "password_changed")
    assert subjects() == {
        "ana@example.org": "Se cambió tu contraseña",
        "sam@example.org": "Your password was changed",
    }


def test_a_consent_that_has_ended(colleagues, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True), override("es"):
        consent = Consent.objects.create(person="Somebody", withdrawal_contact="by phone")
        notices.tell_staff("consent.change_consent", "consent_ended", {"consent": consent, "titles": ["A story"]})
    told = subjects()
    assert told["sam@example.org"] == "What was taken down because of a consent"
    assert told["ana@example.org"] not in ("", told["sam@example.org"])


def test_a_new_password_that_was_asked_for(colleagues, client):
    for address in colleagues:
        client.post("/account/password/reset/", {"email": address})
    texts = {address: message.body for message in mail.outbox for address in message.to}
    assert "Alguien pidió una contraseña nueva" in texts["ana@example.org"]
    assert "asked for a new password" in texts["sam@example.org"]


def test_the_daily_summary_comes_to_each_in_their_language(colleagues, add_article):
    SiteSettings.objects.update(daily_summary="\n".join([*colleagues, "somebody.else@example.org"]))
    add_article("Without a search description")
    assert send_summary() == 3
    told = subjects()
    assert told["sam@example.org"] == told["somebody.else@example.org"]
    assert "attention" in told["sam@example.org"]
    assert "atención" in told["ana@example.org"]


def test_an_address_that_is_refused_keeps_the_daily_summary_from_nobody_else(add_article, monkeypatch):
    SiteSettings.objects.update(daily_summary="anna@example.org\nleft@example.org\nzoe@example.org")
    add_article("Without a search description")
    send, got = EmailMessage.send, []

    def choosy(self, **options):
        if self.to == ["left@example.org"]:
            raise SMTPRecipientsRefused({"left@example.org": (550, b"nobody here")})
        got.extend(self.to)
        return send(self, **options)

    monkeypatch.setattr(EmailMessage, "send", choosy)
    assert send_summary() == 2
    assert got == ["anna@example.org", "zoe@example.org"]
    # Nor in another language, whichever comes first.
    UserProfile.objects.create(user=User.objects.create_user("left@example.org"), preferred_language="es")
    for some in ("left@example.org\nanna@example.org", "anna@example.org\nleft@example.org"):
        SiteSettings.objects.update(daily_summary=some)
        assert send_summary() == 1
    SiteSettings.objects.update(daily_summary="left@example.org")
    with pytest.raises(SMTPRecipientsRefused):
        send_summary()
