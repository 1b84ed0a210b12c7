"""A body keeps all its words in their order, and its structures: headings, lists, tables, quotes, pictures, films."""

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
    around = options.pop("around", AROUND)
    return [(piece.kind, piece.value.get("html") or piece.value) for piece in convert(html, around, **options).pieces]


def kinds(html, **options):
    return [kind for kind, _value in pieces(html, **options)]


# The three ways in which Squarespace writes a body, and the two of WordPress

PLAIN = f"""
<p>Last week we <strong>walked</strong> along the <em>river</em>.</p><p></p>
<h3>What we saw</h3><ul><li>A heron</li><li>Two boats<ul><li>one of them red</li></ul></li></ul>
<blockquote>Water finds its way.<br>— A neighbour</blockquote>
<p><a href="/about">About us</a> and <a href="https://elsewhere.example/x?utm_source=mail">elsewhere</a></p>
<img src="{CDN}river.jpg?format=500w" alt="Reeds beside slow water" />
"""
CHUNKS = f"""
<div class="sqs-html-content"><p>First chunk.</p></div>
<noscript><img src="{CDN}one.jpg" alt="" /></noscript>
<img class="thumb-image" alt="one.jpg" data-src="{CDN}one.jpg" data-image="{CDN}one.jpg" />
[caption id="attachment_5" align="alignnone" width="500"]<img src="{CDN}two.jpg" alt="Two people at a table"/> At the table[/caption]
<div class="sqs-gallery"><div class="slide"><img data-src="{CDN}three.jpg" alt=""/></div>
<div class="slide"><img data-src="{CDN}four.jpg" alt="A door"/></div></div>
<div class="sqs-html-content"><p>Second chunk.</p></div>
"""
WHOLE_PAGE = f"""
<article class="sections" id="sections"><section class="page-section" data-section-id="1" style="color:red">
<div class="content-wrapper"><div class="fluid-engine fe-1"><div class="fe-block fe-block-1">
<div class="sqs-block html-block sqs-block-html" data-block-type="2" data-block-json="&#123;&quot;a&quot;:1&#125;">
<div class="sqs-html-content"><h1 style="white-space:pre-wrap;">Our work</h1>
<p class="" style="white-space:pre-wrap;">We listen.&nbsp; We go along.</p></div></div></div>
<div class="fe-block"><div class="sqs-block image-block sqs-block-image" data-block-type="5">
<div class="image-block-outer-wrapper"><img data-src="{CDN}hall.jpg" alt="hall.jpg" />
<figcaption class="image-caption-wrapper"><div class="image-caption"><p>The hall</p></div></figcaption></div></div></div>
<div class="fe-block"><div class="sqs-block horizontalrule-block" data-block-type="47"><hr /></div></div>
<div class="fe-block"><div class="sqs-block form-block" data-block-type="9"><form><label>Your name</label>
<input type="text"/><button>Send</button></form></div></div>
<div class="fe-block"><div class="sqs-block socialaccountlinks-v2-block" data-block-type="54"><a href="#">Follow</a></div></div>
<div class="fe-block"><div class="sqs-block button-block" data-block-type="53">
<a href="/get-help" class="sqs-block-button-element sqs-button-element--primary">Get help</a></div></div>
<div class="fe-block"><div class="sqs-block gallery-block" data-block-type="8">
<img data-src="{CDN}g1.jpg" alt=""/><img data-src="{CDN}g2.jpg" alt=""/></div></div>
</div></div></section><script>track()</script><style>.a{{}}</style></article>
"""
BLOCKS = f"""
<!-- wp:heading {{"level":3}} --><h3 class="wp-block-heading">Who comes</h3><!-- /wp:heading -->
<!-- wp:paragraph --><p>Anyone who <strong>wants</strong> to.</p><!-- /wp:paragraph -->
<!-- wp:image {{"id":7}} --><figure class="wp-block-image"><img src="{CDN}seven.jpg" alt="A teapot"/>
<figcaption class="wp-element-caption">Tea at four</figcaption></figure><!-- /wp:image -->
<!-- wp:gallery --><figure class="wp-block-gallery has-nested-images"><figure class="wp-block-image">
<img src="{CDN}a.jpg" alt=""/><figcaption>Left</figcaption></figure><figure class="wp-block-image">
<img src="{CDN}b.jpg" alt=""/></figure></figure><!-- /wp:gallery -->
<!-- wp:quote --><blockquote class="wp-block-quote"><p>Come as you are.</p><cite>The door</cite></blockquote><!-- /wp:quote -->
<!-- wp:table --><figure class="wp-block-table"><table><thead><tr><th>Day</th><th>Opens</th></tr></thead>
<tbody><tr><td>Monday</td><td>9:00</td></tr></tbody></table><figcaption>Hours</figcaption></figure><!-- /wp:table -->
<!-- wp:embed {{"url":"https://vimeo.com/123456789"}} --><figure class="wp-block-embed"><div class="wp-block-embed__wrapper">
https://vimeo.com/123456789
</div></figure><!-- /wp:embed -->
<!-- wp:buttons --><div class="wp-block-buttons"><div class="wp-block-button">
<a class="wp-block-button__link wp-element-button" href="https://old.example/give">Give</a></div></div><!-- /wp:buttons -->
<!-- wp:file --><div class="wp-block-file"><a id="x" href="https://old.example/wp-content/plan.pdf">The plan</a>
<a href="https://old.example/wp-content/plan.pdf" class="wp-block-file__button" download>Download</a></div><!-- /wp:file -->
<!-- wp:separator --><hr class="wp-block-separator"/><!-- /wp:separator -->
<!-- wp:block {{"ref":99}} /-->
"""
CLASSIC = """We met on <b>Monday</b>.
It rained.

<h2>Afterwards</h2>
We had soup, and then

https://www.youtube.com/watch?v=abcdefghijk

more soup.
<ul>
\t<li>one</li>
\t<li>two</li>
</ul>
[embed]https://vimeo.com/123456789[/embed]
[contact-form-7 id="1" title="Write"] It was [sic] good [1].
"""


def test_plain_bodies():
    found = pieces(PLAIN)
    assert [kind for kind, _value in found] == ["paragraph", "heading", "paragraph", "quote", "paragraph", "image"]
    assert found[0][1] == "<p>Last week we <b>walked</b> along the <i>river</i>.</p>"
    assert found[2][1] == "<ul><li>A heron</li><li>Two boats<ul><li>one of them red</li></ul></li></ul>"
    assert found[3][1] == {"text": "Water finds its way.", "attribution": "A neighbour"}
    assert 'href="https://old.example/about"' in found[4][1]
    assert found[5][1]["alt"] == "Reeds beside slow water"


def test_bodies_in_chunks():
    found = pieces(CHUNKS)
    assert [kind for kind, _value in found] == ["paragraph", "image", "image", "gallery", "paragraph"]
    assert found[1][1] == {"address": f"{CDN}one.jpg", "alt": "", "caption": ""}
    assert found[2][1] == {"address": f"{CDN}two.jpg", "alt": "Two people at a table", "caption": "At the table"}
    assert [one["alt"] for one in found[3][1]["pictures"]] == ["", "A door"]


def test_whole_pages():
    body = convert(WHOLE_PAGE, AROUND, title="Our work")
    found = [(piece.kind, piece.value) for piece in body.pieces]
    assert [kind for kind, _value in found] == ["paragraph", "image", "divider", "button", "gallery"]
    assert found[0][1]["html"] == "<p>We listen. We go along.</p>"
    assert found[1][1] == {"address": f"{CDN}hall.jpg", "alt": "", "caption": "The hall"}
    assert found[3][1] == {"label": "Get help", "address": "https://old.example/get-help"}
    assert {what for what, _told in body.losses} == {"form", "social"}
    assert not body.lost


def test_blocks_of_wordpress():
    around = Surroundings(
        "https://old.example", reusable={"99": "<p>Written once.</p>"}, endings=AROUND.endings, find_player=find_player
    )
    found = pieces(BLOCKS, around=around)
    assert [kind for kind, _value in found] == [
        "heading", "paragraph", "image", "gallery", "quote", "table", "embed", "button", "document", "divider", "paragraph",
    ]  # fmt: skip
    values = [value for _kind, value in found]
    assert values[2]["caption"] == "Tea at four"
    assert [one["caption"] for one in values[3]["pictures"]] == ["Left", ""]
    assert values[4] == {"text": "Come as you are.", "attribution": "The door"}
    assert values[5]["caption"] == "Hours"
    assert (values[5]["headings"], values[5]["rows"]) == (["Day", "Opens"], [["Monday", "9:00"]])
    assert values[6]["address"] == "https://vimeo.com/123456789"
    assert values[8] == {"address": "https://old.example/wp-content/plan.pdf", "label": "The plan"}
    assert values[10] == "<p>Written once.</p>"


def test_classic_bodies_whose_blank_lines_are_paragraphs():
    body = convert(CLASSIC, AROUND, is_classic=True)
    found = [(piece.kind, piece.value) for piece in body.pieces]
    assert [kind for kind, _value in found] == [
        "paragraph",
        "heading",
        "paragraph",
        "embed",
        "paragraph",
        "embed",
        "paragraph",
    ]
    assert found[0][1]["html"] == "<p>We met on <b>Monday</b>.<br/>It rained.</p>"
    assert found[4][1]["html"] == "<p>more soup.</p><ul><li>one</li><li>two</li></ul>"
    assert found[6][1]["html"] == "<p>It was [sic] good [1].</p>"
    assert body.losses == [("shortcode", '[contact-form-7 id="1" title="Write"]')]


@pytest.mark.parametrize("html", [PLAIN, CHUNKS, WHOLE_PAGE, BLOCKS, CLASSIC])
def test_all_words_arrive_in_their_order(html):
    """Told by another way of reading than the one that makes pieces."""
    body = convert(html, AROUND, title="Our work", is_classic=html is CLASSIC)
    plain = re.sub(
        r"(?s)<(form|script|style|noscript)\b.*?</\1>|<!--.*?-->|\[/?(caption|embed|contact)[^\]]*\]", " ", html
    )
    plain = re.sub(r"<(?!/?(b|i|strong|em|a)\b)[^>]*>", " ", plain)
    plain = re.sub(r"<[^>]*>", "", plain).replace("&nbsp;", " ")
    # The title stands above the page, addresses of films in their blocks, social links are told as lost.
    gone = {"https", "vimeo", "com", "123456789", "www", "youtube", "watch", "v", "abcdefghijk", "our", "work", "follow", "download", "hours"}  # fmt: skip
    before = [word for word in words(plain) if word not in gone]
    after = [word for piece in body.pieces for text in piece.texts() for word in words(text)]
    assert out_of_order(before, [word for word in after if word not in gone]) == []
    assert not body.lost


# One thing at a time


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
        ("river.jpg", ""), ("River.JPG", ""), ("IMG_2031", ""), ("5e3b1c9a7f", ""), ("attachment-5e3b1c9a7f00112233445566", ""),
        ("The river in May", ""), ("image", ""), ("DSC 0042", ""), ("Reeds beside slow water", "Reeds beside slow water"),
        ("A photo of Maria’s hands", "A photo of Maria’s hands"),
    ],
)  # fmt: skip
def test_alt_texts_that_say_nothing_are_left_for_a_person(alt, kept):
    html = f'<figure><img src="/s/river.jpg" alt="{alt}"><figcaption>The river in May</figcaption></figure>'
    ((_kind, value),) = pieces(html)
    assert (value["alt"], value["caption"]) == (kept, "The river in May")


def test_what_could_harm_is_gone():
    html = """<p onclick="x()">a <script>alert(1)</script><a href="javascript:alert(1)">b</a> <a href="data:text/html,x">c</a>
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


def test_words_that_are_lost_are_told():
    assert lost_words(words("one two three four"), words("one four")) == ["two", "three"]
    assert lost_words(words("one two"), words("one and two")) == []
    assert lost_words(words("a b c d"), words("c d a b")) == []
    assert out_of_order(words("a b c d"), words("c d a b")) == ["c", "d"]
