"""Messages in the editor: reading, answering, and no door for anybody else."""

import pytest
from bs4 import BeautifulSoup
from django.utils.formats import date_format
from letter_keys import in_text, letter, post, public
from wagtail.models import ModelLogEntry, Page

from letters.models import Letterbox, Part, SealedMessage, State
from letters.models.messages import readers_keys
from letters.sealing import seal

pytestmark = pytest.mark.django_db


def test_opening_hands_out_sealed_texts_and_is_written_down_without_words(reader, message):
    answer = post(reader, f"/admin/messages/{message.pk}/open/")
    assert "Old words" not in answer.content.decode()
    assert answer.json()["parts"][0]["sealed"].startswith("YWdl")
    entry = ModelLogEntry.objects.get(action="letters.open")
    assert (entry.user, entry.label) == (reader.person, f"Message {message.pk}")


def test_the_list_says_form_day_state_who_and_until_when_and_nothing_else(reader, message):
    SealedMessage.objects.update(looked_after_by=reader.person)
    page = reader.get("/admin/messages/", headers={"X-Requested-With": "list"}).content.decode()
    (row,) = BeautifulSoup(page, "html.parser").select("tr[data-row]")
    assert [" ".join(cell.get_text(" ").split()) for cell in row.find_all(["th", "td"])] == [
        f"Write to us {message.pk}",
        date_format(message.received_on),
        "New",
        str(reader.person),
        date_format(message.expires_on),
    ]
    assert str(message.answer_mark) not in page


def test_an_answer_is_kept_only_when_it_is_sealed_to_all_who_should_read_it(reader, message, keys):
    url = f"/admin/messages/{message.pk}/add/"
    opened = post(reader, f"/admin/messages/{message.pk}/open/").json()
    few, every = (in_text(seal({"text": "Hi"}, keys)) for keys in ([public(keys.reader)], opened["for_reply"]))
    reply = {"kind": "reply", "sealed_to": opened["sealed_to"]}
    assert post(reader, url, reply | {"sealed": few}).status_code == 409
    assert post(reader, url, reply | {"sealed": every, "kind": "letter"}).status_code == 400
    assert post(reader, url, reply | {"sealed": "no Base64"}).status_code == 409
    assert post(reader, url, reply | {"sealed": every, "sealed_to": "of before"}).status_code == 409
    assert post(reader, url, reply | {"sealed": every}).status_code == 200
    message.refresh_from_db()
    assert message.state == State.OPEN


def test_what_arrived_meanwhile_is_not_marked_as_done_unread(reader, message, client):
    url = f"/admin/messages/{message.pk}/"
    seen = post(reader, f"{url}open/").json()["seen"]
    Part.objects.create(message=message, kind=Part.Kind.WRITER, sealed=b"x", sealed_to="x")
    assert post(reader, f"{url}change/", {"state": "done", "seen": seen}).status_code == 409
    seen = post(reader, f"{url}open/").json()["seen"]
    assert post(reader, f"{url}change/", {"state": "done", "seen": seen}).status_code == 200


def test_what_was_set_apart_and_is_answered_is_no_spam(reader, message):
    SealedMessage.objects.update(state=State.APART)
    opened = post(reader, f"/admin/messages/{message.pk}/open/").json()
    reply = {"kind": "reply", "sealed_to": opened["sealed_to"]}
    sealed = in_text(seal({"text": "Hi"}, opened["for_reply"]))
    assert post(reader, f"/admin/messages/{message.pk}/add/", reply | {"sealed": sealed}).status_code == 200
    message.refresh_from_db()
    assert message.state == State.OPEN


def test_who_gave_an_address_is_not_answered_here(reader, form, client, keys):
    client.post(form.url, letter(way="call", **{"a-phone": "555"}))
    message = SealedMessage.objects.get()
    sealed = in_text(seal({"text": "Hi"}, readers_keys(form)))
    assert post(reader, f"/admin/messages/{message.pk}/add/", {"kind": "reply", "sealed": sealed}).status_code == 400


@pytest.mark.parametrize(
    "data", [{"state": "apart"}, {"state": []}, {"looked_after_by": 10**12}, {"looked_after_by": "x"}]
)
def test_nonsense_changes_nothing(reader, message, data):
    assert post(reader, f"/admin/messages/{message.pk}/change/", data).status_code == 400
    message.refresh_from_db()
    assert (message.state, message.looked_after_by) == (State.NEW, None)


ODD = [[], {"a": 1}, 1.5, True, "x" * 300, "\x00", -1, 10**30, [[]], None]


def test_no_script_gone_wrong_brings_the_screens_of_messages_down_or_changes_anything(reader, message):
    own, key = f"/admin/messages/{message.pk}", "/admin/messages"
    paper = Letterbox.get().paper_key
    for odd in ODD:
        for path, data in (
            (f"{own}/change/", {"state": odd}),
            (f"{own}/change/", {"looked_after_by": odd, "state": odd}),
            (f"{own}/add/", {"kind": odd}),
            (f"{own}/add/", {"kind": "note", "sealed": odd, "sealed_to": odd}),
            (f"{key}/key/", {"public": odd, "sealed": odd}),
            (f"{key}/key/with-paper/", {"proof": odd}),
            (f"{key}/paper/", {"is_printed": odd}),
            (f"{key}/sealed-again/", {"parts": odd}),
            (f"{key}/sealed-again/", {"parts": [odd, {"id": odd, "sealed": odd, "sealed_to": odd}]}),
        ):
            assert post(reader, path, data).status_code < 500, (path, data)
    message.refresh_from_db()
    assert (message.state, message.looked_after_by, message.parts.count()) == (State.NEW, None, 1)
    assert Letterbox.get().paper_key == paper


def test_whoever_looks_after_a_new_message_has_begun_with_it(reader, message):
    answer = post(reader, f"/admin/messages/{message.pk}/change/", {"looked_after_by": reader.person.pk})
    assert answer.json()["state"] == State.OPEN
    message.refresh_from_db()
    assert message.looked_after_by == reader.person


def test_a_message_that_is_given_back_or_passed_on_is_as_far_as_it_was(reader, message):
    for state in (State.NEW, State.OPEN, State.DONE):
        SealedMessage.objects.update(state=state, looked_after_by=reader.person)
        answer = post(reader, f"/admin/messages/{message.pk}/change/", {"looked_after_by": None})
        assert answer.json()["state"] == state
        message.refresh_from_db()
        assert (message.state, message.looked_after_by) == (state, None)
    post(reader, f"/admin/messages/{message.pk}/change/", {"looked_after_by": reader.person.pk})
    message.refresh_from_db()
    assert (message.state, message.looked_after_by) == (State.DONE, reader.person)


@pytest.mark.parametrize(("kind", "state"), [("note", State.DONE), ("reply", State.OPEN)])
def test_a_note_begins_nothing_anew_and_an_answer_does(reader, message, kind, state):
    opened = post(reader, f"/admin/messages/{message.pk}/open/").json()
    SealedMessage.objects.update(state=State.DONE)
    sealed = in_text(seal({"text": "Hi"}, opened[f"for_{kind}"]))
    data = {"kind": kind, "sealed_to": opened["sealed_to"], "sealed": sealed}
    assert post(reader, f"/admin/messages/{message.pk}/add/", data).status_code == 200
    message.refresh_from_db()
    assert message.state == state


def test_an_answer_that_is_too_long_is_refused_in_words(reader, message):
    opened = post(reader, f"/admin/messages/{message.pk}/open/").json()
    reply = {"kind": "reply", "sealed_to": opened["sealed_to"]}
    sealed = in_text(seal({"text": "x" * 70_000}, opened["for_reply"]))
    answer = post(reader, f"/admin/messages/{message.pk}/add/", reply | {"sealed": sealed})
    assert (answer.status_code, answer.json()["error"]) == (400, "This is too long. Please make it shorter.")
    assert message.parts.count() == 1


@pytest.mark.parametrize("body", ["", "{broken", "kind=note", "\ud800", pytest.param("[" * 100_000, id="deep")])
def test_what_arrives_in_pieces_is_refused_in_words(reader, message, body):
    def send(path):
        sent = body.encode("utf-8", "surrogatepass")
        return reader.post(f"/admin/messages/{path}", sent, content_type="application/json")

    answer = send(f"{message.pk}/add/")
    assert (answer.status_code, answer.json()["error"]) == (400, "That is not possible.")
    assert "did not arrive whole" in send("key/").json()["error"]
    assert message.parts.count() == 1


def test_a_message_can_be_deleted_now(reader, message):
    assert post(reader, f"/admin/messages/{message.pk}/delete/").status_code == 200
    assert not Part.objects.exists()


# Doors

DOORS = ["messages/", "messages/key/", "messages/paper/", "messages/seal-again/", "messages/key/with-paper/"]
POSTS = ["messages/1/open/", "messages/1/change/", "messages/1/add/", "messages/1/delete/", "messages/sealed-again/"]


@pytest.mark.parametrize("role", ["Editors", "Moderators", "Administrators", "Survivor leadership"])
def test_no_other_role_has_a_door_to_messages(sign_in, message, role):
    client = sign_in(role)
    for door in DOORS:
        assert client.get(f"/admin/{door}").status_code in {302, 403}, door
    for door in POSTS:
        assert post(client, f"/admin/{door.replace('1', str(message.pk))}").status_code in {302, 403}, door
    assert "/admin/messages/" not in client.get("/admin/").content.decode()


def test_whoever_may_everything_but_was_not_let_in_is_led_to_their_key(sign_in, message):
    client = sign_in(None)
    assert client.get("/admin/messages/")["Location"] == "/admin/messages/key/"
    assert post(client, f"/admin/messages/{message.pk}/open/").status_code == 403


def test_wagtails_own_lists_show_nothing_of_it(sign_in, message):
    client = sign_in(None)
    assert "/admin/forms/" not in client.get("/admin/").content.decode()
    assert f"/admin/forms/submissions/{message.form_id}/" not in client.get("/admin/forms/").content.decode()
    assert client.get(f"/admin/forms/submissions/{message.form_id}/").status_code in {302, 403, 404}
    assert "Old words" not in client.get("/admin/reports/site-history/").content.decode()


def test_a_form_that_is_deleted_leaves_its_messages_to_all_readers(reader, message, keys):
    Page.objects.get(pk=message.form_id).delete()
    message.refresh_from_db()
    assert message.title == "Write to us"
    assert list(SealedMessage.objects.readable_by(reader.person)) == [message]


def test_reading_needs_the_second_step(sign_in):
    assert sign_in("Advocates").person.needs_second_step
