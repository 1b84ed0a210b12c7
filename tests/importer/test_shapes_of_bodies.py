"""What stands out of the running text comes as what it was, and what cannot is told."""

import pytest

from importer.body import Surroundings, convert
from importer.reading import Attachment
from importer.reading.footnotes import with_footnotes
from pages.blocks.media import find_player

pytestmark = pytest.mark.any_database

OLD = "https://old.example"
AROUND = Surroundings(
    OLD,
    attachments={"7": Attachment(address=f"{OLD}/s/boat.jpg", alt="A boat", parent="")},
    endings=frozenset({"pdf", "docx"}),
    find_player=find_player,
)
BOAT = {"address": f"{OLD}/s/boat.jpg", "alt": "A boat", "caption": ""}
IMG = '<img src="/s/boat.jpg" alt="A boat">'
WIDE_ROW = f"<tr>{13 * '<td>x</td>'}</tr>"
LINKED = "Another site was shown inside the page; there is a link now."


def table(rows, **values):
    return {"caption": "", "headings": [], "rows": rows, "first_column_names_rows": True} | values


def shown(html):
    body = convert(html, AROUND, title="Title")
    return [(piece.kind, piece.value.get("html") or piece.value) for piece in body.pieces], body


@pytest.mark.parametrize(
    ("html", "pieces"),
    [
        (
            f"<h2>Before {IMG} after</h2><p>x</p>",
            [("image", BOAT), ("heading", {"text": "Before after"}), ("paragraph", "<p>x</p>")],
        ),
        (f"<h2>{IMG}</h2>", [("image", BOAT)]),
        (
            f"<ul><li>One {IMG}</li><li>Two</li></ul>",
            [("paragraph", "<ul><li>One</li><li>Two</li></ul>"), ("image", BOAT)],
        ),
        ("<ul>loose<li>item</li></ul>", [("paragraph", "<ul><li>loose</li><li>item</li></ul>")]),
        ("<ul><li><table><tr><td>a</td><td>b</td></tr></table></li></ul>", [("paragraph", "<ul><li>a b</li></ul>")]),
        ("<ol><li>a<p>b</p><p>c</p></li></ol>", [("paragraph", "<ol><li>a<br/>b<br/>c</li></ol>")]),
        (
            '<ul><li><a href="/about">About</a>, <strong>bold</strong></li></ul>',
            [("paragraph", f'<ul><li><a href="{OLD}/about">About</a>, <b>bold</b></li></ul>')],
        ),
        (
            "<blockquote>Said.<footer>— Somebody</footer></blockquote>",
            [("quote", {"text": "Said.", "attribution": "Somebody"})],
        ),
        (f"<blockquote>{IMG}Words</blockquote>", [("image", BOAT), ("quote", {"text": "Words", "attribution": ""})]),
        (
            "<blockquote><h2>Head</h2><p>text</p></blockquote>",
            [("heading", {"text": "Head"}), ("paragraph", "<p>text</p>")],
        ),
        ("<blockquote><cite>Only a name</cite></blockquote>", [("paragraph", "<p>Only a name</p>")]),
        (
            f"<blockquote>Words<cite>{'n' * 130}</cite></blockquote>",
            [("quote", {"text": "Words", "attribution": ""}), ("paragraph", f"<p>{'n' * 130}</p>")],
        ),
        (
            f"<blockquote><p>{'a' * 600}</p><p>{'b' * 600}</p></blockquote>",
            [("quote", {"text": "a" * 600, "attribution": ""}), ("quote", {"text": "b" * 600, "attribution": ""})],
        ),
        ("<pre>One line\n\n  another<br>third</pre>", [("paragraph", "<p>One line</p><p>another<br/>third</p>")]),
        ('<a class="btn" href="/help">Get help</a>', [("button", {"label": "Get help", "address": f"{OLD}/help"})]),
        (
            f'<a class="btn" href="/help">{"long " * 20}</a>',
            [("paragraph", f'<p><a href="{OLD}/help">{("long " * 20).strip()}</a></p>')],
        ),
        (
            '<div class="wp-block-file"><a href="/s/list.pdf">The list</a>'
            '<a class="wp-block-file__button" href="/s/list.pdf" download>Download</a></div>',
            [("document", {"address": f"{OLD}/s/list.pdf", "label": "The list"})],
        ),
        (
            '<div class="wp-block-file"><a href="/s/list.exe">The list</a></div>',
            [("paragraph", f'<p><a href="{OLD}/s/list.exe">The list</a></p>')],
        ),
        (
            '[youtube id="abcdefghijk"]',
            [("embed", {"address": "https://www.youtube.com/watch?v=abcdefghijk", "title": "Title"})],
        ),
        (
            "[youtube=https://youtu.be/abcdefghijk]",
            [("embed", {"address": "https://youtu.be/abcdefghijk", "title": "Title"})],
        ),
        (
            "[embed]https://youtu.be/abcdefghijk[/embed]",
            [("embed", {"address": "https://youtu.be/abcdefghijk", "title": "Title"})],
        ),
        ("<p>a</p>[divider]<p>b</p>", [("paragraph", "<p>a</p>"), ("divider", {}), ("paragraph", "<p>b</p>")]),
        ('[button link="/help" text="Get help"]', [("button", {"label": "Get help", "address": f"{OLD}/help"})]),
        ('[su_button url="/help"]Get help[/su_button]', [("button", {"label": "Get help", "address": f"{OLD}/help"})]),
        ('[toggle title="More"]Inside[/toggle]', [("paragraph", "<p><b>More</b></p><p>Inside</p>")]),
        ("a[more]b", [("paragraph", "<p>ab</p>")]),
        ('[gallery ids="7"]', [("image", BOAT)]),
        (
            '<table><tr><th>A</th><th>B</th></tr><tr><td rowspan="2">x</td><td>1</td></tr><tr><td>2</td></tr></table>',
            [("table", table([["x", "1"], ["", "2"]], headings=["A", "B"], first_column_names_rows=False))],
        ),
        (
            '<table><tr><td colspan="2">wide</td></tr><tr><td>1</td><td>2</td></tr><tr><td> </td></tr></table>',
            [("table", table([["wide", ""], ["1", "2"]]))],
        ),
        ("<table><tr><td>a</td></tr><tr><td>b</td></tr></table>", [("paragraph", "<p>a</p><p>b</p>")]),
        (
            "<table><tr><td><ul><li>a</li></ul></td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table>",
            [("paragraph", "<ul><li>a</li></ul><p>b</p><p>c</p><p>d</p>")],
        ),
        (f'[caption caption="Told"]{IMG}[/caption]', [("image", BOAT | {"caption": "Told"})]),
        ("[caption]unended " + IMG, [("image", BOAT | {"caption": "unended"})]),
        (
            "<hr><p>a</p><hr><hr><p>b</p><hr>",
            [("paragraph", "<p>a</p>"), ("divider", {}), ("paragraph", "<p>b</p>")],
        ),
        ("<p>a<br><br>b<br>c</p>", [("paragraph", "<p>a</p><p>b<br/>c</p>")]),
        (
            "<ul><li>a</li><ul><li>b</li></ul><li> </li><li>c<br>d<b></b></li></ul>",
            [("paragraph", "<ul><li>a<ul><li>b</li></ul></li><li>c<br/>d</li></ul>")],
        ),
        (
            '<ul><li>Look<iframe src="https://vimeo.com/123456789"></iframe></li></ul>',
            [
                ("paragraph", "<ul><li>Look</li></ul>"),
                ("embed", {"address": "https://vimeo.com/123456789", "title": "Title"}),
            ],
        ),
        (
            "<figure><table><tr><td>a</td></tr><tr><td>b</td></tr></table><figcaption>Our week</figcaption></figure>",
            [("paragraph", "<p>a</p><p>b</p><p>Our week</p>")],
        ),
        (
            "<table><tr><td>a</td><td rowspan=2>hall</td></tr><tr><td>b</td></tr>"
            "<tr><td>c</td><td>yard</td></tr></table>",
            [("table", table([["a", "hall"], ["b", ""], ["c", "yard"]]))],
        ),
        (
            "<table><tr><td>a</td><td><table><tr><td>1</td></tr></table></td></tr><tr><td>b</td><td>c</td></tr></table>",
            [("paragraph", "<p>a</p><p>1</p><p>b</p><p>c</p>")],
        ),
        (
            f"<table><tr><td>{'a' * 501}</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table>",
            [("paragraph", f"<p>{'a' * 501}</p><p>b</p><p>c</p><p>d</p>")],
        ),
    ],
)
def test_nothing_is_lost_and_everything_is_what_it_was(html, pieces):
    found, body = shown(html)
    assert found == pieces
    assert not body.losses
    assert not body.lost


@pytest.mark.parametrize(
    ("html", "losses", "pieces"),
    [
        (
            '<blockquote><p>See <a href="https://e.example/x">this</a></p></blockquote>',
            [("link", "https://e.example/x")],
            [("quote", {"text": "See this", "attribution": ""})],
        ),
        (
            '<p>A <a href="javascript:alert(1)">trap</a></p>',
            [("link", "javascript:alert(1)")],
            [("paragraph", "<p>A trap</p>")],
        ),
        (f'<p><a href="https://e.example/x">{IMG}</a></p>', [("link", "https://e.example/x")], [("image", BOAT)]),
        (f'<a href="/s/boat.jpg">{IMG}</a>', [], [("image", BOAT)]),  # itself, larger
        (
            f'<figure>{IMG}<figcaption>By <a href="https://e.example/x">Ana</a></figcaption></figure>',
            [("link", "https://e.example/x")],
            [("image", BOAT | {"caption": "By Ana"})],
        ),
        (
            f'<video><source src="/s/film.mp4"><a href="https://e.example/x">{IMG} Fetch</a> another.</video>',
            [("recording", f"{OLD}/s/film.mp4")],
            [],
        ),
        (
            '<div data-block-type="55">Newest <div data-block-type="9">Write</div></div><p>a</p>',
            [("summary", "Newest Write")],
            [("paragraph", "<p>a</p>")],
        ),
        (
            "<table><tr>astray<td>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table>",
            [("words", "astray")],
            [("table", table([["a", "b"], ["c", "d"]]))],
        ),
        (
            '<iframe src="//maps.example/x" title="Where we are"></iframe>',
            [("frame", "https://maps.example/x")],
            [("paragraph", '<p><a href="https://maps.example/x">Where we are</a></p>')],
        ),
        ('<iframe src="about:blank"></iframe>', [], []),
        ('[video src="/s/film.mp4"]', [("recording", "/s/film.mp4")], []),
        ('[audio mp3="/s/a.mp3"]', [("recording", "/s/a.mp3")], []),
        ('[gallery ids="9"]', [("picture", "#9"), ("gallery", "[gallery]")], []),
        ('[contact-form-7 id="3"]', [("shortcode", '[contact-form-7 id="3"]')], []),
        ('<object data="/s/film.swf"></object>', [("frame", "/s/film.swf")], []),
        (
            '<table><tr><td>Call</td><td><a href="https://e.example/x">them</a></td></tr><tr><td>a</td><td>b</td></tr></table>',
            [("link", "https://e.example/x")],
            [("table", table([["Call", "them"], ["a", "b"]]))],
        ),
    ],
)
def test_what_cannot_come_along_is_told(html, losses, pieces):
    found, body = shown(html)
    assert body.losses == losses
    assert found == pieces


@pytest.mark.parametrize(
    ("html", "review"),
    [
        (f"<table>{2 * WIDE_ROW}</table>", "A table is too wide; its cells are paragraphs now."),
        (
            f"<table><tr><td>a</td><td><table>{2 * WIDE_ROW}</table></td></tr></table>",
            "A table is too wide; its cells are paragraphs now.",
        ),
        (f"<blockquote>{'w ' * 600}</blockquote>", "A quote is too long for a block; it is a paragraph now."),
        ('<audio src="/s/a.mp3"></audio>', "A recording was here; add it as a block with its transcript."),
        ('<iframe src="https://maps.example/x"></iframe>', LINKED),
        ("<marquee>Round and round</marquee>", "“marquee” is nothing this site knows; its text came along."),
    ],
)
def test_what_a_person_should_look_at_is_said(html, review):
    assert [str(said) for said in shown(html)[1].reviews] == [review]


def test_words_that_mean_something_by_their_look_are_told():
    _pieces, body = shown("<p>We <del>never</del> always answer.<sup>2</sup></p>")
    assert [review.rpartition(": ")[2] for review in body.reviews] == ["never", "2"]


NOTES = '[{"content":"Said at a <em>kitchen</em> table.","id":"a1"},{"content":"Said on a bridge.","id":"b2"}]'
SIGN = '<sup data-fn="{0}" class="fn"><a href="#{0}" id="{0}-link">{1}</a></sup>'


@pytest.mark.parametrize("place", ["<!-- wp:footnotes /-->", ""])
def test_footnotes_come_along_with_their_signs(place):
    html = (
        f"<!-- wp:paragraph --><p>Soup{SIGN.format('a1', 1)} and bread{SIGN.format('b2', 2)}.</p><!-- /wp:paragraph -->"
    )
    body = convert(with_footnotes(html + place, [NOTES]), AROUND)
    words = [word for piece in body.pieces for text in piece.texts() for word in text.split()]
    assert " ".join(words) == "Soup[1] and bread[2]. Said at a kitchen table. Said on a bridge."
    assert (body.losses, body.reviews) == ([], [])


LONG = '[{"content": "' + "a" * 6_000_000 + '"}]'


@pytest.mark.parametrize("kept", ["no JSON", "5", '["a"]', '[{"content": 5}]', "[" * 100_000, LONG])
def test_footnotes_that_cannot_come_are_told(kept):
    body = convert(with_footnotes("<p>Soup</p>", [kept]), AROUND)
    assert [text.strip() for piece in body.pieces for text in piece.texts()] == ["Soup"]
    assert body.losses == [("shortcode", "footnotes")]


@pytest.mark.parametrize("kept", ["", "[]"])
def test_a_text_without_footnotes_stays_as_it_is(kept):
    assert with_footnotes("<p>Soup</p>", [kept]) == "<p>Soup</p>"


@pytest.mark.parametrize("beginning", ["<sup ", "<sup data-fn=a>", "<!-- wp:footnotes ", '<sup data-fn="a"><a '])
def test_a_text_full_of_beginnings_of_footnotes_is_read_at_once(beginning):
    assert with_footnotes(beginning * 100_000, [NOTES]).count("<li>") == 2


def test_signs_that_no_database_takes_are_left_out_of_footnotes():
    assert "<li>Soup</li>" in with_footnotes("<p>Soup</p>", ['[{"content": "So\\u0000u\\ud800p"}]'])
