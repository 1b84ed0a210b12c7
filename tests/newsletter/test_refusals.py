"""A mail server that refuses, hangs up or is away: who stays on the list, and what is tried again."""

from datetime import timedelta

import pytest
from django.utils import timezone
from sendings import counts, due

from accounts.models import User
from attention.items import Group, what_needs_attention
from newsletter.delivery import MOST_TRIES, TOO_MANY, send_all
from newsletter.models import Fate, Sending, Subscription

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


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


def test_a_reader_whose_server_asks_for_patience_gets_the_mail_later(server, sending, readers):
    readers("busy@example.org")
    server.answers["busy@example.org"] = "450 4.7.1 greylisted"
    one = sending()
    send_all()
    del server.answers["busy@example.org"]
    due(one)
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


def test_who_was_refused_because_of_us_stays_on_the_list_when_it_goes_on(server, sending, readers, chief):
    people = readers(*(f"r{number}@example.org" for number in range(TOO_MANY + 5)))
    server.answers = dict.fromkeys(people[:TOO_MANY], "550 relay access denied")
    one = sending()
    send_all()
    server.answers = {}
    chief.post(f"/admin/newsletter/{one.page_id}/change/", {"what": "go_on"})
    send_all()
    assert counts(one) == {"sent": 5, "failed": TOO_MANY}
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


def test_mails_whose_fate_is_unknown_need_attention_for_a_month(server, sending, readers):
    readers("a@example.org", "lost@example.org", "z@example.org")
    server.after_data["lost@example.org"] = "drop after"
    one, person = sending(), User.objects.create_superuser("all@example.org")
    send_all()

    def told():
        return [(row.text, row.url) for row in what_needs_attention(person) if row.group == Group.NEWSLETTER]

    look = f"/admin/newsletter/{one.page_id}/"
    assert told() == [("Spring: of 1 mail nobody knows whether it arrived.", look)]
    Sending.objects.update(starts_at=timezone.now() - timedelta(days=31))
    assert told() == []


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


def test_what_was_said_of_the_mail_server_goes_when_it_is_back(server, sending, readers):
    readers("a@example.org", "b@example.org")
    server.controller.stop()
    one = sending()
    send_all()
    server.start()
    due(one)
    one.refresh_from_db()
    assert (one.state, one.why_stopped) == ("done", "")


def test_a_server_that_takes_a_mail_and_does_not_say_so_in_time_is_not_told_it_again(
    server, sending, readers, settings
):
    settings.EMAIL_TIMEOUT = 1
    readers("a@example.org")
    server.delay = 3
    one = sending()
    send_all()
    server.delay = 0
    send_all()
    assert counts(one) == {"unknown": 1}
    assert len(server.mails) == 1


def test_a_mail_that_gets_through_forgives_full_mailboxes_of_before(server, sending, readers):
    readers("full@example.org")
    server.answers["full@example.org"] = "452 4.2.2 mailbox full"
    one = sending()
    for _time in range(2):
        due(one)
    assert Subscription.objects.get().soft_refusals == 2
    server.answers.clear()
    due(one)
    assert Subscription.objects.get().soft_refusals == 0
    assert counts(one) == {"sent": 1}


def test_a_server_that_takes_no_mail_of_ours_loses_nobody_and_what_it_says_is_shown(server, sending, readers, chief):
    readers("a@example.org", "b@example.org")
    server.instead["MAIL"] = "451 4.3.0 the queue is “voll”"
    one = sending()
    send_all()
    assert counts(one) == {"waiting": 2}
    said = chief.get(f"/admin/newsletter/{one.page_id}/").content.decode()
    assert "The mail server does not answer; it is tried again: 4.3.0 the queue is “voll”" in said
    server.instead.clear()
    due(one)
    assert counts(one) == {"sent": 2}


def test_a_server_that_shuts_down_before_it_takes_a_reader_is_asked_again(server, sending, readers):
    readers("a@example.org", "b@example.org")
    server.answers["a@example.org"] = "421 4.3.2 shutting down"
    one = sending()
    send_all()
    assert counts(one) == {"waiting": 2}
    assert Subscription.objects.filter(soft_refusals=0).count() == 2
    server.answers.clear()
    due(one)
    assert counts(one) == {"sent": 2}


def test_a_reader_at_whom_a_server_always_hangs_up_is_named_to_nobody_and_given_up(server, sending, readers):
    readers("a@example.org", "b@example.org")
    server.answers["a@example.org"] = "421 4.7.0 <a@example.org>: try again later"
    one = sending()
    for _minutes in range(MOST_TRIES):
        due(one)
        one.refresh_from_db()
        assert "a@example.org" not in one.why_stopped
    due(one)
    assert counts(one) == {"sent": 1, "failed": 1}
    assert Subscription.objects.count() == 2


def test_a_server_that_hangs_up_after_a_refusal_is_not_asked_for_that_reader_for_ever(server, sending, readers):
    readers("gone@example.org", "z@example.org")
    server.answers["gone@example.org"] = "550 5.1.1 no such user and hangs up"
    one = sending()
    send_all()
    assert counts(one) == {"refused": 1, "sent": 1}
    assert not Subscription.objects.of("gone@example.org").exists()


def test_a_server_that_wants_no_content_at_all_ends_nobody_s_subscription(server, sending, readers):
    readers("a@example.org")
    server.instead["DATA"] = "421 4.3.2 shutting down"
    one = sending()
    send_all()
    one.refresh_from_db()
    assert "does not answer" in one.why_stopped
    assert counts(one) == {"waiting": 1}
    server.instead["DATA"] = "554 5.5.1 no valid recipients"
    due(one)
    assert counts(one) == {"failed": 1}
    assert Subscription.objects.count() == 1


def test_a_farewell_that_makes_no_sense_does_not_undo_what_was_sent(server, sending, readers):
    readers("a@example.org")
    server.instead["QUIT"] = "221 " + "bye " * 5_000
    one = sending()
    send_all()
    one.refresh_from_db()
    assert (one.state, one.why_stopped) == (Sending.State.DONE, "")
    assert counts(one) == {"sent": 1}


def test_an_address_that_cannot_be_opened_any_more_holds_up_nobody_and_is_listed(server, sending, readers, chief):
    readers("a@example.org", "z@example.org")
    Subscription.objects.of("a@example.org").update(address="sealed with a key that is gone")
    one = sending()
    send_all()
    one.refresh_from_db()
    assert one.state == Sending.State.DONE
    assert counts(one) == {"failed": 1, "sent": 1}
    page = chief.get(f"/admin/newsletter/{one.page_id}/").content.decode()
    assert "Not taken by the mail server" in page
    assert Subscription.objects.count() == 2
