"""A newsletter as staff write it, and as mail: of the same blocks, for old programs, small, and telling nobody."""

import re
from email import message_from_bytes, policy

import pytest
from django.core import mail
from django.utils import timezone
from wagtail.models import PageLogEntry

from accounts.models import User
from blog.models import ArticlePage
from events.models import EventPage
from newsletter.mail import compose
from newsletter.models import Sending
from newsletter.views import staff
from pages.models import SiteImage

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


@pytest.fixture
def full(newsletter):
    """A newsletter with one of each block."""
    article, event = ArticlePage.objects.live().first(), EventPage.objects.live().first()
    image = SiteImage.objects.first()
    link = f'<p>Read <a linktype="page" id="{article.pk}">this</a>, or <a href="https://example.org/x">that</a>.</p>'
    return newsletter(
        preview_line="What grew.",
        body=[
            ("heading", "Spring"),
            ("paragraph", link + "<ul><li>One</li><li>Two</li></ul>"),
            ("article", article.pk),
            ("event", event.pk),
            ("image", {"image": image.pk, "caption": "Beans", "alt_text": ""}),
            ("button", {"label": "Come along", "page": event.pk}),
        ],
    )


def test_html_and_text_say_the_same(full):
    made = compose(full)
    article, event = ArticlePage.objects.live().first(), EventPage.objects.live().first()
    for words in (article.title, event.title, event.meaning, "Beans", "Come along", "P.O. Box 1"):
        assert words in made.text
        assert words.replace("’", "’") in made.html.replace("&#x27;", "'")
    assert "SPRING" in made.text
    assert f"this (http://localhost{article.url})" in made.text
    assert "that (https://example.org/x)" in made.text
    assert "- One\n- Two" in made.text


def test_links_and_pictures_are_complete_and_of_this_site(full):
    made = compose(full)
    assert not re.findall(r'(?:href|src)="/', made.html)
    assert re.findall(r'<img src="(http://localhost)/media/images/', made.html) == ["http://localhost"]
    assert re.search(r'<img [^>]*alt="[^"]+"', made.html)


def test_it_is_small_and_laid_out_in_tables_with_colours_for_the_dark(full):
    made = compose(full)
    assert len(made.html.encode()) < 100_000
    assert 'role="presentation"' in made.html
    assert "prefers-color-scheme: dark" in made.html
    assert "<link" not in made.html
    assert "display:flex" not in made.html


def test_a_link_to_the_site_stands_there_only_if_anyone_may_read_it_there(full):
    assert "Read on the site" not in compose(full).html
    full.save_revision().publish()
    full.refresh_from_db()
    assert f"http://localhost{full.url}" in compose(full).html


def test_what_is_not_public_is_left_out(full):
    event = EventPage.objects.live().first()
    event.unpublish()
    made = compose(type(full).objects.get(pk=full.pk))
    assert event.title not in made.html
    assert "Come along" not in made.html


def test_subjects_cannot_bring_headers_along(newsletter):
    page = newsletter()
    page.subject = "News\nBcc: all@example.org"
    message = message_from_bytes(compose(page).to("a@example.org").message().as_bytes(), policy=policy.default)
    assert message["Bcc"] is None
    assert message["Subject"] == "News Bcc: all@example.org"


def test_the_preview_in_the_editor_is_the_mail(full):
    response = full.make_preview_request(preview_mode="mail")
    assert 'role="presentation"' in response.content.decode()


def test_staff_send_a_test_to_themselves_and_then_to_all(chief, server, full, readers):
    readers("a@example.org", "b@example.org")
    chief.post(f"/admin/newsletter/{full.pk}/test/")
    (sent,) = server.to("chief@example.org")
    assert sent["Subject"] == "Test: News"
    assert sent["List-Unsubscribe"] is None
    assert len(server.mails) == 1
    page = chief.get(f"/admin/newsletter/{full.pk}/").content.decode()
    assert "Send to 2 readers" in page
    assert "a@example.org" not in page
    chief.post(f"/admin/newsletter/{full.pk}/send/")
    assert Sending.objects.get().state == "planned"
    assert PageLogEntry.objects.filter(action="newsletter.send").exists()
    again = chief.post(f"/admin/newsletter/{full.pk}/send/", follow=True)
    assert "It is sent already, or on its way." in again.content.decode()
    assert Sending.objects.count() == 1


@pytest.mark.parametrize("when", ["x", "2020-01-01T10:00", "9999-12-31T10:00", "2027-13-01T10:00"])
def test_a_time_that_makes_no_sense_is_said(chief, full, when):
    response = chief.post(f"/admin/newsletter/{full.pk}/send/", {"starts_at": when}, follow=True)
    assert "Choose a" in response.content.decode()
    assert not Sending.objects.exists()


def test_it_is_planned_for_a_time_and_called_off(chief, full):
    later = timezone.localtime() + timezone.timedelta(days=2)
    chief.post(f"/admin/newsletter/{full.pk}/send/", {"starts_at": later.strftime("%Y-%m-%dT%H:%M")})
    assert abs((Sending.objects.get().starts_at - later).total_seconds()) < 60
    chief.post(f"/admin/newsletter/{full.pk}/change/", {"what": "stop"})
    assert not Sending.objects.exists()


def test_what_is_still_to_be_filled_in_is_not_sent(chief, newsletter):
    page = newsletter(body=[("paragraph", "<p>On [[fill in: day]].</p>")])
    response = chief.post(f"/admin/newsletter/{page.pk}/send/", follow=True)
    assert "Still to be filled in: day" in response.content.decode()
    assert not Sending.objects.exists()


def test_what_is_too_large_is_not_sent(chief, newsletter):
    page = newsletter(body=[("paragraph", f"<p>{'Word. ' * 20_000}</p>")])
    response = chief.post(f"/admin/newsletter/{page.pk}/send/", follow=True)
    assert "some mail programs cut it off" in response.content.decode()


def test_what_has_no_subject_or_nothing_in_it_is_not_sent(chief, newsletter):
    page = newsletter(body=[])
    page.subject = ""
    page.save_revision(clean=False)  # as the editor keeps a draft
    said = chief.post(f"/admin/newsletter/{page.pk}/send/", follow=True).content.decode()
    assert "There is no subject." in said
    assert "There is nothing in it yet." in said
    assert not Sending.objects.exists()


@pytest.mark.parametrize("trouble", ["away", "refuses"])
def test_a_test_that_the_mail_server_does_not_take_is_said(chief, server, full, trouble):
    if trouble == "away":
        server.controller.stop()
    else:
        server.answers["chief@example.org"] = "550 5.1.1 no such user"
    said = chief.post(f"/admin/newsletter/{full.pk}/test/", follow=True).content.decode()
    assert "The mail server did not take it." in said
    assert "is on its way" not in said


def test_where_mail_goes_nowhere_as_on_the_machine_of_a_developer_it_counts_as_sent(chief, full, settings, readers):
    settings.MAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    said = chief.post(f"/admin/newsletter/{full.pk}/test/", follow=True).content.decode()
    assert "A mail to chief@example.org is on its way." in said
    assert [(one.to, one.subject) for one in mail.outbox] == [(["chief@example.org"], "Test: News")]


def test_two_clicks_at_the_same_moment_send_it_once(chief, full, monkeypatch):
    def other_click(page, size):
        Sending.objects.create(page=page, revision=page.latest_revision)
        return []

    # Between the look whether it is sent already and the beginning.
    monkeypatch.setattr(staff, "_mistakes", other_click)
    assert chief.post(f"/admin/newsletter/{full.pk}/send/").status_code == 302
    assert Sending.objects.count() == 1
    assert not PageLogEntry.objects.filter(action="newsletter.send").exists()


def test_what_has_gone_out_cannot_go_on(chief, full):
    one = Sending.objects.create(page=full, revision=full.latest_revision, state=Sending.State.DONE)
    for what in ("go_on", "stop", "nonsense", ""):
        chief.post(f"/admin/newsletter/{full.pk}/change/", {"what": what})
        one.refresh_from_db()
        assert one.state == Sending.State.DONE
    assert not PageLogEntry.objects.filter(action__startswith="newsletter.").exists()


@pytest.mark.parametrize(
    ("group", "sees", "owns"),
    [
        ("Editors", False, False),
        ("Moderators", True, False),
        ("Administrators", True, True),
        ("Advocates", False, False),
    ],
)
def test_doors_open_for_whom_they_should(full, group, sees, owns):
    from allauth.mfa.totp.internal.auth import TOTP
    from django.contrib.auth.models import Group
    from django.test import Client

    person = User.objects.create_user("somebody@example.org")
    person.groups.add(Group.objects.get(name=group))
    TOTP.activate(person, "JBSWY3DPEHPK3PXP")
    client = Client()
    client.force_login(person)
    assert (client.get("/admin/newsletter/").status_code == 200) is sees
    assert (client.get(f"/admin/newsletter/{full.pk}/").status_code == 200) is sees
    client.post(f"/admin/newsletter/{full.pk}/send/")
    assert Sending.objects.exists() is sees
    assert (client.post("/admin/newsletter/export/").status_code == 200) is owns
    assert (client.get("/admin/newsletter/bring/").status_code == 200) is owns


def test_a_name_with_a_line_break_brings_no_header_along(newsletter, sign_up):
    type(sign_up).objects.update(sender_name="News\nBcc: all@example.org")
    made = compose(newsletter()).to("a@example.org").message()
    assert made["Bcc"] is None


def test_a_picture_of_people_who_took_back_their_consent_is_left_out(full):
    assert "<img" in compose(full).html
    SiteImage.objects.update(is_withdrawn=True)
    made = compose(type(full).objects.get(pk=full.pk))
    assert "<img" not in made.html
    assert "Beans" not in made.text


def test_lines_stay_apart_in_the_text_too(newsletter):
    page = newsletter(body=[("paragraph", "<p>Monday<br/>Tuesday</p>")])
    assert "Monday\nTuesday" in compose(page).text


def test_a_picture_whose_file_is_gone_is_left_out(full, own_media):
    for file in own_media.rglob("*.png"):
        file.unlink()
    SiteImage.objects.first().renditions.all().delete()
    assert "<img" not in compose(full).html
