"""Before a page is published, one panel says what is open; only what is not ready refuses."""

from datetime import date

import pytest
from django.core.files.base import ContentFile
from page_forms import NEEDED, form_for
from wagtail.documents import get_document_model
from wagtail.models import Page
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield
from wagtail.users.models import UserProfile

from blog.models import ArticlePage
from checks.page import Kind, advice_for
from checks.passages import passages
from checks.sentences import grade, sentences, syllables
from consent.models import Consent
from home.models import SiteSettings
from pages.models import SiteImage
from resources.models import ServicePage

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


def texts(page, kind=None):
    return [item.text for item in advice_for(page) if kind is None or item.kind == kind]


def picture(**fields):
    image = SiteImage.objects.first()
    for name, value in ({"is_decorative": False, "description": "Two hands", "people": "nobody"} | fields).items():
        setattr(image, name, value)
    image.save()
    return image


def with_picture(article, image):
    article.body = [("image", {"image": image, "caption": "", "alt_text": ""})]
    return article


def test_reading_is_measured_as_kincaid_did():
    # 13 words of one syllable in each sentence.
    text = "The cat sat on the mat and the dog ran to the door. " * 10
    assert grade([text]) == pytest.approx(0.39 * 13 + 11.8 * 1 - 15.59, abs=0.05)
    assert grade(["Too short."]) is None


@pytest.mark.parametrize(
    ("word", "count"), [("house", 1), ("table", 2), ("exploited", 3), ("walked", 1), ("services", 3), ("a", 1)]
)
def test_syllables(word, count):
    assert syllables(word) == count


def test_sentences_end_where_a_reader_would_end_them():
    text = "Dr. Who came at 5 p.m. to us. “Stay.” She left! Why? Nobody knows…"
    assert [part.text for part in sentences(text)] == [
        "Dr. Who came at 5 p.m. to us.",
        "“Stay.”",
        "She left!",
        "Why?",
        "Nobody knows…",
    ]


HARD = (
    "Comprehensive organizational accountability necessitates continuous institutional consideration of "
    "intersectional vulnerabilities, notwithstanding administrative complexities. "
) * 12


def test_help_pages_aim_lower_than_articles(add_article):
    assert "aims at 9" in texts(add_article("Hard too", text=f"<p>{HARD}</p>"), Kind.READING)[0]
    service = ServicePage.objects.first()
    service.who_for = f"<p>{HARD}</p>"
    assert "aims at 6" in texts(service, Kind.READING)[0]


def test_plain_words_and_short_sentences_are_praised_by_silence(add_article):
    plain = "We sit down with you. You tell us what you want. We look for a way. " * 10
    assert texts(add_article("Plain", text=f"<p>{plain}</p>"), Kind.READING) == []


def test_long_sentences_are_shown(add_article):
    long = "word " * 35 + "end."
    assert texts(add_article("Long", text=f"<p>{long}</p>"), Kind.READING)[0].startswith("A sentence of 36 words")


@pytest.mark.parametrize("label", ["click here", "Read more", "https://example.org/x"])
def test_links_that_say_nothing_are_shown(add_article, label):
    page = add_article("Links", text=f'<p>Look: <a href="https://example.org/x">{label}</a></p>')
    assert len(texts(page, Kind.LINK)) == 1


def test_links_to_pages_that_visitors_cannot_open_are_shown(add_article):
    hidden = add_article("Hidden", live=False)
    page = add_article("Leads", text=f'<p>See <a linktype="page" id="{hidden.pk}">the hidden one</a>.</p>')
    assert texts(page, Kind.LINK) == ["A link leads to “Hidden”, which is not published: visitors see plain words."]
    Page.objects.get(pk=hidden.pk).delete()
    assert texts(page, Kind.LINK) == ["A link leads to a page that was deleted."]
    anchor = next(item.anchor for item in advice_for(page) if item.kind == Kind.LINK)
    assert anchor == f"#block-{page.body[0].id}-section"


@pytest.mark.usefixtures("own_media")
def test_a_link_to_a_document_that_was_deleted_is_shown_where_it_stands(add_article):
    document = get_document_model().objects.create(title="A list", file=ContentFile(b"beans", name="list.txt"))
    page = add_article("Leads", text=f'<p>Read <a linktype="document" id="{document.pk}">the list</a>.</p>')
    assert texts(page, Kind.LINK) == []
    document.delete()
    assert texts(page, Kind.LINK) == ["A link leads to a document that was deleted."]
    anchor = next(item.anchor for item in advice_for(page) if item.kind == Kind.LINK)
    assert anchor == f"#block-{page.body[0].id}-section"


def test_a_missing_next_step_and_description_are_shown(add_article):
    assert len(texts(add_article("Bare"), Kind.MISSING)) == 2
    full = add_article("Full", search_description="A sentence.", next_step=[("next_step", {"title": "Come by"})])
    assert texts(full, Kind.MISSING) == []


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"description": "IMG_2034.jpg"}, "is a file name"),
        ({"description": ""}, "has no alt text"),
        ({"people": ""}, "Can someone be recognised"),
        ({"people": "somebody"}, "no consent is recorded"),
    ],
)
def test_what_a_picture_lacks_is_asked_for(add_article, fields, words):
    page = with_picture(add_article("Picture"), picture(**fields))
    assert any(words in text for text in texts(page, Kind.PICTURE)), texts(page)


def test_a_picture_in_order_needs_nothing(add_article):
    assert texts(with_picture(add_article("Picture"), picture()), Kind.PICTURE) == []


def test_who_recorded_consent_and_until_when_is_said_before_publishing(add_article, django_user_model):
    person = django_user_model.objects.create_user("writer@example.org")
    consent = Consent.objects.create(
        person="M.",
        covers_picture=True,
        withdrawal_contact="x",
        paid="no",
        expires_on=date(2099, 5, 1),
        recorded_by=person,
    )
    page = with_picture(add_article("Picture"), picture(people="somebody", consent=consent))
    said = texts(page, Kind.PICTURE)[0]
    assert "M." in said
    assert "writer@example.org" in said
    assert "2099-05-01" in said


def test_the_panel_lists_it_and_marks_what_refuses(sign_in, add_article):
    page = add_article("Open", live=False, text="<p>We open [[fill in: hours]]. A pimp came.</p>")
    staff = sign_in("Editors")
    panel = staff.get(f"/admin/pages/{page.pk}/edit/").content.decode()
    assert "What is still open" in panel
    assert "1 of them keeps the page from being published" in panel
    assert "Still to be filled in: hours." in panel
    fresh = staff.get(f"/admin/checks/page/{page.pk}/")
    assert "“pimp” in “A pimp came.”" in fresh.content.decode()


def test_only_those_who_may_edit_a_page_read_its_advice(sign_in, client, seed):
    for stranger in (client, sign_in("Advocates")):
        assert stranger.get(f"/admin/checks/page/{seed.pk}/").status_code == 302
    leader = sign_in("Survivor leadership")
    assert leader.get(f"/admin/checks/page/{seed.pk}/").status_code == 200


def test_advice_never_blocks(sign_in, add_article):
    page = add_article("Advised", live=False, text="<p>A pimp came. <a href='https://example.org/'>click here</a></p>")
    words = nested_form_data({"body": streamfield([("paragraph", rich_text(page.body[0].value.source))])})
    data = form_for(ArticlePage, "Advised") | words | {"action-publish": "1"}
    sign_in("Moderators").post(f"/admin/pages/{page.pk}/edit/", data)
    assert len(advice_for(ArticlePage.objects.get(pk=page.pk))) > 1
    assert ArticlePage.objects.get(pk=page.pk).live


def test_the_seed_article_is_not_scolded(seed):
    assert SiteSettings.objects.exists()
    assert [item for item in advice_for(seed) if item.refuses] == []
    assert texts(seed, Kind.WORD) == []


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_place_that_is_named_is_in_the_form(sign_in, language):
    """Blocks aside, which scripts of the editor make."""
    editor, types, named = sign_in("Administrators"), set(), set()
    UserProfile.objects.create(user=editor.person, preferred_language=language)
    for page in Page.objects.filter(depth__gt=1).specific():
        if type(page) in types or type(page) not in NEEDED:
            continue
        types.add(type(page))
        page.is_story = True  # of articles it asks for a consent
        shown = editor.get(f"/admin/pages/{page.pk}/edit/").content.decode()
        anchors = {one.anchor for one in [*passages(page), *advice_for(page)]}
        for anchor in {anchor for anchor in anchors if anchor and not anchor.startswith("#block-")}:
            assert f'id="{anchor[1:]}"' in shown, (page.title, anchor)
            named.add(anchor)
    assert types == NEEDED.keys()
    assert named >= {"#id_search_description", "#id_is_story", "#panel-child-content-next_step-section"}
