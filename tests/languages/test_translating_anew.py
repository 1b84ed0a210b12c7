"""What is missing in a language comes again when its first texts are translated anew, and nobody's work is lost."""

import pytest
from two_languages import in_languages
from wagtail.models import Locale, Page
from wagtail_localize.models import StringTranslation

from first_content import languages
from first_content.languages import make_ready

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


def spanish(slug):
    return Page.objects.get(slug=slug, locale__language_code="es").specific


def test_a_page_that_is_missing_comes_back_as_a_draft_and_what_staff_wrote_stays(client):
    about = spanish("about")
    about.title = "Quiénes somos hoy"
    about.save_revision().publish()
    spanish("privacy").delete()
    assert make_ready(anew=True) == []
    assert "Quiénes somos hoy" in client.get("/es/about/").content.decode()
    assert not spanish("privacy").live
    assert client.get("/es/privacy/").status_code == 404


def test_a_link_that_the_original_does_not_have_is_shown_to_staff_and_to_nobody_else(plain, monkeypatch):
    page = plain("Notice")
    page.body = [("paragraph", "<p>Read <b>this</b>.</p><p>And <b>that</b>.</p>")]
    page.save_revision().publish()
    words = {
        "Notice": "Hinweis",
        "Read <b>this</b>.": 'Lies <a id="a7">das</a>.',
        "And <b>that</b>.": "Und <b>jenes</b>.",
    }
    monkeypatch.setattr(languages, "known_words", lambda code: words)
    with in_languages("en", "es", "de"):
        assert make_ready() == ["de"]
        text = str(page.get_translation(Locale.objects.get(language_code="de")).get_latest_revision_as_object().body)
    assert "Und <b>jenes</b>." in text
    assert "Read <b>this</b>." in text
    assert "Lies" not in text
    (broken,) = StringTranslation.objects.filter(locale__language_code="de", has_error=True)
    assert broken.data == 'Lies <a id="a7">das</a>.'
