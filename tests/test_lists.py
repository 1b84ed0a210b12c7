"""Lists have pages and filters, feeds and a sitemap; whatever an address says, a list is shown."""

import re
from datetime import UTC, date, datetime, time, timedelta
from types import SimpleNamespace
from xml.etree import ElementTree

import feedparser
import pytest
from django.core.cache import caches
from django.utils import timezone
from django.utils.html import escape
from django.utils.http import parse_http_date
from wagtail.models import PageLogEntry

from blog import feeds
from blog.models import ArticlePage
from pages.models import Topic
from resources.models import ResourcePage

pytestmark = pytest.mark.django_db

BLOG = "/lets-talk-about/"


def titles(response):
    return [article.title for article in response.context["listing"]]


def test_articles_are_listed_newest_first_ten_to_a_page(client):
    first, second = client.get(BLOG), client.get(f"{BLOG}?page=2")
    expected = list(ArticlePage.objects.live().order_by("-date", "-pk").values_list("title", flat=True))
    assert titles(first) == expected[:10]
    assert titles(second) == expected[10:]
    assert 'rel="next"' in first.content.decode()
    assert 'rel="prev"' in second.content.decode()


def test_articles_are_filtered_by_topic_and_series(client):
    topic = Topic.objects.get(title="Healing")
    assert set(titles(client.get(f"{BLOG}?topic=healing"))) == {
        article.title for article in ArticlePage.objects.live().filter(topics=topic)
    }
    series = titles(client.get(f"{BLOG}?series=first-steps-as-a-friend"))
    assert len(series) == 6
    assert [ArticlePage.objects.get(title=title).series_order for title in series] == [1, 2, 3, 4, 5, 6]


def test_a_filter_stays_when_turning_the_page(client, index, add_article):
    topic = Topic.objects.create(title="Many", slug="many", locale=index.locale)
    for number in range(11):
        article = add_article(f"Many {number}")
        article.topics.add(topic)
        article.save()
    assert 'href="?topic=many&amp;page=2"' in client.get(f"{BLOG}?topic=many").content.decode()


def test_topics_without_public_articles_are_not_offered(client, index):
    Topic.objects.create(title="Nobody wrote this", slug="nobody", locale=index.locale)
    assert "Nobody wrote this" not in client.get(BLOG).content.decode()


@pytest.mark.parametrize("url", [BLOG, "/resources/", "/search/?q=help"])
@pytest.mark.parametrize(
    "odd",
    [
        "page=0",
        "page=-1",
        "page=abc",
        "page=1000000000",
        "page=%00",
        "page=²",
        "topic=%00",
        "topic=nope&cost=x",
        "series=%FF",
    ],
)
def test_odd_addresses_still_show_a_list(client, url, odd):
    joint = "&" if "?" in url else "?"
    assert client.get(f"{url}{joint}{odd}").status_code == 200


def test_resources_are_filtered_by_each_of_their_labels(client):
    resource = ResourcePage.objects.filter(title="Example shelter line").get()
    for name, field in (
        ("topic", "topics"),
        ("audience", "audiences"),
        ("region", "regions"),
        ("language", "languages"),
    ):
        label = getattr(resource, field).first()
        found = client.get(f"/resources/?{name}={label.slug}").context["listing"].paginator
        assert found.count == ResourcePage.objects.live().filter(**{field: label}).count()
        assert 0 < found.count < 25
    free = client.get("/resources/?cost=free").context["listing"].paginator
    assert free.count == ResourcePage.objects.live().filter(cost="free").count()


def test_filters_that_nothing_fits_offer_a_way_back(client):
    for resource in ResourcePage.objects.live():
        resource.unpublish() if resource.cost == "paid" else None
    page = client.get("/resources/?language=english&cost=paid").content.decode()
    assert "Show everything" in page


@pytest.mark.parametrize("address", ["feed/", "feed/rss/"])
def test_feeds_are_valid_and_keep_the_full_text_back(client, address, seed):
    response = client.get(f"{BLOG}{address}")
    feed = feedparser.parse(response.content)
    assert not feed.bozo, feed.get("bozo_exception")
    assert feed.version == ("rss20" if "rss" in address else "atom10")
    assert feed.feed.title == "Let’s Talk About · Organization for Prostitution Survivors"
    assert feed.entries[0].title == seed.title
    assert feed.entries[0].link == seed.full_url
    for entry in feed.entries:
        assert entry.id
        assert entry.get("updated") or entry.get("published")
    assert "Centering Marginalized Voices" not in response.content.decode()
    ElementTree.fromstring(response.content)


def test_atom_feeds_say_where_they_are(client):
    feed = feedparser.parse(client.get(f"{BLOG}feed/").content)
    links = {link.rel: link.href for link in feed.feed.links}
    assert links["self"] == f"http://localhost{BLOG}feed/"
    assert links["alternate"] == f"http://localhost{BLOG}"


def test_a_list_goes_on_for_a_thousand_articles_and_says_so(client, monkeypatch, seed):
    monkeypatch.setattr("pages.listings.MOST", 12)
    page = client.get(f"{BLOG}?page=99").content.decode()
    assert "Page 2 of 2" in page
    assert len(re.findall(r'class="card[ "]', page)) == 2


def locations_of(client, path):
    """Return the addresses that a sitemap names."""
    elements = ElementTree.fromstring(client.get(path).content).iter()
    return [element.text for element in elements if element.tag.endswith("loc")]


def test_the_sitemap_lists_every_public_page(client, public_urls):
    locations = locations_of(client, "/sitemap.xml")
    expected = {
        f"http://localhost{url}" for url in public_urls if "?" not in url and url not in {"/search/", "/answer/"}
    }
    assert set(locations) == expected
    assert len(locations) == len(expected)


@pytest.mark.any_database
def test_without_any_history_of_pages_the_sitemap_names_no_day_and_feeds_that_of_their_articles(client):
    assert "Last-Modified" in client.get("/sitemap.xml").headers
    PageLogEntry.objects.all().delete()
    ArticlePage.objects.update(date=date(2026, 1, 5), updated=None)
    caches["default"].clear()
    answer, feed = client.get("/sitemap.xml"), client.get(f"{BLOG}feed/")
    assert answer.status_code == feed.status_code == 200
    assert "Last-Modified" not in answer.headers
    assert parse_http_date(feed["Last-Modified"]) == timezone.make_aware(datetime(2026, 1, 5, 12)).timestamp()


def test_a_large_sitemap_comes_in_parts_that_hold_each_page_once(client, monkeypatch):
    whole = locations_of(client, "/sitemap.xml")
    monkeypatch.setattr("home.views.PAGES_PER_SITEMAP", 7)
    parts = locations_of(client, "/sitemap.xml")
    assert len(parts) == -(-len(whole) // 7) > 2
    paths = [address.removeprefix("http://localhost") for address in parts]
    assert paths[0] == "/sitemap-1.xml"
    assert [page for path in paths for page in locations_of(client, path)] == whole
    assert client.get(f"/sitemap-{len(parts) + 1}.xml").status_code == 404
    assert client.get("/sitemap-0.xml").status_code == 404


def test_control_characters_do_not_break_the_feeds(client, add_article):
    add_article("One", standfirst="one\x0btwo")
    for address in ("feed/", "feed/rss/"):
        assert b"one two" in client.get(f"{BLOG}{address}").content


def test_no_article_of_a_feed_lies_in_the_future(client, add_article, monkeypatch):
    # Yesterday, at whatever hour these tests run: what is compared here lies behind the clock of the machine.
    article = add_article("Of this morning", date=timezone.localdate() - timedelta(days=1))
    # Published at eight, with the date of the same day.
    morning = timezone.make_aware(datetime.combine(article.date, time(8)))
    monkeypatch.setattr(feeds, "timezone", SimpleNamespace(**vars(timezone) | {"now": lambda: morning}))
    early = timezone.make_aware(datetime.combine(article.date, time(7)))
    type(article).objects.filter(pk=article.pk).update(first_published_at=early)
    feed = feedparser.parse(client.get(f"{BLOG}feed/").content)
    entry = next(entry for entry in feed.entries if entry.title == "Of this morning")
    moment = datetime(*entry.published_parsed[:6], tzinfo=UTC)
    assert moment <= early
    assert [feeds._noon(morning.date(), published) for published in (None, morning - timedelta(days=1))] == [
        morning
    ] * 2
    # One of another day keeps its noon, wherever it is read.
    type(article).objects.filter(pk=article.pk).update(date=article.date - timedelta(days=9))
    feed = feedparser.parse(client.get(f"{BLOG}feed/").content)
    entry = next(entry for entry in feed.entries if entry.title == "Of this morning")
    noon = timezone.make_aware(datetime.combine(article.date - timedelta(days=9), time(12)))
    assert datetime(*entry.published_parsed[:6], tzinfo=UTC) == noon


def test_a_list_that_ends_has_one_for_every_year(client, monkeypatch, add_article):
    old = add_article("Long ago", date=datetime(2009, 5, 1, tzinfo=UTC).date())
    assert "year=2009" not in client.get(BLOG).content.decode()
    monkeypatch.setattr("pages.listings.MOST", 12)
    assert "year=2009" in client.get(BLOG).content.decode()
    assert titles(client.get(f"{BLOG}?year=2009")) == [old.title]
    nothing = client.get(f"{BLOG}?year=2010")
    assert titles(nothing) == []
    assert "Nothing matches these filters." in nothing.content.decode()
    for odd in ("0000", "9999", "abcd", "-200", "20090", "²009"):
        assert client.get(BLOG, {"year": odd}).status_code == 200


# Ready filters, chips and the sheet of the directory


@pytest.fixture
def at_night():
    resource = ResourcePage.objects.live().order_by("title").first()
    ResourcePage.objects.update(is_open_at_night=False, needs_no_papers=False)
    ResourcePage.objects.filter(pk=resource.pk).update(is_open_at_night=True, needs_no_papers=True, cost="free")
    return resource


def test_what_is_asked_for_most_is_one_tap_with_its_number(client, at_night):
    page = " ".join(client.get("/resources/").content.decode().split())
    assert 'href="/resources/?night=1">Tonight (1)</a>' in page
    assert 'href="/resources/?papers=none">No papers needed (1)</a>' in page
    answer = client.get("/resources/?night=1")
    # Another filter is chosen from the form beside it.
    assert '<input type="hidden" name="night" value="1">' in answer.content.decode()
    assert 'name="night"' not in page
    found = answer.context["listing"].object_list
    assert [resource.pk for resource in found] == [at_night.pk]


def test_what_was_chosen_is_a_chip_that_takes_it_out_again(client, at_night):
    page = " ".join(client.get("/resources/?cost=free&night=1&page=1").content.decode().split())
    for words, rest in (("Free", "?night=1"), ("Tonight", "?cost=free")):
        chip = re.search(rf'<a class="chosen" href="/resources/([^"]*)">.{{0,80}}? {words} ', page)
        assert chip[1] == rest
    assert "Tonight (1)" not in page


def test_nobody_is_offered_a_filter_that_leaves_nothing(client, at_night):
    ResourcePage.objects.update(is_open_at_night=False)
    assert "Tonight (" not in client.get("/resources/").content.decode()
    assert client.get("/resources/?night=yes").context["listing"].paginator.count > 1


def test_everything_that_the_filters_leave_fits_on_a_sheet_to_print(client, at_night):
    page = client.get("/resources/?cost=free").content.decode()
    assert 'href="/resources/sheet/?cost=free"' in page
    sheet = client.get("/resources/sheet/?cost=free").content.decode()
    wanted = ResourcePage.objects.live().filter(cost="free")
    assert wanted.count() > 12
    for resource in wanted:
        assert f"<h2>{escape(resource.title)}</h2>" in sheet
        assert resource.phone in sheet
    assert client.get("/resources/sheet/?topic=nope&page=zzz").status_code == 200
