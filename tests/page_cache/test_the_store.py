"""What is kept in memory: sizes are counted, the oldest goes, one makes a page and the others wait for it."""

import gzip
import threading
import time
from types import SimpleNamespace

import pytest

from page_cache import remembered, store
from page_cache.store import LARGEST, CachedResponse, PageStore, encoding_for

pytestmark = pytest.mark.any_database

KEY = ("/",)
HTML = ("Content-Type", "text/html; charset=utf-8")


def page(body=b"<p>Words</p>" * 50, headers=(HTML,), status="200 OK"):
    return CachedResponse(status, list(headers), body)


def weight(size):
    return 2 * size + 2_000


@pytest.mark.parametrize(
    ("kind", "packed"),
    [
        ("text/html; charset=utf-8", True),
        ("text/css", True),
        ("application/json", True),
        ("application/xml", True),
        ("application/atom+xml", True),
        ("application/rss+xml; charset=utf-8", True),
        ("image/png", False),
        ("application/pdf", False),
        ("", False),
    ],
)
def test_text_is_packed_and_what_is_packed_already_is_not(kind, packed):
    answer = page(headers=[("Content-Type", kind)] if kind else [])
    headers, body = answer.variant("gzip")
    assert (dict(headers).get("Content-Encoding") == "gzip") is packed
    assert (gzip.decompress(body) if packed else body) == answer.body
    assert dict(headers)["Content-Length"] == str(len(body))


def test_what_the_site_packed_itself_is_left_alone():
    answer = page(headers=[HTML, ("content-encoding", "zstd"), ("CONTENT-LENGTH", "3")])
    headers, body = answer.variant("gzip")
    assert body == answer.body
    assert ("content-encoding", "zstd") in headers
    assert [value for name, value in headers if name.lower() == "content-length"] == [str(len(body))]


@pytest.mark.parametrize(
    ("headers", "tagged"),
    [
        ([("Content-Type", "application/xml"), ("Last-Modified", "today")], True),
        ([("Content-Type", "application/xml")], False),
        ([HTML, ("Last-Modified", "today")], False),
        ([("Last-Modified", "today")], False),
    ],
)
def test_only_what_says_when_it_changed_and_is_no_page_gets_a_tag(headers, tagged):
    answer = page(headers=headers)
    answer.give_tag()
    assert ("ETag" in dict(answer.headers)) is tagged


@pytest.mark.parametrize(("length", "packed"), [(199, False), (200, True)])
def test_a_short_answer_is_sent_as_it_is(length, packed):
    headers, _body = page(b"x" * length).variant("gzip")
    assert ("Content-Encoding" in dict(headers)) is packed


@pytest.mark.parametrize(
    ("vary", "sent"),
    [
        ([], "Accept-Encoding"),
        ([("Vary", "Cookie")], "Cookie, Accept-Encoding"),
        ([("vary", "accept-encoding, Cookie")], "accept-encoding, Cookie"),
        ([("Vary", "Cookie"), ("VARY", "Accept-Language")], "Cookie, Accept-Language, Accept-Encoding"),
    ],
)
@pytest.mark.parametrize("encoding", ["gzip", "br", ""])
def test_caches_on_the_way_learn_that_it_comes_packed_or_not(vary, sent, encoding):
    headers, _body = page(headers=[HTML, *vary]).variant(encoding)
    assert [value for name, value in headers if name.lower() == "vary"] == [sent]


def test_brotli_is_preferred_and_a_quality_of_nought_is_a_no():
    assert encoding_for("GZIP, BR") == "br"
    assert encoding_for("br; q=0.000, gzip; q=0.001") == "gzip"
    assert encoding_for("br;q=0,gzip;q=0.0") == ""


def test_each_page_is_weighed_once_and_again_when_it_changes():
    kept = PageStore()
    kept.keep(b"1", KEY, page(b"x" * 1000))
    kept.keep(b"1", ("/other",), page(b"x" * 500))
    assert kept.size == weight(1000) + weight(500)
    kept.keep(b"1", KEY, page(b"x" * 10))
    assert kept.size == weight(10) + weight(500)
    kept.keep(b"2", KEY, page(b"x" * 7))
    assert (kept.size, list(kept.pages)) == (weight(7), [KEY])


def test_the_oldest_goes_when_there_is_no_room_and_not_before():
    kept = PageStore(most=2 * weight(1000))
    for name in "abc":
        kept.keep(b"1", (name,), page(b"x" * 1000))
        assert kept.size == weight(1000) * len(kept.pages)
    assert list(kept.pages) == [("b",), ("c",)]


@pytest.mark.parametrize(("size", "is_kept"), [(LARGEST, True), (LARGEST + 1, False)])
def test_one_page_may_not_take_all_the_room(size, is_kept):
    kept = PageStore()
    kept.keep(b"1", KEY, page(b"x" * size))
    assert (kept.find(b"1", KEY) is not None) is is_kept


def test_a_page_is_found_under_its_version_and_until_it_is_old(monkeypatch):
    kept = PageStore(longest=60)
    answer = page()
    kept.keep(b"1", KEY, answer)
    assert kept.find(b"2", KEY) is None
    assert kept.find(b"1", ("/other",)) is None
    monkeypatch.setattr(store.time, "monotonic", lambda: answer.made_at + 59.9)
    assert kept.find(b"1", KEY) is answer
    monkeypatch.setattr(store.time, "monotonic", lambda: answer.made_at + 60)
    assert kept.find(b"1", KEY) is None


def test_of_many_who_ask_at_once_one_makes_it():
    kept, made, go = PageStore(), [], threading.Event()

    def make():
        made.append(1)
        go.wait(10)
        return page(), True

    answers = []
    asking = [
        threading.Thread(target=lambda: answers.append(kept.find_or_make(b"1", KEY, make)), daemon=True)
        for _one in range(6)
    ]
    for thread in asking:
        thread.start()
    while not made:
        time.sleep(0.001)
    go.set()
    for thread in asking:
        thread.join(10)
    assert len(made) == 1
    assert len({id(answer) for answer in answers}) == 1
    assert len(answers) == 6
    assert kept.being_made == {}


def test_where_the_first_could_not_keep_it_the_others_make_their_own():
    kept, started, go = PageStore(), threading.Event(), threading.Event()

    def first():
        started.set()
        go.wait(10)
        return page(status="404 Not Found"), False

    thread = threading.Thread(target=kept.find_or_make, args=(b"1", KEY, first), daemon=True)
    thread.start()
    started.wait(10)
    own = page(b"own")
    threading.Timer(0.05, go.set).start()
    assert kept.find_or_make(b"1", KEY, lambda: (own, False)) is own
    thread.join(10)
    assert kept.find(b"1", KEY) is None


def test_nobody_waits_for_ever_for_one_who_does_not_come_back(monkeypatch):
    monkeypatch.setattr(store, "PATIENCE", 0.05)
    kept, go = PageStore(), threading.Event()
    thread = threading.Thread(target=kept.find_or_make, args=(b"1", KEY, lambda: (go.wait(10), (page(), False))[1]))
    thread.start()
    while not kept.being_made:
        time.sleep(0.001)
    own = page(b"own")
    assert kept.find_or_make(b"1", KEY, lambda: (own, False)) is own
    go.set()
    thread.join(10)


def test_one_who_fails_leaves_the_way_free():
    kept = PageStore()
    with pytest.raises(ZeroDivisionError):
        kept.find_or_make(b"1", KEY, lambda: 1 / 0)
    assert kept.being_made == {}
    assert kept.find_or_make(b"1", KEY, lambda: (page(), True)).status == "200 OK"


@pytest.mark.parametrize(("status", "old_is_shown"), [("503 Service Unavailable", True), ("404 Not Found", False)])
def test_while_the_site_fails_an_old_page_is_shown_and_soon_tried_again(monkeypatch, status, old_is_shown):
    kept, old = PageStore(longest=60), page(b"old")
    kept.keep(b"1", KEY, old)
    late = old.made_at + 61
    monkeypatch.setattr(store.time, "monotonic", lambda: late)
    failed = page(b"failed", status=status)
    answer = kept.find_or_make(b"1", KEY, lambda: (failed, False))
    assert answer is (old if old_is_shown else failed)
    if old_is_shown:
        assert kept.find(b"1", KEY) is old
        monkeypatch.setattr(store.time, "monotonic", lambda: late + store.PAUSE)
        assert kept.find(b"1", KEY) is None
    # A page of another version is never the old one.
    assert kept.find_or_make(b"2", KEY, lambda: (failed, False)) is failed


# What surrounds every page


class Version:
    def __init__(self):
        self.number = b"1"

    def now(self):
        return self.number


@pytest.fixture
def asked(monkeypatch):
    """Return (remembered, version, list of what was asked) outside of a transaction."""
    version, asked = Version(), []
    monkeypatch.setattr(remembered, "shared_version", lambda: version)
    monkeypatch.setattr(remembered, "connection", SimpleNamespace(in_atomic_block=False))
    monkeypatch.setattr(remembered, "_kept", {})

    def ask(key="menus"):
        return remembered.remembered(key, lambda: asked.append(key) or len(asked))

    return ask, version, asked


def test_menus_are_asked_for_once_until_something_changes(asked):
    ask, version, times = asked
    assert [ask(), ask(), ask("settings")] == [1, 1, 2]
    version.number = b"2"
    assert ask() == 3
    assert len(times) == 3


def test_what_no_version_tells_is_seen_within_a_minute(asked, monkeypatch):
    ask, _version, _times = asked
    now = time.monotonic()
    assert [ask(), ask()] == [1, 1]
    monkeypatch.setattr(remembered.time, "monotonic", lambda: now + store.LONGEST + 5)
    assert ask() == 2


def test_a_change_while_asking_makes_the_answer_an_old_one(asked, monkeypatch):
    ask, version, _times = asked

    def change():
        version.number = b"2"
        return "old"

    assert remembered.remembered("menus", change) == "old"
    assert ask() == 1


def test_within_a_transaction_nothing_is_remembered(asked, monkeypatch):
    ask, _version, _times = asked
    monkeypatch.setattr(remembered, "connection", SimpleNamespace(in_atomic_block=True))
    assert [ask(), ask()] == [1, 2]


def test_what_is_remembered_takes_little_memory(asked):
    ask, _version, _times = asked
    for number in range(1_000):
        ask(number)
    assert len(remembered._kept) <= remembered.MOST
