"""An answer without an address: six words, and what they lead to."""

import math

import pytest
from letter_keys import letter, mark_in, mark_made, public, words_in
from mnemonic import Mnemonic

from letters import gate, six_words
from letters.models import Part, SealedMessage, State
from letters.models.messages import readers_keys
from letters.sealing import fingerprint, seal
from letters.views import answers

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


@pytest.fixture
def words(form, client):
    """The six words of somebody who has just written."""
    return words_in(client.post(form.url, letter(text="Are you there?")))


@pytest.fixture
def answer(words):
    """Answer, as a reader's browser does: sealed to the readers and to the key that follows from the words."""
    message = SealedMessage.objects.get()
    recipients = [*readers_keys(message.form), message.answer_key]

    def send(text, kind=Part.Kind.REPLY):
        sealed = seal({"text": text}, recipients)
        Part.objects.create(message=message, kind=kind, sealed=sealed, sealed_to=fingerprint(recipients[:-1]))

    return send


def read(client, words):
    return client.post("/answer/", {"words": " ".join(words)})


def test_the_words_lead_to_the_conversation_as_often_as_one_likes(client, words, answer):
    answer("Yes, we are.")
    for _time in range(3):
        page = read(client, words).content.decode()
        assert "Are you there?" in page
        assert "Yes, we are." in page
        assert "There is no answer yet" not in page


def test_without_an_answer_yet_it_says_so(client, words):
    assert "There is no answer yet" in read(client, words).content.decode()


def test_a_note_of_staff_is_never_shown(client, words, answer):
    answer("For colleagues", kind=Part.Kind.NOTE)
    assert "For colleagues" not in read(client, words).content.decode()


def test_one_can_write_back_into_the_same_conversation(client, words, keys):
    page = read(client, words)
    conversation = page.content.decode().partition('name="conversation" value="')[2].partition('"')[0]
    sent = {"mark": mark_in(page), "conversation": conversation, "text": "Thank you"}
    for _time in range(2):
        assert client.post("/answer/more/", sent).status_code == 200
    assert SealedMessage.objects.count() == 1
    assert Part.objects.filter(kind=Part.Kind.WRITER).count() == 1
    assert "Thank you" in read(client, words).content.decode()


def written_back(client, words, text):
    page = read(client, words)
    conversation = page.content.decode().partition('name="conversation" value="')[2].partition('"')[0]
    return client.post("/answer/more/", {"mark": mark_in(page), "conversation": conversation, "text": text})


def test_an_empty_field_is_not_sent_and_one_can_go_on_writing(client, words):
    response = written_back(client, words, " \n ")
    assert response.status_code == 422
    assert "There is nothing to read in it yet." in response.content.decode()
    assert 'name="conversation"' in response.content.decode()
    assert Part.objects.count() == 1


def test_very_much_that_is_written_back_is_asked_to_wait_and_is_not_lost(client, words, monkeypatch):
    monkeypatch.setattr(gate, "REFUSED_PER_ADDRESS", 2)
    for number in range(2):
        assert written_back(client, words, f"Number {number}").status_code == 200
    response = written_back(client, words, "Number 3, which waits")
    assert response.status_code == 429
    assert "Please wait ten minutes" in response.content.decode()
    assert "Number 3, which waits" in response.content.decode()
    assert Part.objects.filter(kind=Part.Kind.WRITER).count() == 2


def test_what_was_set_apart_stays_so_when_its_writer_adds_to_it(client, words):
    for before, after in ((State.APART, State.APART), (State.DONE, State.NEW)):
        SealedMessage.objects.update(state=before)
        assert written_back(client, words, f"More for {before}").status_code == 200
        assert SealedMessage.objects.get().state == after


@pytest.mark.parametrize("changed", ["mark", "conversation", "text"])
def test_what_is_written_back_and_does_not_arrive_is_not_lost(client, words, changed):
    page = read(client, words)
    conversation = page.content.decode().partition('name="conversation" value="')[2].partition('"')[0]
    sent = {"mark": mark_in(page), "conversation": conversation, "text": "Keep this"}
    sent[changed] = "x" * 6_000 if changed == "text" else "nonsense"
    response = client.post("/answer/more/", sent)
    assert response.status_code == 422
    assert sent["text"] in response.content.decode()
    assert Part.objects.count() == 1


@pytest.mark.parametrize(
    "spelt",
    [
        str.upper,
        lambda text: text.replace(" ", ", "),
        lambda text: " ".join(word[:4] for word in text.split()),
        str.title,
    ],
)
def test_how_the_words_are_spelt_matters_little(client, words, spelt):
    response = client.post("/answer/", {"words": spelt(" ".join(words))})
    assert "Are you there?" in response.content.decode()


def test_wrong_words_and_ended_ones_look_alike(client, words):
    wrong = read(client, [*words[:5], words[0]]).content
    SealedMessage.objects.update(expires_on="2020-01-01")
    assert read(client, words).content == wrong
    assert client.post("/answer/", {"words": "only three words"}).content == wrong


def test_what_waits_to_be_sent_stays_while_the_words_are_typed_again_and_again(client, words, monkeypatch):
    sent = {"words": "only three words", "text": "What I wrote back"}
    assert "What I wrote back" in client.post("/answer/", sent).content.decode()
    # Another site cannot put its words into ours.
    elsewhere = client.post("/answer/", sent, HTTP_SEC_FETCH_SITE="cross-site")
    assert "What I wrote back" not in elsewhere.content.decode()
    monkeypatch.setattr(answers, "may_try_words", lambda request: False)
    refused = client.post("/answer/", sent)
    assert refused.status_code == 429
    assert "What I wrote back" in refused.content.decode()


def test_few_attempts_are_answered(client, words, monkeypatch):
    for _time in range(gate.ATTEMPTS):
        assert read(client, ["zebra"] * 6).status_code == 200
    response = read(client, words)
    assert response.status_code == 429
    assert "wait ten minutes" in response.content.decode()
    assert "Are you there?" not in response.content.decode()


def test_who_knows_the_words_reads_as_often_as_they_like(client, words):
    for _time in range(gate.ATTEMPTS + 5):
        assert "Are you there?" in read(client, words).content.decode()


def test_the_words_stand_alone_on_their_page(form, client):
    response = client.post(form.url, letter())
    page = response.content.decode()
    assert "<nav" not in page
    assert 'id="leave"' in page
    # "Monkey" may be one of them.
    beside = set(page.partition("<main")[2].partition("</main")[0].lower().split()) - set(words_in(response))
    assert "key" not in " ".join(beside).replace("keep", "").replace("monkey", "").replace("turkey", "")


def test_going_on_asks_once_for_one_of_the_words(form, client):
    page = client.post(form.url, letter())
    number = int(page.content.decode().partition("type word number ")[2][0])
    words, mark = words_in(page), mark_in(page)
    wrong = client.post("/answer/kept/", {"mark": mark, "word": "zebra"})
    assert words_in(wrong) == words
    right = client.post("/answer/kept/", {"mark": mark, "word": f" {words[number - 1].upper()} "})
    assert (right.status_code, right["Location"]) == (302, "/")


def test_the_words_cannot_be_had_again_with_an_old_page(form, client):
    response = client.post("/answer/kept/", {"mark": mark_made(7 * 60 * 60), "word": "x"})
    assert (response.status_code, response["Location"]) == (302, "/answer/")


def test_the_server_keeps_neither_the_words_nor_their_key(form, client):
    page = client.post(form.url, letter())
    words, message, part = words_in(page), SealedMessage.objects.get(), Part.objects.get()
    kept = str([*SealedMessage.objects.values(), *Part.objects.values()])
    derived = six_words.derive(words, six_words_salt())
    assert message.answer_key == public(derived.key)
    assert str(derived.key) not in kept
    assert mark_in(page).partition(":")[0] not in kept
    assert gate.read_mark(mark_in(page)).secret.hex() not in part.mark


def six_words_salt():
    from letters.models import Letterbox

    return Letterbox.get().words_salt


@pytest.mark.parametrize("language", six_words.LANGUAGES.values())
def test_six_words_cannot_be_guessed_and_no_two_begin_alike(language):
    words = six_words.given(language)
    assert 6 * math.log2(len(words)) >= 60
    assert len({six_words.folded(word)[:4] for word in words}) == len(words)


@pytest.mark.parametrize(("language", "hurts"), [("english", "abuse"), ("english", "weapon"), ("spanish", "víctima")])
def test_no_word_that_hurts_is_given_to_anybody(language, hurts):
    assert hurts in " ".join(Mnemonic(language).wordlist) or hurts == "víctima"
    assert hurts not in six_words.given(language)


def test_words_are_spread_evenly():
    first = {six_words.make(number.to_bytes(16), "english")[0] for number in range(20_000)}
    assert len(first) == len(six_words.given("english"))


def test_on_a_spanish_page_the_words_are_spanish_and_lead_as_well(form, client, settings):
    from django.utils import translation

    with translation.override("es"):
        mark = gate.read_mark(mark_made())
        from letters.post import receive

        words = receive(form, [], {"way": "come"}, mark, form.keys(), apart=False)
    assert set(words) <= set(six_words.given("spanish"))
    plain = [six_words.folded(word) for word in words]
    assert "Your conversation" in read(client, plain).content.decode()
