"""Tables are read by everything that reads a page; addresses lose what follows readers, our own become pages."""

import json
from urllib.parse import urlencode

import pytest
from django.core.exceptions import ValidationError
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter

from checks.passages import passages
from pages.addresses import DEEPEST, own_page, without_trackers
from pages.blocks import CallToActionBlock, TableBlock
from search.content import page_document
from upkeep.export import _page

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


def table(rows, headings=("Day", "Open"), caption="Our hours", named=True):
    columns = [{"type": "text", "heading": heading} for heading in headings]
    cells = {"columns": columns, "rows": [{"values": row} for row in rows], "caption": caption}
    return {"cells": cells, "first_column_names_rows": named}


HOURS = table([["Monday", "9–17"], ["Tuesday", "by voiceless appointment"]])


def test_a_table_says_what_its_cells_mean():
    block = TableBlock()
    html = block.render(block.to_python(HOURS))
    assert "<caption>Our hours</caption>" in html
    assert '<th role="columnheader" scope="col">Open</th>' in html
    assert '<th role="rowheader" scope="row">Monday</th>' in html
    assert '<td role="cell" data-heading="Open">9–17</td>' in html


def test_text_in_a_table_is_text():
    block = TableBlock()
    assert "<script>" not in block.render(block.to_python(table([["<script>", "a\nb"]], caption="<script>")))


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (table([["", ""]]), "empty"),
        (table([], headings=()), "empty"),
        (table([["a"] * 13], headings=["x"] * 13), "at most"),
        (table([["a", "b"]] * 201), "at most"),
        (table([["a", "b"]], headings=("", ""), named=False), "headings"),
    ],
)
def test_a_table_that_nobody_can_read_is_refused_in_words(value, words):
    block = TableBlock()
    with pytest.raises(ValidationError) as error:
        block.clean(block.to_python(value))
    assert words in str(error.value.block_errors["cells"].message)


def test_a_half_finished_table_can_be_kept_as_a_draft():
    block = TableBlock()
    block.defer_required_validation()
    block.clean(block.to_python(table([["", ""]])))


def test_search_word_check_and_export_read_a_table(seed):
    seed.body = json.dumps([{"type": "table", "value": HOURS, "id": "1"}])
    assert "by voiceless appointment" in str(page_document(seed))
    texts = [passage.text for passage in passages(seed)]
    assert {"Our hours", "Day", "Open", "Monday", "by voiceless appointment"} <= set(texts)
    assert "| Monday | 9–17 |" in _page(seed, {})


def test_a_table_with_a_column_that_has_no_heading_is_read_to_its_end(seed):
    cells = table([["Monday", "9–17"]], headings=("", "Open"))
    seed.body = json.dumps([{"type": "table", "value": cells, "id": "1"}])
    assert [one.text for one in passages(seed) if one.text in str(cells)] == ["Our hours", "Open", "Monday", "9–17"]


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("https://example.org/a?utm_source=x&id=3&fbclid=4#top", "https://example.org/a?id=3#top"),
        ("https://example.org/?mc_eid=1", "https://example.org/"),
        ("https://www.google.com/url?q=https%3A%2F%2Fexample.org%2Fa%3Futm_medium%3Db&sa=D", "https://example.org/a"),
        ("https://l.facebook.com/l.php?u=https%3A%2F%2Fexample.org%2F%3Ffbclid%3D2&h=AT", "https://example.org/"),
        ("https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fexample.org%2F&data=1", "https://example.org/"),
        ("https://urldefense.com/v3/__https://example.org/a__;!!abc$", "https://example.org/a"),
        ("https://urldefense.proofpoint.com/v2/url?u=https-3A__example.org_a&d=x", "https://example.org/a"),
        ("https://example.org/?a=1&b=utm_source", "https://example.org/?a=1&b=utm_source"),
        ("https://www.google.com/url?q=javascript:alert(1)", "https://www.google.com/url?q=javascript:alert(1)"),
        ("mailto:a@example.org?subject=utm_source", "mailto:a@example.org?subject=utm_source"),
        ("https://[broken/?utm_source=x", "https://[broken/"),
    ],
)  # fmt: skip
def test_an_address_loses_what_follows_readers(address, kept):
    assert without_trackers(address) == kept


def test_wrappers_in_wrappers_have_an_end():
    address = "https://example.org/"
    for _time in range(DEEPEST):
        address = "https://www.google.com/url?" + urlencode({"q": address})
    assert without_trackers(address) == "https://example.org/"
    once_more = "https://www.google.com/url?" + urlencode({"q": address})
    assert without_trackers(once_more) == "https://www.google.com/url?q=https%3A%2F%2Fexample.org%2F"


def stored(**data):
    """Return how the editor keeps a link."""
    block = {"key": "a", "text": "here", "type": "unstyled", "depth": 0, "inlineStyleRanges": [],
             "entityRanges": [{"offset": 0, "length": 4, "key": 0}]}  # fmt: skip
    entity = {"type": "LINK", "mutability": "MUTABLE", "data": data}
    converter = ContentstateConverter(["link"])
    return converter.to_database_format(json.dumps({"blocks": [block], "entityMap": {"0": entity}}))


def test_our_own_addresses_become_page_links(seed):
    assert own_page(seed.full_url) == seed.page_ptr
    assert own_page(f"{seed.full_url}#top") is None
    assert own_page("https://example.org/") is None
    assert f'<a linktype="page" id="{seed.pk}">' in stored(url=f"{seed.full_url}?utm_source=letter")
    assert 'href="https://example.org/?id=3"' in stored(url="https://example.org/?id=3&fbclid=9")


def test_a_link_to_a_page_that_staff_chose_leads_there_whatever_stands_at_its_address_now(seed, index):
    assert f'<a linktype="page" id="{seed.pk}">' in stored(id=seed.pk, parentId=index.pk, url=index.full_url)


def test_a_broken_address_stays_as_it_was_typed():
    assert '<a href="https://[broken/">here</a>' in stored(url="https://[broken/")
    assert '<a href="https://localhost:x/">here</a>' in stored(url="https://localhost:x/")


def test_a_call_to_action_with_our_own_address_leads_to_the_page(seed):
    block = CallToActionBlock()
    cleaned = block.clean(block.to_python({"title": "Read", "address": seed.full_url.replace("http:", "https:")}))
    assert (cleaned["page"].pk, cleaned["address"]) == (seed.pk, "")
