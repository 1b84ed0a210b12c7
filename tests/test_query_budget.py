"""No public page costs more than twelve queries, however much it holds and however many articles there are."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.documents import get_document_model
from wagtail.models import Page
from wagtail.signal_handlers import disable_reference_index_auto_update

from blog.models import ArticlePage
from pages.models import BasePage, SiteImage
from resources.models import ServicePage

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

MOST = 12


def count(client, url):
    """Count the queries of a request with nothing cached but the address of the site, which is no page's own."""
    cache.clear()
    Page.objects.live().filter(depth=2).first().get_url()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        response = client.get(url)
    assert response.status_code == 200
    return len(queries), "\n".join(query["sql"][:200] for query in queries)


@pytest.fixture
def rich_article(add_article, seed):
    """An article with everything that points elsewhere: pages, pictures, a document, services, links in text."""
    images = list(SiteImage.objects.all())
    document = get_document_model().objects.create(title="A list", file="documents/list.pdf", file_size=10)
    services = list(ServicePage.objects.live()[:3])
    links = "".join(f'<p><a linktype="page" id="{page.pk}">{page.title}</a></p>' for page in services)
    article = add_article(
        "Rich", text=links, series=ArticlePage.objects.exclude(series=None).first().series, series_order=2
    )
    picture = {"image": images[0], "caption": "", "alt_text": ""}
    article.body = [
        ("paragraph", links),
        ("paragraph", links),
        ("image", picture),
        ("gallery", {"pictures": [picture | {"image": image} for image in images]}),
        ("document", {"document": document, "description": ""}),
        ("services", {"title": "", "services": services}),
        ("call_to_action", {"title": "Go", "text": "", "page": seed, "document": None, "address": "", "label": ""}),
        (
            "call_to_action",
            {"title": "Go", "text": "", "page": services[0], "document": None, "address": "", "label": ""},
        ),
    ]
    article.listing_image = images[1]
    article.social_image = images[2]
    other = ArticlePage.objects.filter(is_example=True).first()
    article.topics.set(other.topics.all())
    article.article_authors = other.article_authors.all()
    article.save_revision().publish()
    return article


def test_every_public_page_type_stays_within_the_budget(client, live_form):
    for model in BasePage.__subclasses__():
        pages = model.objects.live()
        assert pages, model
        for page in pages:
            client.get(page.url)  # sizes of pictures are made at the first visit
            number, queries = count(client, page.url)
            assert number <= MOST, f"{page.url}\n{queries}"


def test_an_article_full_of_links_and_pictures_stays_within_the_budget(client, rich_article):
    client.get(rich_article.url)
    number, queries = count(client, rich_article.url)
    assert number <= MOST, queries


@pytest.mark.parametrize(
    "url", ["/search/", "/search/?q=help", "/search/?q=help&page=2", "/resources/?topic=housing&cost=free"]
)
def test_search_and_filters_stay_within_the_budget(client, url):
    client.get(url)
    number, queries = count(client, url)
    assert number <= MOST, queries


def test_a_thousand_articles_cost_no_more_queries_than_ten(client, index, seed, home):
    urls = [seed.url, index.url, home.url]
    for url in urls:
        client.get(url)
    few = [count(client, url)[0] for url in urls]
    with disable_reference_index_auto_update():
        add_many(index, 1000)
    assert [count(client, url)[0] for url in urls] == few


def add_many(index, number):
    """Add live articles quickly: the rows are those that add_child would write."""
    base = Page.objects.get(pk=index.pk)
    articles = [
        ArticlePage(
            title=f"Article {place}",
            draft_title=f"Article {place}",
            slug=f"article-{place}",
            path=Page._get_path(base.path, base.depth + 1, 1000 + place),
            depth=base.depth + 1,
            url_path=f"{base.url_path}article-{place}/",
            locale=base.locale,
            content_type=ContentType.objects.get_for_model(ArticlePage),
            live=True,
            date=f"2024-01-{place % 28 + 1:02}",
        )
        for place in range(number)
    ]
    inherited = [field.attname for field in Page._meta.concrete_fields if field.attname != "id"]
    pages = Page.objects.bulk_create(
        Page(**{name: getattr(article, name) for name in inherited}) for article in articles
    )
    for article, page in zip(articles, pages, strict=True):
        article.page_ptr_id = article.id = page.pk
        article.save_base(raw=True, force_insert=True)
    Page.objects.filter(pk=base.pk).update(numchild=base.numchild + number)
