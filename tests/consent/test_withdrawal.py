"""What people agreed to is data: shown only while it holds, taken down everywhere when they take it back."""

from datetime import timedelta

import pytest
from consent_forms import form
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import Page

from accounts.models import User
from blog.models import ArticlePage
from consent.models import Consent
from consent.withdrawal import places_of, withdraw
from home.models import HomePage, StandardPage
from pages.models import SiteImage

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


def test_an_editor_records_a_consent_but_cannot_withdraw_it(sign_in, consent):
    editor = sign_in("Editors")
    assert editor.post("/admin/consents/new/", form()).status_code == 302
    entered = Consent.objects.get(person="K.")
    assert entered.in_force
    assert entered.recorded_by == editor.person
    assert editor.post(f"/admin/consents/{consent.pk}/withdraw/").status_code in {302, 403}
    consent.refresh_from_db()
    assert consent.withdrawn_at is None


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"covers_story": ""}, "covers_story"),
        ({"expires_on": "2025-01-01"}, "expires_on"),
        ({"withdrawal_contact": ""}, "withdrawal_contact"),
        ({"paid": ""}, "paid"),
    ],
)
def test_what_is_missing_is_said_beside_the_field(sign_in, changes, field):
    response = sign_in("Editors").post("/admin/consents/new/", form(**changes))
    assert response.status_code == 200
    assert field in response.context["form"].errors


@pytest.mark.parametrize("state", ["none", "withdrawn", "ended", "not for stories"])
def test_a_story_is_not_shown_without_a_consent_in_force(story, consent, state):
    story.unpublish()
    story = ArticlePage.objects.get(pk=story.pk)
    if state == "none":
        story.consent = None
    elif state == "withdrawn":
        consent.withdrawn_at = timezone.now()
    elif state == "ended":
        consent.expires_on = timezone.localdate() - timedelta(days=1)
    else:
        consent.covers_story = False
    consent.save()
    if story.consent_id:
        story.consent = consent
    with pytest.raises(ValidationError):
        story.save_revision().publish()
    assert not ArticlePage.objects.get(pk=story.pk).live


def test_withdrawing_takes_the_story_down_tells_staff_and_keeps_a_record(
    sign_in, client, consent, story, mails, django_capture_on_commit_callbacks
):
    assert client.get(story.url).status_code == 200
    moderator = sign_in("Moderators")
    page = moderator.get(f"/admin/consents/{consent.pk}/withdraw/").content.decode()
    assert "How I left" in page
    with django_capture_on_commit_callbacks(execute=True):
        assert moderator.post(f"/admin/consents/{consent.pk}/withdraw/").status_code == 302
    assert client.get(story.url).status_code == 404
    consent.refresh_from_db()
    assert consent.withdrawn_by == moderator.person
    assert [item["title"] for item in consent.taken_down] == ["How I left"]
    assert "How I left (page, unpublished)" in mails[0].body
    assert moderator.person.email in {address for message in mails for address in message.to}
    assert "How I left" in moderator.get(f"/admin/consents/edit/{consent.pk}/").content.decode()


def test_a_picture_disappears_from_every_page_and_its_sizes_with_it(
    sign_in, client, add_article, consent, mails, django_capture_on_commit_callbacks
):
    sign_in("Moderators")
    image = SiteImage.objects.first()
    image.people, image.consent = "somebody", consent
    image.save()
    already = {page.pk for page in places_of(consent)[0]}
    shown = add_article("Shows it")
    shown.body = [("image", {"image": image, "caption": "", "alt_text": ""})]
    shown.save_revision().publish()
    draft = add_article("Will show it", live=False)
    draft.listing_image = image
    draft.save_revision()
    later = add_article("Shows it later", listing_image=image)
    above = HomePage.objects.get().add_child(instance=StandardPage(title="Carries others", slug="carries-others"))
    above.body = [("image", {"image": image, "caption": "", "alt_text": ""})]
    above.save_revision().publish()
    above.add_child(instance=StandardPage(title="Below it", slug="below-it"))
    other = add_article("Shows something else")
    other.title = "Shows nothing of it"
    other.save_revision()
    home = HomePage.objects.get()
    home.body = [("image", {"image": image, "caption": "Us", "alt_text": ""})]
    home.save_revision().publish()
    assert 'src="/media/images/' in client.get("/").content.decode()
    rendition = image.renditions.first()
    made = {shown.pk, draft.pk, later.pk, above.pk, home.pk}
    assert {page.pk for page in places_of(consent)[0]} - already == made

    with django_capture_on_commit_callbacks(execute=True):
        withdraw(consent, User.objects.first())

    assert client.get(shown.url).status_code == client.get(later.url).status_code == 404
    assert client.get(above.url).status_code == 200
    consent.refresh_from_db()
    assert {item["page"]: item["how"] for item in consent.taken_down if item.get("page", 0) in made} == {
        shown.pk: "unpublished", later.pk: "unpublished", above.pk: "hidden", home.pk: "hidden",
    }  # fmt: skip
    assert "Carries others (page, the part no longer shows)" in mails[0].body
    front = client.get("/")
    assert front.status_code == 200
    assert 'src="/media/images/' not in front.content.decode()
    assert not rendition.file.storage.exists(rendition.file.name)
    assert not image.renditions.exists()


def test_a_quotation_disappears_from_a_page_that_carries_others(client, consent, mails):
    home = HomePage.objects.get()
    quote = {"text": "It got lighter.", "attribution": "", "consent": consent, "consent_note": ""}
    home.body = [("quote", quote)]
    home.save_revision().publish()
    assert "It got lighter." in client.get("/").content.decode()
    withdraw(consent, None)
    assert "It got lighter." not in client.get("/").content.decode()


def test_the_front_page_stays_even_where_it_is_the_only_one(consent, mails):
    home = HomePage.objects.get()
    quote = {"text": "It got lighter.", "attribution": "", "consent": consent, "consent_note": ""}
    home.body = [("quote", quote)]
    home.save_revision().publish()
    home.get_children().update(live=False)
    withdraw(consent, None)
    home.refresh_from_db()
    assert home.live


def test_what_was_scheduled_with_it_does_not_come_online(story, consent, mails):
    story.unpublish()
    draft = ArticlePage.objects.get(pk=story.pk)
    draft.go_live_at = timezone.now() + timedelta(days=1)
    draft.save_revision().publish()
    assert ArticlePage.objects.get(pk=draft.pk).approved_schedule
    withdraw(consent, None)
    assert not ArticlePage.objects.get(pk=draft.pk).approved_schedule


def test_on_the_day_after_the_last_the_daily_run_takes_it_down_once(
    client, sign_in, consent, story, mails, capsys, django_capture_on_commit_callbacks
):
    sign_in("Moderators")
    consent.expires_on = timezone.localdate()
    consent.save()
    call_command("daily")
    assert client.get(story.url).status_code == 200
    Consent.objects.update(expires_on=timezone.localdate() - timedelta(days=1))
    with django_capture_on_commit_callbacks(execute=True):
        call_command("daily")
    assert client.get(story.url).status_code == 404
    told = len(mails)
    assert told > 0
    with django_capture_on_commit_callbacks(execute=True):
        call_command("daily")
    consent.refresh_from_db()
    assert len(consent.taken_down) == 1
    assert consent.ended_at
    assert len(mails) == told


def test_an_ended_consent_hides_quotations_that_stay_up_and_nobody_is_told_twice(client, consent, mails, capsys):
    home = HomePage.objects.get()
    home.body = [("quote", {"text": "It got lighter.", "attribution": "", "consent": consent, "consent_note": ""})]
    home.save_revision().publish()
    assert "lighter" in client.get("/search/?q=lighter").content.decode().partition("</form>")[2]
    Consent.objects.update(expires_on=timezone.localdate() - timedelta(days=1))
    for _day in range(3):
        call_command("daily")
    assert "It got lighter." not in client.get("/").content.decode()
    assert "got lighter" not in client.get("/search/?q=lighter").content.decode()
    consent.refresh_from_db()
    assert len(consent.taken_down) == 1


def test_a_prolonged_consent_shows_its_pictures_again(consent, mails):
    image = SiteImage.objects.first()
    image.people, image.consent = "somebody", consent
    image.save()
    Consent.objects.update(expires_on=timezone.localdate() - timedelta(days=1))
    call_command("daily")
    image.refresh_from_db()
    assert image.is_withdrawn
    consent.refresh_from_db()
    consent.expires_on = None
    consent.save()
    image.refresh_from_db()
    assert not image.is_withdrawn


def test_a_link_to_a_draft_ends_with_the_consent(client, story, consent, mails):
    from editor.preview_links import make

    path, _until = make(story)
    assert client.get(path).status_code == 200
    withdraw(consent, None)
    assert client.get(path).status_code == 410


def test_a_consent_is_never_deleted(sign_in, consent):
    for group in ("Editors", "Moderators", "Administrators", "Survivor leadership"):
        sign_in(group).post(f"/admin/consents/delete/{consent.pk}/")
    assert Consent.objects.filter(pk=consent.pk).exists()


def test_what_a_consent_covers_no_longer_is_taken_down_at_once(sign_in, client, story, picture, consent, mails):
    narrower = form(covers_story="", covers_name="on", given_on=consent.given_on.isoformat())
    assert sign_in("Moderators").post(f"/admin/consents/edit/{consent.pk}/", narrower).status_code == 302
    assert client.get(story.url).status_code == 404
    picture.refresh_from_db()
    assert picture.is_withdrawn
    consent.refresh_from_db()
    assert [item["title"] for item in consent.taken_down] == ["How I left"]


def test_a_story_without_its_consent_does_not_stop_what_else_is_scheduled(story, consent, add_article, mails):
    story.unpublish()
    soon = timezone.now() - timedelta(minutes=1)
    story = ArticlePage.objects.get(pk=story.pk)
    story.go_live_at = timezone.now() + timedelta(hours=1)
    story.save_revision(approved_go_live_at=soon)
    other = add_article("On time", live=False)
    other.save_revision(approved_go_live_at=soon)
    Consent.objects.filter(pk=consent.pk).update(expires_on=timezone.localdate() - timedelta(days=1))
    call_command("publish_scheduled")
    assert ArticlePage.objects.get(pk=other.pk).live
    assert not ArticlePage.objects.get(pk=story.pk).live


def test_a_dry_run_says_what_would_come_online_and_changes_nothing(story, consent, add_article, mails, capsys):
    other = add_article("On time", live=False)
    other.save_revision(approved_go_live_at=timezone.now() - timedelta(minutes=1))
    Consent.objects.filter(pk=consent.pk).update(expires_on=timezone.localdate() - timedelta(days=1))
    call_command("publish_scheduled", dryrun=True)
    assert "On time" in capsys.readouterr().out
    assert not ArticlePage.objects.get(pk=other.pk).live
    assert ArticlePage.objects.get(pk=story.pk).live
    consent.refresh_from_db()
    assert consent.ended_at is None


def test_the_front_page_does_not_go_offline_by_a_clock_and_other_pages_do(client, home, add_article):
    other, past = add_article("For a while"), timezone.now() - timedelta(minutes=1)
    Page.objects.filter(pk__in=[home.pk, other.pk]).update(expire_at=past)
    call_command("publish_scheduled")
    assert [client.get(page.url).status_code for page in (home, other)] == [200, 404]


def test_what_a_consent_goes_on_covering_stays_online(sign_in, client, story, consent, mails):
    same = form(covers_story="on", covers_picture="on", given_on=consent.given_on.isoformat())
    answer = sign_in("Moderators").post(f"/admin/consents/edit/{consent.pk}/", same | {"withdrawal_contact": "by mail"})
    assert answer.status_code == 302
    assert client.get(story.url).status_code == 200
    consent.refresh_from_db()
    assert (consent.withdrawal_contact, consent.taken_down, mails) == ("by mail", [], [])


def test_a_consent_of_which_nothing_was_online_is_withdrawn_all_the_same(sign_in, consent, mails):
    moderator = sign_in("Moderators")
    moderator.post(f"/admin/consents/{consent.pk}/withdraw/")
    assert "Nothing was online." in moderator.get(f"/admin/consents/edit/{consent.pk}/").content.decode()
    consent.refresh_from_db()
    first = consent.withdrawn_at
    # A second click changes nothing: the day of the withdrawal is the first one.
    moderator.post(f"/admin/consents/{consent.pk}/withdraw/")
    withdraw(consent, None)
    consent.refresh_from_db()
    assert consent.withdrawn_at == first


def test_the_list_says_what_each_consent_covers(sign_in, consent):
    page = " ".join(sign_in("Moderators").get("/admin/consents/").content.decode().split())
    assert consent.covers in page
    assert consent.covers.count(", ") == 1
