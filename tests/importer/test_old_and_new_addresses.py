"""What is here already is known, and links and old addresses lead to where things are now."""

import pytest
from old_sites import ROOM, SITE, SOUP, WALK, Old, squarespace, wordpress
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, Revision

from blog.models import ArticlePage
from home.models import HomePage, StandardPage
from importer.models import Imported

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


def actions(run):
    return {row.title: row.action for row in run.rows.all()}


# What is here already


def test_titles_that_wait_as_drafts_are_filled_and_not_doubled(bring, pages_of):
    waiting = ArticlePage.objects.get(slug="how-to-be-a-friend-to-a-survivor")
    title = "How to be a friend to a survivor - Creating a safe and supportive space"
    run = bring(squarespace(Old(title=title, link="/blog/how-to-be-a-friend")))
    page = pages_of(run)[title]
    assert (page.pk, page.live, page.slug) == (waiting.pk, True, waiting.slug)
    assert actions(run) == {title: "filled"}


def test_an_article_that_is_here_word_for_word_is_known(bring, seed):
    words = seed.body.stream_block.plain_text(seed.body)
    run = bring(squarespace(Old(title=seed.title.replace("’", "'"), link="/blog/ally", html=f"<p>{words}</p>")))
    assert set(actions(run).values()) == {"unchanged"}
    assert ArticlePage.objects.filter(title=seed.title).count() == 1


def test_a_page_with_the_same_title_comes_as_a_draft_to_be_put_together(bring, pages_of):
    run = bring(
        squarespace(Old(title="About us", kind="page", link="/about-them", html="<p>We began in a kitchen.</p>"))
    )
    page = pages_of(run)["About us"]
    assert not page.live
    assert Imported.objects.get(page=page).open["merge"] == StandardPage.objects.get(slug="about").pk
    assert StandardPage.objects.get(slug="about").live


def test_the_old_front_page_comes_as_a_draft(bring, pages_of, client):
    run = bring(squarespace(WALK, Old(title="Home", kind="page", link="/home", html="<h1>Welcome</h1><p>Hi</p>")))
    assert not pages_of(run)["Home"].live
    assert client.get("/home").headers["Location"] == "/"


def test_a_page_never_takes_an_address_of_the_site_itself(bring, pages_of):
    found = pages_of(bring(squarespace(Old(title="Our search", kind="page", link="/search"))))
    assert found["Our search"].slug == "search-2"


def test_what_is_pasted_first_and_exported_later_is_not_doubled(bring, pages_of):
    text = "A letter\n\n" + "Dear you, I am well and so is the river. " * 4
    page = pages_of(bring(text.encode(), format_name="text"))["A letter"]
    page.save_revision().publish()
    run = bring(squarespace(Old(title="A letter", link="/blog/letter", html=f"<p>{text[9:]}</p>")))
    assert set(actions(run).values()) == {"unchanged"}


def test_questions_to_the_old_front_page_are_no_links_to_ours(bring, pages_of):
    html = '<p><a href="https://old.example/?s=word">a</a> <a href="https://old.example/?p=99">b</a></p>'
    (page,) = pages_of(bring(wordpress(Old(html=html)))).values()
    assert "linktype" not in page.body.raw_data[0]["value"]


def test_slugs_do_not_collide(bring, pages_of):
    bring(SITE)
    run = bring(squarespace(Old(title="Another walk", link="/2014/a-walk-by-the-river")))
    assert pages_of(run)["Another walk"].slug == "a-walk-by-the-river-2"


def test_pages_below_pages_stay_below_them_however_the_file_is_sorted(bring, pages_of):
    child = Old(title="Kettle", kind="page", link="/room/kettle", number="9", parent="8")
    parent = Old(title="Room", kind="page", link="/room", number="8")
    grand = Old(title="Lid", kind="page", link="/room/kettle/lid", number="10", parent="9")
    found = pages_of(bring(wordpress(grand, child, parent)))
    assert found["Lid"].get_parent() == Page.objects.get(pk=found["Kettle"].pk)
    assert found["Kettle"].get_parent() == Page.objects.get(pk=found["Room"].pk)
    assert found["Lid"].url.endswith("/room/kettle/lid/")


# Links, redirects


def test_links_of_the_old_site_lead_to_pages_here(bring, pages_of):
    html = (
        '<p><a href="/blog/soup#top">a</a> <a href="https://old.example/room?utm_source=x">b</a> '
        '<a href="http://www.old.example/about">c</a> <a href="/gone">d</a> <a href="/">e</a></p>'
    )
    found = pages_of(bring(squarespace(Old(title="First", link="/blog/first", html=html), SOUP, ROOM)))
    stored = found["First"].body.raw_data[0]["value"]
    ids = [found["Soup for twenty"].pk, found["The reading room"].pk, StandardPage.objects.get(slug="about").pk]
    for pk in [*ids, HomePage.objects.get().pk]:
        assert f'<a linktype="page" id="{pk}">' in stored
    # What did not come along is there still, as long as the old site is.
    assert '<a href="https://old.example/gone">d</a>' in stored


def test_links_that_waited_make_one_version_more_and_no_third(bring, pages_of):
    found = pages_of(bring(squarespace(SOUP, WALK)))
    soup = found["Soup for twenty"]
    assert f'linktype="page" id="{found["A walk by the river"].pk}"' in soup.body.raw_data[0]["value"]
    assert soup.latest_revision_id == Imported.objects.get(page=soup).revision
    assert Revision.page_revisions.filter(object_id=str(soup.pk)).count() == 2


def test_old_addresses_lead_to_the_new_ones(bring, client):
    old = Old(
        title="A walk by the river", link="/2013/3/a-walk", categories=("Long walks",), tags=("Water",),
        meta={"_wp_old_slug": "a-stroll"}, number="5",
    )  # fmt: skip
    bring(wordpress(old), labels={"Long walks": "topic", "Water": "topic"})
    for address in ("/2013/3/a-walk", "/2013/3/a-walk/", "/2013/3/a-stroll/"):
        assert client.get(address).headers["Location"] == "/lets-talk-about/a-walk/"
    topic = "/lets-talk-about/?topic=long-walks"
    for address in ("/category/long-walks/", "/tag/long-walks/", "/category/Long%20walks"):
        assert client.get(address).headers["Location"] == topic


def test_old_lists_of_a_category_lead_to_its_topic(bring, client):
    bring(SITE, labels={"Walks": "topic"})
    for address in ("/blog?category=Walks", "/blog/?category=walks", "/blog/category/Walks", "/blog/tag/walks"):
        assert client.get(address).headers["Location"] == "/lets-talk-about/?topic=walks"
    assert client.get("/blog").headers["Location"] == "/lets-talk-about/"


def test_a_category_with_signs_of_addresses_in_its_name_leads_to_its_topic(bring, client):
    bring(squarespace(Old(categories=("Food & Drink",))), labels={"Food & Drink": "topic"})
    for address in ("/blog?category=Food+%26+Drink", "/blog?category=Food%20%26%20Drink"):
        assert client.get(address).headers["Location"] == "/lets-talk-about/?topic=food-drink"


def test_old_lists_of_what_is_no_topic_lead_to_all_articles(bring, client):
    bring(SITE)
    for address in ("/blog/category/Walks", "/category/walks/", "/tag/water", "/blog?category=Walks"):
        assert client.get(address).headers["Location"] == "/lets-talk-about/"


def test_redirects_are_for_what_is_shown_alone(bring):
    long = "/blog/" + "a" * 300
    run = bring(squarespace(Old(title="Draft", link="/blog/draft", status="draft"), Old(title="Long", link=long)))
    assert not Redirect.objects.filter(old_path__startswith="/blog/").exists()
    assert "255" in " ".join(run.rows.get(title="Long").warnings)


def test_a_draft_that_is_published_later_is_found_at_its_old_address(bring, pages_of, client):
    run = bring(squarespace(Old(title="Draft", link="/blog/a-draft", status="draft")))
    assert client.get("/blog/a-draft/").status_code == 404
    draft = pages_of(run)["Draft"]
    draft.save_revision().publish()
    assert client.get("/blog/a-draft").headers["Location"] == draft.url


def test_a_redirect_never_covers_a_page_that_is_here(bring, client):
    bring(squarespace(Old(title="Who they are", kind="page", link="/about", html="<p>Other people.</p>")))
    assert client.get("/about/").status_code == 200
    assert not Redirect.objects.filter(old_path="/about").exists()


def test_redirects_that_staff_entered_stay(bring):
    site = HomePage.objects.get().get_site()
    mine = Redirect.objects.create(site=site, old_path="/blog/soup", redirect_link="/elsewhere/")
    bring(SITE)
    mine.refresh_from_db()
    assert mine.redirect_link == "/elsewhere/"


def test_an_alias_leads_to_what_came_later_as_its_original_does(bring):
    soup = Old(title="Soup", link="/blog/soup", html='<p>Then <a href="/blog/walk">walk</a>.</p>')
    bring(squarespace(soup, Old(title="Walk", link="/blog/walk")), limit=1)
    alias = ArticlePage.objects.get(title="Soup").create_alias(update_slug="soup-again")
    bring(squarespace(soup, Old(title="Walk", link="/blog/walk")))
    assert "linktype" in ArticlePage.objects.get(pk=alias.pk).body.raw_data[0]["value"]


def test_an_old_list_is_found_under_the_name_that_its_address_had(bring, client):
    content = wordpress(Old(title="A walk", link="/a-walk", categories=("Walks & talks",)))
    content = content.replace(b'nicename="Walks &amp; talks"', b'nicename="walking"')
    above = (
        b"<wp:category><wp:category_nicename>walking</wp:category_nicename>"
        b"<wp:category_parent>outside</wp:category_parent></wp:category>\n<generator>"
    )
    bring(content.replace(b"<generator>", above, 1), labels={"Walks & talks": "topic"})
    for address in ("/category/walking/", "/category/outside/walking/"):
        assert client.get(address).headers["Location"] == "/lets-talk-about/?topic=walks-talks"


def test_a_page_that_wordpress_shows_at_its_own_address_is_the_front_page(bring, pages_of):
    front = Old(title="Welcome", kind="page", link="/", slug="welcome", html="<p>We are here.</p>")
    draft = Old(title="Later", kind="page", link="/?page_id=9", slug="", html="<p>Not yet.</p>", status="draft")
    run = bring(wordpress(front, draft))
    assert not pages_of(run)["Welcome"].live
    assert "front page" in " ".join(run.rows.get(title="Welcome").warnings)
    assert "front page" not in " ".join(run.rows.get(title="Later").warnings)


def test_every_name_that_a_category_had_leads_to_its_topic_in_a_damaged_file_too(bring, client):
    two = (Old(title="A & walk", link="/a-walk", categories=("Walks",)), Old(link="/b", categories=("Walks",)))
    one = wordpress(*two)
    one = one.replace(b"A &amp; walk", b"A & walk").replace(b'nicename="Walks"', b'nicename="walking"', 1)
    one = one.replace(b'nicename="Walks"', b'nicename="walks-2"', 1)
    above = (
        b"<wp:category><wp:category_nicename>walks-2</wp:category_nicename>"
        b"<wp:category_parent>outside</wp:category_parent></wp:category>\n<generator>"
    )
    bring(one.replace(b"<generator>", above, 1), labels={"Walks": "topic"})
    for address in ("/category/walking/", "/category/walks-2/", "/category/outside/walks-2/"):
        assert client.get(address).headers["Location"] == "/lets-talk-about/?topic=walks"


def test_what_led_to_the_old_front_page_leads_home_wherever_it_stood(bring, pages_of, client):
    base = "https://old.example/blog"
    front = Old(title="Welcome", kind="page", link="/blog/", slug="welcome", html="<p>We are here.</p>")
    way = Old(title="Way", kind="page", link="/blog/way", html=f'<p><a href="{base}/">Home</a></p>')
    content = wordpress(front, way).replace(b"blog_url>https://old.example<", b"blog_url>https://old.example/blog<")
    found = pages_of(bring(content))
    assert not found["Welcome"].live
    assert f'linktype="page" id="{HomePage.objects.get().pk}"' in str(found["Way"].body.raw_data[0]["value"])
    assert client.get("/blog/").headers["Location"] == "/"
