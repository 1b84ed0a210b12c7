"""What “Call” dials is what stands there."""

import pytest

from pages.phone_numbers import dialled
from resources.models import CrisisContact

pytestmark = pytest.mark.any_database


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("206-555-0100", "2065550100"),
        ("(206) 555-0100", "2065550100"),
        ("206‑555‑0100", "2065550100"),  # hyphens that do not break
        ("+1 (206) 555-0100", "+12065550100"),
        ("+44 (0)20 7946 0958", "+442079460958"),
        ("030/1234567", "0301234567"),
        ("206/555-0100", "2065550100"),
        ("(206)/555-0100", "2065550100"),
        ("116/117", "116117"),
        ("988", "988"),
        ("9-1-1", "911"),
        ("٩١١", "911"),
        # What follows is not dialled.
        ("206-555-0100 ext. 5", "2065550100"),
        ("206-555-0100 EXT 5", "2065550100"),
        ("206-555-0100x5", "2065550100"),
        ("988 (press 1)", "988"),
        ("988 PRESS 1", "988"),
        ("206-555-0100 or 206-555-0199", "2065550100"),
        ("206-555-0100 / 206-555-0199", "2065550100"),
        ("1-888-555-0188, TTY 711", "18885550188"),
        # Nor what tells when.
        ("24/7: 206-555-0100", "2065550100"),
        ("24-hour hotline 206-555-0100", "2065550100"),
        ("911 / 988", "911"),
        ("206-555-0100 #5", "2065550100"),
        ("206-555-0100 24h", "2065550100"),
        # Letters of the keypad.
        ("1-800-555-SAFE", "18005557233"),
        ("1-800-GO-AHEAD", "18004624323"),
        ("1-800-555-7233 (SAFE)", "18005557233"),
        ("1-800-555-SAFE (7233)", "18005557233"),
        ("1-888-NO-ABUSE (662-2873)", "18886622873"),
        # No number, or more than one: not a link.
        ("206 555 0100 206 555 0199", ""),
        ("ask at the desk", ""),
        ("", ""),
    ],
)
def test_what_is_dialled(written, number):
    assert dialled(written) == number


@pytest.mark.django_db
def test_a_number_that_is_none_is_text_and_no_link(client):
    CrisisContact.objects.update(phone="ask at the desk", text_number="")
    page = client.get("/").content.decode()
    assert "ask at the desk" in page
    assert "tel:" not in page.partition('id="get-help-now"')[2].partition("</section>")[0]


@pytest.mark.django_db
def test_staff_are_asked_for_one_number(sign_in):
    contact = CrisisContact.objects.first()
    page = sign_in("Administrators").get(f"/admin/snippets/resources/crisiscontact/edit/{contact.pk}/")
    form = page.context["form"]
    for written, is_fine in (("206-555-0100 ext. 5", True), ("at the desk", False), ("[[fill in: number]]", True)):
        bound = type(form)({**form.initial, "phone": written, "opening_times-count": "0"}, instance=contact)
        bound.is_valid()
        assert ("phone" not in bound.errors) == is_fine, written
