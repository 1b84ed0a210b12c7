"""Cards to hand out: eight to a sheet, numbers inside, nothing outside that tells."""

import re

import pytest

from resources.models import CrisisContact, ServicesPage

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


@pytest.fixture
def services():
    return ServicesPage.objects.get()


def sheets(client, services):
    """Return the words of each sheet, card by card."""
    page = client.get(f"{services.url}card/").content.decode()
    parts = page.partition('class="sheet')[2].partition("</main>")[0].split('class="sheet')
    return [
        [" ".join(re.sub(r"<[^>]*>", " ", card).split()) for card in part.split("pocket-card")[1:]] for part in parts
    ]


def test_a_sheet_has_eight_cards_with_every_number(client, services):
    inside = sheets(client, services)[-1]
    assert len(inside) == 8
    for contact in CrisisContact.objects.filter(live=True)[:4]:
        for card in inside:
            assert contact.name in card
            assert (contact.phone or contact.text_number or contact.address) in card


@pytest.mark.parametrize(("front", "words"), [("shopping", "To buy Milk"), ("appointment", "Appointment Date:")])
def test_the_outside_says_nothing_of_what_is_inside(client, services, front, words):
    services.card_front = front
    services.save_revision().publish()
    outside, inside = sheets(client, services)
    assert len(outside) == len(inside) == 8
    for card in outside:
        assert words in card
        assert not re.search(r"\d{3}|help|surviv|line|organi", card, re.IGNORECASE)


def test_without_an_outside_one_sheet_is_enough(client, services):
    services.card_front = "blank"
    services.save_revision().publish()
    assert len(sheets(client, services)) == 1


def test_it_is_offered_where_help_is_and_keeps_a_neutral_title(client, services):
    assert f'href="{services.url}card/"' in client.get(services.url).content.decode()
    page = client.get(f"{services.url}card/").content.decode()
    assert "<title>Information</title>" in page
    assert 'property="og:image"' not in page
    assert client.get(f"{services.url}nothing/").status_code == 404


def test_who_is_not_shown_is_on_no_card(client, services):
    CrisisContact.objects.filter(name__contains="night").update(live=False)
    assert "night and day" not in str(sheets(client, services))
