"""What may wait for a worker does; what somebody waits for, or what keeps somebody safe, does not."""

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from wagtail import signal_handlers
from wagtail.documents import signal_handlers as documents
from wagtail.images import signal_handlers as images

from pages.picture_sizes import make_sizes_of
from upkeep.mail import MOST_TIMES, WaitingEmailBackend, deliver

pytestmark = pytest.mark.any_database


@pytest.fixture
def left(monkeypatch, settings):
    """What was left to the worker, in order; mail goes to mail.outbox."""
    settings.MAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    found = []
    monkeypatch.setattr(type(deliver), "enqueue", lambda _task, *arguments: found.append(arguments))
    return found


def message(**headers):
    made = EmailMultiAlternatives("A subject", "Some words", "site@example.org", ["a@example.org"], headers=headers)
    made.attach_alternative("<p>Some words</p>", "text/html")
    return made


def test_a_notice_waits_and_arrives_as_it_was_written(left):
    assert WaitingEmailBackend().send_messages([message(**{"Auto-Submitted": "auto-generated"})]) == 1
    assert mail.outbox == []
    deliver.call(*left[0])
    (arrived,) = mail.outbox
    assert (arrived.subject, arrived.body, arrived.to) == ("A subject", "Some words", ["a@example.org"])
    assert arrived.extra_headers == {"Auto-Submitted": "auto-generated"}
    assert arrived.alternatives[0][0] == "<p>Some words</p>"


def test_a_link_for_a_new_password_is_sent_at_once_and_never_stored(left):
    assert WaitingEmailBackend().send_messages([message()]) == 1
    assert len(mail.outbox) == 1
    assert left == []


def test_a_notice_is_sent_again_while_nobody_takes_it(left, monkeypatch):
    def refused(_message):
        raise ConnectionRefusedError

    WaitingEmailBackend().send_messages([message(**{"Auto-Submitted": "auto-generated"})])
    monkeypatch.setattr(EmailMultiAlternatives, "send", refused)
    monkeypatch.setattr(type(deliver), "using", lambda task, **_options: task)
    deliver.call(*left[0])
    assert left[1] == (*left[0], 2)
    with pytest.raises(ConnectionRefusedError):
        deliver.call(*left[0], MOST_TIMES)


def test_references_files_and_sizes_of_pictures_never_wait():
    tasks = (
        signal_handlers.update_reference_index_task,
        images.delete_file_from_storage_task,
        documents.delete_file_from_storage_task,
        make_sizes_of,
    )
    assert {task.backend for task in tasks} == {"at_once"}
