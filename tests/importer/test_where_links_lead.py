"""Links and buttons of the old site: to pages here, as soon as these are here, or on to where they led."""

import pytest
from django.utils import timezone
from old_sites import Old, squarespace, wordpress
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, Revision

from blog.models import ArticlePage
from home.models import HomePage
from importer.models import Row
from importer.report import redirects_as_csv
from importer.writing import CannotUndoError, applying, undo
from importer.writing.pages import PageWriter

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

LATER = Old(title="Later", link="/blog/later")


def with_link(address, **options):
    return Old(title="First", link="/blog/first", html=f'<p>See <a href="{address}">this</a>.</p>', **options)


def with_buttons(*addresses):
    html = "".join(f'<a class="btn" href="{address}">To {place}</a>' for place, address in enumerate(addresses))
    return Old(title="First", link="/blog/first", html=html)


def stored(page):
    """Return what is stored of the newest version of a page."""
    return str(ArticlePage.objects.get(pk=page.pk).get_latest_revision_as_object().body.raw_data[:])


@pytest.mark.parametrize("address", ["mailto:us@old.example", "tel:+15550100", "sms:+15550100"])
def test_ways_to_write_and_call_stay(bring, pages_of, client, address):
    page = pages_of(bring(squarespace(with_link(address))))["First"]
    assert f'href="{address}"' in client.get(page.url).content.decode()


def test_a_link_to_the_old_list_of_articles_leads_to_ours(bring, pages_of, index):
    page = pages_of(bring(squarespace(with_link("/blog/"))))["First"]
    assert f'<a linktype="page" id="{index.pk}">' in stored(page)


def test_a_link_to_the_old_site_itself_leads_home_where_the_site_lay_in_a_folder(bring, pages_of):
    content = squarespace(with_link("https://old.example/river/"), base="https://old.example/river")
    page = pages_of(bring(content))["First"]
    assert f'<a linktype="page" id="{HomePage.objects.get().pk}">' in stored(page)


# Where nobody knows the old site's address


def test_links_between_pages_of_a_site_without_an_address_lead_to_them(bring, pages_of):
    found = pages_of(bring(squarespace(with_link("/blog/later"), LATER, base="")))
    assert f'See <a linktype="page" id="{found["Later"].pk}">this</a>' in stored(found["First"])


def test_a_path_that_leads_nowhere_here_is_told_and_keeps_its_words(bring, pages_of):
    run = bring(squarespace(with_link("/gone"), base=""))
    assert "<p>See this.</p>" in stored(pages_of(run)["First"])
    assert run.rows.get().losses == [["link", "/gone"]]


def test_a_link_that_is_no_address_keeps_its_words_and_the_page_opens(bring, pages_of, client):
    text = b'<h1>A letter</h1><p>See <a href="http://[bad/x.pdf">the plan</a>.</p>'
    page = pages_of(bring(text, format_name="text"))["A letter"]
    page.save_revision().publish()
    answer = client.get(page.url)
    assert answer.status_code == 200
    assert "the plan" in answer.content.decode()


# Buttons


def test_buttons_beside_each_other_stay_so_four_in_a_row(bring, pages_of):
    addresses = [f"https://elsewhere.example/{number}" for number in range(5)]
    page = pages_of(bring(squarespace(with_buttons(*addresses))))["First"]
    assert [len(block.value["buttons"]) for block in page.body] == [4, 1]


def test_a_button_to_a_site_without_encryption_is_a_link(bring, pages_of):
    page = pages_of(bring(squarespace(with_buttons("http://elsewhere.example/x"))))["First"]
    assert [block.block_type for block in page.body] == ["paragraph"]
    assert '<a href="http://elsewhere.example/x">To 0</a>' in stored(page)


def test_a_button_to_a_page_that_comes_later_leads_to_it(bring, pages_of, client):
    first = with_buttons("https://old.example/blog/later", "https://elsewhere.example/")
    first.html = f"<h2>Ways on</h2>{first.html}"
    found = pages_of(bring(squarespace(first, LATER)))
    heading, block = ArticlePage.objects.get(pk=found["First"].pk).body
    assert heading.value == "Ways on"
    assert [(one["page"], one["address"]) for one in block.value["buttons"]] == [
        (Page.objects.get(pk=found["Later"].pk), ""), (None, "https://elsewhere.example/"),
    ]  # fmt: skip
    assert f'href="{found["Later"].url}"' in client.get(found["First"].url).content.decode()


def test_a_post_never_leads_to_a_program(bring, pages_of):
    post = Old(title="First", meta={"passthrough_url": "javascript:alert(1)"})
    kept = stored(pages_of(bring(squarespace(post)))["First"])
    assert ("script" in kept, "Read more" in kept) == (False, False)


# Links that wait for a page


def test_a_draft_whose_link_waited_stays_a_draft(bring, pages_of):
    found = pages_of(bring(squarespace(with_link("/blog/later", status="draft"), LATER)))
    assert not found["First"].live
    assert f'id="{found["Later"].pk}"' in stored(found["First"])


def test_what_is_to_come_by_itself_comes_with_its_link(bring, pages_of):
    soon = f"{timezone.now().year + 1}-05-04 10:00:00"
    found = pages_of(bring(squarespace(with_link("/blog/later", date=soon), LATER)))
    assert not found["First"].live
    newest = Revision.page_revisions.get(object_id=str(found["First"].pk), approved_go_live_at__isnull=False)
    assert f'id="{found["Later"].pk}"' in str(newest.as_object().body.raw_data[:])


def test_what_somebody_saves_while_links_are_pointed_on_is_left_alone(bring, monkeypatch):
    plain = applying._point_on

    def saved_just_before(run, record, links, here):
        page = record.page.specific
        page.body = [("paragraph", "<p>Ours now.</p>")]
        page.save_revision().publish()
        plain(run, record, links, here)

    monkeypatch.setattr(applying, "_point_on", saved_just_before)
    run = bring(squarespace(with_link("/blog/later"), LATER))
    with pytest.raises(CannotUndoError):
        undo(run)
    assert "Ours now." in stored(ArticlePage.objects.get(title="First"))


def test_links_that_were_pointed_on_in_two_goes_are_undone_as_one(bring, every_row, monkeypatch):
    html = '<p><a href="/blog/later">One</a> and <a href="/blog/last">two</a>.</p>'
    site = squarespace(
        Old(title="First", link="/blog/first", html=html), LATER, Old(title="Last", link="/blog/last")
    )  # fmt: skip
    bring(site, limit=1)
    before = every_row()
    plain = PageWriter._about
    monkeypatch.setattr(
        PageWriter,
        "_about",
        lambda self, page, planned: 1 / 0 if planned.title == "Last" else plain(self, page, planned),
    )
    run = bring(site)
    assert run.rows.get(title="Last").action == Row.Action.FAILED
    monkeypatch.undo()
    bring(site, run=run)
    assert stored(ArticlePage.objects.get(title="First")).count("linktype") == 2
    undo(run)
    assert every_row() == before


# Old addresses


def test_an_old_list_with_an_endless_name_leads_nowhere_and_its_other_names_do(bring, client):
    content = wordpress(Old(categories=("Walks",)))
    content = content.replace(b'nicename="Walks"', b'nicename="' + b"w" * 300 + b'"')
    bring(content, labels={"Walks": "topic"})
    assert client.get("/category/walks/").headers["Location"] == "/lets-talk-about/?topic=walks"
    assert max(map(len, Redirect.objects.values_list("old_path", flat=True))) <= 255


def test_a_post_that_had_no_address_comes_without_an_old_one(bring, client):
    row = bring(wordpress(Old(link=""))).rows.get()
    assert (row.page.live, row.old_address) == (True, "")
    assert not Redirect.objects.filter(redirect_page=row.page).exists()


def test_what_was_taken_offline_since_is_not_in_the_list_of_moved_addresses(bring, pages_of):
    old = Old(title="A walk", link="/blog/walk", meta={"_wp_old_slug": "a-stroll"})
    run = bring(wordpress(old, Old(title="Soup", link="/blog/soup", meta={"_wp_old_slug": "broth"})))
    pages_of(run)["A walk"].unpublish()
    told = redirects_as_csv(run)
    assert ("/blog/broth,/lets-talk-about/soup/" in told, "stroll" in told, "/blog/walk" in told) == (
        True,
        False,
        False,
    )
