"""Previous and next go by date, then id; a series goes by its own order; related are pinned, then shared, then new."""

import itertools
import re
from datetime import date

import pytest

from blog.models import ArticlePage, PinnedArticle, Series
from pages.models import Topic

pytestmark = pytest.mark.django_db

# After all that a site begins with, whenever that is.
DAY = date(date.today().year + 5, 5, 1)


def around(article):
    found = ArticlePage.objects.get(pk=article.pk).companions(list(article.topics.all()))
    return found["previous"], found["next"]


def related(article):
    return ArticlePage.objects.get(pk=article.pk).companions(list(article.topics.all()))["related"]


def test_same_day_articles_follow_each_other_in_the_order_they_were_made(add_article):
    first, second, third = (add_article(f"Same day {n}", date=DAY) for n in range(3))
    assert around(second) == (first, third)
    assert around(third) == (second, None)


def test_the_date_decides_before_the_id(add_article):
    newer = add_article("Newer", date=DAY.replace(day=3))
    older = add_article("Older", date=DAY)
    middle = add_article("Middle", date=DAY.replace(day=2))
    assert around(middle) == (older, newer)


def test_the_list_and_the_neighbours_agree(index):
    articles = list(index.articles())
    for newer, older in itertools.pairwise(articles):
        if newer.series_id is None:
            assert around(newer)[0] == older


def test_the_order_of_a_series_overrides_the_date(add_article):
    series = Series.objects.create(title="Steps", slug="steps", locale_id=1)
    third = add_article("Third", date=DAY, series=series, series_order=3)
    first = add_article("First", date=DAY.replace(day=9), series=series, series_order=1)
    second = add_article("Second", date=DAY.replace(day=5), series=series, series_order=2)
    assert around(second) == (first, third)


def test_at_the_end_of_a_series_the_date_decides_again(add_article):
    series = Series.objects.create(title="Steps", slug="steps", locale_id=1)
    last = add_article("Last", date=DAY, series=series, series_order=2)
    add_article("First", date=DAY.replace(day=2), series=series, series_order=1)
    after = add_article("After", date=DAY.replace(day=3))
    assert around(last)[1].title in {"First", "After"}
    assert around(after)[0].title == "First"


def test_related_articles_share_topics_most_first_then_newest(add_article):
    topics = [Topic.objects.create(title=name, slug=name, locale_id=1) for name in ("ocean", "forest")]
    mine, one_old, one_new, both = (add_article(n, date=DAY.replace(day=d)) for d, n in enumerate("ABCD", start=1))
    for article, shared in ((mine, topics), (one_old, topics[:1]), (one_new, topics[:1]), (both, topics)):
        article.topics.set(shared)
        article.save_revision().publish()
    assert [article.title for article in related(mine)] == ["D", "C", "B"]


def test_pinned_articles_come_first_in_their_order(add_article, seed):
    mine, first, second = add_article("Mine", date=DAY), add_article("One", date=DAY), add_article("Two", date=DAY)
    mine.pinned = [PinnedArticle(article=second, sort_order=0), PinnedArticle(article=first, sort_order=1)]
    mine.topics.set(seed.topics.all())
    mine.save_revision().publish()
    assert [article.title for article in related(mine)][:2] == ["Two", "One"]


def test_the_page_links_to_its_neighbours(client, add_article):
    older, newer = add_article("The older one", date=DAY), add_article("The newer one", date=DAY)
    page = client.get(older.url).content.decode()
    assert f'href="{newer.url}" rel="next"' in page
    assert f'href="{older.url}" rel="prev"' in client.get(newer.url).content.decode()


def test_an_article_without_topics_leads_to_the_newest(add_article):
    mine = add_article("Mine", date=DAY)
    newest = list(ArticlePage.objects.live().exclude(pk=mine.pk).order_by("-date", "-pk")[:3])
    assert [article.pk for article in related(mine)] == [article.pk for article in newest]


def test_a_series_is_a_numbered_path_with_the_place_where_one_is(client, add_article):
    series = Series.objects.create(title="Step by step", slug="step-by-step", locale_id=1)
    parts = [add_article(f"Part {number}", series=series, series_order=number) for number in (2, 1, 3)]
    add_article("Outside")
    add_article("Not yet", series=series, series_order=4, live=False)
    page = " ".join(client.get(parts[0].url).content.decode().split())
    path = page.partition('class="series-path')[2].partition("</nav>")[0]
    assert "The whole series: Step by step" in path
    assert re.findall(r"Part \d", path) == ["Part 1", "Part 2", "Part 3"]
    assert re.search(r'aria-current="page"><strong>Part 2', path)
    assert re.findall(r'rel="(\w+)">(Part \d)', path) == [("prev", "Part 1"), ("next", "Part 3")]
    # One way on, not three boxes.
    assert "Related articles" not in page
    assert "Previous article" not in page
