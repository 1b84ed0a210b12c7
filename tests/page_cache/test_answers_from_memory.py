"""Visitors are answered from memory, with the very page that the site gives."""

import gzip

import brotli
import pytest
from django.test import Client
from visitors import Visitor, plain

from page_cache.store import encoding_for

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


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
