"""Blocks that hold several of a kind, pictures beside text, and the page that shows every part."""

import re

import html5lib
import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command

from blog.blocks import ArticleBodyBlock
from blog.models import ArticlePage
from pages.models import SiteImage

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

BODY = ArticleBodyBlock()


def shown(name, value):
    block = BODY.child_blocks[name]
    return block.render(block.to_python(value))


@pytest.mark.parametrize(
    "words",
    [
        {"text": "Write to ann@example.org"},
        {"text": "Call (206) 555-0100"},
        {"role": "www.example.org/ann"},
        {"name": "Ann, +1 206 555 0100"},
    ],
)
def test_a_person_is_shown_without_ways_to_reach_them(words):
    block = BODY.child_blocks["people"]
    value = {"people": [{"name": "Ann"} | words]}
    with pytest.raises(ValidationError) as error:
        block.clean(block.to_python(value))
    problem = error.value.block_errors["people"].block_errors[0].block_errors[next(iter(words))]
    assert "somebody this person may fear" in problem.messages[0]


def test_a_person_may_have_years_in_their_words_and_no_photograph():
    block = BODY.child_blocks["people"]
    people = [{"name": "Ann", "role": "Advocate since 2019", "text": "Answers, 9 to 5."}]
    block.clean(block.to_python({"people": people}))
    html = shown("people", {"people": people})
    assert "<strong>Ann</strong>" in html
    assert "<img" not in html


def test_a_photograph_that_is_taken_down_leaves_the_person_and_their_words():
    image = SiteImage.objects.first()
    people = {"people": [{"name": "Ann", "text": "Listens.", "image": image.pk}]}
    assert "<img" in shown("people", people)
    SiteImage.objects.filter(pk=image.pk).update(is_withdrawn=True)
    assert "<img" not in shown("people", people)
    assert "Listens." in shown("people", people)


def test_a_figure_names_its_source_and_its_date():
    block = BODY.child_blocks["figures"]
    with pytest.raises(ValidationError) as error:
        block.clean(block.to_python({"figures": [{"number": "12", "counts": "people who came"}]}))
    assert set(error.value.block_errors["figures"].block_errors[0].block_errors) == {"source_name", "date"}


def test_a_draft_may_wait_for_the_source_of_a_figure(add_article):
    draft = add_article("A draft with a number", live=False)
    draft.body = [("figures", {"figures": [{"number": "12", "counts": "people", "source_name": "", "date": ""}]})]
    draft.save_revision()
    kept = ArticlePage.objects.get(pk=draft.pk).get_latest_revision_as_object().body
    assert "people" in kept.stream_block.plain_text(kept)


def test_steps_are_numbered_and_points_in_time_carry_their_date():
    steps = [{"title": "First"}, {"title": "Then"}]
    assert "timeline" not in shown("steps", {"steps": steps})
    html = shown(
        "steps", {"steps": [step | {"when": year} for step, year in zip(steps, ("2001", "2014"), strict=True)]}
    )
    assert "timeline" in html
    assert html.index("2001") < html.index("First") < html.index("2014")


def test_a_partner_is_named_by_a_mark_or_in_letters_with_a_link_or_without():
    image = SiteImage.objects.first()
    partners = [
        {"name": "Ours", "image": image.pk, "address": "https://example.org/"},
        {"name": "Theirs"},
    ]
    html = shown("partners", {"partners": partners})
    assert 'alt="Ours"' in html
    assert html.count('<a href="https://example.org/"') == 1
    assert "Theirs" in html


def test_a_button_whose_page_is_not_public_is_left_out(seed):
    buttons = {"buttons": [{"page": seed.pk, "label": "Read"}, {"address": "https://example.org/", "label": "Go"}]}
    assert shown("buttons", buttons).count("<a ") == 2
    seed.unpublish()
    assert shown("buttons", buttons).count("<a ") == 1
    button = BODY.child_blocks["buttons"].child_blocks["buttons"].child_block
    with pytest.raises(ValidationError) as error:
        button.clean(button.to_python({"page": seed.pk}))
    assert "label" in error.value.block_errors


def test_a_picture_beside_text_leaves_its_text_when_it_is_taken_down():
    image = SiteImage.objects.first()
    value = {"image": image.pk, "side": "end", "title": "Where we meet", "text": "<p>A bright room.</p>"}
    assert "<img" in shown("picture_beside_text", value)
    SiteImage.objects.filter(pk=image.pk).update(is_withdrawn=True)
    html = shown("picture_beside_text", value)
    assert "<img" not in html
    assert "A bright room." in html


def test_what_new_blocks_say_is_found_listed_and_brought_along(add_article, client, tmp_path):
    """Search, “On this page” and the export read them like any other."""
    article = add_article("Many parts", live=False)
    article.body = [
        ("people", {"title": "Who listens here", "people": [{"name": "Wilhelmina", "text": "Knows the quiet ways."}]}),
        ("steps", {"title": "How it goes on", "steps": [{"title": "Knocking"}, {"title": "Entering"}]}),
    ]
    article.save_revision().publish()
    page = client.get(article.url).content.decode()
    assert 'href="#who-listens-here"' in page
    assert 'id="how-it-goes-on"' in page
    assert "Many parts" in client.get("/search/?q=wilhelmina").content.decode()
    call_command("export", tmp_path / "all")
    file = tmp_path / "all" / "pages" / article.url_path.strip("/") / "index.md"
    assert "Wilhelmina" in file.read_text()
    assert "1. **Knocking**" in file.read_text()


def test_one_page_shows_every_part_in_valid_html(sign_in):
    client = sign_in("Editors")
    response = client.get("/admin/guide/parts/")
    page = response.content.decode()
    parser = html5lib.HTMLParser()
    parser.parse(page)
    assert [f"{place}: {code} {data}" for place, code, data in parser.errors] == []
    ids = re.findall(r'\sid="([^"]*)"', page)
    assert len(ids) == len(set(ids))
    for block in BODY.child_blocks.values():
        assert f">{block.label}: " in page
    for examples in ("Answers the telephone.", "The first meeting", "A room of our own", "1,234", "See how to start"):
        assert examples in page
    assert "None" not in re.sub(r"<[^>]*>", " ", page)
    assert "/admin/guide/parts/" in client.get("/admin/").content.decode()
    assert 'dir="rtl"' in client.get("/admin/guide/parts/?direction=rtl").content.decode()


def test_the_page_of_parts_is_for_staff(client):
    assert client.get("/admin/guide/parts/").status_code == 302


def test_years_from_to_are_no_telephone_number():
    block = BODY.child_blocks["people"]
    block.clean(block.to_python({"people": [{"name": "Ann", "role": "Board, 2019-2024"}]}))


def test_nobody_finds_a_person_by_what_was_seen_on_a_picture_that_is_gone(add_article, client):
    image = SiteImage.objects.first()
    article = add_article("With a person", live=False)
    article.body = [("people", {"people": [{"name": "Ann", "image": image, "alt_text": "Quetzalcoatl"}]})]
    article.save_revision().publish()
    assert "With a person" in client.get("/search/?q=quetzalcoatl").content.decode()
    SiteImage.objects.filter(pk=image.pk).update(is_withdrawn=True)
    article.save_revision().publish()
    assert "With a person" not in client.get("/search/?q=quetzalcoatl").content.decode()
