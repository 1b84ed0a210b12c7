"""The organisation can take its content elsewhere: Markdown that any system reads, and every original."""

import json

import pytest
import yaml
from django.core.management import CommandError, call_command
from django.utils import timezone
from wagtail.models import Page

from blog.models import ArticlePage
from consent.models import Consent
from pages.models import SiteImage

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


@pytest.fixture
def folder(tmp_path, seed, add_article):
    """The export of a site with a changed article and a draft; its pictures are where they were."""
    seed.title = "Changed and not published"
    seed.save_revision()
    add_article("Not yet", live=False, text="<p>Words of a draft.</p>")
    call_command("export", tmp_path / "out")
    return tmp_path / "out"


def read(file):
    """Return (front matter, text)."""
    _nothing, front, text = file.read_text().split("---\n", 2)
    return yaml.safe_load(front), text


def test_every_page_is_there_with_what_was_said_about_it(folder, seed):
    files = {read(file)[0]["url"] for file in (folder / "pages").rglob("index.md")}
    assert files == {page.full_url for page in Page.objects.live().filter(depth__gt=1)}
    front, text = read(folder / "pages" / seed.url_path.strip("/") / "index.md")
    assert front["title"] == "Ally Vs Accomplice: Let’s Discuss the Difference"
    assert front["topics"] == ["Being an accomplice"]
    assert front["live"] is True
    for words in (
        "\n## Active Participation\n\nBeing an accomplice involves actively participating in efforts to",
        "Source: [Anti-Oppression Network](https://theantioppressionnetwork.com/allyship/)",
        "a future where every survivor can heal, thrive, and reclaim their power.",
    ):
        assert words in text


def test_drafts_are_there_and_told_apart(folder, seed):
    front, _text = read(folder / "pages" / seed.url_path.strip("/") / "draft.md")
    assert front["title"] == "Changed and not published"
    front, text = read(folder / "pages" / seed.url_path.strip("/").rpartition("/")[0] / "not-yet" / "draft.md")
    assert front["live"] is False
    assert "Words of a draft." in text


def test_pictures_are_the_originals_and_lie_beside_the_pages(folder):
    used = {
        part.partition(")")[0].partition(" ")[0]
        for file in (folder / "pages").rglob("*.md")
        for part in file.read_text().split("](/media/")[1:]
    }
    assert used
    assert all((folder / "media" / name).exists() for name in used)
    assert used <= {image.file.name for image in SiteImage.objects.all()}


def test_contacts_and_settings_are_there(folder):
    contacts = json.loads((folder / "data" / "crisiscontact.json").read_text())
    assert "206-555-0101" in {contact.get("phone") for contact in contacts}
    (settings,) = json.loads((folder / "data" / "sitesettings.json").read_text())
    assert settings["organisation_name"] == "Organization for Prostitution Survivors"


def test_who_gave_a_consent_and_who_works_here_is_in_none_of_it(seed, tmp_path, django_user_model):
    consent = Consent.objects.create(person="Somebody’s own name", given_on=timezone.localdate())
    ArticlePage.objects.filter(pk=seed.pk).update(consent=consent)
    person = django_user_model.objects.create_user("somebody@example.org")
    SiteImage.objects.update(uploaded_by_user=person, consent=consent)
    Page.objects.update(owner=person, locked_by=person, locked_at=timezone.now(), locked=True)
    call_command("export", tmp_path / "out")
    for file in (tmp_path / "out").rglob("*.*"):
        content = file.read_bytes()
        assert "Somebody’s own name".encode() not in content, file
        assert b"somebody@example.org" not in content, file
        assert file.stat().st_mode & 0o077 == 0


def test_a_picture_that_is_gone_keeps_nobody_from_taking_the_rest(own_media, tmp_path):
    gone, *others = [picture.file.name for picture in SiteImage.objects.order_by("pk")]
    (own_media / gone).unlink()
    call_command("export", tmp_path / "out")
    assert not (tmp_path / "out" / "media" / gone).exists()
    assert all((tmp_path / "out" / "media" / name).stat().st_size for name in others)


def test_nothing_is_written_over(tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(CommandError, match="is not empty"):
        call_command("export", tmp_path)
    assert (tmp_path / "mine.txt").read_text() == "mine"
