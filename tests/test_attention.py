"""What needs attention is listed for whoever can put it right, each with the way there."""

import socket
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import Page

from accounts.models import User
from attention import notes
from attention.items import Group, what_needs_attention
from attention.links import ask_all, is_outside, look_at_links
from attention.models import LinkPlace, OutsideLink, PageNote
from attention.notes import refresh_all
from blog.models import ArticlePage
from consent.models import Consent
from home.models import HomePage, SiteSettings, StandardPage
from pages.models import SiteImage
from resources.models import CrisisContact

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator():
    return User.objects.create_superuser("all@example.org", "x")


def texts(person, group):
    return [row.text for row in what_needs_attention(person) if row.group == group]


def test_pages_past_their_review_date(administrator, add_article):
    today = timezone.localdate()
    add_article("Due", review_by=today)
    add_article("Not yet", review_by=today + timedelta(days=1))
    assert [text.partition(":")[0] for text in texts(administrator, Group.REVIEW)] == ["Due"]


def test_crisis_contacts_that_nobody_has_checked_for_as_long_as_the_settings_say(administrator):
    contact = CrisisContact.objects.filter(live=True).first()
    CrisisContact.objects.update(last_checked=timezone.localdate() - timedelta(days=10), review_by=None)
    assert texts(administrator, Group.CONTACTS) == []
    SiteSettings.objects.update(checks_interval=9)
    found = [row for row in what_needs_attention(administrator) if row.group == Group.CONTACTS]
    assert found[0].text.startswith(f"{contact.name}: time to call")
    assert found[0].url == f"/admin/snippets/resources/crisiscontact/edit/{contact.pk}/"


def test_pictures_without_alt_text(administrator):
    SiteImage.objects.filter(pk=SiteImage.objects.first().pk).update(description="", is_decorative=False)
    assert any("has no alt text" in text for text in texts(administrator, Group.PICTURES))


def test_old_drafts(administrator, add_article):
    old, new = add_article("Old", live=False), add_article("New", live=False)
    Page.objects.filter(pk=old.pk).update(latest_revision_created_at=timezone.now() - timedelta(weeks=7))
    found = " ".join(texts(administrator, Group.DRAFTS))
    assert old.title in found
    assert new.title not in found


def test_what_is_scheduled_with_the_time_of_the_organisation(administrator, add_article, settings):
    page = add_article("Later", live=False)
    page.go_live_at = timezone.now() + timedelta(days=2)
    page.save_revision().publish()
    local = timezone.localtime(page.go_live_at)
    assert texts(administrator, Group.SCHEDULED)[0].startswith("Later goes online on ")
    assert str(local.day) in texts(administrator, Group.SCHEDULED)[0]


def test_words_placeholders_and_broken_links_inside(administrator, add_article):
    hidden = add_article("Hidden", live=False)
    link = f'<a linktype="page" id="{hidden.pk}">there</a>'
    add_article("Much to do", live=False, text=f"<p>A pimp. [[fill in: hours]]. Go {link}.</p>")
    for group in (Group.WORDS, Group.PLACEHOLDERS, Group.LINKS):
        assert any("Much to do" in text for text in texts(administrator, group)), group


def test_each_row_leads_to_the_very_block(administrator, add_article):
    page = add_article("Go there", text="<p>A pimp came.</p>")
    row = next(row for row in what_needs_attention(administrator) if row.group == Group.WORDS)
    assert row.url == f"/admin/pages/{page.pk}/edit/#block-{page.body[0].id}-section"


def test_pages_that_nothing_leads_to(administrator, home):
    lonely = home.add_child(instance=StandardPage(title="Lonely", slug="lonely"))
    assert any("Lonely" in text for text in texts(administrator, Group.LONELY))
    about = StandardPage.objects.get(slug="about")
    about.body = [("paragraph", f'<p>See <a linktype="page" id="{lonely.pk}">it</a>.</p>')]
    about.save_revision().publish()
    assert not any("Lonely" in text for text in texts(administrator, Group.LONELY))


def test_articles_are_never_lonely_because_the_blog_lists_them(administrator, add_article):
    add_article("Listed")
    assert texts(administrator, Group.LONELY) == []


def test_consents_that_end_soon(administrator):
    soon = timezone.localdate() + timedelta(days=20)
    Consent.objects.create(person="M.", covers_story=True, withdrawal_contact="x", paid="no", expires_on=soon)
    later = soon + timedelta(days=60)
    Consent.objects.create(person="L.", covers_story=True, withdrawal_contact="x", paid="no", expires_on=later)
    assert [text[:20] for text in texts(administrator, Group.CONSENT)] == ["The consent of M. en"]


def test_the_report_shows_it_by_group(sign_in, add_article):
    add_article("Wording", text="<p>A pimp came.</p>")
    staff = sign_in("Editors")
    page = staff.get("/admin/attention/").content.decode()
    assert "Words to avoid" in page
    assert "Wording: “pimp”" in page
    assert "Wording: “pimp”" in staff.get("/admin/attention/?group=words").content.decode()
    assert "Wording: “pimp”" not in staff.get("/admin/attention/?group=links").content.decode()
    assert staff.get("/admin/attention/?group=nonsense").status_code == 200


def test_an_editor_is_not_shown_what_only_others_can_change(sign_in):
    SiteSettings.objects.update(phone="", email="")
    CrisisContact.objects.update(review_by="2020-01-01")
    page = sign_in("Editors").get("/admin/attention/").content.decode()
    assert "no phone or e-mail" not in page
    assert "time to call" not in page


def test_notes_follow_each_saved_version(add_article):
    page = add_article("Changing", text="<p>A pimp came.</p>")
    assert PageNote.objects.filter(page=page, kind="word").count() == 1
    page.body = [("paragraph", "<p>A trafficker came.</p>")]
    page.save_revision()
    assert not PageNote.objects.filter(page=page, kind="word").exists()


def test_looking_at_all_pages_again_says_the_same(add_article):
    add_article("Same", text="<p>A pimp came.</p>")
    ArticlePage.objects.get(slug="same")
    refresh_all()
    before = sorted(PageNote.objects.values_list("page_id", "text"))
    refresh_all()
    assert sorted(PageNote.objects.values_list("page_id", "text")) == before


# The daily mail


def test_no_mail_goes_out_unless_someone_asked(add_article, capsys):
    call_command("daily")
    assert mail.outbox == []


def test_the_daily_summary_names_each_thing_and_where_to_go(add_article, capsys, settings):
    SiteSettings.objects.update(daily_summary="one@example.org\ntwo@example.org")
    page = add_article("Wording", text="<p>A pimp came.</p>")
    call_command("daily")
    assert [message.to for message in mail.outbox] == [["one@example.org"], ["two@example.org"]]
    assert "Wording: “pimp”" in mail.outbox[0].body
    assert f"{settings.SITE_ADDRESS}/admin/pages/{page.pk}/edit/#block-" in mail.outbox[0].body
    assert "&" not in mail.outbox[0].body


def test_addresses_of_the_summary_are_checked(sign_in):
    settings = SiteSettings.objects.get()
    settings.daily_summary = "one@example.org\nnot an address"
    from django.core.exceptions import ValidationError

    with pytest.raises(ValidationError):
        settings.full_clean()


# Links to other sites, asked for real


class OtherSite(BaseHTTPRequestHandler):
    """Answers as other sites do."""

    asked: list = []

    def do_GET(self):
        type(self).asked.append((self.path, self.headers["User-Agent"]))
        if self.path == "/robots.txt":
            return self.answer(200, b"User-agent: *\nDisallow: /secret/\n")
        if self.path == "/moved":
            return self.answer(302, location="/good")
        if self.path == "/round":
            return self.answer(302, location="/round")
        if self.path == "/bad":
            return self.answer(302, location="http://[bad")
        if self.path == "/inside":
            return self.answer(302, location="http://10.0.0.1/")
        return self.answer({"/good": 200, "/gone": 404, "/busy": 503, "/no-robots-here": 403}.get(self.path, 200))

    def answer(self, status, body=b"", location=""):
        self.send_response(status)
        if location:
            self.send_header("Location", location)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_arguments):
        pass


@pytest.fixture
def other_site(monkeypatch):
    """Run another site on this machine, the only one that there is: names of the real ones are not looked up."""
    look_up = socket.getaddrinfo

    def only_here(host, *arguments, **options):
        if host != "127.0.0.1":
            raise socket.gaierror(socket.EAI_NONAME, "no such name")
        return look_up(host, *arguments, **options)

    monkeypatch.setattr(socket, "getaddrinfo", only_here)
    server = ThreadingHTTPServer(("127.0.0.1", 0), OtherSite)
    OtherSite.asked = []
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def here_only(address):
    return address == "127.0.0.1"


@pytest.mark.parametrize(
    ("path", "broken"),
    [
        ("/good", False),
        ("/moved", False),
        ("/gone", True),
        ("/busy", True),
        ("/round", True),
        ("/inside", True),
        ("/bad", True),
        ("/no-robots-here", False),
        ("/secret/page", False),
    ],
)
def test_how_an_address_answers(other_site, path, broken):
    answer = ask_all([other_site + path], allowed=here_only, pause=0)[other_site + path]
    assert bool(answer.problem) is broken, answer


def test_robots_are_asked_first_and_obeyed(other_site):
    ask_all([f"{other_site}/secret/page", f"{other_site}/good"], allowed=here_only, pause=0)
    assert [path for path, _agent in OtherSite.asked] == ["/robots.txt", "/good"]
    assert all(agent.startswith("SiteLinkCheck/1.0 (+http") for _path, agent in OtherSite.asked)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "192.168.1.1",
        "169.254.169.254",
        "::1",
        "fd00::1",
        "::ffff:127.0.0.1",
        "64:ff9b::7f00:1",
        "fec0::1",
        "::7f00:1",
        "2002:7f00:1::1",
        "0.0.0.0",
        "224.0.0.1",
    ],
)
def test_private_addresses_are_no_other_sites(address):
    assert not is_outside(address)


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"])
def test_public_addresses_are(address):
    assert is_outside(address)


def test_our_own_network_is_never_asked(other_site):
    answer = ask_all([f"{other_site}/good"], pause=0)[f"{other_site}/good"]
    assert answer.problem == "it leads into a private network"
    assert OtherSite.asked == []


@pytest.mark.parametrize(
    "url", ["http://[::1", "ftp://example.org/", "http://user:pass@127.0.0.1/", "http://", "https://nowhere.invalid/"]
)
def test_addresses_that_are_none_bring_nothing_down(url):
    assert ask_all([url], allowed=here_only, pause=0)[url].problem


def test_a_site_that_never_answers_is_given_up(monkeypatch):
    import urllib3

    monkeypatch.setattr("attention.links.TIMEOUT", urllib3.Timeout(connect=0.3, read=0.3))
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        assert ask_all([url], allowed=here_only, pause=0)[url].problem == "it does not answer in time"


def test_a_broken_link_is_listed_until_it_is_mended(administrator, add_article, other_site):
    page = add_article("Points away", text=f'<p>See <a href="{other_site}/gone">it</a>.</p>')
    look_at_links(allowed=here_only, pause=0)
    row = next(row for row in what_needs_attention(administrator) if "Points away" in row.text)
    assert f"{other_site}/gone" in row.text
    assert row.url.startswith(f"/admin/pages/{page.pk}/edit/#block-")
    page.body = [("paragraph", f'<p>See <a href="{other_site}/good">it</a>.</p>')]
    page.save_revision().publish()
    look_at_links(allowed=here_only, pause=0)
    assert not any("Points away" in row.text for row in what_needs_attention(administrator))
    assert not OutsideLink.objects.filter(url=f"{other_site}/gone").exists()


def test_a_busy_site_is_listed_after_the_second_time_only(add_article, other_site):
    add_article("Busy", text=f'<p>See <a href="{other_site}/busy">it</a>.</p>')
    look_at_links(allowed=here_only, pause=0)
    assert not OutsideLink.objects.get(url=f"{other_site}/busy").is_broken
    look_at_links(allowed=here_only, pause=0)
    assert OutsideLink.objects.get(url=f"{other_site}/busy").is_broken


def test_addresses_in_blocks_and_contacts_are_looked_at_too(other_site, home):
    CrisisContact.objects.filter(live=True).update(address=f"{other_site}/gone")
    page = HomePage.objects.get()
    step = {"title": "Go", "text": "", "page": None, "document": None, "address": f"{other_site}/good", "label": ""}
    page.next_step = [("next_step", step)]
    page.save_revision().publish()
    look_at_links(allowed=here_only, pause=0)
    assert set(OutsideLink.objects.filter(url__startswith=other_site).values_list("url", flat=True)) == {
        f"{other_site}/good",
        f"{other_site}/gone",
    }
    assert LinkPlace.objects.filter(link__url=f"{other_site}/gone").exclude(edit_url="").exists()


def test_one_draft_that_nobody_can_read_keeps_no_other_from_being_looked_at(add_article, monkeypatch):
    broken, other = add_article("Broken"), add_article("Whole")
    PageNote.objects.all().delete()
    looked_at = notes.advice_for

    def fails(page, terms=None):
        if page.pk == broken.pk:
            raise OverflowError
        return looked_at(page, terms)

    monkeypatch.setattr(notes, "advice_for", fails)
    refresh_all()
    assert PageNote.objects.filter(page=other).exists()
