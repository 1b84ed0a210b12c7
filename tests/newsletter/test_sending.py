"""Sending: each reader gets a newsletter once, or stands in a list; against a real mail server that misbehaves."""

import re
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone
from sendings import counts

from newsletter import addresses, delivery
from newsletter.delivery import send_all
from newsletter.models import Fate, Recipient, Sending, Subscription

pytestmark = pytest.mark.django_db


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
        assert Subscription.objects.get(**addresses.ended(token)).opened == address
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


def test_stopped_with_the_last_mail_it_stays_so_until_somebody_lets_it_go_on(
    server, sending, readers, chief, monkeypatch
):
    readers("a@example.org")
    one = sending()
    hand_over = delivery.Postman.hand_over

    def stop_meanwhile(self, message):
        Sending.objects.get(pk=one.pk).stop()
        return hand_over(self, message)

    monkeypatch.setattr(delivery.Postman, "hand_over", stop_meanwhile)
    send_all()
    one.refresh_from_db()
    assert (one.state, counts(one)) == (Sending.State.STOPPED, {"sent": 1})
    chief.post(f"/admin/newsletter/{one.page_id}/change/", {"what": "go_on"})
    send_all()
    one.refresh_from_db()
    assert (one.state, len(server.mails)) == (Sending.State.DONE, 1)


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
