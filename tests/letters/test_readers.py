"""Who can read: keys, letting in and taking out, the paper key, and sealing again."""

import pyrage
import pytest
from django.contrib.auth.models import Group
from letter_keys import (
    LOCKED,
    give_key,
    in_text,
    letter,
    new_key,
    opened,
    post,
    proof_of,
    public,
    publish,
    sealed_again,
)

from accounts.handing_over import close
from letters import notices
from letters.models import FormPage, Letterbox, Part, ReaderKey
from letters.models.messages import parts_to_seal_again
from letters.sealing import seal

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


def seal_all_again(client, key):
    """Do what static/js/letters/resealing.js does."""
    after = 0
    while True:
        parts = client.get("/admin/messages/seal-again/", {"after": after}).json()["parts"]
        if not parts:
            return
        after = parts[-1]["id"]
        sealed = [
            one | {"sealed": in_text(sealed_again(Part.objects.get(pk=one["id"]), key)), "recipients": None}
            for one in parts
        ]
        assert post(client, "/admin/messages/sealed-again/", {"parts": sealed}).json() == {"done": len(parts)}


# Keys


def test_the_first_reader_lets_themselves_in_and_those_who_come_later_do_not(sign_in, colleague):
    first = sign_in("Advocates")
    new = {"public": public(new_key()), "sealed_private": LOCKED}
    assert post(first, "/admin/messages/key/", new).json() == {"let_in": True}
    assert post(colleague, "/admin/messages/key/", new).json() == {"let_in": False}
    assert [key.person for key in ReaderKey.objects.let_in()] == [first.person]


@pytest.mark.parametrize(
    "spoilt", [{"public": "age1nonsense"}, {"sealed_private": "plain"}, {"sealed_private": LOCKED * 99}]
)
def test_a_key_that_is_none_is_refused_in_words(sign_in, spoilt):
    client = sign_in("Advocates")
    response = post(client, "/admin/messages/key/", {"public": public(new_key()), "sealed_private": LOCKED} | spoilt)
    assert response.status_code == 400
    assert "did not arrive whole" in response.json()["error"]
    assert not ReaderKey.objects.exists()


def test_a_new_reader_reads_old_messages_once_they_are_let_in(reader, colleague, message, keys):
    new = give_key(colleague.person, let_in=False)
    assert colleague.get("/admin/messages/").status_code == 302
    assert opened(message.parts.get(), new) is None
    response = post(
        reader, f"/admin/messages/readers/{colleague.person.reader_key.pk}/let-in/", proof_of(reader, reader.key)
    )
    assert response.json() == {"to_seal_again": 1}
    seal_all_again(reader, keys.reader)
    part = message.parts.get()
    for key in (new, keys.reader, keys.paper):
        assert opened(part, key)["questions"][0]["answer"] == "Old words"
    assert not parts_to_seal_again(reader.person).exists()
    assert colleague.get("/admin/messages/").status_code == 200


def test_long_texts_are_sealed_again_few_at_a_time(reader, colleague, form, client, monkeypatch):
    monkeypatch.setattr("letters.views.keys.BATCH_BYTES", 100)
    for number in range(3):
        client.post(form.url, letter(text=f"Number {number}", way="myself"))
    give_key(colleague.person)
    batch = reader.get("/admin/messages/seal-again/").json()
    assert (len(batch["parts"]), batch["left"]) == (1, 3)


def test_sealing_again_goes_on_where_it_was_interrupted(reader, colleague, form, client, keys, monkeypatch):
    monkeypatch.setattr("letters.views.keys.BATCH", 3)
    for number in range(5):
        client.post(form.url, letter(text=f"Number {number}", way="myself"))
    give_key(colleague.person)
    batch = reader.get("/admin/messages/seal-again/").json()
    assert (len(batch["parts"]), batch["left"]) == (3, 5)
    part = Part.objects.get(pk=batch["parts"][0]["id"])
    one = batch["parts"][0] | {"sealed": in_text(sealed_again(part, keys.reader))}
    post(reader, "/admin/messages/sealed-again/", {"parts": [one]})
    assert reader.get("/admin/messages/seal-again/").json()["left"] == 4


def test_what_comes_in_place_of_a_text_must_be_sealed_to_as_many_and_as_long(reader, colleague, message, keys):
    give_key(colleague.person)
    part = message.parts.get()
    asked = reader.get("/admin/messages/seal-again/").json()["parts"][0]
    before = bytes(part.sealed)
    for wrong in (
        b"nonsense",
        seal({"text": "x"}, [public(keys.reader)]),
        seal({"text": "x" * 3_000}, part.recipients()),
    ):
        answer = post(reader, "/admin/messages/sealed-again/", {"parts": [asked | {"sealed": in_text(wrong)}]})
        assert answer.json() == {"done": 0}
        assert bytes(message.parts.get().sealed) == before


def test_what_was_sealed_just_before_somebody_made_a_new_key_has_to_be_sealed_once_more(
    reader, colleague, message, keys
):
    give_key(colleague.person)
    asked = reader.get("/admin/messages/seal-again/").json()["parts"][0]
    sealed = in_text(sealed_again(message.parts.get(), keys.reader))
    new = give_key(colleague.person)
    answer = post(reader, "/admin/messages/sealed-again/", {"parts": [asked | {"sealed": sealed}]})
    assert answer.json() == {"done": 0}
    assert reader.get("/admin/messages/seal-again/").json()["left"] == 1
    seal_all_again(reader, keys.reader)
    assert opened(message.parts.get(), new)["questions"][0]["answer"] == "Old words"


def test_a_removed_reader_cannot_open_what_is_new_and_gets_nothing_from_the_server(
    reader, colleague, form, client, keys, message
):
    gone = give_key(colleague.person)
    colleague.person.groups.remove(Group.objects.get(name="Advocates"))
    client.post(form.url, letter(text="New words"))
    assert opened(Part.objects.last(), gone) is None
    assert opened(Part.objects.last(), keys.reader)["questions"][0]["answer"] == "New words"
    assert colleague.get("/admin/messages/").status_code in {302, 403}
    assert post(colleague, f"/admin/messages/{message.pk}/open/").status_code in {302, 403}


def test_when_somebody_leaves_their_messages_go_to_a_colleague_and_their_key_is_gone(reader, colleague, message):
    give_key(colleague.person)
    message.looked_after_by = colleague.person
    message.save()
    found = close(colleague.person, reader.person, by=reader.person)
    assert found["Messages they looked after"] == 1
    message.refresh_from_db()
    assert message.looked_after_by == reader.person
    assert not ReaderKey.objects.filter(person=colleague.person).exists()


def test_a_lost_passphrase_means_a_new_key_that_has_to_be_let_in(reader, paper):
    new = {"public": public(new_key()), "sealed_private": LOCKED}
    assert post(reader, "/admin/messages/key/", new).json() == {"let_in": False}
    assert not ReaderKey.objects.let_in().exists()
    assert "with the paper key" in reader.get("/admin/messages/key/").content.decode()


# Paper


def test_with_paper_everything_is_opened_when_all_passphrases_are_lost(reader, message, keys):
    new = new_key()
    post(reader, "/admin/messages/key/", {"public": public(new), "sealed_private": LOCKED})
    proof = proof_of(reader, keys.paper, "with-paper")
    assert post(reader, "/admin/messages/key/with-paper/", proof).json() == {"to_seal_again": 1}
    seal_all_again(reader, keys.paper)
    assert opened(message.parts.get(), new)["questions"][0]["answer"] == "Old words"


@pytest.mark.parametrize("proof", [{}, {"proof": "1:nonsense"}, {"proof": None}])
def test_without_the_paper_nobody_is_let_in(reader, paper, proof):
    ReaderKey.objects.update(let_in_at=None)
    assert post(reader, "/admin/messages/key/with-paper/", proof).status_code == 403
    assert not ReaderKey.objects.let_in().exists()


def test_nobody_is_let_in_who_lost_the_role_and_nobody_with_a_paper_that_was_never_made(reader, colleague):
    give_key(colleague.person, let_in=False)
    key = ReaderKey.objects.get(person=colleague.person)
    colleague.person.groups.clear()
    answer = post(reader, f"/admin/messages/readers/{key.pk}/let-in/", proof_of(reader, reader.key))
    assert answer.status_code == 400
    assert "may not read messages" in answer.content.decode()
    key.refresh_from_db()
    assert key.let_in_at is None
    Letterbox.objects.update(paper_key="")
    assert reader.get("/admin/messages/key/with-paper/").status_code == 404
    assert reader.get("/admin/messages/paper/").status_code == 200


def test_a_proof_is_good_for_whom_it_was_made_only(reader, colleague, paper):
    give_key(colleague.person, let_in=False)
    proof = proof_of(reader, paper, "with-paper")
    assert post(colleague, "/admin/messages/key/with-paper/", proof).status_code == 403


def test_a_new_paper_key_counts_as_printed_only_when_somebody_says_so(reader, paper):
    new = public(new_key())
    proof = proof_of(reader, reader.key)
    assert post(reader, "/admin/messages/paper/", proof | {"public": new}).status_code == 400
    assert Letterbox.get().paper_key == public(paper)
    assert post(reader, "/admin/messages/paper/", proof | {"is_printed": new}).status_code == 200
    assert Letterbox.get().paper_key == new


def test_a_session_without_the_passphrase_lets_nobody_in_and_makes_no_new_paper(reader, colleague, paper):
    theirs = give_key(colleague.person, let_in=False)
    let_in = f"/admin/messages/readers/{ReaderKey.objects.get(person=colleague.person).pk}/let-in/"
    new = {"is_printed": public(new_key())}
    for proof in ({}, {"proof": "1:nonsense"}, proof_of(reader, paper, "with-paper")):
        assert "unlock" in post(reader, let_in, proof).json()["error"]
        assert post(reader, "/admin/messages/paper/", new | proof).status_code == 403
    assert not ReaderKey.objects.let_in().filter(person=colleague.person).exists()
    assert Letterbox.get().paper_key == public(paper)
    with pytest.raises(pyrage.DecryptError):
        proof_of(reader, theirs)
    # The first paper of a site opens nothing that was there before.
    Letterbox.objects.update(paper_key="")
    assert post(reader, "/admin/messages/paper/", new).status_code == 200


# Publishing a form


def test_no_form_is_published_before_somebody_can_read_and_paper_is_printed(sign_in, db):
    from django.core.exceptions import ValidationError

    with pytest.raises(ValidationError, match="Nobody could read"):
        publish()
    give_key(sign_in("Advocates").person)
    with pytest.raises(ValidationError, match="the paper key has to be printed"):
        publish()


def test_the_editor_says_so_and_loses_nothing(sign_in, db):
    from page_forms import form_for

    client, form = sign_in("Moderators"), FormPage.objects.get(slug="write-to-us")
    data = form_for(FormPage, "Write") | {"slug": form.slug, "action-publish": "1", "introduction": "Typed just now"}
    page = client.post(f"/admin/pages/{form.pk}/edit/", data).content.decode()
    assert "Nobody could read what people write here yet" in page
    assert "Typed just now" in page
    assert not FormPage.objects.get(pk=form.pk).live


def test_all_who_read_learn_by_mail_when_somebody_is_let_in_and_when_the_paper_is_another(
    reader, colleague, keys, monkeypatch, django_capture_on_commit_callbacks
):
    sent = []
    monkeypatch.setattr(notices, "send", sent.append)
    give_key(colleague.person, let_in=False)
    proof = proof_of(reader, keys.reader)
    with django_capture_on_commit_callbacks(execute=True):
        post(reader, f"/admin/messages/readers/{ReaderKey.objects.get(person=colleague.person).pk}/let-in/", proof)
    assert {address for mail in sent for address in mail.to} == {reader.person.email, colleague.person.email}
    sent.clear()
    with django_capture_on_commit_callbacks(execute=True):
        post(reader, "/admin/messages/paper/", proof | {"is_printed": public(new_key())})
    assert len(sent) == 2
    assert reader.person.email not in sent[0].subject + sent[0].body
