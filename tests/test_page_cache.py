"""Visitors are answered from memory, and never with a page that has changed."""

import gzip
import io
import threading
from datetime import timedelta

import brotli
import pytest
from django.core.management import call_command
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import Client
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import PageViewRestriction, Site

from blog.models import ArticlePage
from editor.preview_links import make
from home.models import MenuItem, SiteSettings, StandardPage
from page_cache.application import MARK, PageCache
from page_cache.store import CachedResponse, PageStore, encoding_for
from page_cache.version import shared_version
from resources.models import CrisisContact

pytestmark = pytest.mark.django_db


class Visitor:
    """Asks a WSGI application as the server does, and counts how often the site itself had to answer."""

    def __init__(self, site, kept=None):
        self.site, self.asked = site, 0
        self.application = PageCache(self.answer, kept or PageStore())

    def answer(self, environ, start_response):
        self.asked += 1
        return self.site(environ, start_response)

    def get(self, address, method="GET", **headers):
        path, _mark, query = address.partition("?")
        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": "localhost",
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(),
        } | {f"HTTP_{name.upper()}": value for name, value in headers.items()}
        said = {}

        def start_response(status, given, exc_info=None):
            said.update(status=int(status[:3]), headers=dict(given))

        answer = self.application(environ, start_response)
        said["body"] = b"".join(answer)
        if hasattr(answer, "close"):
            answer.close()
        return said

    def text(self, address):
        return self.get(address)["body"].decode()


@pytest.fixture
def visitor():
    site = get_wsgi_application()
    # A test is one transaction, which would end with its connection; Django's own client does the same.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield Visitor(site)
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """Return what makes a block of a test end as a committed transaction does."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def plain(body=b"<p>Words</p>" * 50, status="200 OK", headers=(), keep=True):
    """Return a site with one page."""

    def site(environ, start_response):
        environ[MARK] = keep
        start_response(status, [("Content-Type", "text/html; charset=utf-8"), *headers])
        return [body]

    return site


# What is answered from memory


def test_a_page_is_made_once_and_then_answered_without_the_database(
    visitor, seed, index, home, django_assert_num_queries
):
    for address in (seed.url, index.url, home.url, f"{index.url}feed/", "/sitemap.xml", "/robots.txt"):
        first = visitor.get(address)
        with django_assert_num_queries(0):
            assert visitor.get(address) == first
        assert first["status"] == 200
    assert visitor.asked == 6


def test_it_is_the_page_that_the_site_itself_gives(visitor, seed):
    kept = visitor.get(seed.url)
    fresh = Client().get(seed.url)
    assert kept["body"] == fresh.content
    lengthy = {"Content-Length", "Vary"}
    assert {k: v for k, v in kept["headers"].items() if k not in lengthy} == {
        k: v for k, v in fresh.headers.items() if k not in lengthy
    }
    assert kept["headers"]["Cache-Control"] == "no-store"


def test_parts_of_an_address_that_no_page_reads_make_no_other_page(visitor, index):
    visitor.get(f"{index.url}?topic=healing&page=1")
    visitor.get(f"{index.url}?page=1&utm_source=x&topic=healing&fbclid=y&series=")
    assert visitor.asked == 1
    assert "utm_source" not in visitor.text(f"{index.url}?utm_source=x")


def test_filters_and_pages_are_kept_apart(visitor, index):
    assert len({visitor.text(f"{index.url}{query}") for query in ("", "?page=2", "?topic=healing")}) == 3


def test_asking_for_the_head_alone_sends_no_body(visitor, seed):
    page = visitor.get(seed.url)
    head = visitor.get(seed.url, method="HEAD")
    assert head["body"] == b""
    assert head["headers"] == page["headers"]
    assert visitor.asked == 1


def test_it_is_compressed_as_the_browser_can_read_it(visitor, seed):
    page = visitor.get(seed.url)["body"]
    packed = visitor.get(seed.url, accept_encoding="gzip, deflate, br")
    assert packed["headers"]["Content-Encoding"] == "br"
    assert brotli.decompress(packed["body"]) == page
    packed = visitor.get(seed.url, accept_encoding="gzip;q=1.0, br;q=0")
    assert gzip.decompress(packed["body"]) == page
    assert "Accept-Encoding" in packed["headers"]["Vary"]
    assert int(packed["headers"]["Content-Length"]) == len(packed["body"])


def test_it_is_compressed_once_and_not_for_each_visitor(monkeypatch):
    calls = []
    monkeypatch.setattr("page_cache.store.gzip.compress", lambda body, **_: calls.append(body) or b"packed")
    visitor = Visitor(plain())
    for _visit in range(3):
        assert visitor.get("/", accept_encoding="gzip")["body"] == b"packed"
    assert len(calls) == 1


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [("gzip, deflate, br, zstd", "br"), ("gzip", "gzip"), ("", ""), ("br;q=0, gzip;q=0.5", "gzip"), ("identity", "")],
)
def test_which_encoding_a_browser_gets(accepted, encoding):
    assert encoding_for(accepted) == encoding


# What changes, and is seen at once


def publish(seed, **_):
    seed.title = "Changed for all to see"
    seed.save_revision().publish()


def unpublish(seed, **_):
    seed.unpublish()


def move(seed, home, **_):
    seed.move(home, pos="last-child")


def delete(seed, **_):
    seed.delete()


def hide(seed, **_):
    PageViewRestriction.objects.create(page=seed, restriction_type=PageViewRestriction.LOGIN)


def change_a_setting(**_):
    settings = SiteSettings.objects.get()
    settings.organisation_name = "Changed for all to see"
    settings.save()


def change_a_contact(**_):
    contact = CrisisContact.objects.filter(live=True).first()
    contact.name = "Changed for all to see"
    contact.save()


def change_the_menu(**_):
    item = MenuItem.objects.exclude(label="").first() or MenuItem.objects.first()
    item.label = "Changed for all to see"
    item.save()


def update_rows_without_a_signal(seed, **_):
    ArticlePage.objects.filter(pk=seed.pk).update(title="Changed for all to see")


def change_the_main_page_of_the_site(index, **_):
    Site.objects.update(root_page=index.pk)


CHANGES = [
    publish, unpublish, move, delete, hide, change_a_setting, change_a_contact, change_the_menu,
    update_rows_without_a_signal, change_the_main_page_of_the_site,
]  # fmt: skip


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_no_page_of_before_is_shown_after(visitor, committed, seed, index, home, change):
    before = visitor.get(seed.url)
    with committed():
        change(seed=ArticlePage.objects.get(pk=seed.pk), index=index, home=home)
    after = visitor.get(seed.url)
    assert visitor.asked == 2
    assert after != before
    if after["status"] == 200 and change is not change_the_main_page_of_the_site:
        assert "Changed for all to see" in after["body"].decode()


def test_a_page_appears_where_there_was_none(visitor, committed, index, home):
    address = f"{home.url}new-here/"
    assert visitor.get(address)["status"] == 404
    with committed():
        home.add_child(instance=StandardPage(title="New here", slug="new-here"))
    assert visitor.get(address)["status"] == 200
    with committed():
        Redirect.objects.create(old_path="/old-here", redirect_link="/new-here/", site=Site.objects.get())
    assert visitor.get("/old-here/")["status"] == 301


def test_what_is_scheduled_appears_and_goes_at_its_time(visitor, committed, add_article, monkeypatch):
    article = add_article("Soon here", live=False)
    now = timezone.now()
    article.go_live_at = now + timedelta(hours=1)
    article.expire_at = now + timedelta(hours=3)
    article.save_revision().publish()
    seen = []
    for hours in (0, 2, 4):
        monkeypatch.setattr(timezone, "now", lambda hours=hours: now + timedelta(hours=hours))
        with committed():
            call_command("publish_scheduled")
        seen.append(visitor.get("/lets-talk-about/soon-here/")["status"])
    assert seen == [404, 200, 404]


def test_a_draft_leaves_the_pages_of_visitors_alone(visitor, committed, seed):
    before = visitor.get(seed.url)
    with committed():
        draft = ArticlePage.objects.get(pk=seed.pk)
        draft.title = "Not yet"
        draft.save_revision(log_action=True)
    assert visitor.get(seed.url) == before
    assert visitor.asked == 1


def test_nothing_changes_for_visitors_before_the_transaction_ends(visitor, seed, django_capture_on_commit_callbacks):
    version = shared_version().now()
    with django_capture_on_commit_callbacks() as waiting:
        ArticlePage.objects.filter(pk=seed.pk).update(title="Not yet")
    assert shared_version().now() == version
    assert waiting


def test_a_change_while_a_page_is_made_keeps_nothing_of_before():
    def site(environ, start_response):
        shared_version().change()
        return plain()(environ, start_response)

    visitor = Visitor(site)
    visitor.get("/")
    visitor.get("/")
    assert visitor.asked == 2


# What is never kept


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

    Visitor(site).get("/?utm=1", user_agent="Old Phone", referer="https://example.org", accept_language="es")
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
