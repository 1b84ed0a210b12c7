# ruff: noqa: E501 - what other programs write has long lines.
"""Text, tables and quotations of other programs, pasted into the editor."""

import json
import re

import pytest
from staff_tasks import saved, watched
from test_while_writing import paste

HOURS = "<table><tr><td>Mon</td><td>9–17</td></tr><tr><td>Tue</td><td>10–12</td></tr></table>"
# As each program writes it: a day, when we open, when we close.
TABLES = {
    "Google Sheets": """<google-sheets-html-origin><style>td {border: 1px}</style><table data-sheets-root="1"><tbody>
        <tr><td style="font-weight:bold">Day</td><td style="font-weight:bold">Opens</td><td style="font-weight:bold">Closes</td></tr>
        <tr><td>Mon</td><td>9</td><td>17</td></tr><tr><td>Tue</td><td>10</td><td>12</td></tr></tbody></table>""",
    "Google Docs": """<b style="font-weight:normal" id="docs-internal-guid-1"><div dir="ltr"><table><colgroup><col><col></colgroup><tbody>
        <tr><td><p><span style="font-weight:700">Day</span></p></td><td><p><span style="font-weight:700">Opens</span></p></td>
        <td><p><span style="font-weight:700">Closes</span></p></td></tr>
        <tr><td><p><span style="font-weight:400">Mon</span></p></td><td><p>9</p></td><td><p>17</p></td></tr>
        <tr><td><p>Tue</p></td><td><p>10</p></td><td><p>12</p></td></tr></tbody></table></div></b>""",
    "Excel": """<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><style><!--table {mso-displayed-decimal-separator:"\\.";}--></style></head>
        <body><table border=0><!--StartFragment--><col width=64><tr><td class=xl65>Day</td><td class=xl65>Opens</td><td class=xl65>Closes</td></tr>
        <tr><td>Mon</td><td align=right>9</td><td align=right>17</td></tr><tr><td>Tue</td><td>10</td><td>12</td></tr><!--EndFragment--></table></body></html>""",
    "Word": """<html><body><!--StartFragment--><table class=MsoTableGrid><tr><td><p class=MsoNormal><b>Day<o:p></o:p></b></p></td>
        <td><p class=MsoNormal><b>Opens</b></p></td><td><p class=MsoNormal><b>Closes</b></p></td></tr>
        <tr><td><p class=MsoNormal>Mon</p></td><td><p class=MsoNormal>9</p></td><td><p class=MsoNormal>17</p></td></tr>
        <tr><td><p class=MsoNormal>Tue</p></td><td><p class=MsoNormal>10</p></td><td><p class=MsoNormal>12</p></td></tr></table><!--EndFragment--></body></html>""",
    "LibreOffice": """<table cellspacing="0" border="0"><colgroup width="85"></colgroup><tr><td height="17" align="left"><b>Day</b></td>
        <td align="left"><b>Opens</b></td><td align="left"><b>Closes</b></td></tr><tr><td height="17">Mon</td><td sdval="9">9</td><td>17</td></tr>
        <tr><td>Tue</td><td>10</td><td>12</td></tr></table>""",
    "a web page": """<table><thead><tr><th>Day</th><th>Opens</th><th>Closes</th></tr></thead><tbody><tr><th>Mon</th><td>9</td><td>17</td></tr>
        <tr><th>Tue</th><td>10</td><td>12</td></tr></tbody></table>""",
}  # fmt: skip
TEXTS = {
    "lines of an address": ("<address>12 Main St<br>Seattle</address><dl><dt>Term</dt><dd>Meaning</dd></dl>",
                            "<p>12 Main St<br>Seattle</p><p>Term</p><p>Meaning</p>"),
    "other elements that end a line": ("<section><header>Head</header><details><summary>More</summary>body</details></section>"
                                       "<fieldset><legend>Who</legend>you</fieldset><center>mid</center>",
                                       "<p>Head</p><p>More</p><p>body</p><p>Who</p><p>you</p><p>mid</p>"),
    "an old mail": ("a<br><br>b<br>c", "<p>a</p><p>b<br>c</p>"),
    "Gmail": ('<div dir="ltr"><div>One</div><div><br></div><div>Two</div></div>', "<p>One</p><p>Two</p>"),
    "lines that were typed": ("<pre>one\ntwo\n\nthree</pre>", "<p>one<br>two</p><p>three</p>"),
    "a style that keeps lines": ('<div style="white-space: pre-wrap">one\ntwo</div>', "<p>one<br>two</p>"),
    "a character that is a picture": ('<p>Thanks <img alt="✨" src="x.png"></p>', "<p>Thanks ✨</p>"),
    "lists in lists": ("<ul><li>One<ul><li>Inner</li></ul></li><li><p>Two</p><p>more</p></li></ul>",
                       "<ul><li>One<ul><li>Inner</li></ul></li><li>Two<br>more</li></ul>"),
    "marks of those who follow readers": ('<a href="https://example.org/a?utm_source=x&amp;id=3&amp;fbclid=4#top">here</a>',
                                          '<p><a href="https://example.org/a?id=3#top">here</a></p>'),
    "the wrapper of a mail program": ('<a href="https://nam02.safelinks.protection.outlook.com/?url=https%3A%2F%2Fexample.org%2F%3Fgclid%3D1&amp;data=5">here</a>',
                                      '<p><a href="https://example.org/">here</a></p>'),
    "a text laid out with a table": ('<table role="presentation"><tr><td><h1>News</h1><p>Text</p></td></tr></table>', "<h2>News</h2><p>Text</p>"),
}  # fmt: skip


@pytest.fixture
def editor(sign_in, counter):
    """Return the editor with an empty article."""
    page = counter.watch(sign_in("Editors"))
    page.goto("/admin/articles/new/")
    page.get_by_role("link", name="Announcement").click()
    return watched(page)


def text_field(page):
    return page.locator('[data-contentpath="body"] [contenteditable=true]').first


def blocks(page):
    """Return the body as it would be sent: [(type, value)]."""
    return page.evaluate(
        "() => document.querySelector('[data-contentpath=body] [id$=-root], #body-root').rootBlock.getValue()"
        ".map((block) => [block.type, block.value])"
    )


def test_text_keeps_its_lines_and_loses_what_follows_readers(editor):
    for name, (html, wanted) in TEXTS.items():
        found = editor.evaluate("(html) => window.readPasted(html)", html)
        assert [piece["html"] for piece in found["pieces"]] == [wanted], name


@pytest.mark.parametrize("program", TABLES)
def test_a_table_becomes_a_block_of_its_own(editor, program):
    text_field(editor).click()
    paste(editor, TABLES[program])
    editor.get_by_label("Caption").wait_for()
    editor.get_by_text("The table stands in a block of its own").wait_for()
    cells = next(value for kind, value in blocks(editor) if kind == "table")["cells"]
    assert [column["heading"] for column in cells["columns"]] == ["Day", "Opens", "Closes"]
    assert [row["values"] for row in cells["rows"]] == [["Mon", "9", "17"], ["Tue", "10", "12"]]


def test_what_stands_around_a_table_stays_around_it(editor):
    text_field(editor).click()
    paste(editor, f"<p>Before it.</p>{HOURS}<p>After it.</p>")
    editor.get_by_text("After it.").wait_for()
    assert [kind for kind, _value in blocks(editor)][:3] == ["paragraph", "table", "paragraph"]


def test_a_table_is_saved_and_shown(editor):
    editor.get_by_role("textbox", name="Title").first.press_sequentially("When we are here")
    text_field(editor).click()
    paste(editor, TABLES["Google Sheets"])
    editor.get_by_label("Caption").fill("Our hours")
    saved(editor)
    editor.reload()
    assert editor.get_by_label("Caption").input_value() == "Our hours"
    kinds = [kind for kind, _value in blocks(editor)]
    assert "table" in kinds
    editor.get_by_role("button", name="Toggle preview").click()
    preview = editor.frame_locator("#w-preview-iframe")
    preview.get_by_role("row", name=re.compile("Tue.*10.*12")).wait_for(state="attached")
    preview.get_by_role("rowheader", name="Mon").wait_for(state="attached")


def test_cells_are_pasted_into_a_table(editor):
    text_field(editor).click()
    paste(editor, HOURS)
    cell = editor.locator(".typed-table-block textarea").nth(2)
    cell.click()
    # Two rows from the second one on: the table grows.
    paste(editor, TABLES["LibreOffice"])
    table = next(value for kind, value in blocks(editor) if kind == "table")["cells"]
    rows = [row["values"] for row in table["rows"]]
    assert rows == [["Mon", "9–17", ""], ["Day", "Opens", "Closes"], ["Mon", "9", "17"], ["Tue", "10", "12"]]


def test_merged_cells_links_and_pictures_are_told(editor):
    text_field(editor).click()
    paste(
        editor,
        '<p>Hello <img src="https://example.org/a.jpg"> <img src="https://example.org/t.gif" width="1" height="1"></p>'
        '<table><tr><th colspan="2">Hours</th></tr><tr><td>Mon</td><td><a href="https://example.org/">9–17</a></td></tr></table>',
    )
    editor.get_by_text("Merged cells were parted").wait_for()
    editor.get_by_text("A link in a table was left out").wait_for()
    editor.get_by_text("A picture or video was not taken along").wait_for()


def test_a_quotation_becomes_a_quotation(editor):
    text_field(editor).click()
    paste(editor, "<p>She said:</p><blockquote><p>We are here.</p><footer>— Ana</footer></blockquote>")
    editor.get_by_label("Quotation").wait_for()
    quote = next(value for kind, value in blocks(editor) if kind == "quote")
    assert (quote["text"], quote["attribution"]) == ("We are here.", "Ana")


def test_lists_and_indented_lines_of_plain_text_are_no_tables(editor):
    for text in (
        "•\tHousing\r\n•\tFood",
        "1.\tCall us\n2.\tCome by",
        "\tFirst line\n\tSecond line",
        f"a\t{'b ' * 600}\nc\td",
    ):
        assert editor.evaluate("(text) => window.pastedTables.readTabs(text)", text) is None, text
    assert editor.evaluate("(text) => window.pastedTables.readTabs(text).rows", "Mon\t9–17\nTue\t10–12") == [
        ["Mon", "9–17"],
        ["Tue", "10–12"],
    ]


def test_what_a_quotation_loses_is_told(editor):
    text_field(editor).click()
    study = '<p>I left <a href="https://example.org/study">because of it</a>. <img src="https://example.org/a.jpg"></p>'
    paste(editor, f"<blockquote>{study}</blockquote>")
    editor.get_by_text("A link in a quotation was left out").wait_for()
    editor.get_by_text("A picture or video was not taken along").wait_for()


def test_where_no_table_can_be_its_rows_are_lines(editor):
    found = editor.evaluate("(html) => window.readPasted(html)", HOURS + "<blockquote>We are here.</blockquote>")
    assert json.dumps(found["pieces"], ensure_ascii=False) == json.dumps(
        [{"html": "<p>Mon: 9–17</p><p>Tue: 10–12</p><p>“We are here.”</p>"}], ensure_ascii=False
    )
