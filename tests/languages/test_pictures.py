"""A picture is there once for all languages; what it says is there in each, or marked as of another."""

import re

import pytest
from django.urls import reverse
from django.utils.translation import override

from blog.models import ArticlePage
from checks.page import advice_for
from pages.models import SiteImage

pytestmark = pytest.mark.any_database


@pytest.fixture
def picture():
    image = SiteImage.objects.filter(is_example=True).first()
    image.description, image.credit, image.texts = "Beans in a raised bed.", "Drawn by Ana", {}
    image.save()
    return image


@pytest.fixture
def article(picture):
    """An article of the examples in Spanish, with the picture in its text."""
    page = ArticlePage.objects.filter(locale__language_code="es", live=True).first()
    page.body = [("image", {"image": picture, "caption": "Verano"})]
    page.save_revision().publish()
    return page


def figure(client, page):
    return re.search(r'<figure class="picture">.*?</figure>', client.get(page.url).content.decode(), re.DOTALL)[0]


def test_a_page_shows_alt_text_and_credit_in_its_language(client, article, picture):
    picture.texts = {"es": {"description": "Frijoles en una cama de cultivo.", "credit": "Dibujo de Ana"}}
    picture.save()
    shown = figure(client, article)
    assert 'alt="Frijoles en una cama de cultivo."' in shown
    assert "Dibujo de Ana" in shown
    assert "lang=" not in shown
    with override("en"):
        assert (picture.default_alt_text, picture.credit_text) == ("Beans in a raised bed.", "Drawn by Ana")


def test_until_then_those_of_the_first_language_stand_there_and_say_so(client, article):
    shown = figure(client, article)
    assert re.search(r'<img[^>]*alt="Beans in a raised bed."[^>]*lang="en"|<img[^>]*lang="en"[^>]*alt="Beans', shown)
    assert '<span class="credit" lang="en" dir="auto">Drawn by Ana</span>' in shown


def test_decoration_and_a_text_for_this_place_are_in_no_other_language(client, article, picture):
    article.body = [("image", {"image": picture, "caption": "", "alt_text": "Frijoles"})]
    article.save_revision().publish()
    assert 'lang="en"' not in figure(client, article).split("<figcaption>")[0]
    picture.is_decorative = True
    picture.save()
    article.body = [("image", {"image": picture, "caption": ""})]
    article.save_revision().publish()
    assert 'lang="en"' not in figure(client, article).split("<figcaption>")[0]


def test_staff_write_them_beside_those_of_the_first_language(picture, sign_in):
    editor = sign_in("Moderators")
    address = reverse("wagtailimages:edit", args=[picture.pk])
    form = editor.get(address).context["form"]
    names = list(form.fields)
    assert names[names.index("description") + 1] == "description_es"
    assert form["description_es"].label == "Alt text (Spanish)"
    data = {name: form[name].value() or "" for name in names if name != "file"}
    assert editor.post(address, data | {"description_es": " Frijoles. ", "credit_es": "Ana"}).status_code == 302
    picture.refresh_from_db()
    assert picture.texts["es"] == {"description": "Frijoles.", "credit": "Ana"}
    too_long = editor.post(address, data | {"description_es": "f" * 300})
    assert too_long.context["form"].errors["description_es"]
    # A form that does not ask for them leaves them as they are.
    without = {name: value for name, value in data.items() if not name.endswith("_es")}
    assert editor.post(address, without).status_code == 302
    picture.refresh_from_db()
    assert picture.texts["es"]["description"] == "Frijoles."


def test_a_credit_that_is_there_in_one_language_only_is_shown_in_it(client, article, picture):
    picture.credit, picture.texts = "", {"es": {"credit": "Dibujo de Ana"}}
    picture.save()
    assert '<span class="credit">Dibujo de Ana</span>' in figure(client, article)


def test_whoever_publishes_is_told_of_what_is_read_out(article, picture):
    told = "is not in the language of this page"
    with override("en"):
        assert [one for one in advice_for(article) if told in one.text]
        picture.texts = {"es": {"description": "Frijoles."}}
        picture.save()
        assert not [one for one in advice_for(article) if told in one.text]
        picture.texts = {}
        picture.save()
        article.body = [("image", {"image": picture, "caption": "", "alt_text": "Frijoles"})]
        article.listing_image = picture
        assert not [one for one in advice_for(article) if told in one.text]


def test_examples_have_them(db):
    with override("es"):
        assert SiteImage.objects.filter(is_example=True).first().default_alt_text.startswith("Un dibujo abstracto")
