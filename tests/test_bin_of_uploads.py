"""A picture or a document that was deleted in the editor comes back where it stood; nobody sees it meanwhile."""

import io

import pytest
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.core.files.storage import default_storage
from django.urls import reverse
from wagtail.documents import get_document_model

from consent.models import Consent
from consent.withdrawal import withdraw
from deleted.models import Binned
from pages.models import SiteImage
from upkeep.files import look

pytestmark = [pytest.mark.django_db, pytest.mark.any_database, pytest.mark.usefixtures("own_media")]


def put_back(client):
    binned = Binned.objects.get()
    return client.post(reverse("bin_put_back", args=[binned.pk]), follow=True).content.decode()


@pytest.fixture
def moderator(sign_in, django_capture_on_commit_callbacks):
    """Whose clicks are committed: files go then."""
    client = sign_in("Moderators")
    post = client.post

    def commit(*args, **kwargs):
        with django_capture_on_commit_callbacks(execute=True):
            return post(*args, **kwargs)

    client.post = commit
    return client


@pytest.fixture
def picture():
    """A picture that somebody uploaded, not an example."""
    with default_storage.open(SiteImage.objects.filter(is_example=True).first().file.name) as opened:
        file = ImageFile(io.BytesIO(opened.read()), name="garden.png")
    made = SiteImage.objects.create(
        title="Our garden", description="Beans in a raised bed.", people="nobody", file=file
    )
    made.tags.add("garden")
    return made


def test_a_picture_comes_back_where_it_stood(moderator, client, add_article, picture):
    article = add_article("With a picture")
    article.listing_image = picture
    article.body = [("image", {"image": picture, "caption": "Beans"})]
    article.save_revision().publish()
    name, sizes = picture.file.name, client.get(article.url).content.decode().count("/media/images/garden")
    assert sizes > 0
    moderator.post(reverse("wagtailimages:delete", args=[picture.pk]))
    assert not default_storage.exists(name)
    assert "/media/images/garden" not in client.get(article.url).content.decode()
    assert look().missing == []
    assert "is back where it was" in put_back(moderator)
    back = SiteImage.objects.get(pk=picture.pk)
    assert (back.file.name, back.description, [*back.tags.names()]) == (name, "Beans in a raised bed.", ["garden"])
    assert default_storage.exists(name)
    article.refresh_from_db()
    assert article.listing_image_id == picture.pk
    assert client.get(article.url).content.decode().count("/media/images/garden") == sizes


def test_many_pictures_at_once(moderator, picture):
    other = SiteImage.objects.create(title="Our kitchen", file=picture.file.name, width=9, height=9)
    url = reverse("wagtail_bulk_action", args=["pages", "siteimage", "delete"])
    moderator.post(f"{url}?id={picture.pk}&id={other.pk}&next=/admin/images/")
    assert sorted(Binned.objects.values_list("title", flat=True)) == ["Our garden", "Our kitchen"]


def test_a_picture_whose_consent_was_withdrawn_comes_back_hidden(moderator, picture):
    consent = Consent.objects.create(person="M.", covers_picture=True, withdrawal_contact="us", paid="yes")
    picture.consent, picture.people = consent, "somebody"
    picture.save()
    moderator.post(reverse("wagtailimages:delete", args=[picture.pk]))
    withdraw(consent, None)
    put_back(moderator)
    assert SiteImage.objects.get(pk=picture.pk).is_withdrawn


def test_a_picture_whose_consent_is_gone_comes_back_hidden(moderator, picture):
    consent = Consent.objects.create(person="M.", covers_picture=True, withdrawal_contact="us", paid="yes")
    picture.consent, picture.people = consent, "somebody"
    picture.save()
    moderator.post(reverse("wagtailimages:delete", args=[picture.pk]))
    consent.delete()
    put_back(moderator)
    back = SiteImage.objects.get(pk=picture.pk)
    assert (back.consent, back.is_withdrawn) == (None, True)


def test_a_document_comes_back_and_nobody_reads_it_meanwhile(moderator, client):
    document = get_document_model().objects.create(title="A list", file=ContentFile(b"beans", name="list.txt"))
    url = document.url
    assert client.get(url).status_code == 200
    moderator.post(reverse("wagtaildocs:delete", args=[document.pk]))
    assert client.get(url).status_code == 404
    binned = Binned.objects.get()
    assert client.get(f"/media/{binned.file.name}").status_code == 404
    put_back(moderator)
    assert client.get(url).getvalue() == b"beans"


def test_what_is_deleted_for_good_is_asked_about_first_and_takes_its_file_along(
    sign_in, moderator, picture, django_capture_on_commit_callbacks
):
    moderator.post(reverse("wagtailimages:delete", args=[picture.pk]))
    client, binned = sign_in("Administrators"), Binned.objects.get()
    url = reverse("bin_delete_for_good", args=[binned.pk])
    assert "Nobody can bring it back afterwards" in client.get(url).content.decode()
    assert Binned.objects.exists()
    assert default_storage.exists(binned.file.name)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(url)
    assert not Binned.objects.exists()
    assert not default_storage.exists(binned.file.name)


def test_a_file_that_was_lost_in_the_bin_is_told(moderator, picture):
    moderator.post(reverse("wagtailimages:delete", args=[picture.pk]))
    default_storage.delete(Binned.objects.get().file.name)
    assert "stays in the bin. Its file is gone" in put_back(moderator)


def test_an_example_that_is_deleted_is_meant_to_be_gone(moderator):
    moderator.post(reverse("wagtailimages:delete", args=[SiteImage.objects.filter(is_example=True).first().pk]))
    assert not Binned.objects.exists()
