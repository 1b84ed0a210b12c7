"""It ends; and readers hear that there is something new, without a word about what."""

import io
from datetime import timedelta

import pyrage
import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone
from letter_keys import letter

from letters.models import Letterbox, Part, SealedMessage
from letters.notices import tell_readers
from upkeep.backup import make_backup
from upkeep.restoring import restore

pytestmark = pytest.mark.django_db


def quiet(_what, _done, _every):
    """Show no progress."""


@pytest.fixture
def message(form, client):
    client.post(form.url, letter(text="Words"))
    return SealedMessage.objects.get()


def test_it_ends_after_the_days_of_its_form_counted_from_the_last_change(message, form):
    assert message.expires_on == timezone.localdate() + timedelta(days=90)
    SealedMessage.objects.update(expires_on=timezone.localdate())
    message.refresh_from_db()
    message.save()
    assert message.expires_on == timezone.localdate() + timedelta(days=90)


def test_the_daily_run_deletes_what_had_its_time_and_nothing_else(message, form, client):
    SealedMessage.objects.update(expires_on=timezone.localdate() - timedelta(days=1))
    client.post(form.url, letter(text="Later"))
    said = io.StringIO()
    call_command("end_messages", stdout=said)
    assert "Messages deleted: 1." in said.getvalue()
    assert SealedMessage.objects.count() == Part.objects.count() == 1


def test_what_had_its_time_is_shown_nowhere_even_before_the_daily_run(message, reader):
    SealedMessage.objects.update(expires_on=timezone.localdate() - timedelta(days=1))
    assert "Write to us" not in reader.get("/admin/messages/", headers={"X-Requested-With": "list"}).content.decode()
    assert reader.post(f"/admin/messages/{message.pk}/open/").status_code == 404


def test_the_job_is_one_of_those_that_happen_by_themselves():
    from clock.jobs import registered

    assert {"end_messages", "tell_readers"} <= set(registered)


def test_readers_hear_of_news_once_an_hour_and_learn_nothing_from_the_mail(message, reader, form, client):
    assert tell_readers() == 1
    (sent,) = mail.outbox
    assert sent.to == [reader.person.email]
    told = sent.subject + sent.body
    assert "There is something new" in told
    assert not any(word in told for word in ("Write", "Words", "1", form.title, "message "))
    client.post(form.url, letter(text="More"))
    assert tell_readers() == 0
    Letterbox.objects.update(told_at=timezone.now() - timedelta(minutes=61))
    assert tell_readers() == 1
    assert tell_readers() == 0


def test_a_mail_server_that_is_down_is_asked_again(message, monkeypatch):
    from django.core.mail import EmailMessage

    def fail(self):
        raise ConnectionRefusedError

    with monkeypatch.context() as broken:
        broken.setattr(EmailMessage, "send", fail)
        with pytest.raises(ConnectionRefusedError):
            tell_readers()
    assert tell_readers() == 1


def test_a_restore_brings_no_message_back_that_had_its_time(tmp_path, own_media):
    key = pyrage.x25519.Identity.generate()
    SealedMessage.objects.create(title="Old", days=30)
    SealedMessage.objects.create(title="New", days=30)
    SealedMessage.objects.filter(title="Old").update(expires_on=timezone.localdate() - timedelta(days=1))
    file = make_backup(tmp_path, key.to_public(), quiet)[0]
    restore(file, key, quiet)
    assert list(SealedMessage.objects.values_list("title", flat=True)) == ["New"]
