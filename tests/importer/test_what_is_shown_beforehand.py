"""Before anything is written, the pages that show most are shown as they were and as they will be."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from old_sites import Old, squarespace, wordpress

from importer.models import Run
from importer.work import LONGEST_SAMPLE, go_on

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


@pytest.fixture
def shown(sign_in):
    """Return a function that uploads an export; gives what its page says, as a browser is told."""
    admin = sign_in(None)

    def upload(content):
        admin.post("/admin/old-site/upload/", {"file": SimpleUploadedFile("export.xml", content)})
        go_on()
        return admin.get(f"/admin/old-site/{Run.objects.first().pk}/")

    return upload


def test_of_many_pages_those_with_most_different_parts_are_shown_in_their_order(shown):
    plain = [Old(title=f"Plain {number}", link=f"/blog/{number}") for number in range(6)]
    rich = Old(title="Rich", link="/blog/rich", html="<h2>A</h2><p>b</p><blockquote>c</blockquote><hr><p>d</p>")
    told = Old(title="With a form", link="/blog/form", html="<p>Write.</p><form>Your name</form>")
    text = shown(squarespace(*plain, told, rich)).content.decode()
    titles = ["Plain 0", "Plain 1", "Plain 2", "With a form", "Rich"]
    assert [text.index(f"<summary>{title}</summary>") for title in titles] == sorted(
        text.index(f"<summary>{title}</summary>") for title in titles
    )
    assert text.count("<summary>Plain") == 3


def test_a_long_page_is_shown_by_its_beginning(shown):
    html = f"<h2>Beginning</h2><p>{'word ' * 500}</p><h2>Middle</h2><p>{'word ' * 500}</p><h2>The very end</h2>"
    answer = shown(squarespace(Old(html=html)))
    (one,) = answer.context["sample"]
    assert [text for _kind, text in one["after"] if "word" not in text] == ["Beginning", "Middle"]
    assert sum(len(text) for _kind, text in one["after"]) <= LONGEST_SAMPLE


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (squarespace(Old()), "All blogs but one: export each by itself, and bring each over."),
        (wordpress(Old()), "Files that no page or article shows."),
    ],
)
def test_what_no_export_of_its_kind_holds_is_told(shown, content, said):
    assert said in shown(content).content.decode()
