"""Parts of a body, one thing at a time: nothing of it is lost without being told, and nothing harms."""

import re

import pytest

from importer.body import Surroundings, convert
from importer.body.pieces import lost_words, out_of_order, words
from importer.reading import Attachment
from pages.blocks.media import find_player

pytestmark = pytest.mark.any_database

AROUND = Surroundings("https://old.example", endings=frozenset({"pdf", "docx"}), find_player=find_player)
CDN = "https://images.squarespace-cdn.com/content/v1/5a/"


def pieces(html, **options):
    return [(piece.kind, piece.value.get("html") or piece.value) for piece in convert(html, AROUND, **options).pieces]


def kinds(html, **options):
    return [kind for kind, _value in pieces(html, **options)]


def test_headings_begin_at_two_and_skip_no_level():
    html = "<h1>A</h1><p>x</p><h4>B</h4><p>x</p><h2>C</h2><p>x</p><h6>D</h6><p>x</p><h1>E</h1><p>x</p>"
    assert pieces(html) == [
        ("heading", {"text": "A"}),
        ("paragraph", "<p>x</p><h3>B</h3><p>x</p><h3>C</h3><p>x</p><h3>D</h3><p>x</p>"),
        ("heading", {"text": "E"}),
        ("paragraph", "<p>x</p>"),
    ]


def test_a_long_heading_is_a_paragraph():
    assert kinds(f"<h2>{'word ' * 30}</h2><p>x</p>") == ["paragraph"]


def test_short_bold_lines_are_suggested_as_headings_and_stay_as_they_are():
    body = convert(
        "<p><strong>How to begin</strong></p><p>Ask.</p><p><b>Note:</b> slowly.</p><p><b>The end</b></p>", AROUND
    )
    assert body.suggested == 1
    assert body.pieces[0].html.startswith("<p><b>How to begin</b></p><p>Ask.</p>")


@pytest.mark.parametrize(
    ("alt", "kept"),
    [
        ("river.jpg", ""), ("River.JPG", ""), ("IMG_2031", ""), ("5e3b1c9a7f", ""),
        ("attachment-5e3b1c9a7f00112233445566", ""),
        ("The river in May", ""), ("image", ""), ("DSC 0042", ""),
        ("Reeds beside slow water", "Reeds beside slow water"),
        ("A photo of Maria’s hands", "A photo of Maria’s hands"),
    ],
)  # fmt: skip
def test_alt_texts_that_say_nothing_are_left_for_a_person(alt, kept):
    html = f'<figure><img src="/s/river.jpg" alt="{alt}"><figcaption>The river in May</figcaption></figure>'
    ((_kind, value),) = pieces(html)
    assert (value["alt"], value["caption"]) == (kept, "The river in May")


def test_what_could_harm_is_gone():
    html = """<p onclick="x()">a <script>alert(1)</script><a href="javascript:alert(1)">b</a>
    <a href="data:text/html,x">c</a>
    <img src=x onerror=alert(1)><svg onload=alert(1)></svg><iframe srcdoc="<script>1</script>"></iframe>
    <a href="vbscript:x">d</a> <a href="&#106;avascript:x">e</a></p><style>p{}</style><object data="x"></object>"""
    body = convert(html, AROUND)
    text = repr([piece.value for piece in body.pieces])
    assert not re.search(r"script:|onerror|onclick|onload|<script|<iframe|<svg|alert", text)
    assert [word for word in words(text) if word in "abcde"] == ["a", "b", "c", "d", "e"]


def test_a_link_that_this_site_cannot_follow_keeps_its_words():
    for href in ("#part", "", "   ", "mailto:", "javascript:void(0)"):
        body = convert(f'<p>See <a href="{href}">this part</a>.</p>', AROUND)
        assert body.pieces[0].texts() == [" See this part. "]


def test_tables_of_layout_are_read_through():
    html = "<table><tr><td><h2>A</h2><p>b</p></td><td><img src='/x.jpg'><p>c</p></td></tr></table>"
    assert kinds(html) == ["heading", "paragraph", "image", "paragraph"]


def test_tables_keep_their_cells_in_their_places():
    html = (
        "<table><tr><th>Day</th><th>From</th><th>To</th></tr><tr><td rowspan=2>Monday</td><td>9</td><td>12</td></tr>"
        "<tr><td>13</td><td>17</td></tr><tr><td>Tuesday</td><td colspan=2>closed</td></tr></table>"
    )
    ((_kind, value),) = pieces(html)
    assert value["headings"] == ["Day", "From", "To"]
    assert value["rows"] == [["Monday", "9", "12"], ["", "13", "17"], ["Tuesday", "closed", ""]]


def test_long_tables_are_parted_and_wide_ones_are_text():
    rows = "".join(f"<tr><td>{n}</td><td>x{n}</td></tr>" for n in range(450))
    assert [len(value["rows"]) for _kind, value in pieces(f"<table>{rows}</table>")] == [200, 200, 50]
    wide = "<tr>" + "".join(f"<td>c{n}</td>" for n in range(20)) + "</tr>"
    body = convert(f"<table>{wide * 2}</table>", AROUND)
    assert {piece.kind for piece in body.pieces} == {"paragraph"}
    assert body.reviews
    assert not body.lost


def test_galleries_are_parted_and_one_picture_is_no_gallery():
    many = "".join(f'<img src="/g{n}.jpg">' for n in range(25))
    found = pieces(f'<div class="sqs-gallery">{many}</div>')
    assert [kind for kind, _value in found] == ["gallery", "gallery", "image"]
    assert kinds('<div class="sqs-gallery"><img src="/g.jpg"><img src="/g.jpg"></div>') == ["image"]


def test_a_gallery_of_wordpress_finds_its_pictures_by_number():
    around = Surroundings(
        "https://old.example", attachments={"4": Attachment(f"{CDN}a.jpg", "A gate"), "5": Attachment(f"{CDN}b.jpg")}
    )
    body = convert('[gallery ids="4,5,6"]', around)
    assert [one["alt"] for one in body.pieces[0].pictures] == ["A gate", ""]
    assert body.losses == [("picture", "#6")]


def test_a_gallery_without_numbers_shows_what_was_added_to_its_page():
    added = {"4": Attachment(f"{CDN}a.jpg", "A gate", parent="9"), "5": Attachment(f"{CDN}plan.pdf", parent="9")}
    around = Surroundings("https://old.example", attachments=added | {"6": Attachment(f"{CDN}b.jpg", parent="8")})
    body = convert("[gallery]", around, number="9")
    assert [one["alt"] for piece in body.pieces for one in piece.pictures] == ["A gate"]
    assert not body.losses


def test_a_caption_that_is_too_long_follows_its_picture():
    html = f"<figure><img src='/a.jpg'><figcaption>{'word ' * 80}</figcaption></figure>"
    assert kinds(html) == ["image", "paragraph"]


def test_long_quotes_are_parted_between_their_paragraphs():
    paragraphs = "".join(f"<p>{'word ' * 90}</p>" for _n in range(4))
    found = pieces(f"<blockquote>{paragraphs}<cite>Somebody</cite></blockquote>")
    assert [kind for kind, _value in found] == ["quote", "quote"]
    assert [value["attribution"] for _kind, value in found] == ["", "Somebody"]


def test_another_site_shown_inside_becomes_a_link_and_is_told():
    body = convert('<iframe src="https://maps.example/?q=1" title="Where we are"></iframe>', AROUND)
    assert body.pieces[0].html == '<p><a href="https://maps.example/?q=1">Where we are</a></p>'
    assert body.losses == [("frame", "https://maps.example/?q=1")]


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 3000 + "deep words" + "</div>" * 3000,
        "<b>" * 2000 + "deep words" + "</b>" * 2000,
        "<ul><li>" * 800 + "deep words" + "</li></ul>" * 800,
        "<blockquote>" * 900 + "deep words" + "</blockquote>" * 900,
        "<p>deep<p>words<p><p></div></p></b>",
        "<table><tr>deep<td>words",
        "<li>deep</li>words",
        "<![CDATA[x]]><p>deep words</p>",
        "<p>deep\x00 words</p>",
        "[caption]deep words",
        "[/caption]deep words[/gallery]",
        "deep <a href='https://[bad'>words</a>",
        "<img src='http://[bad'>deep words<img src='data:image/png;base64,AAAA'>",
        "<h2></h2><ul></ul><blockquote></blockquote><table></table><figure></figure>deep words",
        "<table><tr><td rowspan=99999 colspan=99999>deep</td><td>words</td></tr><tr><td>x</td></tr></table>",
    ],
)
def test_strange_bodies_keep_their_words(html):
    body = convert(html, AROUND)
    after = [word for piece in body.pieces for text in piece.texts() for word in words(text)]
    assert [word for word in after if word in ("deep", "words")] == ["deep", "words"]


@pytest.mark.parametrize(
    ("html", "stored"),
    [
        ("<ul><li><h3>Title</h3>Description</li></ul>", "<ul><li>Title<br/>Description</li></ul>"),
        ("<ul><li><p>One</p>two</li><li><p>Three</p></li></ul>", "<ul><li>One<br/>two</li><li>Three</li></ul>"),
        ("<ul><li>a <b>b</b> c<ul><li>d</li></ul></li></ul>", "<ul><li>a <b>b</b> c<ul><li>d</li></ul></li></ul>"),
    ],
)
def test_words_of_two_blocks_do_not_run_together(html, stored):
    assert pieces(html) == [("paragraph", stored)]


def test_lines_of_a_table_of_layout_stay_lines():
    ((_kind, html),) = pieces(
        "<table><tr><td>one<br>two</td><td><ul><li>x</li></ul></td></tr><tr><td>y</td></tr></table>"
    )
    assert html.startswith("<p>one<br/>two</p>")


@pytest.mark.parametrize(
    "html",
    [
        '[audio mp3="https://old.example/a.mp3"][/audio]', '[video width="10" mp4="https://old.example/a.mp4"][/video]',
        '<object data="x.swf"></object>', '<video src="/a.mp4"></video>',
    ],
)  # fmt: skip
def test_recordings_that_stay_behind_are_told(html):
    assert next(what for what, _told in convert(html, AROUND).losses) in {"recording", "frame"}


def test_films_in_old_clothes_are_found():
    assert kinds('<object><embed src="https://www.youtube.com/v/abcdefghijk"></object>') == ["embed"]
    assert kinds("[youtube https://www.youtube.com/watch?v=abcdefghijk]", is_classic=True) == ["embed"]


def test_a_scheme_that_is_written_in_pieces_is_no_way_in():
    body = convert('<p><a href="java&#13;script:alert(1)">x</a><a href="&#1;javascript:alert(1)">y</a></p>', AROUND)
    assert "script" not in body.pieces[0].html


def test_a_shared_block_cannot_fill_the_machine():
    around = Surroundings(reusable={"5": "<p>word</p>" * 50_000})
    body = convert('<!-- wp:block {"ref":5} /-->' * 60, around)
    assert sum(len(piece.html) for piece in body.pieces) <= 1_000_000


def test_words_that_are_lost_are_told():
    assert lost_words(words("one two three four"), words("one four")) == ["two", "three"]
    assert lost_words(words("one two"), words("one and two")) == []
    assert lost_words(words("a b c d"), words("c d a b")) == []
    assert out_of_order(words("a b c d"), words("c d a b")) == ["c", "d"]


def losses(html, **options):
    return convert(html, Surroundings("https://old.example", **options), is_classic=False).losses


def test_blocks_that_wordpress_makes_when_a_page_is_shown_are_told():
    told = losses('<p>Text.</p><!-- wp:latest-posts {"postsToShow":3} /--><!-- wp:separator /-->')
    assert told == [("shortcode", 'latest-posts {"postsToShow":3}')]
    assert losses('<p>Text.</p><!-- wp:block {"ref":12} /-->') == [("shortcode", 'block {"ref":12}')]


def test_shared_blocks_are_written_out_with_what_is_shared_in_them_and_what_was_filled_in():
    shared = {"12": 'Outer. <!-- wp:block {"ref":13,"content":{"a":{"b":"c"}}} /-->', "13": "<p>Inner.</p>"}
    around = Surroundings("https://old.example", reusable=shared)
    body = convert('<p>Text.</p><!-- wp:block {"ref":12} /-->', around)
    said = " ".join(text for piece in body.pieces for text in piece.texts())
    assert "Outer." in said
    assert "Inner." in said
    assert body.losses == []


def test_a_title_in_the_middle_of_a_quote_did_not_say_it():
    ((kind, value),) = pieces("<blockquote>I read <cite>War and Peace</cite> every year.</blockquote>")
    assert (kind, value["text"]) == ("quote", "I read War and Peace every year.")
    assert not value.get("attribution")
    nested = "<blockquote><p>She said:</p><blockquote><p>Stay.</p><cite>Ann</cite></blockquote></blockquote>"
    assert "Ann" in str(pieces(nested))


def test_a_link_in_a_heading_is_told():
    assert losses('<h2><a href="https://translifeline.example">A line to call</a></h2><p>x</p>') == [
        ("link", "https://translifeline.example")
    ]


def test_a_small_copy_that_wordpress_made_is_the_picture_itself_with_its_alt_text():
    uploads = "https://old.example/wp-content/uploads/2020/05"
    around = Surroundings("https://old.example", {"4": Attachment(f"{uploads}/river-scaled.jpg", alt="A river")})
    html = f'<img src="{uploads}/river-300x200.jpg" alt="river"><img src="{uploads}/other-300x200.jpg" alt="A bank">'
    shown = [(piece.value["address"], piece.value["alt"]) for piece in convert(html, around).pieces]
    assert shown == [(f"{uploads}/river-scaled.jpg", "A river"), (f"{uploads}/other-300x200.jpg", "A bank")]


def test_a_body_of_tags_without_end_is_read_for_its_text():
    body = convert("<p>Begins.</p><script>let no</script>" + "<x/>" * 1_000_000 + "<p>Ends.</p><style>p{}", AROUND)
    assert [word for piece in body.pieces for text in piece.texts() for word in text.split()] == ["Begins.", "Ends."]
    assert "100,000" in " ".join(body.reviews)


def test_a_picture_whose_name_ends_like_a_copy_is_itself():
    uploads = "https://old.example/wp-content/uploads"
    around = Surroundings(
        "https://old.example",
        {"4": Attachment(f"{uploads}/banner.jpg"), "5": Attachment(f"{uploads}/banner-1200x400.jpg")},
    )
    shown = [f"{uploads}/banner-1200x400.jpg", "https://else.example/wp-content/uploads/banner-300x200.jpg"]
    html = "".join(f'<img src="{address}" alt="A door">' for address in shown)
    assert [piece.value["address"] for piece in convert(html, around).pieces] == shown


@pytest.mark.parametrize(
    ("inside", "told"),
    [
        ("<h3>Ann</h3>", 1),
        ("<h3>Ann</h3><h3>More</h3>", 1),
        ('<img src="/ann.jpg" alt="A door"><h3>Ann</h3><p>Works.</p>', 1),
        ('<img src="/ann.jpg" alt="A door">and words', 1),
        ("<h3>Ann</h3><p>Works.</p>", 0),
    ],
)
def test_a_link_around_headings_and_pictures_is_kept_or_told(inside, told):
    body = convert(f'<a href="https://old.example/ann">{inside}</a>', AROUND)
    kept = sum("/ann" in piece.html for piece in body.pieces)
    assert (body.losses.count(("link", "https://old.example/ann")), kept) == (told, 1 - told)
