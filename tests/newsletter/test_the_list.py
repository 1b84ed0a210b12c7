"""The list of readers: nobody browses it; how it is taken elsewhere, and how one is brought along."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from two_languages import in_languages
from wagtail.models import ModelLogEntry, PageLogEntry
from wagtail.users.models import UserProfile

from accounts.models import User
from newsletter.models import Subscription
from newsletter.views.the_list import read_lines

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


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


def bring(client, content=None, agreed="At the fair, 3 May, on paper", language="en"):
    data = {"agreed": agreed, "language": language}
    if content is not None:
        data["file"] = SimpleUploadedFile("list.csv", content)
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


def test_cells_of_an_export_are_no_formulas_and_are_read_again(chief, readers):
    readers("=cmd@example.org")
    content = chief.post("/admin/newsletter/export/").content
    assert b"\n'=cmd@example.org" in content
    Subscription.objects.all().delete()
    bring(chief, content)
    assert Subscription.objects.get().opened == "=cmd@example.org"


def test_an_address_that_cannot_be_opened_any_more_is_left_out_of_the_file(chief, readers):
    readers("a@example.org", "b@example.org")
    Subscription.objects.of("a@example.org").update(address="sealed with a key that is gone")
    rows = chief.post("/admin/newsletter/export/").content.decode().split()
    assert [row.partition(",")[0] for row in rows] == ["address", "b@example.org"]


def test_without_a_file_nothing_is_brought_along_and_what_was_typed_stays(chief, sign_up):
    response = bring(chief, agreed="At the spring fair")
    assert response.status_code == 422
    assert "Choose a file." in response.content.decode()
    assert "At the spring fair" in response.content.decode()


def test_a_file_that_is_too_large_is_not_read(chief, sign_up):
    response = bring(chief, b"a@example.org\n" + b"\n" * 10 * 1024 * 1024)
    assert response.status_code == 422
    assert "The file is larger than 10 MB. Divide it." in response.content.decode()
    assert not Subscription.objects.exists()


def test_lines_whose_address_no_mail_server_would_take_are_named_and_the_others_added(chief, sign_up):
    page = " ".join(
        bring(chief, "a@example.org\njürgen@example.org\nb@\nb@example.org\n".encode()).content.decode().split()
    )
    assert "2 added, 0 were there already, 2 lines hold no address." in page
    assert "In these lines there was no address: 2, 3" in page
    assert {row.opened for row in Subscription.objects.all()} == {"a@example.org", "b@example.org"}


def test_a_list_in_a_language_that_the_site_has_not_is_taken_in_that_of_whoever_brings_it(chief, sign_up):
    person = User.objects.get(email="chief@example.org")
    UserProfile.objects.update_or_create(user=person, defaults={"preferred_language": "es"})
    with in_languages("en", "es"):
        bring(chief, b"a@example.org\n", language="xx")
    assert Subscription.objects.get().language == "es"
