"""Counts each page's database queries with 15 and with 1,015 articles; bench/weight runs it in a site of its own."""

import json
import os

from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page
from wagtail.signal_handlers import disable_reference_index_auto_update

from blog.models import ArticlePage, BlogIndexPage

PATHS = json.loads(os.environ["PATHS"])
MORE = 1000


def count(path):
    """Return the queries of one request: nothing cached but the address of the site."""
    cache.clear()
    Page.objects.filter(depth=2).first().get_url()
    with CaptureQueriesContext(connection) as queries:
        assert Client(headers={"host": "localhost"}).get(path).status_code == 200
    return len(queries)


def add_articles():
    """Publish many more articles, in each language."""
    with disable_reference_index_auto_update():
        for index in BlogIndexPage.objects.live():
            for number in range(MORE):
                date = f"2024-02-{number % 28 + 1:02}"
                index.add_child(instance=ArticlePage(title=f"Article {number}", date=date, locale=index.locale))


def count_all():
    """Return {path: queries}; sizes of pictures, and what surrounds every page, are made at the first visit."""
    return {path: (count(path), count(path))[1] for path in PATHS}


few = count_all()
add_articles()
many = count_all()
print(json.dumps({path: {"queries": few[path], "queries_1000": many[path]} for path in PATHS}))
