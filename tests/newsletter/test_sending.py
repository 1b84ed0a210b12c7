"""Sending: each reader gets a newsletter once, or stands in a list; against a real mail server that misbehaves."""

import re
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from newsletter import addresses, delivery
from newsletter.delivery import TOO_MANY, send_all
from newsletter.models import Fate, Recipient, Sending, Subscription

pytestmark = pytest.mark.django_db


@pytest.fixture
def sending(newsletter):
    """Return a function that begins to send a newsletter."""

    def begin(page=None, **values):
        page = page or newsletter()
        return Sending.objects.create(page=page, revision=page.latest_revision, **values)

    return begin


def counts(one):
    return {fate: number for fate, number in one.counts().items() if number}


def due(one):
    """Let the time pass that somebody waits before trying again."""
    one.recipients.update(not_before=timezone.now())
    send_all()


def test_each_reader_gets_it_once(server, sending, readers):
    all_readers = readers(*(f"r{number}@example.org" for number in range(25)))
    one = sending()
    send_all()
    send_all()
    assert sorted(to for to, _content in server.mails) == sorted(all_readers)
    one.refresh_from_db()
    assert one.state == Sending.State.DONE
    assert counts(one) == {"sent": 25}


def test_every_mail_has_its_own_way_to_end_it(server, sending, readers):
    readers("a@example.org", "b@example.org")
    sending()
    send_all()
    links = set()
    for address in ("a@example.org", "b@example.org"):
        (mail,) = server.to(address)
        link = mail["List-Unsubscribe"].strip().strip("<>")
        assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        token = link.rstrip("/").rpartition("/")[2]
        assert Subscription.objects.get(pk=addresses.ended(token)).opened == address
        for part in ("plain", "html"):
            assert link in mail.get_body((part,)).get_content()
        assert "end.invalid" not in mail.as_string()
        links.add(link)
    assert len(links) == 2


def test_nobody_who_signed_up_in_another_language_gets_it(server, sending, readers):
    readers("a@example.org")
    Subscription.objects.begin("b@example.org", "es")
    sending()
    send_all()
    assert [to for to, _content in server.mails] == ["a@example.org"]


def test_a_pace_is_kept(server, sending, readers, sign_up):
    readers(*(f"r{number}@example.org" for number in range(9)))
    type(sign_up).objects.update(per_minute=4)
    sending()
    assert [send_all() for _minute in range(4)] == [4, 4, 1, 0]


def test_what_is_planned_waits_for_its_time(server, sending, readers):
    readers("a@example.org")
    one = sending(starts_at=timezone.now() + timedelta(hours=1))
    send_all()
    assert server.mails == []
    Sending.objects.filter(pk=one.pk).update(starts_at=timezone.now())
    send_all()
    assert len(server.mails) == 1


def test_what_is_sent_is_the_version_that_was_there_when_somebody_pressed_send(server, sending, readers, newsletter):
    readers("a@example.org")
    page = newsletter()
    sending(page)
    page.subject = "Changed afterwards"
    page.save_revision()
    send_all()
    (mail,) = server.to("a@example.org")
    assert mail["Subject"] == "News"


def test_whoever_leaves_meanwhile_gets_nothing(server, sending, readers, sign_up):
    readers("a@example.org", "b@example.org")
    type(sign_up).objects.update(per_minute=1)
    one = sending()
    send_all()
    Subscription.objects.of("b@example.org").delete()
    send_all()
    assert [to for to, _content in server.mails] == ["a@example.org"]
    assert counts(one) == {"sent": 1, "left": 1}


def test_a_hard_refusal_ends_a_subscription(server, sending, readers):
    readers("a@example.org", "gone@example.org", "z@example.org")
    server.answers["gone@example.org"] = "550 5.1.1 no such user"
    one = sending()
    send_all()
    assert counts(one) == {"sent": 2, "refused": 1}
    assert not Subscription.objects.of("gone@example.org").exists()
    assert Subscription.objects.count() == 2


def test_soft_refusals_are_tried_again_later_and_the_third_ends_it(server, sending, readers):
    readers("a@example.org", "full@example.org")
    server.answers["full@example.org"] = "452 4.2.2 mailbox full"
    one = sending()
    send_all()
    row = one.recipients.get(fate=Fate.WAITING)
    assert row.not_before > timezone.now() + timedelta(minutes=50)
    send_all()
    assert one.recipients.get(pk=row.pk).tries == 1, "not before its time"
    due(one)
    assert Subscription.objects.of("full@example.org").get().soft_refusals == 2
    due(one)
    assert not Subscription.objects.of("full@example.org").exists()
    assert counts(one) == {"sent": 1, "refused": 1}


def test_a_mail_that_gets_through_forgives_what_was_before(server, sending, readers):
    readers("busy@example.org")
    server.answers["busy@example.org"] = "450 4.7.1 greylisted"
    one = sending()
    send_all()
    del server.answers["busy@example.org"]
    due(one)
    assert Subscription.objects.get().soft_refusals == 0
    assert len(server.to("busy@example.org")) == 1


def test_refusals_that_are_about_us_end_nobody_s_subscription(server, sending, readers):
    people = readers(*(f"r{number}@example.org" for number in range(TOO_MANY + 5)))
    server.answers = dict.fromkeys(people, "550 relay access denied")
    one = sending()
    send_all()
    one.refresh_from_db()
    assert one.state == Sending.State.STOPPED
    assert "refused 10 mails in a row" in one.why_stopped
    assert Subscription.objects.count() == TOO_MANY + 5


def test_content_that_a_server_does_not_like_ends_nobody_s_subscription(server, sending, readers):
    readers("a@example.org", "strict@example.org")
    server.after_data["strict@example.org"] = "554 5.7.1 looks like spam"
    one = sending()
    send_all()
    assert counts(one) == {"sent": 1, "failed": 1}
    assert Subscription.objects.count() == 2


@pytest.mark.parametrize("what", ["drop before", "drop after"])
def test_a_mail_whose_fate_is_unknown_is_listed_and_not_sent_again(server, sending, readers, chief, what):
    readers("a@example.org", "lost@example.org", "z@example.org")
    server.after_data["lost@example.org"] = what
    one = sending()
    for _minute in range(3):
        send_all()
    assert counts(one) == {"sent": 2, "unknown": 1}
    assert server.calls == 3
    page = chief.get(f"/admin/newsletter/{one.page_id}/").content.decode()
    assert "l…@example.org" in page
    assert "lost@example.org" not in page


def test_a_server_that_is_away_loses_nothing_and_is_tried_again(server, sending, readers):
    readers("a@example.org", "b@example.org")
    server.controller.stop()
    one = sending()
    send_all()
    one.refresh_from_db()
    assert one.state == Sending.State.SENDING
    assert "does not answer" in one.why_stopped
    assert counts(one) == {"waiting": 2}
    server.start()
    due(one)
    assert len(server.mails) == 2


def test_what_was_being_sent_when_the_program_died_is_listed(server, sending, readers):
    readers("a@example.org", "b@example.org")
    one = sending()
    one.prepare()
    one.recipients.filter(subscription__in=Subscription.objects.of("a@example.org")).update(fate=Fate.TRYING)
    send_all()
    assert counts(one) == {"unknown": 1, "sent": 1}
    assert [to for to, _content in server.mails] == ["b@example.org"]


def test_begun_twice_it_has_one_row_for_each_reader(sending, readers):
    readers(*(f"r{number}@example.org" for number in range(7)))
    one = sending()
    one.prepare()
    one.recipients.order_by("-pk").first().delete()
    one.prepare()
    assert one.recipients.count() == 7


def test_stopped_nothing_more_is_sent_until_it_goes_on(server, sending, readers, chief, sign_up):
    readers(*(f"r{number}@example.org" for number in range(5)))
    type(sign_up).objects.update(per_minute=2)
    one = sending()
    send_all()
    chief.post(f"/admin/newsletter/{one.page_id}/change/", {"what": "stop"})
    send_all()
    assert len(server.mails) == 2
    chief.post(f"/admin/newsletter/{one.page_id}/change/", {"what": "go_on"})
    send_all()
    assert len(server.mails) == 4


def test_stopping_is_heard_in_the_middle_of_a_minute(server, sending, readers, monkeypatch):
    readers(*(f"r{number}@example.org" for number in range(20)))
    one = sending()
    hand_over = delivery.Postman.hand_over

    def stop_after_three(self, message):
        answer = hand_over(self, message)
        if len(server.mails) == 3:
            Sending.objects.get(pk=one.pk).stop()
        return answer

    monkeypatch.setattr(delivery.Postman, "hand_over", stop_after_three)
    send_all()
    assert len(server.mails) == 3


def test_after_a_restore_nothing_is_sent_again(server, sending, readers):
    from newsletter.wagtail_hooks import stop_all

    readers("a@example.org")
    one = sending()
    one.prepare()
    stop_all()
    send_all()
    assert server.mails == []
    assert counts(one) == {"unknown": 1}


def test_the_clock_sends_by_itself(server, sending, readers):
    from clock.jobs import registered

    readers("a@example.org")
    sending()
    assert registered["send_newsletters"].schedule.period == timedelta(minutes=1)
    call_command("send_newsletters", verbosity=0)
    assert len(server.mails) == 1


def test_nothing_in_a_mail_tells_who_reads_it(server, sending, readers):
    readers("a@example.org")
    sending()
    send_all()
    (mail,) = server.to("a@example.org")
    html = mail.get_body(("html",)).get_content()
    assert not re.findall(r"<img", html)
    assert "utm_" not in html
    assert "<script" not in html
    assert {"X-Mailer", "Return-Receipt-To", "Disposition-Notification-To", "List-Id"}.isdisjoint(mail.keys())
    assert mail["Message-ID"].endswith("@localhost>")


def test_rows_say_nothing_to_whoever_reads_the_table(sending, readers):
    readers("canary@example.org")
    one = sending()
    one.prepare()
    assert "canary" not in str(list(Recipient.objects.values())) + str(list(Subscription.objects.values()))


def test_what_was_stopped_needs_attention(server, sending, readers, chief):
    readers("a@example.org")
    one = sending()
    one.stop("The mail server refused 10 mails in a row.")
    said = chief.get("/admin/attention/").content.decode()
    assert "Spring: sending was stopped. The mail server refused 10 mails in a row." in said


def test_a_server_that_is_full_or_asks_for_patience_ends_nobody_s_subscription(server, sending, readers):
    people = readers(*(f"r{number}@example.org" for number in range(30)))
    server.answers = dict.fromkeys(people, "452 4.3.1 Insufficient system storage")
    one = sending()
    for _minute in range(8):
        due(one)
    assert server.mails == []
    assert Subscription.objects.filter(soft_refusals=0).count() == 30


def test_refusals_in_a_row_are_counted_over_all_minutes(server, sending, readers, sign_up):
    people = readers(*(f"r{number:02}@example.org" for number in range(30)))
    type(sign_up).objects.update(per_minute=5)
    one = sending()
    send_all()
    server.answers = dict.fromkeys(people, "550 blocked")
    for _minute in range(6):
        send_all()
    one.refresh_from_db()
    assert one.state == Sending.State.STOPPED
    assert Subscription.objects.count() == 30


def test_a_server_that_closes_while_it_is_told_a_mail_is_asked_again(server, sending, readers):
    readers("a@example.org")
    server.after_data["a@example.org"] = "421 4.3.2 shutting down"
    one = sending()
    send_all()
    del server.after_data["a@example.org"]
    due(one)
    assert counts(one) == {"sent": 1}


def test_whoever_leaves_in_the_middle_of_a_minute_gets_nothing(server, sending, readers, monkeypatch):
    readers("a@example.org", "b@example.org")
    one = sending()
    hand_over = delivery.Postman.hand_over

    def leave_after_the_first(self, message):
        Subscription.objects.of("b@example.org").delete()
        return hand_over(self, message)

    monkeypatch.setattr(delivery.Postman, "hand_over", leave_after_the_first)
    send_all()
    assert [to for to, _content in server.mails] == ["a@example.org"]
    assert counts(one) == {"sent": 1, "left": 1}


def test_one_that_cannot_be_made_or_lies_in_the_bin_does_not_hold_up_the_others(
    server, sending, readers, newsletter, chief
):
    readers("a@example.org")
    binned, broken, fine = newsletter("Binned"), newsletter("Broken"), newsletter("Fine")
    first, second = sending(binned), sending(broken)
    chief.post(f"/admin/pages/{binned.pk}/delete/")
    broken.latest_revision.content["subject"] = None
    broken.latest_revision.save()
    sending(fine)
    send_all()
    assert len(server.mails) == 1
    for one in (first, second):
        one.refresh_from_db()
        assert one.state == Sending.State.STOPPED
    assert chief.get(f"/admin/newsletter/{binned.pk}/").status_code == 404
    assert "Binned" not in chief.get("/admin/newsletter/").content.decode().partition("Write one")[2]


def test_a_newsletter_that_was_sent_can_be_deleted_for_good(server, sending, readers, newsletter):
    readers("a@example.org")
    page = newsletter()
    sending(page)
    send_all()
    page.delete()
    assert not Sending.objects.exists()


def test_the_pace_is_that_of_the_mail_server_however_many_newsletters_go_out(
    server, sending, readers, newsletter, sign_up
):
    readers(*(f"r{number}@example.org" for number in range(9)))
    type(sign_up).objects.update(per_minute=5)
    sending(newsletter("One")), sending(newsletter("Two"))
    assert send_all() == 5


def test_after_a_restore_what_had_not_begun_is_to_be_planned_again(sending, readers):
    from newsletter.wagtail_hooks import stop_all

    readers("a@example.org")
    sending(starts_at=timezone.now() + timedelta(days=1))
    stop_all()
    assert not Sending.objects.exists()


def test_what_was_said_of_the_mail_server_goes_when_it_is_back(server, sending, readers):
    readers("a@example.org", "b@example.org")
    server.controller.stop()
    one = sending()
    send_all()
    server.start()
    due(one)
    one.refresh_from_db()
    assert (one.state, one.why_stopped) == ("done", "")
