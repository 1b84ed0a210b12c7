"""A visitor writes: what arrives, sealed, and what is said."""

import pytest
from django.test import Client
from letter_keys import QUESTION, letter, mark_in, mark_made, opened, words_in

from letters import post
from letters.models import FormField, Part, ReaderKey, SealedMessage, State

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


@pytest.fixture
def write(form, client):
    def send(**fields):
        return client.post(form.url, letter(**fields))

    return send


def test_what_is_written_can_be_opened_by_the_reader_and_with_paper_and_by_nobody_else(write, keys):
    response = write(text="Can I come on Monday?", way="myself")
    assert response.status_code == 200
    assert "It has arrived" in response.content.decode()
    part = Part.objects.get()
    for key in (keys.reader, keys.paper):
        assert opened(part, key)["questions"] == [
            {"question": "What would you like to ask or tell us?", "answer": "Can I come on Monday?"}
        ]
    assert b"Monday" not in bytes(part.sealed)


def test_a_message_keeps_the_questions_it_answered(write, form, keys):
    write(text="Yes")
    form.form_fields.all().update(label="Something else")
    assert (
        opened(Part.objects.get(), keys.reader)["questions"][0]["question"] == "What would you like to ask or tell us?"
    )


def test_every_kind_of_question_arrives_in_words(write, form, keys):
    form.form_fields.all().delete()
    kinds = FormField.Type.values
    for order, kind in enumerate(kinds):
        FormField.objects.create(
            page=form, label=f"About {kind}", field_type=kind, choices="One\nTwo\nThree", sort_order=order
        )
    typed = {
        "singleline": "A line",
        "multiline": "Two\nlines",
        "radio": "Two",
        "checkboxes": ["One", "Three"],
        "dropdown": "Three",
        "checkbox": "on",
    }
    assert write(way="myself", **{f"q-about_{kind}": typed[kind] for kind in kinds}).status_code == 200
    said = {row["question"]: row["answer"] for row in opened(Part.objects.get(), keys.reader)["questions"]}
    answers = typed | {"checkboxes": "One, Three", "checkbox": "Yes"}
    assert said == {f"About {kind}": answers[kind] for kind in kinds}


def test_the_answer_is_a_page_that_nothing_keeps_and_no_other_address(write, form):
    response = write(way="myself")
    assert response["Cache-Control"] == "no-store"
    assert response.status_code == 200
    assert not response.cookies


@pytest.mark.parametrize(
    ("way", "fields", "kept"),
    [
        ("call", {"a-phone": "555", "a-safe_time": "mornings", "a-leave_message": "no", "a-our_name": "Ann"}, 5),
        ("text", {"a-phone": "555", "a-leave_message": "yes"}, 4),
        ("mail", {"a-email": "someone@example.org", "a-phone": "555"}, 2),
        ("myself", {"a-email": "someone@example.org", "a-phone": "555"}, 1),
        ("come", {"a-email": "someone@example.org", "a-phone": "555"}, 1),
    ],
)
def test_only_what_belongs_to_the_chosen_way_is_kept(write, keys, way, fields, kept):
    assert write(way=way, **fields).status_code == 200
    answer = opened(Part.objects.get(), keys.reader)["answer"]
    assert answer["way"] == way
    assert len(answer) == kept
    if way in {"myself", "come"}:
        assert "555" not in str(answer)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"way": ""}, "Please choose how we may answer"),
        ({"way": "letter"}, "Please choose one of the ways"),
        ({"way": "call"}, "We need a number for that"),
        ({"way": "mail", "a-email": "nowhere"}, "We need an e-mail address"),
        ({"way": "myself", "text": ""}, "There is nothing to read in it yet"),
        ({"text": "x" * 5001}, "This is too long: at most 5000 characters"),
    ],
)
def test_what_is_missing_is_said_in_words_and_nothing_typed_is_lost(write, fields, sentence):
    typed = fields.setdefault("text", "What I typed")
    response = write(**fields)
    page = response.content.decode()
    assert response.status_code == 422
    assert sentence in page
    assert 'role="alert"' in page
    assert typed in page
    assert not SealedMessage.objects.exists()
    # It can be sent as soon as it is put right.
    assert write(mark=mark_in(response)).status_code == 200


def test_no_question_has_to_be_answered(write, keys):
    assert write(text="", way="call", **{"a-phone": "555"}).status_code == 200
    assert opened(Part.objects.get(), keys.reader)["questions"] == []


def test_a_double_click_or_a_reload_gives_one_message_and_the_same_words(write):
    mark = mark_made()
    first, second = write(mark=mark), write(mark=mark)
    assert words_in(first) == words_in(second)
    assert len(words_in(first)) == 6
    assert SealedMessage.objects.count() == Part.objects.count() == 1


def test_going_back_and_sending_other_words_loses_neither(write, keys):
    mark = mark_made()
    for text in ("First", "First, and more"):
        assert write(mark=mark, text=text, way="myself").status_code == 200
    assert SealedMessage.objects.count() == 2


def test_with_six_words_what_is_sent_once_more_belongs_to_the_same_conversation(write, keys, client):
    mark = mark_made()
    words = {tuple(words_in(write(mark=mark, text=text))) for text in ("First", "First", "First, and more")}
    assert len(words) == 1
    assert SealedMessage.objects.count() == 1
    assert [opened(part, keys.reader)["questions"][0]["answer"] for part in Part.objects.all()] == [
        "First",
        "First, and more",
    ]


def test_with_six_words_two_that_are_sent_in_the_same_moment_belong_to_one_conversation(write, keys, monkeypatch):
    mark, keep = mark_made(), post._keep

    def late(*arguments):
        """Keep the first one only after the second has arrived."""
        monkeypatch.setattr(post, "_keep", keep)
        write(mark=mark, text="Second")
        keep(*arguments)

    monkeypatch.setattr(post, "_keep", late)
    assert len(words_in(write(mark=mark, text="First"))) == 6
    assert SealedMessage.objects.count() == 1
    texts = [opened(part, keys.reader)["questions"][0]["answer"] for part in Part.objects.all()]
    assert texts == ["Second", "First"]


def test_two_people_never_get_the_same_words(write):
    assert words_in(write()) != words_in(write())


def test_each_copy_of_a_form_is_one_of_its_own(form):
    assert mark_in(Client().get(form.url)) != mark_in(Client().get(form.url))


def test_before_the_first_question_stands_what_must_be_reported_and_beside_the_button_who_reads(form, client):
    page = client.get(form.url).content.decode()
    assert page.index("What we must pass on.") < page.index("What would you like to ask")
    end = page.partition("letter-end")[2]
    assert "our two advocates" in end.partition("</form>")[0]
    assert "90 days" in end.partition("</form>")[0]


def test_sensitive_fields_are_not_remembered_by_the_browser(form, client):
    assert (
        '<form\n        class="letter"\n        method="post"\n        autocomplete="off"'
        in client.get(form.url).content.decode()
    )


def test_a_form_that_nobody_could_read_takes_nothing(write, form, client, reader):
    ReaderKey.objects.all().delete()
    assert "Nobody can read what is written here" in client.get(form.url).content.decode()
    response = write(text="Lost?")
    assert response.status_code == 503
    assert "Lost?" in response.content.decode()
    assert not SealedMessage.objects.exists()


def test_other_pages_take_nothing(client):
    assert client.post("/about/", {"words": "x"}).status_code == 405


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "https://elsewhere.example"}, 403),
        ({"Origin": "http://["}, 403),
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({"Origin": "http://testserver"}, 200),
        ({"Origin": "null"}, 200),
        ({}, 200),
    ],
)
def test_other_sites_cannot_send_anything(form, headers, status):
    response = Client(enforce_csrf_checks=True).post(form.url, letter(text="Mine"), headers=headers)
    assert response.status_code == status
    assert SealedMessage.objects.count() == (status == 200)
    if status == 403:
        assert "Mine" in response.content.decode()


def test_days_are_kept_and_no_times(write):
    write()
    message = SealedMessage.objects.get()
    assert message.state == State.NEW
    times = [
        field.name for model in (SealedMessage, Part) for field in model._meta.fields if "Time" in type(field).__name__
    ]
    assert times == []


AWKWARD = {
    "NUL": "a\x00b",
    "lone surrogate": "a\ud800b",
    "control characters": "a\x07\x1bb",
    "right to left": "\u202eabc",
    "emoji": "👩‍👧 ok",
    "markup": "<script>alert(1)</script>",
}


@pytest.mark.parametrize("text", AWKWARD.values(), ids=AWKWARD)
def test_whatever_is_typed_arrives_or_is_refused_in_words(form, client, keys, text):
    body = "&".join(f"{name}={value}" for name, value in letter(way="come", text="").items() if name != QUESTION)
    raw = text.encode("utf-8", "surrogatepass")
    encoded = "".join(f"%{byte:02X}" for byte in raw)
    response = client.post(form.url, f"{body}&{QUESTION}={encoded}", content_type="application/x-www-form-urlencoded")
    assert response.status_code == 200
    assert "<script>alert" not in response.content.decode()
    assert opened(Part.objects.get(), keys.reader)["questions"]


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        ("a=1&" * 5_000, "application/x-www-form-urlencoded", 422),
        ("x" * 1_000_000, "application/x-www-form-urlencoded", 413),
        ("q-=\xff\xfe", "application/x-www-form-urlencoded; charset=nonsense", 422),
        ("q-=\xff\xfe", "application/x-www-form-urlencoded; charset=utf-16", 400),
        ("{}", "application/json", 422),
        ("--x\r\nbroken", "multipart/form-data; boundary=x", 422),
        ("--x\r\nbroken", "multipart/form-data", 400),
        ("", "application/x-www-form-urlencoded", 422),
    ],
)
def test_bad_input_gets_a_sentence_and_leaves_nothing(form, client, body, kind, status):
    response = client.generic("POST", form.url, body.encode("latin-1"), content_type=kind)
    assert response.status_code == status
    assert "<h1" in response.content.decode()
    assert not SealedMessage.objects.exists()


@pytest.mark.parametrize("mark", ["", "nonsense", "a:b:c", mark_made(7 * 60 * 60), mark_made() + "x"])
def test_a_form_that_was_open_for_long_is_shown_again_with_everything_in_it(write, mark):
    response = write(text="What I typed", mark=mark)
    assert response.status_code == 422
    assert "What I typed" in response.content.decode()
    assert "open for very long" in response.content.decode()
    assert not SealedMessage.objects.exists()
    assert mark_in(response) != mark
