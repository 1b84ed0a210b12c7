"""What comes over once more is known, whatever stands before it in the file and in whichever order."""

from dataclasses import replace

import pytest
from old_sites import ROOM, SITE, SOUP, WALK, Old, squarespace

pytestmark = pytest.mark.django_db


def actions(run):
    return {row.title: row.action for row in run.rows.all()}


def test_twice_writes_nothing(bring, every_row):
    bring(SITE)
    before = every_row()
    again = bring(SITE)
    assert set(actions(again).values()) == {"unchanged"}
    assert every_row() == before


def test_an_item_put_in_front_changes_nobodys_identity(bring, pages_of):
    before = pages_of(bring(SITE))
    run = bring(squarespace(Old(title="New", link="/blog/new"), WALK, SOUP, ROOM))
    after = pages_of(run)
    assert actions(run) == {"New": "created"} | dict.fromkeys(before, "unchanged")
    assert {title: after[title].pk for title in before} == {title: page.pk for title, page in before.items()}


def test_drafts_that_share_an_address_keep_their_identity_in_any_order(bring):
    older = Old(title="Untitled", link="/blog/new", status="draft", html="<p>One.</p>", date="2018-01-02 10:00:00")
    newer = Old(title="Untitled too", link="/blog/new", status="draft", html="<p>Two.</p>")
    bring(squarespace(older, newer))
    run = bring(squarespace(newer, older))
    assert actions(run) == {"Untitled": "unchanged", "Untitled too": "unchanged"}


def test_of_pages_without_a_date_the_first_in_the_file_is_known_by_their_address(bring, pages_of):
    one = Old(title="New page", kind="page", link="/new", html="<p>One.</p>", date="", status="draft")
    bring(squarespace(one, replace(one, title="Newer page", html="<p>Two more.</p>")))
    run = bring(squarespace(one, replace(one, title="Newer page", html="<p>Two again.</p>")))
    assert run.rows.get(title="New page").action == "unchanged"
    assert "One." in str(pages_of(run)["New page"].body)


def test_twins_of_one_day_are_told_apart_by_what_they_say(bring):
    one = Old(title="Untitled", link="/blog/new", status="draft", html="<p>One.</p>")
    two = replace(one, html="<p>Two.</p>")
    before = bring(squarespace(one, two))
    after = bring(squarespace(two, one))
    assert [row.action for row in after.rows.all()] == ["unchanged", "unchanged"]
    assert {row.page_id for row in before.rows.all()} == {row.page_id for row in after.rows.all()}
