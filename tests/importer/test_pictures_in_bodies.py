"""Pictures in a body come alone or as a gallery, each with what is written beneath it, and no word of that is lost."""

import pytest

from importer.body import Surroundings, convert

pytestmark = pytest.mark.any_database

BOAT = '<img src="/boat.jpg" alt="A boat">'
HUT = '<img src="/hut.jpg" alt="A hut">'
LONG = ("word " * 60).strip()


def shown(html):
    """Return [kind, or the text of a paragraph, or (kind, {alt: caption})] of a body."""
    found = []
    for piece in convert(html, Surroundings("https://old.example")).pieces:
        pictures = {one["alt"]: one["caption"] for one in piece.pictures}
        found.append((piece.kind, pictures) if pictures else piece.html or piece.kind)
    return found


@pytest.mark.parametrize(
    ("html", "pieces"),
    [
        (f"<figure>{BOAT}</figure>", [("image", {"A boat": ""})]),
        (
            f"<figure>{BOAT}<figcaption>One</figcaption><figcaption>Two</figcaption></figure>",
            [("image", {"A boat": ""}), "<p>One</p><p>Two</p>"],
        ),
        (
            f'<div class="image-block-outer-wrapper">{BOAT}{HUT}<div class="image-caption">By the water</div></div>',
            [("image", {"A boat": ""}), ("image", {"A hut": ""}), "<p>By the water</p>"],
        ),
        (
            f'<div class="image-block-outer-wrapper">{BOAT}<div class="image-caption"> </div></div><p>Text.</p>',
            [("image", {"A boat": ""}), "<p>Text.</p>"],
        ),
    ],
)
def test_a_caption_goes_with_the_only_picture_it_can_belong_to(html, pieces):
    assert shown(html) == pieces


@pytest.mark.parametrize("size", ['width="1"', 'height="0"'])
def test_a_picture_that_only_counts_readers_stays_away(size):
    assert shown(f'<p>One.</p><img src="/count.gif" {size}><p>Two.</p>') == ["<p>One.</p><p>Two.</p>"]


@pytest.mark.parametrize("name", ["section", "ul", "div"])
def test_a_gallery_is_one_whatever_holds_it(name):
    assert shown(f'<{name} class="gallery-grid">{BOAT}{HUT}</{name}>') == [("gallery", {"A boat": "", "A hut": ""})]


def test_a_gallery_that_is_a_list_keeps_the_captions_of_its_pictures():
    rows = (f"<li><figure>{BOAT}<figcaption>Left</figcaption></figure></li>", f"<li><figure>{HUT}</figure></li>")
    assert shown(f'<ul class="blocks-gallery-grid">{"".join(rows)}</ul>') == [
        ("gallery", {"A boat": "Left", "A hut": ""})
    ]


def test_words_in_a_gallery_follow_it():
    assert shown(f'<div class="sqs-gallery">{BOAT}{HUT}<p>Taken in May.</p></div>') == [
        ("gallery", {"A boat": "", "A hut": ""}), "<p>Taken in May.</p>",
    ]  # fmt: skip


def test_a_picture_whose_caption_is_too_long_for_a_gallery_stays_in_it():
    slides = f"<div>{BOAT}<figcaption>{LONG}</figcaption></div><div>{HUT}<figcaption>Right</figcaption></div>"
    assert shown(f'<div class="sqs-gallery">{slides}</div>') == [
        ("gallery", {"A boat": "", "A hut": "Right"}), f"<p>{LONG}</p>",
    ]  # fmt: skip


def test_a_caption_of_two_pictures_of_a_gallery_is_of_neither():
    slide = f"<div>{BOAT}{HUT}<figcaption>Both in May</figcaption></div>"
    assert shown(f'<div class="sqs-gallery">{slide}</div>') == [
        ("gallery", {"A boat": "", "A hut": ""}), "<p>Both in May</p>",
    ]  # fmt: skip


def test_the_caption_of_a_picture_that_does_not_come_is_read_behind_the_gallery():
    slides = f'<div><img src="/count.gif" width="1"><figcaption>Middle</figcaption></div><div>{BOAT}</div>'
    assert shown(f'<div class="sqs-gallery">{slides}</div>') == [("image", {"A boat": ""}), "<p>Middle</p>"]


@pytest.mark.parametrize("name", ["ul", "div"])
def test_a_film_in_a_gallery_comes_behind_its_pictures(name):
    film = '<iframe src="https://www.youtube.com/embed/dQw4w9WgXcQ"></iframe>'
    pieces = shown(f'<{name} class="gallery-grid">{BOAT}{film}{HUT}</{name}>')
    link = '<p><a href="https://www.youtube.com/embed/dQw4w9WgXcQ">youtube.com</a></p>'
    assert pieces == [("gallery", {"A boat": "", "A hut": ""}), link]
