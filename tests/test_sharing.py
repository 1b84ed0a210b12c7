"""Links that are shared show a picture: the page's own block of the quilt with its title, whatever the title is."""

import io
import re

import pytest
from django.core.files.storage import default_storage
from hypothesis import HealthCheck, given, settings as how, strategies as some
from page_forms import form_for
from PIL import Image, ImageDraw

from blog.models import ArticlePage
from home.models import SiteSettings
from home.models.look import Palette
from pages import sharing
from pages.models import SiteImage

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

LONG = "Und das ist erst der Anfang. " * 9
TITLES = [
    "Hello",
    LONG[:255].strip(),
    "W" * 255,
    "Supercalifragilisticexpialidocious" * 7,
    "مرحبا بكم في هذا الموقع الذي يساعدكم على إيجاد المساعدة في كل وقت",
    "שלום לכולם וברוכים הבאים",
    "Ayuda ahora: ¿dónde estás, niña?",
]
INK = 70  # darker than this is type


def address(page):
    return re.findall(r'property="og:image" content="http://localhost([^"]+)"', page)


def picture(page, **more):
    own = SiteSettings(organisation_name="An organisation of some length", palette="aubergine")
    for name, value in more.items():
        setattr(own, name, value)
    return Image.open(io.BytesIO(sharing.draw(page, own)))


def edges(page):
    """Return (left, top, right, bottom) of the type on the paper, and what the picture weighs."""
    drawn = picture(page).convert("L")
    is_rtl = sharing._direction(page.title) == "rtl"
    left = 0 if is_rtl else sharing.BLOCK
    paper = drawn.crop((left, 0, left + sharing.WIDTH - sharing.BLOCK, sharing.HEIGHT))
    return paper.point(lambda value: 255 if value < INK + 60 else 0).getbbox()


@pytest.fixture
def drawn(monkeypatch):
    """Return the list of the lines that are drawn."""
    lines = []
    text = ImageDraw.ImageDraw.text

    def note(pen, place, words, *args, **options):
        lines.append(words)
        return text(pen, place, words, *args, **options)

    monkeypatch.setattr(ImageDraw.ImageDraw, "text", note)
    return lines


def test_a_long_name_of_the_organisation_is_shown_whole(seed, drawn):
    name = "National Center on Violence, Trauma, and Mental Health of Everybody"
    sharing.draw(seed, SiteSettings(organisation_name=name))
    # The last line is drawn first.
    assert " ".join(reversed([words for words in drawn if words in name])) == name
    font = sharing._font(sharing._font_for(name), 30)
    width = sharing.WIDTH - sharing.BLOCK - 2 * sharing.MARGIN
    assert all(font.getlength(words) <= width for words in drawn if words in name)


@pytest.mark.parametrize("title", TITLES, ids=lambda title: title[:12])
def test_no_title_is_cut(seed, title, drawn):
    seed.title = title
    box = edges(seed)
    letters = "".join(line for line in drawn if line != "An organisation of some length").replace(" ", "")
    assert letters == title.replace(" ", "")
    assert box[0] >= sharing.MARGIN - 8
    assert box[2] <= sharing.WIDTH - sharing.BLOCK - sharing.MARGIN + 8
    assert box[1] >= sharing.MARGIN - 8
    assert box[3] <= sharing.HEIGHT - sharing.MARGIN + 16
    assert len(sharing.draw(seed, SiteSettings(organisation_name="Ours"))) <= 60_000


@how(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(title=some.text(some.characters(codec="utf-8", exclude_categories=["Cs"]), min_size=1, max_size=255))
def test_any_title_at_all_gives_a_picture(seed, title):
    seed.title = title
    drawn = picture(seed)
    assert drawn.size == (1200, 630)


@pytest.mark.parametrize("title", ["帮助", "Help مساعدة now"])
def test_letters_that_no_font_here_has_are_not_drawn_as_boxes(seed, title):
    seed.title = title
    assert sharing._font_for(seed.title) is None
    box = edges(seed)
    # The organisation's name alone.
    assert box[1] > sharing.HEIGHT - sharing.MARGIN - 40


def test_a_name_of_the_organisation_that_no_font_here_has_is_left_out(seed, drawn):
    assert picture(seed, organisation_name="帮助").size == (1200, 630)
    assert " ".join(drawn) == seed.title


def test_a_sign_that_is_too_wide_to_be_drawn_is_left_out_and_the_link_is_shared_all_the_same(
    client, add_article, drawn
):
    article = add_article("﷽", slug="in-one-sign")
    (where,) = address(client.get(article.url).content.decode())
    assert client.get(where).status_code == 200
    assert "﷽" not in drawn


def test_what_is_read_from_right_to_left_begins_at_the_right(seed):
    seed.title = "שלום"
    drawn = picture(seed).convert("RGB")
    assert drawn.getpixel((20, 20)) == sharing._colours("aubergine")["paper"] or drawn.getpixel((20, 20))[0] > 245
    box = edges(seed)
    assert box[2] > sharing.WIDTH - sharing.BLOCK - sharing.MARGIN - 8


def test_the_colours_are_those_of_the_palette_and_the_block_that_of_the_page(seed, home):
    seen = {picture(seed, palette=palette).tobytes() for palette in Palette.values}
    assert len(seen) == len(Palette.values)
    home.title = seed.title
    assert picture(home).tobytes() != picture(seed).tobytes()


def test_it_is_made_when_the_page_is_published_and_anew_when_it_changes(client, add_article):
    article = add_article("Shared with somebody")
    (first,) = address(client.get(article.url).content.decode())
    name = first.removeprefix("/media/")
    assert default_storage.exists(name)
    response = client.get(first)
    assert response["Content-Type"] == "image/png"
    assert Image.open(io.BytesIO(response.content)).size == (1200, 630)
    article.title = "Shared with everybody"
    article.save_revision().publish()
    (second,) = address(client.get(article.url).content.decode())
    assert second != first
    assert not default_storage.exists(name)
    assert client.get(first).status_code == 404
    default_storage.delete(second.removeprefix("/media/"))
    assert client.get(second).status_code == 200, "what is lost is drawn again"


def test_a_page_that_is_not_saved_yet_is_previewed_without_one(sign_in, index):
    client, url = sign_in(None), f"/admin/pages/add/blog/articlepage/{index.pk}/preview/"
    assert client.post(url, form_for(ArticlePage, "Not saved yet")).json()["is_valid"]
    page = client.get(url).content.decode()
    assert 'property="og:title" content="Not saved yet"' in page
    assert address(page) == []


def test_pages_that_say_nothing_have_none(client, add_article, make_private):
    assert address(client.get("/get-help/").content.decode()) == []
    article = add_article("Not for all")
    (where,) = address(client.get(article.url).content.decode())
    make_private(article)
    assert client.get(where).status_code == 404
    article.get_view_restrictions().delete()
    article.unpublish()
    assert client.get(where).status_code == 404


def test_a_picture_that_staff_chose_comes_first(client, seed):
    image = SiteImage.objects.first()
    seed.social_image = image
    seed.save_revision().publish()
    (where,) = address(client.get(seed.url).content.decode())
    assert "/media/images/" in where


def test_numbers_of_no_page_and_names_of_no_picture_are_not_there(client):
    for name in ("999999-0123456789abcdef.png", "1-0123456789abcdef.png", "../secret-key", "1.png"):
        assert client.get(f"/media/sharing/{name}").status_code == 404


def test_nothing_with_its_title_stays_when_a_page_is_taken_down_or_deleted(add_article):
    for end in ("unpublish", "delete"):
        article = add_article(f"Gone by {end}")
        files = sharing._of_page(article.pk)
        assert len(files) == 1
        key = article.pk
        getattr(article, end)()
        assert sharing._of_page(key) == []


def test_without_the_library_that_sets_text_from_right_to_left_it_is_left_out(seed, monkeypatch):
    monkeypatch.setattr(sharing, "HAS_DIRECTIONS", False)
    seed.title = "שלום"
    assert picture(seed).size == (1200, 630)
    seed.title = "Hello"
    assert edges(seed)[1] < sharing.MARGIN + 40
