"""Blocks refuse what would not work for a reader, in words, and show a preview in the editor."""

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.template.loader import render_to_string
from wagtail import blocks

from blog.blocks import ArticleBodyBlock, DefinitionBlock
from pages.blocks import CallToActionBlock, EmbedBlock, ParagraphBlock
from pages.blocks.media import find_player
from pages.models import SiteImage
from pages.models.images import SiteRendition

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

BODY = ArticleBodyBlock()


def test_staff_choose_from_the_promised_blocks_in_groups():
    assert set(BODY.child_blocks) == {
        "paragraph",
        "heading",
        "principle",
        "definition",
        "comparison",
        "quote",
        "table",
        "image",
        "gallery",
        "document",
        "accordion",
        "call_to_action",
        "services",
        "content_note",
        "embed",
        "people",
        "figures",
        "steps",
        "partners",
        "files",
        "buttons",
        "picture_beside_text",
    }
    groups = {str(block.meta.group) for block in BODY.child_blocks.values()}
    assert groups == {"Text", "Pictures and files", "Links and next steps", "Parts of an article"}


def test_there_is_no_block_for_raw_html():
    assert not any(isinstance(block, blocks.RawHTMLBlock) for block in BODY.child_blocks.values())


def test_rich_text_keeps_to_its_small_set():
    assert ParagraphBlock().features == ["h2", "h3", "bold", "italic", "link", "document-link", "ol", "ul", "fact"]


@pytest.mark.parametrize("name", BODY.child_blocks)
def test_every_block_has_a_preview_that_looks_like_the_site(sign_in, name):
    block = BODY.child_blocks[name]
    response = sign_in(None).get("/admin/block-preview/", {"id": block.definition_prefix})
    page = response.content.decode()
    assert response.status_code == 200
    assert "css/site.css" in page
    assert block.get_description()


def refused(block, value):
    with pytest.raises(ValidationError) as error:
        block.clean(block.to_python(value))
    return {name: [*problem.messages] for name, problem in error.value.block_errors.items()}


def test_a_call_to_action_leads_to_exactly_one_place(seed):
    block = CallToActionBlock()
    assert "page" in refused(block, {"title": "Go"})
    assert "address" in refused(block, {"title": "Go", "page": seed.pk, "address": "https://example.org/"})
    assert "address" in refused(block, {"title": "Go", "address": "http://example.org/"})
    block.clean(block.to_python({"title": "Go", "address": "https://example.org/"}))
    block.clean(block.to_python({"title": "Go", "page": seed.pk}))


def test_a_definition_with_an_address_names_its_source():
    value = {"term": "Care", "text": "<p>Care.</p>", "source_address": "https://example.org/"}
    assert "source_name" in refused(DefinitionBlock(), value)


def test_a_definition_that_does_not_begin_with_its_term_shows_it_above():
    def shown(text):
        block = DefinitionBlock()
        return block.render(block.to_python({"term": "Care", "text": text}))

    assert '<p class="term"><dfn>Care</dfn></p>' in shown("<p>Standing with others.</p>")
    assert '<p class="term">' not in shown("<p>Care is steady.</p>")
    assert "<dfn>Care</dfn> is steady" in shown("<p>Care is steady.</p>")


@pytest.mark.parametrize(
    ("address", "provider", "player"),
    [
        (
            "https://www.youtube.com/watch?v=abcdefghijk",
            "YouTube",
            "https://www.youtube-nocookie.com/embed/abcdefghijk",
        ),
        ("https://youtu.be/abcdefghijk?si=tracking", "YouTube", "https://www.youtube-nocookie.com/embed/abcdefghijk"),
        ("https://vimeo.com/123456789", "Vimeo", "https://player.vimeo.com/video/123456789?dnt=1"),
        ("https://example.org/video", "", ""),
        ("https://youtube.com.example.org/watch?v=abcdefghijk", "", ""),
        ("https://[", "", ""),
    ],
)
def test_videos_play_from_the_host_that_sets_the_fewest_cookies(address, provider, player):
    assert find_player(address) == (provider, player)


def test_videos_of_other_sites_are_refused_in_words():
    assert "YouTube or Vimeo" in refused(EmbedBlock(), {"address": "https://example.org/v", "title": "A"})["address"][0]


def test_a_video_names_its_provider_first_and_loads_nothing():
    block = EmbedBlock()
    html = block.render(block.to_python({"address": "https://vimeo.com/123456789", "title": "A talk"}))
    assert "<iframe" not in html
    assert html.index("This video is kept by Vimeo") < html.index("Open it on Vimeo")


def test_sections_have_anchors_of_their_own_even_with_equal_titles():
    value = BODY.to_python([{"type": "heading", "value": title} for title in ("Help", "Help", "Main", "—")])
    assert [section.anchor for section in BODY.sections(value)] == ["help", "help-2", "main-2", "section"]


def test_the_consent_note_of_a_quote_is_never_shown_or_found():
    block = BODY.child_blocks["quote"]
    value = block.to_python({"text": "Words", "attribution": "A.", "consent_note": "agreed by telephone"})
    assert "telephone" not in block.render(value)
    assert "agreed by telephone" not in block.get_searchable_content(value)


def test_a_picture_comes_in_modern_formats_with_its_size_and_alt_text():
    block = BODY.child_blocks["image"]
    image = SiteImage.objects.first()
    html = block.render(block.to_python({"image": image.pk, "caption": "A caption"}))
    assert 'type="image/avif"' in html
    assert 'type="image/webp"' in html
    assert 'alt="An abstract pattern of warm overlapping circles."' in html
    assert 'loading="lazy"' in html
    assert "width=" in html
    assert "height=" in html
    assert SiteRendition.objects.filter(image=image).exists()


def test_a_picture_needs_a_description_or_the_mark_of_decoration():
    image = SiteImage.objects.first()
    image.description = " "
    with pytest.raises(ValidationError, match="Describe the picture"):
        image.full_clean()
    image.is_decorative = True
    image.full_clean()
    assert image.default_alt_text == ""


def test_an_upload_without_alt_text_is_asked_for_it(sign_in):
    import io

    from django.core.files.uploadedfile import SimpleUploadedFile
    from PIL import Image

    file = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(file, "PNG")

    def upload(**more):
        picture = SimpleUploadedFile("a.png", file.getvalue(), "image/png")
        return client.post("/admin/images/add/", {"title": "New", "file": picture, "collection": 1, "tags": ""} | more)

    client = sign_in("Editors")
    assert "Describe the picture in a few words" in upload().content.decode()
    assert upload(description="A teal square").status_code == 302
    assert SiteImage.objects.get(title="New").description == "A teal square"


def test_an_empty_site_setting_leaves_no_trace_in_the_footer():
    page = render_to_string(
        "components/footer.html", {"layout": {"settings": {"organisation_name": "Ours"}, "menus": {}}}
    )
    assert "<nav" not in page
    assert "mailto:" not in page


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
    assert "people" in draft.get_latest_revision_as_object().body.stream_block.plain_text(draft.body)


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
    assert "label" in refused(BODY.child_blocks["buttons"].child_blocks["buttons"].child_block, {"page": seed.pk})


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
