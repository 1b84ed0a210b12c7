"""What stands in a file is read strictly; what is no export is named, with a cause and a remedy."""

import gzip
import io
import json
import zipfile

import pytest
from old_sites import Old, squarespace, wordpress

from importer.reading import LimitError, UnusableError, opening, wxr

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

GOOD = wordpress(Old(title="One"), Old(title="Two", link="/blog/two"), Old(title="Three", link="/blog/three"))
LOGIN = b"<!DOCTYPE html><html><head><title>Log in</title></head><body><form></form></body></html>"
BLOGGER = (
    b"<?xml version='1.0' encoding='UTF-8'?><feed xmlns='http://www.w3.org/2005/Atom'>"
    b"<generator>Blogger</generator><entry><title>One</title></entry></feed>"
)
FEED = b'<?xml version="1.0"?><rss version="2.0"><channel><item><title>One</title></item></channel></rss>'
DTD = (
    b'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    + GOOD.split(b"?>", 1)[1]
)
EXTERNAL = b'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + GOOD.split(b"?>", 1)[1]
DEEP = GOOD.replace(b"<channel>", b"<channel>" + b"<a>" * 5000 + b"</a>" * 5000)
HOLLOW = b'<rss xmlns:wp="http://wordpress.org/export/1.2/"><channel>' + b"<item />" * 54 + b"</channel></rss>"
NO_ITEMS = wordpress()
MACHINERY = wordpress(Old(title="Menu", kind="nav_menu_item"), Old(title="Old", status="trash"))


LAST = GOOD.rindex(b"<item>")


def packed(content, names=("export.xml",), method=zipfile.ZIP_DEFLATED):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name in names:
            archive.writestr(name, content)
    return file.getvalue()


def spoilt(content):
    """Return bytes with other ones in their middle."""
    return content[:60] + b"\xff" * 40 + content[100:]


UNUSABLE = {
    "nothing": (b"", "empty"),
    "blanks": (b"  \n\r\n ", "empty"),
    "a page to sign in": (LOGIN, "web page"),
    "a page with a declaration before it": (b"<?xml version='1.0'?><!-- x -->\n" + LOGIN, "web page"),
    "Blogger": (BLOGGER, "Blogger"),
    "Ghost": (json.dumps({"db": [{"data": {"posts": []}}]}).encode(), "Ghost"),
    "a feed": (FEED, "feed"),
    "an atom feed": (BLOGGER.replace(b"Blogger", b"Example"), "feed"),
    "a PDF": (b"%PDF-1.7\n%...", "PDF"),
    "a database": (b"SQLite format 3\x00 ...", "database"),
    "a dump": (b"-- MySQL dump 10.13\nCREATE TABLE `wp_posts`", "database"),
    "plain text": (b"Hello, I am a letter.", "no export"),
    "noise": (bytes(range(256)) * 20, "no export"),
    "definitions": (DTD, "definitions"),
    "a file of the machine": (EXTERNAL, "definitions"),
    "definitions in a damaged file": (DTD.replace(b"<!DOCTYPE", b"\x0c<!DOCTYPE"), "definitions"),
    "nested deeply": (DEEP, "nested"),
    "hollow": (HOLLOW, "no page and no post"),
    "without items": (NO_ITEMS, "no item"),
    "machinery alone": (MACHINERY, "no page and no post"),
    "two files packed together": (packed(GOOD, ("a.xml", "b.xml")), "more than one"),
    "a document of a word processor": (packed(b"<w/>", ("word/document.xml",)), "word processor"),
    "a broken zip": (packed(GOOD)[:200], "damaged"),
    "a zip of another kind, broken inside": (spoilt(packed(GOOD, method=zipfile.ZIP_LZMA)), "damaged"),
    "a web page behind many remarks": (b"<!-- a -->" * 60 + LOGIN, "web page"),
    "another page behind many remarks": (b"<!-- a -->" * 60 + b"<p>", "no export"),
    "a broken gz": (gzip.compress(GOOD)[:100], "damaged"),
    "a gz of something else": (gzip.compress(LOGIN), "web page"),
}


@pytest.mark.parametrize("name", UNUSABLE)
def test_what_is_no_export_is_named_with_a_remedy(read, name):
    content, said = UNUSABLE[name]
    with pytest.raises(UnusableError) as refused:
        read(content)
    assert said in refused.value.cause
    assert refused.value.remedy.endswith(".")


def test_a_file_that_unfolds_beyond_the_limit_is_refused_before_it_is_written(read, monkeypatch, tmp_path):
    monkeypatch.setattr(opening, "LARGEST", 100_000)
    for bomb in (gzip.compress(b"a" * 5_000_000), packed(b"a" * 5_000_000)):
        with pytest.raises(LimitError):
            read(bomb)
    assert [path.name for path in tmp_path.iterdir()] == ["export.xml"]
    with pytest.raises(LimitError):
        read(GOOD + b" " * 100_000)


def test_too_many_items_are_refused(read, monkeypatch):
    monkeypatch.setattr(wxr, "MOST_ITEMS", 2)
    with pytest.raises(LimitError):
        read(GOOD)


def test_a_packed_export_is_read(read):
    for content in (packed(GOOD), gzip.compress(GOOD), packed(GOOD, ("export.xml", "__MACOSX/export.xml"))):
        assert [item.title for item in read(content).items()] == ["One", "Two", "Three"]


DAMAGED = {
    # name: (bytes, titles that are still read, what is said)
    "cut off": (GOOD[: GOOD.index(b"<title>Three") + 60], ["One", "Two"], "ends in the middle of “Three”"),
    "an & by itself": (GOOD.replace(b"<title>Two", b"<title>Two & more"), ["One", "Two & more", "Three"], "“&”"),
    "a form feed": (GOOD.replace(b"<p>We", b"<p>\x0cWe"), ["One", "Two", "Three"], "nobody can see"),
    "another encoding": (GOOD.replace(b"<title>Two", b"<title>Caf\xe9"), ["One", "Café", "Three"], "as Windows"),
    "an end tag too few": (GOOD.replace(b"<title>Two</title>", b"<title>Two"), ["One", "Three"], "left out"),
    "an entity nobody defined": (
        GOOD.replace(b"<title>Two", b"<title>Two&nbsp;too"),
        ["One", "Two too", "Three"],
        "“&”",
    ),
    "a namespace nobody declared": (
        GOOD.replace(b"<wp:status>", b"<new:thing/><wp:status>", 1),
        ["Two", "Three"],
        "left out",
    ),
    "an item in which nothing is": (
        GOOD.replace(b"<channel>", b"<channel><item/>").replace(b"</channel>", b""),
        ["One", "Two", "Three"],
        "1 items are empty",
    ),
    "a text that never ends": (GOOD[:LAST] + GOOD[LAST:].replace(b"]]>", b""), ["One", "Two"], "middle of “Three”"),
    "an author nobody can read": (
        GOOD.replace(b"</wp:author>", b"<b></wp:author>", 1).replace(b"<title>Two", b"<title>Two & more"),
        ["One", "Two & more", "Three"],
        "An author could not be read and was left out.",
    ),
    "no end at all": (GOOD.replace(b"</channel>\n</rss>\n", b""), ["One", "Two", "Three"], "damaged"),
    "an item's end inside its text": (
        GOOD.replace(b"<p>We", b"<p></item>We").replace(b"</rss>", b""),
        ["One", "Two", "Three"],
        "damaged",
    ),
}


@pytest.mark.parametrize("name", DAMAGED)
def test_of_a_damaged_file_everything_else_is_read_and_the_repair_is_told(read, name):
    content, titles, said = DAMAGED[name]
    export = read(content)
    items = list(export.items())
    assert [item.title for item in items] == titles
    assert any(said in line for line in export.repairs)
    assert all("walked along the river and talked" in item.html for item in items)


def test_a_damaged_file_keeps_the_prefixes_it_declares(read):
    content = GOOD.replace(b"<rss ", b'<rss xmlns:own="https://own.example/" ')
    content = content.replace(b"<wp:status>", b"<own:thing/><wp:status>").replace(
        b"<title>Two", b"<title>Two & &#11;more"
    )
    assert [item.title for item in read(content).items()] == ["One", "Two & more", "Three"]


def test_a_file_in_another_script_is_refused_in_words(read):
    for name in (b"shift_jis", b"gb2312", b"utf-7"):
        with pytest.raises(UnusableError, match=name.decode()):
            read(GOOD.replace(b'encoding="UTF-8"', b'encoding="' + name + b'"'))


def test_a_title_may_hold_what_looks_like_a_tag(read):
    (item,) = read(squarespace(Old(title="if x&lt;y then z&gt;w"))).items()
    assert item.title == "if x<y then z>w"


@pytest.mark.parametrize("version", ["1.0", "1.1", "1.2"])
def test_every_version_of_the_format_is_read(read, version):
    assert [item.title for item in read(wordpress(Old(title="One"), version=version)).items()] == ["One"]
    secure = wordpress(Old(title="One")).replace(b"http://wordpress.org/export", b"https://wordpress.org/export")
    assert [item.title for item in read(secure).items()] == ["One"]


def test_it_is_told_apart_who_wrote_the_file(read):
    assert read(squarespace(Old())).format == "squarespace"
    assert read(wordpress(Old())).format == "wordpress"
    assert read(squarespace(Old())).site == "old.example"


def test_the_same_thing_has_the_same_key_wherever_it_stands(read):
    """Squarespace counts items by their place, which says nothing."""
    one, two = Old(title="One", link="/blog/one"), Old(title="Two", link="/blog/two")
    before = {item.title: item.key for item in read(squarespace(one, two)).items()}
    new = Old(title="New", link="/blog/new")
    after = {item.title: item.key for item in read(squarespace(new, one, two)).items()}
    assert before == {title: after[title] for title in before}
    guid = {item.title: item.key for item in read(wordpress(Old(title="One", guid="https://old.example/?p=5"))).items()}
    assert guid == {"One": "https://old.example/?p=5"}


def test_items_that_share_an_address_are_told_apart_by_what_they_say(read):
    drafts = [Old(title=title, link="/blog/", slug="", status="draft") for title in ("One", "Two")]
    keys = {item.title: item.key for item in read(squarespace(*drafts)).items()}
    assert len(set(keys.values())) == 2


def test_titles_are_read_however_often_they_were_escaped(read):
    titles = ["You &amp; me", "A &lt;em&gt;bold&lt;/em&gt; step", "  Two\n lines ", "You &amp;amp;amp; them"]
    items = read(squarespace(*(Old(title=title, link=f"/{n}") for n, title in enumerate(titles)))).items()
    assert [item.title for item in items] == ["You & me", "A bold step", "Two lines", "You & them"]


def test_authors_are_known_by_their_names_alone(read):
    export = read(squarespace(Old(creator="riverwriter")))
    assert export.authors == {"riverwriter": "Rowan Example"}
    assert "rowan@old.example" not in repr(export)


def test_comments_are_counted_and_left_behind(read):
    export = read(wordpress(Old(comments=3)))
    assert export.comments == 3
    assert "192.0.2.7" not in repr([export, *export.items()])


def test_what_this_site_has_nothing_like_is_counted(read):
    export = read(wordpress(Old(), Old(kind="product"), Old(kind="product"), Old(kind="nav_menu_item")))
    assert dict(export.counts) == {"product": 2}


def test_a_text_that_is_too_large_is_named(read, monkeypatch):
    monkeypatch.setattr(wxr, "LARGEST_ITEM", 1000)
    export = read(wordpress(Old(title="Huge", html="<p>" + "word " * 500 + "</p>")))
    assert [item.html for item in export.items()] == [""]
    assert any("Huge" in line for line in export.repairs)


def test_an_item_that_is_too_large_in_a_damaged_file_is_named(read, monkeypatch):
    monkeypatch.setattr(wxr, "LARGEST_ITEM", 1000)
    export = read(wordpress(Old(title="One"), Old(title="Huge", html="word " * 1000)).replace(b"</channel>", b""))
    assert [item.title for item in export.items()] == ["One"]
    assert "Item 2 is larger than 5 MB and was left out." in export.repairs


def test_a_file_of_wide_letters_is_read(read):
    wide = wordpress(Old(title="Señal")).decode().replace('encoding="UTF-8"', 'encoding="UTF-16"').encode("utf-16")
    assert [item.title for item in read(wide).items()] == ["Señal"]


def test_what_was_thrown_away_stays_away_and_what_is_empty_is_counted(read):
    gone = [Old(title="Gone", link="/gone", status="trash"), Old(title="", link="/none", html=" ")]
    export = read(squarespace(Old(title="One"), *gone).replace(b"</channel>", b"<item/><item/></channel>"))
    assert [item.title for item in export.items()] == ["One"]
    assert export.repairs == ["2 items are empty and were left out."]


def test_labels_are_categories_and_tags_alone_each_once(read):
    content = wordpress(Old(categories=("Walks", "Walks", "Aside"), tags=("Water",)))
    content = content.replace(b'domain="category" nicename="Aside"', b'domain="post_format" nicename="aside"')
    export = read(content)
    (item,) = export.items()
    assert (item.categories, item.tags) == (["Walks"], ["Water"])
    assert set(export.labels) == {"Walks", "Water"}
