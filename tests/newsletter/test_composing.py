"""A newsletter as staff write it, and as mail: of the same blocks, for old programs, small, and telling nobody."""

import re
from email import message_from_bytes, policy

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from wagtail.models import ModelLogEntry, PageLogEntry

from accounts.models import User
from blog.models import ArticlePage
from events.models import EventPage
from newsletter.mail import compose
from newsletter.models import Sending, Subscription
from newsletter.views.the_list import read_lines
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
    (mail,) = server.to("chief@example.org")
    assert mail["Subject"] == "Test: News"
    assert mail["List-Unsubscribe"] is None
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


# The list


def test_staff_see_how_many_and_nobody_sees_who(chief, readers):
    readers("a@example.org", "b@example.org")
    page = chief.get("/admin/newsletter/").content.decode()
    assert "<strong>2</strong>" in page
    assert "a@example.org" not in page


def test_an_export_is_recorded_and_told_to_the_other_administrators(chief, readers, monkeypatch):
    told = []
    monkeypatch.setattr("newsletter.views.the_list.send_notice", told.append)
    User.objects.create_superuser("second@example.org")
    readers("a@example.org")
    response = chief.post("/admin/newsletter/export/")
    assert b"a@example.org,en," in response.content
    assert "no-store" in response["Cache-Control"]
    assert [one.to for one in told] == [["second@example.org"]]
    assert PageLogEntry.objects.filter(action="newsletter.export").exists()
    assert chief.get("/admin/newsletter/export/").status_code == 405


def bring(client, content, agreed="At the fair, 3 May, on paper", name="list.csv"):
    data = {"file": SimpleUploadedFile(name, content), "agreed": agreed, "language": "en"}
    return client.post("/admin/newsletter/bring/", data, follow=True)


def test_a_list_is_brought_along_only_with_what_people_agreed_to(chief, sign_up):
    assert "Without that, nobody may write to them." in bring(chief, b"a@example.org", "").content.decode()
    assert not Subscription.objects.exists()
    response = bring(chief, b"name,mail\nAnn,a@example.org\nBen,b@example.org\nAnn,a@example.org\nNobody,\n")
    assert "2 added, 1 were there already, 1 lines hold no address." in response.content.decode()
    entry = PageLogEntry.objects.get(action="newsletter.bring")
    assert entry.data["agreed"] == "At the fair, 3 May, on paper"
    assert "example.org" not in str(entry.data)
    assert not ModelLogEntry.objects.filter(data__icontains="a@example").exists()


@pytest.mark.parametrize(
    "content",
    [
        "a@example.org;Jürgen\r\nb@example.org;Ärger\r\n".encode("cp1252"),
        "\ufeffa@example.org\tJürgen\nb@example.org\t\n".encode(),
        "mail,name\na@example.org,é\nb@example.org,ü\n".encode("utf-16"),
        b"a@example.org\rb@example.org\r",
        b'"a@example.org","x, y"\n"b@example.org","z"\n',
        b"a@exam\x00ple.org\nb@example.org",
    ],
)
def test_lists_of_all_programs_are_read(chief, sign_up, content):
    bring(chief, content)
    assert {row.opened for row in Subscription.objects.all()} == {"a@example.org", "b@example.org"}


@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n\x1a\n\x00\x00", b"PK\x03\x04" * 100, b'"' * 1000, b"\xff\xfe"])
def test_what_is_no_list_adds_nobody_and_is_no_error(chief, sign_up, content):
    assert bring(chief, content).status_code in {200, 422}
    assert not Subscription.objects.exists()


def test_a_list_may_be_long_but_not_endless(chief, sign_up):
    lines = b"\n".join(b"r%d@example.org" % number for number in range(100_001))
    response = bring(chief, lines)
    assert response.status_code == 422
    assert "more than 100,000 lines" in response.content.decode()
    assert len(read_lines(lines[:-20])) <= 100_001


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


def test_a_picture_whose_file_is_gone_is_left_out(full, own_media):
    for file in own_media.rglob("*.png"):
        file.unlink()
    SiteImage.objects.first().renditions.all().delete()
    assert "<img" not in compose(full).html


def test_cells_of_an_export_are_no_formulas_and_are_read_again(chief, readers):
    readers("=cmd@example.org")
    content = chief.post("/admin/newsletter/export/").content
    assert b"\n'=cmd@example.org" in content
    Subscription.objects.all().delete()
    bring(chief, content)
    assert Subscription.objects.get().opened == "=cmd@example.org"
