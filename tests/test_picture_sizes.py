"""Sizes of pictures are there before the first visitor comes: no request of theirs works on a picture."""

import pytest
from django.core.management import call_command
from wagtail.images.models import Filter

from consent.models import Consent
from pages.models import SiteImage, SiteRendition

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


@pytest.fixture
def worked_on(monkeypatch):
    """Return the list of the sizes that are made from now on."""
    made = []
    run = Filter.run

    def counted(self, image, *arguments, **options):
        made.append((image.pk, self.spec))
        return run(self, image, *arguments, **options)

    monkeypatch.setattr(Filter, "run", counted)
    return made


@pytest.fixture
def picture():
    picture = SiteImage.objects.first()
    picture.renditions.all().delete()
    return picture


@pytest.fixture
def article(add_article, picture):
    article = add_article("With a picture", live=False)
    article.body = [("image", {"image": picture, "caption": "", "alt_text": ""})]
    article.listing_image = article.social_image = picture
    article.save_revision().publish()
    return article


@pytest.fixture
def visit(client, article, home, index, seed):
    def everywhere():
        for address in (article.url, index.url, home.url, seed.url, f"{index.url}feed/"):
            assert client.get(address).status_code == 200

    return everywhere


def test_publishing_makes_every_size_that_visitors_will_see(article, picture, visit, worked_on):
    formats = {spec.rsplit("format-", 1)[-1][:4] for spec in picture.renditions.values_list("filter_spec", flat=True)}
    assert {"avif", "webp", "jpeg"} <= formats
    visit()
    assert worked_on == []


def test_a_draft_makes_nothing(add_article, picture, worked_on):
    article = add_article("Only a draft", live=False)
    article.listing_image = picture
    article.save_revision()
    assert worked_on == []


def test_another_focal_point_makes_them_anew_at_once(article, picture, visit, worked_on):
    picture.focal_point_x = picture.focal_point_y = 40
    picture.focal_point_width = picture.focal_point_height = 30
    picture.save()
    assert worked_on
    worked_on.clear()
    visit()
    assert worked_on == []


def test_a_consent_that_is_prolonged_brings_them_back(article, picture, visit, worked_on):
    consent = Consent.objects.create(person="M.", covers_picture=True, withdrawal_contact="x", paid="no")
    SiteImage.objects.filter(pk=picture.pk).update(consent=consent, is_withdrawn=True)
    Consent.objects.filter(pk=consent.pk).update(ended_at="2026-01-01T00:00Z")
    picture.renditions.all().delete()
    Consent.objects.get(pk=consent.pk).save()
    assert picture.renditions.exists()
    worked_on.clear()
    visit()
    assert worked_on == []


def test_one_command_catches_up(article, picture, visit, worked_on, capsys):
    SiteRendition.objects.all().delete()
    call_command("make_picture_sizes")
    assert "Pages with pictures looked at:" in capsys.readouterr().out
    worked_on.clear()
    visit()
    assert worked_on == []
