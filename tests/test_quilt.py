"""Each page has a block of the quilt: always the same one, small, symmetrical, and seen on every palette."""

import re
from pathlib import Path

import pytest
from django.template import Context, Template

from blog.models import ArticlePage
from home.models import SiteSettings
from home.models.look import Palette
from pages.models import SiteImage
from pages.quilt import SIDE, block, drawing, plain
from pages.sharing import _rgb

pytestmark = pytest.mark.any_database

CSS = Path("static/css/site.css").read_text()
HUES = Path("static/css/hues.css").read_text()


def test_the_same_number_gives_the_same_block_and_others_differ():
    assert block(12, 3) == block(12, 3)
    assert len({str(block(number)) for number in range(300)}) > 290


def test_pages_of_one_family_share_the_leading_colour():
    def leads(family):
        lengths = [0, 0, 0, 0]
        for number in range(60):
            for colour, data in block(number, family).items():
                lengths[colour] += len(data)
        return lengths.index(max(lengths))

    assert {leads(family) for family in range(6)} == {1, 2, 3}


def test_a_block_is_at_most_1_2_kb():
    assert max(len(drawing([(number, 0)] * 2, 2, "card").encode()) for number in range(5000)) <= 1200
    assert len(plain().encode()) <= 1200


def test_a_block_is_mirrored_and_never_turned():
    """What is turned four times could look like a sign that nobody meant."""

    def points(data):
        found = []
        for letter, numbers in re.findall(r"([MLA])([\d. ]+)", data):
            values = [float(number) for number in numbers.split()]
            values = values[5:] if letter == "A" else values
            found += zip(values[::2], values[1::2], strict=True)
        return set(found)

    for number in range(200):
        for data in block(number).values():
            found = points(data)
            assert {(SIDE - x, y) for x, y in found} == found
            assert {(x, SIDE - y) for x, y in found} == found


@pytest.mark.django_db
def test_a_card_has_a_photograph_or_a_block_and_a_neutral_page_says_nothing(index, client, add_article):
    article, other = add_article("With a block"), add_article("Another")

    def card(page):
        return Template('{% include "components/card.html" with item=page %}').render(Context({"page": page}))

    assert 'class="quilt card"' in card(article)
    assert card(article).count("<path") >= 1
    neutral = [ArticlePage.objects.get(pk=page.pk) for page in (article, other)]
    for page in neutral:
        page.neutral_title = True
    drawn = [re.search(r"<svg.*?</svg>", card(page))[0] for page in neutral]
    assert drawn[0] == drawn[1]
    picture = ArticlePage.objects.exclude(listing_image=None).first()
    assert "<svg" not in card(picture)
    assert 'aria-hidden="true"' in card(article)


@pytest.mark.django_db
def test_the_home_page_sews_the_newest(client):
    page = client.get("/").content.decode()
    sewn = re.search(r'<svg class="quilt sewn" viewBox="0 0 8 12".*?</svg>', page)[0]
    assert sewn.count("<path") == 3
    assert [text in page for text in ("I want help", "I am worried about someone")] == [True, True]


# Colours


def linear(value):
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def luminance(lightness, chroma, hue):
    """Return the relative luminance of an OKLCH colour, clipped to sRGB (bottosson.github.io/posts/oklab)."""
    from math import cos, radians, sin

    a, b = chroma * cos(radians(hue)), chroma * sin(radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    red = 4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short
    green = -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short
    blue = -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short
    red, green, blue = (min(max(part, 0), 1) for part in (red, green, blue))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def hues(palette):
    """Return the hues of a palette as the style sheet has them."""
    found = dict(re.findall(r"--([hc]-\w+): ([\d.]+);", CSS.partition("--paper")[0].rpartition("Hues")[2]))
    if own := re.search(rf'\[data-palette="{palette}"\] {{(.*?)}}', HUES):
        found |= dict(re.findall(r"--([hc]-\w+): ([\d.]+);", own[1]))
    return {name: float(value) for name, value in found.items()}


def colour(name, palette, dark):
    """Return (lightness, chroma, hue) of a token."""
    both = re.search(rf"--{name}: light-dark\((oklch\(.*?\)+), (oklch\(.*?\)+)\);", CSS)
    given = re.findall(r"var\(--([\w-]+)\)|([\d.]+%?)", both[2 if dark else 1])
    values = [hues(palette)[token] if token else float(number.rstrip("%")) for token, number in given]
    return values[0] / 100, values[1], values[2]


def contrast(first, second):
    bright, dim = sorted((luminance(*first), luminance(*second)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


TEXTS = [
    ("ink", "paper"), ("ink", "raised"), ("soft", "paper"), ("soft", "raised"), ("action", "paper"),
    ("action", "raised"), ("on-action", "action"), ("alert", "paper"), ("alert", "raised"), ("ink", "mark"),
    ("paper", "ink"),
]  # fmt: skip
PARTS = [("edge", "paper"), ("edge", "raised"), ("action", "paper"), ("action", "cloth"), ("calm", "cloth")]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("palette", Palette.values)
def test_every_pair_of_every_palette_can_be_read(palette, dark):
    for text, ground in TEXTS:
        found = contrast(colour(text, palette, dark), colour(ground, palette, dark))
        assert found >= 7, f"{text} on {ground}: {found:.2f}"
    for part, ground in PARTS:
        found = contrast(colour(part, palette, dark), colour(ground, palette, dark))
        assert found >= 3, f"{part} on {ground}: {found:.2f}"


def test_the_samples_in_the_settings_have_the_colours_of_the_site():
    samples = Path("static/css/palettes.css").read_text()
    for token in ("paper", "ink", "action", "accent", "calm", "cloth", "edge"):
        (line,) = re.findall(rf"--{token}: light-dark.*", CSS)
        assert line in samples


def test_browsers_that_know_none_of_these_colours_have_some_of_them_as_numbers():
    """Safari before 17.5, Chrome before 123: an old phone."""
    old = CSS.partition("@supports not (color: light-dark(#fff, #000))")[2].partition("The editor looks at")[0]
    light, dark = old.split("@media (prefers-color-scheme: dark)")
    assert set(re.findall(r"--([\w-]+):", light)) == set(re.findall(r"--([\w-]+): light-dark", CSS))
    for part, is_dark in ((light, False), (dark, True)):
        for name, number in re.findall(r"--([\w-]+): #(\w{6});", part):
            assert bytes.fromhex(number) == bytes(_rgb(*colour(name, "aubergine", is_dark))), name
    assert {"paper", "raised", "ink", "action", "edge"} <= set(re.findall(r"--([\w-]+): #", dark))


def test_every_palette_but_the_first_is_in_its_own_file():
    assert set(re.findall(r'data-palette="(\w+)"', HUES)) == {*Palette.values} - {"aubergine"}


@pytest.mark.django_db
def test_a_logo_takes_the_place_of_the_name(client):
    picture = SiteImage.objects.filter(is_example=True).first()
    SiteSettings.objects.update(logo=picture, palette="harbor")
    page = client.get("/").content.decode()
    assert f'alt="{picture.default_alt_text or SiteSettings.objects.get().organisation_name}"' in page
    assert 'data-palette="harbor"' in page
    assert "css/hues.css" in page
    assert 'class="mark"' not in page


@pytest.mark.django_db
def test_the_editor_carries_the_name_of_the_organisation(sign_in):
    SiteSettings.objects.update(organisation_name="Lantern House", logo_text="Lantern")
    page = sign_in("Moderators").get("/admin/").content.decode()
    title = re.search(r"<title>(.*?)</title>", page, re.DOTALL)[1]
    assert "Lantern House" in title
    assert "Wagtail" not in title
    assert '<span class="mark">Lantern</span>' in page
