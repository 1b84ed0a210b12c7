"""Feeds and site maps are asked for again and again: what has not changed is not sent again."""

from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import PageLogEntry

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", ["/lets-talk-about/feed/", "/lets-talk-about/feed/rss/", "/sitemap.xml"])
def test_whoever_asks_again_is_sent_it_only_if_something_changed(visitor, seed, address, committed):
    first = visitor.get(address)
    tag, changed = first["headers"]["ETag"], first["headers"]["Last-Modified"]
    for known in (
        {"if_none_match": tag},
        {"if_none_match": f'"other", {tag.removeprefix("W/")}'},
        {"if_none_match": "*"},
        {"if_modified_since": changed},
        {"if_none_match": tag, "if_modified_since": "Thu, 01 Jan 1970 00:00:00 GMT"},
    ):
        again = visitor.get(address, **known)
        assert (again["status"], again["body"]) == (304, b""), known
        assert again["headers"]["ETag"] == tag
        assert "Content-Type" not in again["headers"]
    for unknown in (
        {"if_none_match": '"other"'},
        {"if_none_match": '"other"', "if_modified_since": changed},
        {"if_modified_since": "Thu, 01 Jan 1970 00:00:00 GMT"},
        {"if_modified_since": "yesterday"},
        {"if_none_match": "\x00"},
    ):
        assert visitor.get(address, **unknown)["body"] == first["body"], unknown
    with committed():
        seed.unpublish()
    PageLogEntry.objects.update(timestamp=timezone.now() + timedelta(minutes=1))
    assert visitor.get(address, if_none_match=tag)["status"] == 200
    assert visitor.get(address, if_modified_since=changed)["status"] == 200


def test_a_page_has_no_mark_by_which_a_browser_would_keep_it(visitor, seed):
    headers = visitor.get(seed.url)["headers"]
    assert not {"ETag", "Last-Modified"} & headers.keys()
    assert visitor.get(seed.url, if_none_match="*")["status"] == 200
