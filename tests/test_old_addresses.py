"""Old addresses, and addresses written otherwise, lead to the page in one step."""

import io
import unicodedata
from urllib.parse import quote, unquote, urlsplit

import pytest
from django.db import OperationalError
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Site

from page_cache.application import PageCache
from pages.models import Topic

pytestmark = pytest.mark.django_db


def leads(client, address):
    """Return (status, target) of an address; the target itself must answer."""
    response = client.get(address)
    target = response.headers.get("Location", "")
    if target.startswith("/"):
        assert client.get(target).status_code == 200, target
    return response.status_code, target


@pytest.mark.parametrize(
    ("asked", "target"),
    [
        ("/Get-Help/", "/get-help/"),
        ("/Get-Help", "/get-help/"),
        ("/LETS-TALK-ABOUT/ALLY-VS-ACCOMPLICE/", "/lets-talk-about/ally-vs-accomplice/"),
        ("/Lets-Talk-About/Feed/", "/lets-talk-about/feed/"),
        ("/Lets-talk-about/?topic=healing", "/lets-talk-about/?topic=healing"),
        ("/Search/?q=shelter", "/search/?q=shelter"),
        ("/SEARCH?q=shelter", "/search/?q=shelter"),
        ("/Robots.TXT", "/robots.txt"),
        ("/SiteMap.xml", "/sitemap.xml"),
        ("/.Well-Known/Security.txt", "/.well-known/security.txt"),
    ],
)
def test_capitals_make_no_difference(client, asked, target):
    assert leads(client, asked) == (301, target)


def test_the_way_out_and_the_editors_door_may_begin_with_a_capital_too(client):
    assert client.get("/Leave/")["Location"] == "/leave/"
    assert client.get("/Admin/")["Location"] == "/admin/"


def test_the_name_of_a_file_keeps_its_capitals(client):
    assert client.get("/Documents/7/Annual-Report.PDF")["Location"] == "/documents/7/Annual-Report.PDF"
    for missing in ("/media/images/Hand_AbC12.max-165x165.jpg", "/documents/7/Annual-Report.PDF"):
        assert client.get(missing).status_code == 404, missing


def test_a_page_whose_own_address_has_capitals_is_found_however_it_is_written(client, seed):
    seed.slug = "Ally-Vs"
    seed.save_revision().publish()
    assert client.get("/lets-talk-about/Ally-Vs/").status_code == 200
    assert leads(client, "/lets-talk-about/ally-vs/") == (301, "/lets-talk-about/Ally-Vs/")
    assert leads(client, "/LETS-TALK-ABOUT/ALLY-VS/") == (301, "/lets-talk-about/Ally-Vs/")


def test_what_is_not_there_stays_not_there(client, seed):
    for address in ("/Nowhere/", "/Get-Help/Nothing/", "/" + "a/" * 50, "/Lets-Talk-About/Feed/More/", "/%00A/"):
        assert client.get(address).status_code == 404, (address, client.get(address).headers)
    seed.unpublish()
    assert client.get("/LETS-TALK-ABOUT/ALLY-VS-ACCOMPLICE/").status_code == 404


def test_nothing_leads_to_another_site_or_in_a_circle(client, home):
    for address in ("//Evil.example/Get-Help/", "/Get-Help//", "/\\Evil.example/", "/Https://evil.example/"):
        target = client.get(address).headers.get("Location", "/")
        assert target.startswith("/")
        assert not target.startswith(("//", "/\\"))
    Redirect.add_redirect("/Round", "/round/")
    Redirect.add_redirect("/own", "/Own/")
    assert client.get("/round/").status_code == 404
    assert client.get("/Own/").status_code == 404


@pytest.mark.any_database
def test_at_a_name_that_no_site_has_nothing_is_there_and_help_is(client, seed):
    Site.objects.update(hostname="other.example", is_default_site=False)
    for address in ("/", "/get-help/", "/Get-Help/", seed.url):
        answer = client.get(address)
        assert answer.status_code == 404
        assert 'href="/get-help/"' in answer.content.decode()


@pytest.mark.any_database
def test_while_old_addresses_cannot_be_read_the_answer_is_that_nothing_is_there(client, monkeypatch, seed):
    def away(_site):
        raise OperationalError("connection refused")

    Redirect.add_redirect("/old", seed)
    assert leads(client, "/old/") == (301, seed.url)
    monkeypatch.setattr(Redirect, "get_for_site", away)
    answer = client.get("/old/")
    assert answer.status_code == 404
    assert 'href="/get-help/"' in answer.content.decode()


def test_nothing_is_posted_to_another_address(client):
    assert client.post("/Get-Help/").status_code == 404


@pytest.mark.parametrize(
    ("entered", "asked"),
    [
        ("/old?id=3", "/old?id=3"),
        ("/old?id=3", "/old/?id=3"),
        ("/old?id=3", "/OLD/?ID=3&utm_source=letter&fbclid=x"),
        ("/old?b=2&a=1", "/old?a=1&b=2"),
        ("/old/", "/old"),
        ("/old", "/old/"),
        ("/old", "/Old/?format=amp"),
        ("/old", "/old?amp"),
        ("/old", "/old/?anything=else"),
        ("/Old-Page", "/old-page/"),
        ("/old page", "/old%20page"),
        ("/old%20page/", "/old page/"),
        ("/old+page", "/Old%20Page/"),
        ("/über-uns", "/%C3%9Cber-uns/"),
        ("/%C3%BCber-uns", "/über-uns"),
        (unicodedata.normalize("NFD", "/über-uns"), quote(unicodedata.normalize("NFC", "/über-uns/"))),
        (unicodedata.normalize("NFC", "/niño"), quote(unicodedata.normalize("NFD", "/NIÑO"))),
        ("/blog/2019/5/the-title.html", "/Blog/2019/5/The-Title.HTML"),
        ("/index.php?page_id=12", "/index.php?page_id=12"),
        ("/?p=123", "/?p=123"),
    ],
)
def test_an_old_address_matches_however_it_is_asked_for(called_by_server, seed, entered, asked):
    Redirect.add_redirect(entered, seed)
    said = {}
    parts = urlsplit(asked)
    environ = {
        "REQUEST_METHOD": "GET",
        # As WSGI hands it over: bytes read as Latin-1.
        "PATH_INFO": unquote(parts.path).encode().decode("latin-1"),
        "QUERY_STRING": parts.query,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "localhost",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
    }

    def start_response(status, headers, exc_info=None):
        said.update(status=status, headers=dict(headers))

    b"".join(PageCache(called_by_server)(environ, start_response))
    assert (said["status"][:3], said["headers"].get("Location")) == ("301", seed.url)


def test_the_closest_redirect_wins(client, seed, index):
    Redirect.add_redirect("/old", index)
    Redirect.add_redirect("/old?id=3", seed)
    assert leads(client, "/old/?id=3&utm_medium=x")[1] == seed.url
    assert leads(client, "/old/?id=4")[1] == index.url
    Redirect.add_redirect("/Old", "/about/", site=Site.objects.get(), is_permanent=False)
    assert leads(client, "/old/") == (302, "/about/")


def test_renaming_a_list_takes_its_topics_series_pages_and_feeds_along(
    client, index, seed, django_capture_on_commit_callbacks
):
    old = index.url
    seed_old, topic = seed.url, Topic.objects.first().slug
    with django_capture_on_commit_callbacks(execute=True):
        index.slug = "conversations"
        index.save_revision().publish()
    # Of what Wagtail enters, the list alone is needed.
    Redirect.objects.filter(old_path__startswith=f"{old}").exclude(old_path=old.rstrip("/")).delete()
    new = "/conversations/"
    assert leads(client, old) == (301, new)
    assert leads(client, f"{old}feed/") == (301, f"{new}feed/")
    assert leads(client, f"{old}feed/rss/") == (301, f"{new}feed/rss/")
    assert leads(client, f"{old.upper()}Feed/") == (301, f"{new}feed/")
    assert leads(client, f"{old}?topic={topic}&page=1&utm_source=x")[1] == f"{new}?topic={topic}&page=1"
    assert leads(client, seed_old)[1] == seed_old.replace(old, new)
    assert client.get(f"{old}nothing-here/").status_code == 404
