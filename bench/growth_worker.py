"""Times the work of staff, and counts queries; bench/growth runs it beside a running site, on its database."""

import json
import os
import statistics
import time

from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page

from blog.models import ArticlePage, BlogIndexPage

PATHS = json.loads(os.environ["PATHS"])
TIMES = 5


def milliseconds(work):
    """Return the median of how long some work takes, after one that does not count."""
    work()
    found = []
    for _time in range(TIMES):
        begin = time.perf_counter()
        work()
        found.append((time.perf_counter() - begin) * 1000)
    return statistics.median(found)


def queries(path):
    """Count the queries of a request with nothing cached but the address of the site."""
    cache.clear()
    Page.objects.filter(depth=2).first().get_url()
    with CaptureQueriesContext(connection) as counted:
        assert b"".join(Client(headers={"host": "localhost"}).get(path)) != b""
    return len(counted)


def publish():
    """Publish a change of an article in the middle of all of them."""
    ids = ArticlePage.objects.order_by("pk").values_list("pk", flat=True)
    page = ArticlePage.objects.get(pk=ids[len(ids) // 2])
    page.title = f"{page.title.partition(' at ')[0]} at {time.perf_counter_ns()}"
    page.save_revision().publish()


staff = Client(headers={"host": "localhost"})
staff.force_login(get_user_model().objects.filter(is_superuser=True).first())
session = staff.session
session["second_step_later"] = True
session.save()


def explore():
    """Open the list of articles in the editor."""
    assert staff.get(f"/admin/pages/{BlogIndexPage.objects.get().pk}/").status_code == 200


print(
    json.dumps(
        {
            "publish_ms": round(milliseconds(publish)),
            "explorer_ms": round(milliseconds(explore)),
            "queries": max(queries(path) for path in PATHS),
        }
    )
)
