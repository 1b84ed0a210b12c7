"""Something the site needs is away: visitors learn whom to call, staff what is wrong and that nothing was saved."""

import errno

import pytest
from django.db import InternalError, OperationalError
from django.template.loader import render_to_string
from django.test import Client

from home import views
from pages.models import SiteImage
from resources.models import CrisisContact
from safety import leaving, outage

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
FULL = OSError(errno.ENOSPC, "No space left on device")
GONE = OperationalError("connection refused at the secret address")


@pytest.fixture
def kept(monkeypatch, tmp_path):
    """A folder of this test's own for the page that is kept."""
    monkeypatch.setattr(outage, "FOLDER", tmp_path / "public")
    monkeypatch.setattr(outage, "FILE", tmp_path / "public" / "outage.html")
    monkeypatch.setattr(outage, "_last", {})
    return outage.FILE


@pytest.fixture
def fails(monkeypatch):
    """Let whatever asks for a page meet an error."""

    def with_error(error):
        def broken(*_arguments):
            raise error

        monkeypatch.setattr(views, "find_route", broken)
        return Client(raise_request_exception=False)

    return with_error


def test_visitors_learn_whom_to_call_while_the_database_is_away(kept, fails):
    CrisisContact.objects.create(name="A line in the night", phone="206-555-0142")
    Client().get("/")
    response = fails(GONE).get("/")
    page = response.content.decode()
    assert response.status_code == 503
    assert response["Retry-After"] == "10"
    assert response["Cache-Control"] == "no-store"
    assert 'href="tel:2065550142">Call <bdi>206-555-0142</bdi></a>' in page
    assert '<a id="leave" class="button leave" href="https://www.weather.gov/"' in page
    assert 'js/leave.js" data-target="https://www.weather.gov/" data-title="Information"' in page
    assert "secret address" not in page


def test_it_is_the_contacts_and_the_way_out_of_today(kept):
    contact = CrisisContact.objects.create(name="A line in the night", phone="206-555-0142")
    Client().get("/")
    contact.phone = "206-555-0143"
    contact.save()
    Client().get("/")
    assert "206-555-0143" in kept.read_text()
    assert "206-555-0142" not in kept.read_text()
    contact.delete()
    Client().get("/")
    assert "206-555-014" not in kept.read_text()
    assert "your local emergency number" in kept.read_text()


def test_a_page_that_is_kept_already_is_not_written_again_after_a_start(kept, monkeypatch):
    Client().get("/")
    before = kept.stat()
    monkeypatch.setattr(outage, "_last", {})
    Client().get("/")
    assert (kept.stat().st_ino, kept.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_the_proxy_may_read_it_and_nothing_beside_it(kept):
    Client().get("/")
    assert kept.stat().st_mode & 0o777 == 0o644
    assert list(kept.parent.iterdir()) == [kept]


def test_a_site_that_never_kept_one_still_leads_to_help(kept, fails):
    response = fails(GONE).get("/")
    assert response.status_code == 503
    assert "your local emergency number" in response.content.decode()


@pytest.mark.usefixtures("own_media")
def test_pictures_of_kept_pages_are_shown_while_the_database_is_away(client, monkeypatch):
    url = SiteImage.objects.first().get_rendition("width-20").url

    def away(_sizes):
        raise GONE

    monkeypatch.setattr(views, "_shown", away)
    answer = client.get(url)
    assert answer.status_code == 200
    assert answer.getvalue()


def test_a_page_is_read_where_nothing_can_be_kept(kept, monkeypatch):
    def full(*_arguments):
        raise FULL

    monkeypatch.setattr(type(kept), "write_text", full)
    assert Client().get("/").status_code == 200


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (GONE, "The database does not answer."),
        (OperationalError("database or disk is full"), "no room left"),
        (FULL, "no room left"),
        (OperationalError("attempt to write a readonly database"), "can only be read from"),
        (InternalError("cannot execute INSERT in a read-only transaction"), "can only be read from"),
        (OSError(errno.EROFS, "Read-only file system"), "can only be read from"),
        (OSError("The bucket does not answer"), "keeps files or sends mail"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_staff_learn_what_is_away_and_that_it_was_not_saved(sign_in, monkeypatch, error, words):
    from wagtail.snippets.views.snippets import CreateView

    def broken(*_arguments, **_options):
        raise error

    client = sign_in("Editors")
    client.raise_request_exception = False
    monkeypatch.setattr(CreateView, "save_instance", broken)
    response = client.post("/admin/snippets/pages/topic/add/", {"title": "A topic", "slug": "a-topic"})
    page = response.content.decode()
    assert response.status_code == 503
    assert words in page
    assert "it was not saved" in page
    assert "secret address" not in page


def test_a_mistake_of_ours_is_not_passed_off_as_something_away(fails):
    assert fails(ValueError("ours")).get("/").status_code == 500
    assert outage.reason(None) is None


def test_the_kept_page_holds_nothing_that_the_policy_refuses():
    page = render_to_string(
        "outage.html", {"contacts": [], "target": "https://www.weather.gov/", "title": "Information"}
    )
    assert page.count("<script") == page.count('<script src="/static/js/leave.js"') == 1
    assert " style=" not in page


def test_the_way_out_works_without_the_database(fails, monkeypatch):
    monkeypatch.setattr(leaving.site_settings, "for_request", lambda _request: (_ for _ in ()).throw(GONE))
    response = Client().get("/leave/")
    assert response.status_code == 303
    assert response["Location"] == leaving.DEFAULT_TARGET


def test_what_counts_attempts_to_sign_in_is_named():
    error = type("ConnectionError", (Exception,), {"__module__": "redis.exceptions"})
    assert "counts attempts to sign in" in str(outage.reason(error()))
