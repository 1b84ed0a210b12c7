"""A site with two languages stays within the budget of queries, in both; what surrounds every page is remembered."""

from types import SimpleNamespace

import pytest
from test_query_budget import MOST, count
from wagtail.models import Page

from page_cache import remembered

pytestmark = pytest.mark.any_database

PATHS = [
    "/", "/get-help/", "/get-help/example-one-on-one-counseling/", "/lets-talk-about/", "/resources/",
    "/lets-talk-about/ally-vs-accomplice/", "/lets-talk-about/listening-without-fixing/", "/safer-browsing/",
    "/resources/example-shelter-line/", "/events/", "/events/tuesday-drop-in/", "/give/", "/search/?q=shelter",
    "/search/?q=refugio", "/answer/",
]  # fmt: skip


@pytest.mark.parametrize("prefix", ["", "/es"])
@pytest.mark.parametrize("path", PATHS)
def test_no_page_costs_more_than_twelve_queries(client, prefix, path, monkeypatch):
    # As outside of a test, which is one transaction.
    monkeypatch.setattr(remembered, "connection", SimpleNamespace(in_atomic_block=False))
    monkeypatch.setattr(remembered, "_kept", {})
    client.get(f"{prefix}{path}")
    number, queries = count(client, f"{prefix}{path}")
    assert number <= MOST, queries


def test_the_whole_of_spanish_is_there():
    public = Page.objects.filter(live=True, depth__gt=1)
    spanish = public.filter(locale__language_code="es").count()
    assert spanish > 0.9 * public.filter(locale__language_code="en").count()
