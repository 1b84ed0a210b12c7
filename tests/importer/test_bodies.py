"""A body keeps all its words in their order, and its structures: headings, lists, tables, quotes, pictures, films."""

import re

import pytest

from importer.body import Surroundings, convert
from importer.body.pieces import out_of_order, words
from pages.blocks.media import find_player

pytestmark = pytest.mark.any_database

AROUND = Surroundings("https://old.example", endings=frozenset({"pdf", "docx"}), find_player=find_player)
CDN = "https://images.squarespace-cdn.com/content/v1/5a/"


def pieces(html, **options):
    around = options.pop("around", AROUND)
    return [(piece.kind, piece.value.get("html") or piece.value) for piece in convert(html, around, **options).pieces]


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
[caption id="attachment_5" align="alignnone" width="500"]<img src="{CDN}two.jpg" alt="Two people at a table"/>
 At the table[/caption]
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
<div class="image-block-outer-wrapper">
<img data-src="{CDN}hall.jpg" alt="hall.jpg" />
<figcaption class="image-caption-wrapper"><div class="image-caption"><p>The hall</p></div></figcaption>
</div></div></div>
<div class="fe-block"><div class="sqs-block horizontalrule-block" data-block-type="47"><hr /></div></div>
<div class="fe-block"><div class="sqs-block form-block" data-block-type="9"><form><label>Your name</label>
<input type="text"/><button>Send</button></form></div></div>
<div class="fe-block"><div class="sqs-block socialaccountlinks-v2-block" data-block-type="54">
<a href="#">Follow</a></div></div>
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
<!-- wp:quote --><blockquote class="wp-block-quote"><p>Come as you are.</p>
<cite>The door</cite></blockquote><!-- /wp:quote -->
<!-- wp:table --><figure class="wp-block-table"><table><thead><tr><th>Day</th><th>Opens</th></tr></thead>
<tbody><tr><td>Monday</td><td>9:00</td></tr></tbody></table><figcaption>Hours</figcaption></figure><!-- /wp:table -->
<!-- wp:embed {{"url":"https://vimeo.com/123456789"}} -->
<figure class="wp-block-embed"><div class="wp-block-embed__wrapper">
https://vimeo.com/123456789
</div></figure><!-- /wp:embed -->
<!-- wp:buttons --><div class="wp-block-buttons"><div class="wp-block-button">
<a class="wp-block-button__link wp-element-button" href="https://old.example/give">Give</a></div></div>
<!-- /wp:buttons -->
<!-- wp:file --><div class="wp-block-file"><a id="x" href="https://old.example/wp-content/plan.pdf">The plan</a>
<a href="https://old.example/wp-content/plan.pdf" class="wp-block-file__button" download>Download</a></div>
<!-- /wp:file -->
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
        "heading", "paragraph", "image", "gallery", "quote", "table", "embed", "button", "document", "divider",
        "paragraph",
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
    gone = {
        "https",
        "vimeo",
        "com",
        "123456789",
        "www",
        "youtube",
        "watch",
        "v",
        "abcdefghijk",
        "our",
        "work",
        "follow",
        "download",
        "hours",
    }
    before = [word for word in words(plain) if word not in gone]
    after = [word for piece in body.pieces for text in piece.texts() for word in words(text)]
    assert out_of_order(before, [word for word in after if word not in gone]) == []
    assert not body.lost


def test_a_list_of_people_is_not_one_of_words():
    one = '<li class="list-item"><img src="/{0}.jpg" alt="A door"><h2>{0}</h2><div><p>Works at the {0}.</p></div></li>'
    html = f'<ul class="user-items-list-simple">{one.format("river")}{one.format("bank")}</ul>'
    found = convert(html, AROUND).pieces
    kinds = [(piece.kind, " ".join(piece.texts()).strip()) for piece in found if piece.kind != "image"]
    assert kinds == [
        ("heading", "river"), ("paragraph", "Works at the river."), ("heading", "bank"),
        ("paragraph", "Works at the bank."),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "html",
    [
        '<ul><li><a href="https://old.example/ann"><h3>Ann</h3></a><p>Works.</p></li></ul>',
        '<ul><li><h3><a href="https://old.example/ann">Ann</a></h3><p>Works.</p></li></ul>',
        "<ol><li><h3>Ann</h3><p>Works.</p></li></ol>",
    ],
)
def test_a_list_of_links_or_steps_stays_a_list(html):
    (piece,) = convert(html, AROUND).pieces
    assert "<li>" in piece.html
    assert ("/ann" in piece.html) == ("/ann" in html)


def test_a_damaged_list_full_of_headings_is_read_at_once():
    body = convert("<ul><li><p>x</p>" + "<h2>x" * 20_000, AROUND)
    assert len(" ".join(text for piece in body.pieces for text in piece.texts()).split()) == 20_001
