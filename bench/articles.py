"""Adds many articles to a site; bench/growth runs it in a site of its own, with MORE in the environment.

They are like each other in form (a paragraph, up to three topics, one of the pictures that are there)
and differ in words, topics and dates. They are written as rows, hundreds at a time, because
publishing 100,000 pages one by one would take a day; nothing but the search index is left to make.
"""

import datetime
import os
import random

from django.db import connection, transaction
from django.utils import timezone
from wagtail.models import Page

from blog.models import ArticlePage, BlogIndexPage
from pages.models import SiteImage, Topic
from search.models import Word

MORE = int(os.environ["MORE"])
AT_ONCE = 500
FIRST_DAY = datetime.date(2001, 1, 1)

index = BlogIndexPage.objects.get()
model = ArticlePage.objects.get(slug="ally-vs-accomplice")
images = list(SiteImage.objects.values_list("pk", flat=True))
topics = list(Topic.objects.values_list("pk", flat=True))
words = sorted(Word.objects.values_list("text", flat=True)[:2_000]) or ["help"]
chance = random.Random(MORE)  # the same articles each time
now = timezone.now()


def sentence(length):
    """Return some words of the site's own."""
    return " ".join(chance.choices(words, k=length)).capitalize()


def article(place):
    """Return one more article that is not in the database yet, for a place below the index."""
    number = f"{place:06}"
    page = ArticlePage(
        path=Page._get_path(index.path, index.depth + 1, place),
        depth=index.depth + 1,
        title=f"{sentence(4)} {number}",
        slug=f"more-{number}",
        url_path=f"{index.url_path}more-{number}/",
        content_type=model.content_type,
        locale=model.locale,
        live=True,
        has_unpublished_changes=False,
        first_published_at=now,
        last_published_at=now,
        standfirst=f"{sentence(12)}.",
        date=FIRST_DAY + datetime.timedelta(days=chance.randrange(9_000)),
        listing_image_id=chance.choice(images),
        body=[("paragraph", f"<p>{sentence(60)}.</p>")],
    )
    page.draft_title = page.title
    return page


@transaction.atomic
def add(places):
    """Write the rows of some articles: those of every page, then those of articles, then their topics."""
    pages = [article(place) for place in places]
    shared = Page._meta.local_concrete_fields
    Page._base_manager._insert(pages, [field for field in shared if not field.primary_key], raw=True)
    ids = dict(Page.objects.filter(slug__in=[page.slug for page in pages]).values_list("slug", "pk"))
    for page in pages:
        page.pk = page.page_ptr_id = ids[page.slug]
    ArticlePage._base_manager._insert(pages, ArticlePage._meta.local_concrete_fields, raw=True)
    through = ArticlePage.topics.through
    through.objects.bulk_create(
        through(articlepage_id=page.pk, topic_id=topic)
        for page in pages
        for topic in chance.sample(topics, k=chance.randrange(min(4, len(topics) + 1)))
    )


last = index.get_last_child()
begin = int(last.path[-Page.steplen :], 36) + 1 if last else 1
for start in range(begin, begin + MORE, AT_ONCE):
    add(range(start, min(start + AT_ONCE, begin + MORE)))
index.numchild = index.get_children().count()
Page.objects.filter(pk=index.pk).update(numchild=index.numchild)
with connection.cursor() as cursor:
    cursor.execute("ANALYZE")
print(ArticlePage.objects.count())
