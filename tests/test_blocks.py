"""Blocks refuse what would not work for a reader, in words, and show a preview in the editor."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.template.loader import render_to_string
from wagtail import blocks
from wagtail.documents import get_document_model

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
        "divider",
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
        "audio",
        "film",
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


@pytest.mark.usefixtures("own_media")
def test_a_call_to_action_leads_to_a_document_by_its_name(add_article, client):
    document = get_document_model().objects.create(title="Our plan", file=ContentFile(b"Words", "plan.txt"))
    article = add_article("With a document", live=False)
    article.body = [("call_to_action", {"title": "Read it", "document": document})]
    article.save_revision().publish()
    page = client.get(article.url).content.decode()
    assert re.search(rf'href="{document.url}"[^>]*>\s*Our plan', page)


@pytest.mark.usefixtures("own_media")
def test_a_link_in_a_text_leads_to_a_document_until_it_is_deleted(add_article, client):
    document = get_document_model().objects.create(title="Our plan", file=ContentFile(b"Words", "plan.txt"))
    links = f'<a linktype="document" id="{document.pk}">the plan</a>, <a linktype="document" id="x">soon</a>'
    article = add_article("With a document", text=f"<p>Read {links}.</p>")
    assert f'<a href="{document.url}">the plan</a>' in client.get(article.url).content.decode()
    document.delete()
    page = client.get(article.url).content.decode()
    assert "<a>the plan</a>, <a>soon</a>" in page
    assert "/documents/" not in page.partition("<main")[2].partition("</main")[0]


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
        ("https://www.youtube.com/shorts/abcdefghijk", "YouTube", "https://www.youtube-nocookie.com/embed/abcdefghijk"),
        (
            "https://vimeo.com/76979871/8272103f6e",
            "Vimeo",
            "https://player.vimeo.com/video/76979871?dnt=1&h=8272103f6e",
        ),
        (
            "https://player.vimeo.com/video/76979871?h=8272103f6e",
            "Vimeo",
            "https://player.vimeo.com/video/76979871?dnt=1&h=8272103f6e",
        ),
        # Not one video.
        ("https://www.youtube.com/playlist?list=PL0123456789", "", ""),
        ("https://www.youtube.com/c/OurOrganis", "", ""),
        ("https://www.youtube.com/embed/videoseries?list=PL0123456789", "", ""),
        ("https://www.youtube.com/embed/live_stream?channel=UC0123456789", "", ""),
        ("https://www.youtube.com/results?search_query=x", "", ""),
        ("https://vimeo.com/showcase/1234567", "", ""),
        ("https://vimeo.com/event/1234567", "", ""),
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
