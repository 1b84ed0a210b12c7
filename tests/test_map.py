"""docs/map.md is true: the files and functions of each way through the house are called in the order it names."""

import io
import re
import sys
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory
from page_forms import form_for
from PIL import Image

from blog.models import ArticlePage
from page_cache.application import PageCache
from pages.models import SiteImage

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

ROOT = Path(__file__).resolve().parent.parent
STEP = re.compile(r"^\d+\. `([\w/]+\.py)` `([\w.]+)`", re.MULTILINE)


def way(title):
    """Return [(file, function)] of a way in docs/map.md."""
    text = (ROOT / "docs" / "map.md").read_text()
    part = text.partition(f"### {title}\n")[2].partition("\n#")[0]
    assert part, f"docs/map.md has no way “{title}”"
    return STEP.findall(part)


class Trace:
    """What of the rooms is called while it lasts: [(file, function)] in order."""

    def __enter__(self):
        self.calls = []
        sys.setprofile(self.note)
        return self

    def __exit__(self, *_error):
        sys.setprofile(None)

    def note(self, frame, event, _argument):
        file = frame.f_code.co_filename
        if event == "call" and file.startswith(f"{ROOT}/") and "/var/" not in file:
            name = frame.f_code.co_qualname.replace(".<locals>", "")
            self.calls.append((file.removeprefix(f"{ROOT}/"), name))


def assert_in_order(calls, steps):
    place = 0
    for step in steps:
        assert step in calls[place:], f"{step} is not called after {steps[steps.index(step) - 1]}"
        place = calls.index(step, place) + 1


def environ(path):
    asked = RequestFactory().get(path).environ | {"SERVER_NAME": "localhost"}
    return {name: value for name, value in asked.items() if name != "HTTP_COOKIE"}


def ask(application, path):
    return b"".join(application(environ(path), lambda *_answer: None))


@pytest.fixture
def application(called_by_server):
    return PageCache(called_by_server)


def test_a_page_that_is_new_and_one_that_is_kept(application, seed):
    ask(application, seed.url)
    application.store.pages.clear()
    with Trace() as new:
        ask(application, seed.url)
    with Trace() as kept:
        ask(application, seed.url)
    assert_in_order(new.calls, way("A page that is new"))
    assert_in_order(kept.calls, way("A page that is kept"))


def test_a_search_word(client):
    client.get("/search/?q=shelter")
    with Trace() as trace:
        client.get("/search/?q=councelling+tonight")
    assert_in_order(trace.calls, way("A word that somebody looks for"))


def test_an_article_from_save_to_visitors(sign_in, index, django_capture_on_commit_callbacks):
    client = sign_in("Moderators")
    client.get("/admin/")
    form = form_for(ArticlePage, "On the map") | {"listing_image": SiteImage.objects.first().pk}
    address = f"/admin/pages/add/blog/articlepage/{index.pk}/"
    # The form of a page type is made once in a process.
    ArticlePage.get_edit_handler.cache_clear()
    with Trace() as trace, django_capture_on_commit_callbacks(execute=True):
        assert client.post(address, form | {"action-publish": "1"}).status_code == 302
    assert ArticlePage.objects.get(title="On the map").live
    assert_in_order(trace.calls, way("An article, from “Save” to visitors"))


def test_an_uploaded_picture(sign_in, client, add_article):
    file = io.BytesIO()
    Image.new("RGB", (1200, 900), "teal").save(file, "JPEG")
    data = {"title": "Teal", "file": SimpleUploadedFile("teal.jpg", file.getvalue()), "description": "A teal ground"}
    with Trace() as trace:
        sign_in("Moderators").post("/admin/images/add/", data | {"collection": 1, "people": "nobody"})
        picture = SiteImage.objects.get(title="Teal")
        add_article("With a picture", listing_image=picture)
        client.get(picture.renditions.first().url)
    assert_in_order(trace.calls, way("An uploaded picture"))
