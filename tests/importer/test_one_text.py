"""One post, pasted or saved as text or HTML: its first line is its title, the rest its paragraphs."""

import pytest

from importer.reading.mistakes import LimitError, UnusableError
from importer.reading.text import LONGEST_TITLE, read_text

pytestmark = pytest.mark.any_database


@pytest.fixture
def read(tmp_path):
    def read(text):
        file = tmp_path / "post.txt"
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_text(file)

    return read


@pytest.mark.parametrize(
    ("text", "title", "html"),
    [
        ("A letter\n\nDear all,\nwe met.\n\nYours", "A letter", "<p>Dear all,<br>we met.</p><p>Yours</p>"),
        ("A page\nFirst.\nSecond.\nThird.", "A page", "<p>First.</p><p>Second.</p><p>Third.</p>"),
        (
            "Lists\n\n- one\n• two\n\n1. first\n2) second",
            "Lists",
            "<ul><li>one</li><li>two</li></ul><ol><li>first</li><li>second</li></ol>",
        ),
        ("\n\n  A   title \r\n\r\nText & <more>", "A title", "<p>Text &amp; &lt;more&gt;</p>"),
        ("Title\n\nText.\n\nPrevious\nThe one before\nNext\nThe one after  ", "Title", "<p>Text.</p>"),
        ("Title\n\nText.\n\nPrevious\nNext\n", "Title", "<p>Text.</p>"),
        (
            "Title\n\nNext\n\nwe walked, and then\n\nwe sat down.",
            "Title",
            "<p>Next</p><p>we walked, and then</p><p>we sat down.</p>",
        ),
        ("Title\n\nFirst\nBreathe.\nNext\nCall.", "Title", "<p>First</p><p>Breathe.</p><p>Next</p><p>Call.</p>"),
        ("Only a title", "Only a title", ""),
        ("<h1>Head &amp; more</h1><p>Text.</p>", "Head & more", "<p>Text.</p>"),
        (
            "<html><head><title>Named</title></head><body><p>Text.</p></body></html>",
            "Named",
            "<body><p>Text.</p></body>",
        ),
        ("<div><p>First line</p><p>Text.</p></div>", "First line", "<div><p>Text.</p></div>"),
        ('<div><p><img src="b.jpg"/> Boat</p></div>', "Boat", '<div><p><img src="b.jpg"/> Boat</p></div>'),
        ('<p><a href="/x">Report</a></p><p>b</p>', "Report", '<p><a href="/x">Report</a></p><p>b</p>'),
        ("<div>Loose<p>Text.</p></div>", "Without a title", "<div>Loose<p>Text.</p></div>"),
        ("<article><h1>In it</h1><p>Text.</p></article><p>Around</p>", "In it", "<article><p>Text.</p></article>"),
        ("<h1>T</h1><p>Text.</p><p>Previous</p><p>Next post </p>", "T", "<p>Text.</p>"),
        (
            f"<p><span>{'long ' * 60}end</span></p><p>Text.</p>",
            "Without a title",
            f"<p><span>{'long ' * 60}end</span></p><p>Text.</p>",
        ),
        ("<p> </p><img src='a.jpg'>", "Without a title", '<p> </p><img src="a.jpg"/>'),
    ],
)
def test_the_first_line_is_the_title(read, text, title, html):
    item = read(text)
    assert item.title == title
    assert item.html == html
    assert (item.kind, item.status) == ("post", "draft")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_letters_of_any_kind_of_file_arrive(read, encoding):
    assert read("Café “Olé”\n\nniño".encode(encoding)).title == "Café “Olé”"


def test_a_letter_that_no_encoding_knows_keeps_no_text_from_being_read(read):
    item = read(b"Caf\xe9 in May\n\nni\xf1o \x81")
    assert (item.title, item.html.startswith("<p>niño")) == ("Café in May", True)


def test_a_first_line_without_end_is_cut_between_words_and_goes_on_below(read):
    item = read(f"{'word ' * 100}\n\nText.")
    assert len(item.title) <= LONGEST_TITLE
    assert item.title.endswith("word")
    assert (item.title + item.html).count("word") == 100


def test_the_same_text_is_the_same_post(read):
    assert read("A\n\nb").key == read("A \r\n\r\nb\n").key != read("A\n\nc").key


@pytest.mark.parametrize("text", ["", " \n\x00\n", "Previous\n\nNext post\n"])
def test_nothing_is_told_in_words(read, text):
    with pytest.raises(UnusableError, match="There is no text"):
        read(text)


def test_a_text_of_more_than_five_megabytes_is_refused(read):
    with pytest.raises(LimitError, match="larger than 5 MB"):
        read("a" * (5 * 1024 * 1024 + 1))
