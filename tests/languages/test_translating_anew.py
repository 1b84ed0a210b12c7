"""What is missing in a language comes again when its first texts are translated anew, and nobody's work is lost."""

import pytest
from wagtail.models import Page

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
