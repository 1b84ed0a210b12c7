"""How another site is asked, and what its answer says about a link."""

import pytest
from other_sites import OtherSite, here_only

from attention.links import MOST_REDIRECTS, ask_all, look_at_links
from attention.models import OutsideLink

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


def ask(url, allowed=here_only):
    return ask_all([url], allowed=allowed, pause=0)[url]


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_every_kind_of_redirect_is_followed(other_site, status):
    assert ask(f"{other_site}/status/{status}").status == 200
    assert OtherSite.asked[-1][0] == "/good"


def test_an_answer_that_only_names_another_place_is_no_redirect(other_site):
    assert ask(f"{other_site}/status/201").status == 201
    assert OtherSite.asked[-1][0] == "/status/201"


def test_a_few_redirects_are_followed_and_not_one_more(other_site):
    assert ask(f"{other_site}/chain/{MOST_REDIRECTS}").status == 200
    answer = ask(f"{other_site}/chain/{MOST_REDIRECTS + 1}")
    assert (answer.status, answer.problem) == (None, "it leads around in circles")


@pytest.mark.parametrize(
    ("status", "problem", "sure"),
    [
        (200, "", False),
        (399, "", False),
        (400, "it answers with an error: 400", False),
        (401, "", False),
        (404, "the page is gone: 404", True),
        (410, "the page is gone: 410", True),
        (418, "it answers with an error: 418", False),
        (429, "", False),
        (500, "the other site has a fault: 500", False),
        (503, "the other site has a fault: 503", False),
    ],
)
def test_what_each_answer_says(other_site, status, problem, sure):
    answer = ask(f"{other_site}/status/{status}")
    assert (answer.status, answer.problem, answer.sure) == (status, problem, sure)


def test_a_private_address_is_certain_at_once():
    answer = ask("http://127.0.0.1:9/", allowed=lambda address: False)
    assert (answer.status, answer.sure) == (None, True)


@pytest.mark.parametrize("url", ["ftp://127.0.0.1/", "http://name@127.0.0.1/", "http:///nowhere"])
def test_addresses_of_other_kinds_are_not_asked(url):
    assert ask(url).problem == "this kind of address is not looked at"


def test_the_question_names_the_site_with_its_port_and_the_whole_query(other_site):
    ask(f"{other_site}/good?page=2&order=new")
    assert OtherSite.asked[-1][0] == "/good?page=2&order=new"
    assert set(OtherSite.hosts) == {other_site.removeprefix("http://")}


def test_what_was_looked_at_and_broken_is_counted_and_a_good_answer_begins_anew(other_site, add_article):
    add_article("Two links", text=f'<p><a href="{other_site}/good">a</a> <a href="{other_site}/busy">b</a></p>')
    looks = {"at_once": 1, "allowed": here_only, "pause": 0}
    assert look_at_links(**looks)[1] == 0
    looked, broken = look_at_links(**looks)
    assert looked == OutsideLink.objects.count()
    assert broken == OutsideLink.objects.filter(is_broken=True).count() >= 1
    assert OutsideLink.objects.get(url=f"{other_site}/busy").failures == 2
    OutsideLink.objects.filter(url=f"{other_site}/good").update(failures=5)
    look_at_links(**looks)
    assert OutsideLink.objects.get(url=f"{other_site}/good").failures == 0
