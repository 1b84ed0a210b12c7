"""What is never kept, and what keeps the memory within bounds and the site standing under load."""

import threading

import pytest
from visitors import Visitor, plain

from editor.preview_links import make
from page_cache.store import CachedResponse, PageStore
from page_cache.version import shared_version

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


def test_what_is_never_kept(visitor, seed, index, add_article, make_private):
    secret = add_article("For staff")
    make_private(secret)
    draft, _until = make(seed)
    for address in (secret.url, "/nowhere/", "/search/?q=shelter", "/leave/", draft, "/admin/", "/account/login/"):
        visitor.get(address)
        asked = visitor.asked
        visitor.get(address)
        assert visitor.asked == asked + 1, address


def test_whoever_sends_a_cookie_is_answered_by_the_site_alone(visitor, seed):
    visitor.get(seed.url)
    visitor.get(seed.url, cookie="session=x")
    visitor.get(seed.url, cookie="left=1")
    assert visitor.asked == 3
    visitor.get(seed.url)
    assert visitor.asked == 3


def test_somebody_who_is_signed_in_never_fills_the_memory(visitor, seed, sign_in):
    session = sign_in("Moderators").cookies["session"].value
    visitor.get(seed.url, cookie=f"session={session}")
    assert "wagtail-userbar" not in visitor.text(seed.url)


@pytest.mark.parametrize(
    "site",
    [
        plain(keep=False),
        plain(status="500 Internal Server Error"),
        plain(status="404 Not Found"),
        plain(headers=[("Set-Cookie", "csrf=token")]),
    ],
    ids=["unmarked", "fault", "missing", "form with a token"],
)
def test_answers_that_are_no_page_for_everyone(site):
    visitor = Visitor(site)
    visitor.get("/")
    visitor.get("/")
    assert visitor.asked == 2


def test_the_site_learns_nothing_of_who_asks():
    seen = {}

    def site(environ, start_response):
        seen.update(environ)
        return plain()(environ, start_response)

    Visitor(site).get("/?utm_source=1", user_agent="Old Phone", referer="https://example.org", accept_language="es")
    assert not {"HTTP_USER_AGENT", "HTTP_REFERER", "HTTP_ACCEPT_LANGUAGE"} & set(seen)
    assert seen["QUERY_STRING"] == ""


def test_forms_and_what_is_sent_go_to_the_site(visitor, seed):
    assert visitor.get(seed.url, method="POST")["status"] in {403, 405, 200}
    visitor.get(seed.url, method="POST")
    assert visitor.asked == 2


# Within bounds, and under load


def test_the_memory_is_bounded_and_the_oldest_go_first():
    visitor = Visitor(plain(body=b"x" * 10_000), PageStore(most=100_000))
    for number in range(20):
        visitor.get(f"/{number}/")
    assert visitor.application.store.size <= 100_000
    visitor.get("/19/")
    assert visitor.asked == 20
    visitor.get("/0/")
    assert visitor.asked == 21


def test_a_cold_page_under_load_is_made_once():
    begin = threading.Barrier(9)
    go_on = threading.Event()

    def slow(environ, start_response):
        go_on.wait(5)
        return plain()(environ, start_response)

    visitor = Visitor(slow)
    answers = []

    def ask():
        begin.wait()
        answers.append(visitor.get("/"))

    threads = [threading.Thread(target=ask) for _visitor in range(8)]
    for thread in threads:
        thread.start()
    begin.wait()
    go_on.set()
    for thread in threads:
        thread.join()
    assert visitor.asked == 1
    assert [answer["status"] for answer in answers] == [200] * 8


def test_a_page_is_looked_at_again_after_a_while():
    visitor = Visitor(plain(), PageStore(longest=0))
    visitor.get("/")
    visitor.get("/")
    assert visitor.asked == 2


def test_where_the_site_fails_an_older_page_is_better_than_none_but_never_one_that_has_changed():
    answers = [plain(), plain(status="500 Internal Server Error"), plain(status="500 Internal Server Error")]
    visitor = Visitor(lambda *arguments: answers.pop(0)(*arguments), PageStore(longest=0))
    assert visitor.get("/")["status"] == 200
    assert visitor.get("/")["status"] == 200
    shared_version().change()
    assert visitor.get("/")["status"] == 500


def test_a_page_that_is_too_large_is_sent_and_not_kept():
    kept = PageStore()
    kept.keep(b"v", ("/",), CachedResponse("200 OK", [], b"x" * 3_000_000))
    assert kept.pages == {}
