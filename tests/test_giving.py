"""Giving: ways as data, what each company learns said before, no script of others, nothing chosen beforehand."""

import json
import re

import pytest
from django.core.exceptions import ValidationError

from attention.items import what_needs_attention
from facts.values import fact
from home.models import SiteSettings
from resources.models import DonatePage
from resources.models.giving import WayBlock

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


@pytest.fixture
def giving():
    return DonatePage.objects.get()


def problems(**values):
    block = WayBlock()
    try:
        block.clean(block.to_python({"name": "By card", "kind": "card", "often": "once"} | values))
    except ValidationError as error:
        return {name: problem.messages[0] for name, problem in error.block_errors.items()}
    return {}


def test_each_way_says_how_how_often_and_what_the_company_learns(client, giving):
    page = " ".join(client.get(giving.url).content.decode().split())
    assert "Card · Once or monthly" in page
    assert "Example Pay learns your name, card and address." in page
    assert "Cheque · Once" in page


def test_amounts_are_links_and_none_is_chosen_beforehand(client, giving):
    page = client.get(giving.url).content.decode()
    assert re.findall(r'href="https://give\.example\.org/pay\?amount=(\d+)"', page) == ["15", "40", "100"]
    assert 'href="https://give.example.org/pay" rel="noreferrer">Another amount' in page
    main = page.partition("<main")[2].partition("</main>")[0]
    assert "checked" not in main
    assert "<input" not in main
    assert "<script" not in main.replace('<script type="application/ld+json"', "")
    assert "<iframe" not in page


def test_on_paper_there_is_a_code_for_each_address(client, giving):
    page = client.get(giving.url).content.decode()
    assert page.count('class="qr"') == 1
    assert re.search(r'class="qr">\s*<svg', page)


def test_search_engines_learn_that_one_can_give_and_to_whom(client, giving):
    page = client.get(giving.url).content.decode()
    graph = json.loads(re.search(r'application/ld\+json">(.*?)</script>', page, re.DOTALL)[1])["@graph"]
    (action,) = [one for one in graph if one["@type"] == "DonateAction"]
    assert action["recipient"]["name"] == SiteSettings.objects.get().organisation_name
    assert action["target"] == ["https://give.example.org/pay"]


def test_help_stays_within_reach_here_too(client, giving):
    assert "Call <bdi>206-555-0101</bdi>" in client.get(giving.url).content.decode()


def donate_link(client):
    found = re.search(r'<a href="([^"]+)">Donate</a>', client.get("/").content.decode())
    return found and found[1]


def test_the_menu_leads_to_the_page_else_to_the_address_else_nowhere(client, giving):
    SiteSettings.objects.update(donate_address="https://elsewhere.example.org/")
    assert donate_link(client) == giving.url
    giving.unpublish()
    assert donate_link(client) == "https://elsewhere.example.org/"
    SiteSettings.objects.update(donate_address="")
    assert donate_link(client) is None


def test_without_both_somebody_is_told(giving, sign_in):
    person = sign_in(None).person

    def told():
        return any("neither a page for giving" in item.text for item in what_needs_attention(person))

    assert not told()
    giving.unpublish()
    assert told()


def test_what_a_company_learns_is_asked_for_where_there_is_an_address():
    assert "before they go there" in problems(address="https://give.example.org/")["learns"]
    assert problems(address="https://give.example.org/", learns="Your name.") == {}
    assert problems() == {}


@pytest.mark.parametrize(
    ("address", "amounts", "part"),
    [
        ("https://give.example.org/?a={amount}", "", "amounts"),
        ("https://give.example.org/?a={amount}", "10; 20", "amounts"),
        ("https://give.example.org/?a={amount}", "10,,20", "amounts"),
        ("https://give.example.org/", "10, 20", "amounts"),
        ("http://give.example.org/", "", "address"),
        ("javascript:alert(1)", "", "address"),
    ],
)
def test_address_and_amounts_fit_each_other(address, amounts, part):
    assert part in problems(address=address, amounts=amounts, learns="Your name.")


def test_the_tax_number_is_a_fact_that_changes_everywhere(client, giving):
    SiteSettings.objects.update(tax_number="12-3456789")
    assert fact("tax").text == "12-3456789"
    assert "12-3456789" in client.get(giving.url).content.decode()


@pytest.mark.parametrize(
    ("address", "link"),
    [
        ("https://x.example/?amount={amount}&campaign=3", "https://x.example/?campaign=3"),
        ("https://x.example/?campaign=3&amount={amount}.00", "https://x.example/?campaign=3"),
        ("https://x.example/{amount}", ""),
        ("https://x.example/pay", "https://x.example/pay"),
    ],
)
def test_another_amount_is_asked_for_where_the_address_allows_it(address, link):
    block = WayBlock()
    assert block.to_python({"address": address, "amounts": "5"}).link == link


def test_what_a_company_learns_stands_before_its_links(client, giving):
    page = client.get(giving.url).content.decode()
    assert page.index("What the company learns") < page.index("give.example.org/pay?amount=15")
