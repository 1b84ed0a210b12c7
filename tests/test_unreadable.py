"""What the editor is sent may be cut off, damaged or made up: it is answered in words, and nothing is changed."""

import re

import pytest
from django.forms.models import model_to_dict
from wagtail.models import Page, Revision

from blog.models import ArticlePage, Author, Series
from pages.models import SiteImage, Topic
from resources.models import CrisisContact

pytestmark = pytest.mark.django_db

WHOLE = {
    "title": "New title",
    "slug": "new-title",
    "date": "2026-01-01",
    "body-count": "1",
    "body-0-type": "paragraph",
    "body-0-order": "0",
    "body-0-deleted": "",
    "body-0-id": "",
    "body-0-value": '{"blocks": [], "entityMap": {}}',
    "next_step-count": "0",
}
DAMAGED = {
    "nothing": {},
    "without how many blocks": {name: value for name, value in WHOLE.items() if name != "body-count"},
    "without the kind of a block": {name: value for name, value in WHOLE.items() if name != "body-0-type"},
    "a number that is none": WHOLE | {"body-count": "many"},
    "text that is cut off": WHOLE | {"body-0-value": '{"blocks": [{"te'},
    "text that is no text": WHOLE | {"body-0-value": "[]"},
    "a table without rows": WHOLE | {"body-0-type": "table"},
    "pictures without their number": WHOLE | {"body-0-type": "gallery"},
}


def says_so(response):
    return response.status_code == 400 and "Nothing was changed" in response.content.decode()


@pytest.fixture
def admin(sign_in):
    return sign_in(None)


@pytest.mark.parametrize("sent", DAMAGED.values(), ids=DAMAGED)
def test_a_damaged_page_is_not_saved(admin, seed, sent):
    before = ArticlePage.objects.values().get(pk=seed.pk), Revision.objects.count(), Page.objects.count()
    for url in (f"/admin/pages/{seed.pk}/edit/", f"/admin/pages/add/blog/articlepage/{seed.get_parent().pk}/"):
        assert says_so(admin.post(url, sent)), url
    assert (ArticlePage.objects.values().get(pk=seed.pk), Revision.objects.count(), Page.objects.count()) == before


@pytest.mark.parametrize("sent", DAMAGED.values(), ids=DAMAGED)
def test_a_damaged_preview_and_damaged_settings_say_so(admin, seed, sent):
    if sent:  # nothing at all asks whether the last preview still stands
        assert says_so(admin.post(f"/admin/pages/{seed.pk}/edit/preview/", sent))
    assert says_so(admin.post("/admin/snippets/blog/startingtemplate/add/", sent))


@pytest.mark.parametrize("value", ["abc", "", "-1", "9" * 24, "\x00", "null"])
def test_odd_numbers_in_addresses_end_in_no_error_page(admin, seed, value):
    picture = SiteImage.objects.first()
    for url in (
        f"/admin/pages/{seed.pk}/set_position/",
        "/admin/bulk/wagtailcore/page/delete/",
        "/admin/bulk/wagtailimages/image/delete/",
        "/admin/images/chooser/",
        f"/admin/pages/{seed.pk}/history/",
        f"/admin/pages/{seed.pk}/copy/",
        f"/admin/pages/{seed.pk}/move/",
        f"/admin/images/{picture.pk}/",
        "/admin/choose-external-link/",
        "/admin/redirects/add/",
    ):
        names = ("id", "position", "p", "tag", "collection_id", "q", "user", "new_parent_page", "link_url")
        asked = dict.fromkeys(names, value)
        assert admin.get(url, asked).status_code < 500, url
        assert admin.post(url, asked).status_code < 500, url
    assert admin.get(f"/admin/pages/{seed.pk}/set_position/").status_code < 500


def test_an_error_after_something_was_changed_is_not_called_unreadable(admin, monkeypatch):
    author = Author.objects.create(name="Somebody")

    def fail(*_args, **_kwargs):
        raise ValueError

    monkeypatch.setattr("wagtail.snippets.views.snippets.EditView.get_success_url", fail)
    admin.raise_request_exception = False
    data = {name: value or "" for name, value in model_to_dict(author).items()} | {"name": "Somebody else"}
    assert admin.post(f"/admin/snippets/blog/author/edit/{author.pk}/", data).status_code == 500


# What makes itself


def test_a_topic_makes_its_address_from_its_title(admin):
    assert admin.post("/admin/snippets/pages/topic/add/", {"title": "Éléphants & more", "slug": ""}).status_code == 302
    assert Topic.objects.get(title="Éléphants & more").slug == "elephants-more"
    again = admin.post("/admin/snippets/pages/topic/add/", {"title": "Elephants more", "slug": ""})
    assert "There is one already" in again.content.decode()
    assert Topic.objects.filter(slug="elephants-more").count() == 1
    form = admin.get("/admin/snippets/pages/topic/add/").content.decode()
    assert 'data-controller="w-slug' in form


def test_an_author_and_a_series_are_added_where_they_are_chosen(admin):
    for kind, name, sent in (
        ("author", "Rowan", {"name": "Rowan", "byline": ""}),
        ("series", "Rivers", {"title": "Rivers", "description": ""}),
    ):
        chooser = admin.get(f"/admin/snippets/choose/blog/{kind}/").content.decode()
        assert f"/admin/snippets/choose/blog/{kind}/create/" in chooser
        prefix = f"{kind}-chooser-create-form-"
        sent = {prefix + field: value for field, value in sent.items()} | sent
        admin.post(f"/admin/snippets/choose/blog/{kind}/create/", sent)
        assert (Author.objects.filter(name=name) if kind == "author" else Series.objects.filter(title=name)).exists()
    assert Series.objects.get(title="Rivers").slug == "rivers"


def test_the_list_of_contacts_says_which_are_public(admin):
    CrisisContact.objects.create(name="A line that is not public yet", live=False)
    listed = admin.get("/admin/snippets/resources/crisiscontact/").content.decode()
    states = [" ".join(tag.split()) for tag in re.findall(r'class="w-status[^"]*"[^>]*>(.*?)</span>', listed, re.S)]
    assert any("draft" in state.lower() for state in states)
    assert any("live" in state.lower() for state in states)
