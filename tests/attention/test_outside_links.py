"""Links to other sites are asked for real: politely, within limits, never inside our own network."""

import json
import socket

import pytest
from other_sites import OtherSite, here_only

from attention.items import what_needs_attention
from attention.links import ask_all, is_outside, links_of, look_at_links
from attention.models import LinkPlace, OutsideLink
from home.models import HomePage
from resources.models import CrisisContact

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


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
    assert not any("Points away" in row.text for row in what_needs_attention(administrator)), "at once, not on Monday"
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


def test_an_address_in_words_is_no_link(add_article):
    page = add_article("Words", search_description="https://site.example/ is what they call it")
    assert list(links_of(page)) == []


def test_mail_and_phone_links_are_no_other_sites(add_article):
    links = '<a href="mailto:us@example.org">Mail</a> <a href="tel:+12065550142">Call</a>'
    page = add_article("Ways", text=f'<p>{links} <a href="https://site.example/">Look</a></p>')
    assert [address for address, _anchor in links_of(page)] == ["https://site.example/"]


def test_a_broken_link_is_told_to_those_alone_who_can_mend_it(administrator, sign_in, add_article):
    page = add_article("Points away")
    for url, place in (
        ("https://a.invalid/", {"page": page, "title": "Points away"}),
        ("https://b.invalid/", {"edit_url": "/admin/snippets/", "title": "A crisis contact"}),
    ):
        link = OutsideLink.objects.create(url=url, is_broken=True, problem="nothing")
        LinkPlace.objects.create(link=link, **place)
    # Links to drafts of this site stand in the same group.
    rows = {
        who: {row.text.partition(":")[0] for row in what_needs_attention(person) if ".invalid/" in row.text}
        for who, person in (
            ("chief", administrator),
            ("editor", sign_in("Editors").person),
            ("advocate", sign_in("Advocates").person),
        )
    }
    assert rows == {"chief": {"Points away", "A crisis contact"}, "editor": {"Points away"}, "advocate": set()}


def test_addresses_longer_than_can_be_kept_are_left_out(add_article, other_site):
    whole = f"{other_site}/good?".ljust(2000, "x")
    add_article("Long", text=f'<p><a href="{whole}">a</a> <a href="{whole}y">b</a></p>')
    look_at_links(allowed=here_only, pause=0)
    assert [link.url for link in OutsideLink.objects.filter(url__startswith=other_site)] == [whole]


def test_a_block_with_a_name_longer_than_can_be_kept_is_led_to_as_far_as_it_goes(add_article, other_site):
    page = add_article("Named", live=False)
    block = {"type": "paragraph", "value": f'<p><a href="{other_site}/good">a</a></p>', "id": "x" * 300}
    page.body = json.dumps([block])
    page.save_revision().publish()
    look_at_links(allowed=here_only, pause=0)
    assert len(LinkPlace.objects.get(link__url=f"{other_site}/good").anchor) == 200
