"""Whatever a stranger sends, every public address answers, quickly, and gives away nothing that is not public."""

import time
from datetime import timedelta
from urllib.parse import quote, urlencode, urljoin, urlsplit

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings, strategies as st
from wagtail.models import PageViewRestriction

pytestmark = pytest.mark.django_db

HIDDEN = "zyxcanary"
UNSAID = b"qwvunsaid"  # stands beside it, and in no request

PATHS = (
    "/",
    "/lets-talk-about/",
    "/lets-talk-about/feed/",
    "/lets-talk-about/ally-vs-accomplice/",
    "/get-help/",
    "/get-help/counseling/",
    "/resources/",
    "/resources/example-shelter-line/",
    "/privacy/",
    "/search/",
    "/leave/",
    "/sitemap.xml",
    "/robots.txt",
    "/.well-known/security.txt",
    "/documents/1/",
    "/media/images/",
    "/media/original_images/",
    "/account/login/",
    "/account/password/reset/",
    "/account/authenticate/",
    "/account/webauthn/login/",
    "/admin/",
    "/admin/login/",
    "/admin/api/main/pages/",
    "/_util/authenticate_with_password/1/1/",
    "/nowhere/",
)
NAMES = ("q", "page", "topic", "series", "audience", "region", "language", "cost", "kind", "type", "next", "format")
HEADERS = (
    "Accept",
    "Accept-Language",
    "Cookie",
    "Host",
    "If-Modified-Since",
    "If-None-Match",
    "Origin",
    "Range",
    "Referer",
    "Sec-Fetch-Site",
    "User-Agent",
    "X-Forwarded-For",
    "X-Forwarded-Host",
    "X-HTTP-Method-Override",
    "X-Requested-With",
)
METHODS = ("GET", "GET", "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND")

nasty = st.one_of(
    st.text(max_size=60),
    st.text(st.characters(max_codepoint=0x1F), max_size=20),
    st.sampled_from(
        [
            "\x00",
            '"',
            "'; DROP TABLE home_homepage; --",
            "%00",
            "../../secret-key",
            "{{ 7 * 7 }}",
            "<script>alert(1)</script>",
            "-1",
            "0",
            "1",
            "99999999999999999999",
            "1e400",
            "NaN",
            "\ud7ff\uffff",
            "‮gnp.exe",
            "🙂" * 50,
            HIDDEN,
            "AND OR NOT NEAR( * ^ :",
            "//evil.example/",
            "https://evil.example/",
        ]
    ),
    st.integers().map(str),
    st.sampled_from("aé\x00 \"'").map(lambda sign: sign * 10_000),
    st.sampled_from(("word ", '"word" ', "wörd* ")).map(lambda word: word * 600),
)
segments = st.lists(st.one_of(st.just(""), nasty.map(lambda text: quote(text[:3000], safe="")[:4000])), max_size=3)
queries = st.lists(st.tuples(st.one_of(st.sampled_from(NAMES), st.text(max_size=10)), nasty), max_size=4)
headers = st.dictionaries(
    st.sampled_from(HEADERS),
    nasty.map(lambda text: text.replace("\r", "").replace("\n", "").encode("utf-8", "replace").decode("latin-1")),
    max_size=3,
)
bodies = st.one_of(
    st.just(b""),
    st.binary(max_size=200),
    queries.map(lambda pairs: urlencode(pairs, errors="replace").encode()),
    st.just(b"x" * 530_000),
)
kinds = st.sampled_from(
    ("application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/json", "text/plain", "\x00")
)


@pytest.fixture
def hidden_pages(index, add_article):
    """Make a draft, a private and a scheduled page, each with a word that nobody may see."""
    add_article(f"Draft {HIDDEN} {UNSAID.decode()}", live=False, text=f"<p>{HIDDEN}</p>")
    private = add_article(f"Private {HIDDEN} {UNSAID.decode()}", text=f"<p>{HIDDEN}</p>")
    PageViewRestriction.objects.create(page=private, restriction_type=PageViewRestriction.LOGIN)
    later = add_article(f"Scheduled {HIDDEN} {UNSAID.decode()}", live=False, text=f"<p>{HIDDEN}</p>")
    later.go_live_at = timezone.now() + timedelta(days=3)
    later.save_revision(approved_go_live_at=later.go_live_at)


def test_no_request_brings_the_site_down_slows_it_or_makes_it_tell(hidden_pages):
    browser = Client(raise_request_exception=False)
    answered = {}

    @settings(deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        path=st.sampled_from(PATHS),
        more=segments,
        query=queries,
        method=st.sampled_from(METHODS),
        extra=headers,
        body=bodies,
        kind=kinds,
    )
    def ask(path, more, query, method, extra, body, kind):
        browser.cookies.clear()
        address = path + "/".join(more)
        text = urlencode(query, errors="replace")
        begin = time.monotonic()
        response = browser.generic(method, address, body, kind, headers=extra, query_params=None, QUERY_STRING=text)
        content = b"".join(response.streaming_content) if response.streaming else response.content
        took = time.monotonic() - begin
        assert response.status_code < 500, (method, address, text)
        assert took < 2, (method, address, text)
        assert UNSAID not in content
        location = response.headers.get("Location", "")
        assert urlsplit(urljoin(f"http://testserver{path}", location)).netloc != "evil.example"
        answered[response.status_code] = answered.get(response.status_code, 0) + 1

    ask()
    assert {200, 302, 404, 405} <= answered.keys()


@pytest.mark.parametrize(
    "address",
    [
        "/lets-talk-about/",
        "/lets-talk-about/feed/",
        "/sitemap.xml",
        f"/search/?q={HIDDEN}",
        f"/lets-talk-about/draft-{HIDDEN}-{UNSAID.decode()}/",
        f"/lets-talk-about/scheduled-{HIDDEN}-{UNSAID.decode()}/",
        "/admin/pages/preview/",
        "/admin/api/main/pages/",
        "/",
    ],
)
def test_pages_that_are_not_public_show_up_nowhere(client, hidden_pages, address):
    assert UNSAID not in client.get(address, follow=True).content


@pytest.mark.parametrize(
    ("request_it", "status"),
    [
        (lambda client: client.get("/", headers={"host": "evil.example"}), 400),
        (lambda client: client.post("/", b"x" * 530_000, content_type="text/plain"), 413),
        (lambda client: client.get("/search/", {"q": "x" * 61_000}), 414),
        (lambda client: client.delete("/get-help/"), 405),
        (lambda client: client.generic("TRACE", "/"), 405),
        (lambda client: client.get("/nowhere/"), 404),
    ],
    ids=["strange host", "oversized body", "endless address", "DELETE", "TRACE", "not found"],
)
def test_what_is_refused_is_refused_in_plain_words_with_the_help_contacts(client, request_it, status):
    response = request_it(client)
    page = response.content.decode()
    assert response.status_code == status
    assert "nothing you did wrong" in page
    assert "Call <bdi>206-555-0101</bdi>" in page
    assert 'id="leave"' in page


def test_a_method_in_disguise_is_no_method(client, seed):
    response = client.get(seed.url, headers={"X-HTTP-Method-Override": "DELETE"})
    assert response.status_code == 200
    assert client.post(f"{seed.url}?_method=DELETE", {"_method": "DELETE"}).status_code == 405
    seed.refresh_from_db()
    assert seed.live


@pytest.mark.parametrize(
    "target", ["//evil.example/", "https://evil.example/", "/\\evil.example/", "javascript:alert(1)"]
)
def test_nobody_is_sent_elsewhere_by_a_prepared_link(sign_in, target):
    client = sign_in("Moderators")
    for address in ("/account/login/", "/admin/login/", "/_util/login/"):
        response = client.get(address, {"next": target}, follow=True)
        where = [url.partition("?")[0] for url, _status in response.redirect_chain]
        assert not any("evil.example" in url or "javascript" in url for url in where)
        assert all(url.startswith("/") and not url.startswith(("//", "/\\")) for url in where)
    response = Client().get("//evil.example/lets-talk-about")
    assert not response.headers.get("Location", "").startswith("//evil")


def test_pages_for_what_is_not_found_and_for_faults_need_no_database(client, monkeypatch):
    from django.db import OperationalError
    from django.test import RequestFactory

    from home import views
    from home.context_processors import Layout

    def broken(_layout):
        raise OperationalError

    for name in ("settings", "menus", "crisis_contacts"):
        monkeypatch.setattr(Layout, name, property(broken))
    found = views.page_not_found(RequestFactory().get("/nowhere/"), Exception())
    assert (found.status_code, "This page is not here" in found.content.decode()) == (404, True)
    fault = views.server_error(RequestFactory().get("/"))
    assert (fault.status_code, 'href="/get-help/"' in fault.content.decode()) == (500, True)
