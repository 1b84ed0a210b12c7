"""A visitor gets whole pages without JavaScript, cookies or third parties, and help from every one of them."""

import itertools
import re

import html5lib
import pytest
from django.test import Client

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

LINKED = re.compile(r'(?:src|srcset|poster|data|action)="([^"]*)"|<link[^>]*href="([^"]*)"')


def test_every_page_is_valid_html(every_page):
    parser = html5lib.HTMLParser(strict=False)
    for url, response in every_page.items():
        parser.parse(response.content.decode())
        faults = [f"{place}: {code} {data}" for place, code, data in parser.errors]
        assert faults == [], url


def test_ids_are_unique_and_references_lead_somewhere(every_page):
    for url, response in every_page.items():
        page = response.content.decode()
        ids = re.findall(r'\sid="([^"]*)"', page)
        assert len(ids) == len(set(ids)), url
        for reference in re.findall(r'(?:for|aria-labelledby|aria-describedby)="([^"]*)"', page):
            assert reference in ids, (url, reference)
        for anchor in re.findall(r'href="#([^"]+)"', page):
            assert anchor in ids, (url, anchor)


def test_headings_step_down_without_gaps(every_page):
    for url, response in every_page.items():
        levels = [int(level) for level in re.findall(r"<h([1-6])[\s>]", response.content.decode())]
        assert levels[0] == 1, url
        assert levels.count(1) == 1, url
        assert all(after <= before + 1 for before, after in itertools.pairwise(levels)), (url, levels)


def test_no_page_sets_a_cookie_or_asks_anyone_else(every_page):
    for url, response in every_page.items():
        assert not response.cookies, url
        page = response.content.decode()
        addresses = [one or other for one, other in LINKED.findall(page)]
        assert addresses
        for address in addresses:
            assert not re.match(r"(https?:)?//", address) or address.startswith("http://localhost"), (url, address)
        assert "<style" not in page
        assert " style=" not in page
        assert not re.search(r"\son\w+=", page)
        # Nothing that was typed is offered again, on this device or in this tab.
        forms = re.findall(r"<form[^>]*>", page)
        assert forms
        assert all('autocomplete="off"' in form for form in forms), url


def test_every_page_offers_help_search_and_the_way_out(every_page):
    for url, response in every_page.items():
        page = " ".join(response.content.decode().split())
        assert 'href="#get-help-now"' in page, url
        assert "Call <bdi>206-555-0101</bdi>" in page, url
        assert 'name="q"' in page, url
        assert '<a id="leave" class="button leave" href="/leave/"' in page, url
        assert 'data-target="https://www.weather.gov/"' in page, url
        assert page.index("Leave this site") < page.index("<main"), url


def test_every_page_type_ends_with_a_next_step(every_page):
    for url, response in every_page.items():
        if response.status_code == 200 and not url.startswith(("/search/", "/answer/")):
            assert 'class="next-step"' in response.content.decode(), url


def test_a_missing_page_blames_nobody_and_helps(client):
    response = client.get("/nowhere/")
    assert response.status_code == 404
    assert "It is nothing you did wrong" in response.content.decode()


def test_a_fault_still_leads_to_help(monkeypatch):
    from home import views

    def broken(*args):
        raise RuntimeError

    monkeypatch.setattr(views, "find_route", broken)
    response = Client(raise_request_exception=False).get("/")
    page = response.content.decode()
    assert response.status_code == 500
    assert "Something went wrong on our side" in page
    assert 'href="/get-help/"' in page
    assert "Traceback" not in page


def test_the_500_page_needs_no_database(django_assert_num_queries):
    from django.test import RequestFactory

    from home.views import server_error

    with django_assert_num_queries(0):
        assert server_error(RequestFactory().get("/")).status_code == 500


@pytest.mark.parametrize(
    "url",
    [
        "/%00/",
        "/a%00b/",
        "/" + "a/" * 300,
        "/" + "x" * 5000 + "/",
        "/lets-talk-about/../",
        "/%FF/",
        "/media/images/../../secret-key",
        "/media/original_images/x.png",
        "/media/documents/x.pdf",
    ],
)
def test_odd_addresses_are_answered_with_a_page(client, url):
    assert client.get(url).status_code in {301, 302, 404}


def test_an_article_can_be_read_without_javascript(client, seed):
    page = client.get(seed.url).content.decode()
    assert '<nav aria-labelledby="on-this-page">' in page
    assert '<a href="#centering-marginalized-voices">Centering Marginalized Voices</a>' in page
    assert '<h2 id="centering-marginalized-voices">' in page
    assert "<dfn>Allyship</dfn>, as defined by" in page
    assert (
        '<a href="https://theantioppressionnetwork.com/allyship/" rel="noreferrer">Anti-Oppression Network</a>' in page
    )
    assert 'class="share"' in page
    assert re.search(r'<p class="share"[^>]* hidden>', page)


def test_what_cannot_be_accepted_is_answered_in_plain_words():
    response = Client(enforce_csrf_checks=True).post("/", {"a": "b"})
    assert response.status_code == 405
    assert response["Allow"] == "GET, HEAD, OPTIONS"
    page = response.content.decode()
    assert "The site cannot do what was asked here." in page
    assert "CSRF" not in page
    assert 'href="#get-help-now"' in page


def test_an_address_the_site_cannot_answer_for_gets_plain_words_too():
    response = Client().get("/", headers={"host": "elsewhere.example"})
    assert response.status_code == 400
    assert "It is nothing you did wrong" in response.content.decode()
