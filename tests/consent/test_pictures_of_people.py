"""A picture that shows somebody is shown as long as their consent holds."""

from datetime import timedelta

import pytest
from consent_forms import form
from django.core.exceptions import ValidationError
from django.utils import timezone

from consent.models import Consent
from consent.withdrawal import withdraw
from pages.models import SiteImage

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


def test_a_consent_is_chosen_or_entered_on_the_spot_and_a_withdrawn_one_is_not_offered(sign_in, consent):
    gone = Consent.objects.create(
        person="Withdrawn person", covers_story=True, withdrawal_contact="x", paid="no", withdrawn_at=timezone.now()
    )
    editor = sign_in("Editors")
    offered = editor.get("/admin/consents/choose/").json()["html"]
    assert consent.person in offered
    assert gone.person not in offered
    answer = editor.post("/admin/consents/choose/create/", form(person="On the spot")).json()
    assert answer["step"] == "chosen"
    assert Consent.objects.get(person="On the spot").recorded_by == editor.person


def test_a_picture_is_given_its_consent_from_a_list(sign_in, consent):
    image = SiteImage.objects.first()
    page = sign_in("Editors").get(f"/admin/images/{image.pk}/").content.decode()
    assert f'<option value="{consent.pk}">' in page


def test_a_picture_with_an_ended_consent_is_hidden_and_with_a_new_one_shown(picture, consent):
    consent.expires_on = timezone.localdate() - timedelta(days=1)
    consent.save()
    picture.refresh_from_db()
    assert picture.is_withdrawn
    picture.consent = None
    picture.save()
    assert picture.is_withdrawn
    picture.consent = Consent.objects.create(
        person="M.", covers_picture=True, withdrawal_contact="by letter", paid="no"
    )
    picture.save()
    assert not picture.is_withdrawn


def test_an_ended_consent_is_not_offered(sign_in, picture, consent):
    other = Consent.objects.create(
        person="Over since yesterday",
        covers_picture=True,
        withdrawal_contact="by letter",
        paid="no",
        expires_on=timezone.localdate() - timedelta(days=1),
    )
    moderator = sign_in("Moderators")
    assert other.person not in moderator.get(f"/admin/images/{picture.pk}/").content.decode()
    assert other.person not in moderator.get("/admin/consents/choose/").content.decode()


def test_a_consent_that_does_not_cover_their_picture_is_refused_in_words(sign_in, picture):
    names = Consent.objects.create(person="Name alone", covers_name=True, withdrawal_contact="by letter", paid="no")
    picture.consent = names
    with pytest.raises(ValidationError, match="This consent does not cover their picture"):
        picture.full_clean()


def test_an_editor_does_not_cut_a_picture_loose_from_its_consent(sign_in, picture, consent):
    fields = {"title": "A hand", "description": "A hand", "people": "nobody", "consent": "", "tags": ""}
    fields |= {"collection": picture.collection_id}
    assert sign_in("Editors").post(f"/admin/images/{picture.pk}/", fields).status_code == 302
    picture.refresh_from_db()
    assert (picture.title, picture.consent) == ("A hand", consent)


def test_visitors_get_no_size_of_a_picture_that_is_not_shown(client, sign_in, picture, consent, mails):
    withdraw(consent, None)
    picture.refresh_from_db()
    address = picture.get_rendition("max-165x165").url
    assert client.get(address).status_code == 404
    assert sign_in("Editors").get(address).status_code == 200
