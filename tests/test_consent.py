"""What people agreed to is data: shown only while it holds, taken down everywhere when they take it back."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.utils import timezone

from accounts.models import User
from blog.models import ArticlePage
from consent.models import Consent
from consent.withdrawal import places_of, withdraw
from home.models import HomePage
from pages.models import SiteImage

pytestmark = pytest.mark.django_db


@pytest.fixture
def consent(django_user_model):
    return Consent.objects.create(
        person="M. from the Tuesday group",
        covers_story=True,
        covers_picture=True,
        withdrawal_contact="through their advocate",
        paid="yes",
    )


@pytest.fixture
def read_by_two(django_user_model):
    """Return a function that sends a page through its review, each step read by somebody else."""

    def read(page):
        page.get_workflow().start(page, None)
        for step in range(2):
            page.refresh_from_db()
            reader = django_user_model.objects.create_user(f"reader-{page.pk}-{step}@example.org")
            page.current_workflow_task_state.approve(user=reader)
        page.refresh_from_db()
        assert page.live
        return page

    return read


@pytest.fixture
def story(add_article, consent, read_by_two):
    return read_by_two(add_article("How I left", live=False, is_story=True, consent=consent))


@pytest.fixture
def mails(monkeypatch):
    """Collect what would be sent, without waiting for the thread that sends it."""
    sent = []
    monkeypatch.setattr("accounts.notices.send", sent.append)
    return sent


def form(**changes):
    return {
        "person": "K.",
        "given_on": "2026-01-05",
        "covers_story": "on",
        "scope": "First name only.",
        "expires_on": "",
        "withdrawal_contact": "by letter",
        "paid": "no",
    } | changes


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
    client, add_article, consent, mails, django_capture_on_commit_callbacks
):
    image = SiteImage.objects.first()
    image.people, image.consent = "somebody", consent
    image.save()
    shown = add_article("Shows it")
    shown.body = [("image", {"image": image, "caption": "", "alt_text": ""})]
    shown.save_revision().publish()
    draft = add_article("Will show it", live=False)
    draft.listing_image = image
    draft.save_revision()
    home = HomePage.objects.get()
    home.body = [("image", {"image": image, "caption": "Us", "alt_text": ""})]
    home.save_revision().publish()
    assert 'src="/media/images/' in client.get("/").content.decode()
    rendition = image.renditions.first()
    assert {page.pk for page in places_of(consent)[0]} >= {shown.pk, draft.pk, home.pk}

    with django_capture_on_commit_callbacks(execute=True):
        withdraw(consent, User.objects.first())

    assert client.get(shown.url).status_code == 404
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


def test_what_was_scheduled_with_it_does_not_come_online(story, consent, mails):
    story.unpublish()
    draft = ArticlePage.objects.get(pk=story.pk)
    draft.go_live_at = timezone.now() + timedelta(days=1)
    draft.save_revision().publish()
    assert ArticlePage.objects.get(pk=draft.pk).approved_schedule
    withdraw(consent, None)
    assert not ArticlePage.objects.get(pk=draft.pk).approved_schedule


def test_on_the_day_after_the_last_the_daily_run_takes_it_down_once(client, consent, story, mails, capsys):
    consent.expires_on = timezone.localdate()
    consent.save()
    call_command("daily")
    assert client.get(story.url).status_code == 200
    Consent.objects.update(expires_on=timezone.localdate() - timedelta(days=1))
    call_command("daily")
    assert client.get(story.url).status_code == 404
    call_command("daily")
    consent.refresh_from_db()
    assert len(consent.taken_down) == 1
    assert consent.ended_at
    assert mail.outbox == []


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


# Two readers


def act(client, page, action="approve"):
    state = page.current_workflow_task_state
    return client.post(f"/admin/pages/workflow/action/{page.pk}/{action}/{state.pk}/", {"comment": ""})


@pytest.fixture
def submitted(add_article, consent):
    page = add_article("To be read", live=False, is_story=True, consent=consent)
    page.get_workflow().start(page, User.objects.first())
    return page


def test_a_story_is_read_by_two_people_one_of_them_from_survivor_leadership(sign_in, submitted):
    moderator, leader = sign_in("Moderators"), sign_in("Survivor leadership")
    assert submitted.current_workflow_state.workflow.name == "Two readers for a survivor’s story"
    act(leader, submitted)
    assert submitted.current_workflow_task_state.task.name == "Review by a moderator"
    act(moderator, submitted)
    submitted.refresh_from_db()
    assert not submitted.live
    assert submitted.current_workflow_task_state.task.name == "Reading by survivor leadership"
    answer = act(leader, submitted)
    submitted.refresh_from_db()
    assert submitted.live, answer.content.decode()[:3000]


def test_nobody_is_both_readers(sign_in, submitted):
    from django.contrib.auth.models import Group

    both = sign_in("Moderators")
    both.person.groups.add(Group.objects.get(name="Survivor leadership"))
    act(both, submitted)
    act(both, submitted)
    submitted.refresh_from_db()
    assert not submitted.live


def test_the_second_reader_cannot_approve_without_consent_in_force(sign_in, submitted, consent):
    act(sign_in("Moderators"), submitted)
    Consent.objects.update(expires_on=timezone.localdate() - timedelta(days=1))
    leader = sign_in("Survivor leadership")
    act(leader, submitted)
    submitted.refresh_from_db()
    assert not submitted.live
    assert "does not hold any more" in leader.get(f"/admin/pages/{submitted.pk}/edit/").content.decode()


def test_a_moderator_publishes_no_story_alone(sign_in, add_article, index, consent):
    from page_forms import form_for

    page = add_article("Too quick", live=False, is_story=True, consent=consent)
    moderator = sign_in("Moderators")
    edit = moderator.get(f"/admin/pages/{page.pk}/edit/")
    assert "action-publish" not in edit.content.decode()
    story = {"is_story": "on", "consent": str(consent.pk), "action-publish": "1"}
    answers = [
        moderator.post(f"/admin/pages/{page.pk}/edit/", form_for(ArticlePage, "Too quick") | story),
        moderator.post(f"/admin/pages/add/blog/articlepage/{index.pk}/", form_for(ArticlePage, "At once") | story),
        moderator.post(f"/admin/bulk/wagtailcore/page/publish/?id={page.pk}", {}),
        moderator.post(f"/admin/bulk/wagtailcore/page/publish/?id={index.pk}", {"include_descendants": "on"}),
        moderator.post(f"/admin/api/main/pages/{page.pk}/action/publish/"),
    ]
    assert [answer.status_code for answer in answers if answer.status_code >= 500] == []
    assert ArticlePage.objects.filter(title="At once").exists()
    assert not ArticlePage.objects.filter(is_story=True, live=True).exists()


def test_an_article_that_becomes_a_story_later_needs_its_two_readers_too(sign_in, add_article, consent):
    from page_forms import form_for

    moderator = sign_in("Moderators")
    live = add_article("Changed its mind", live=True)
    story = {"is_story": "on", "consent": str(consent.pk), "action-publish": "1"}
    moderator.post(f"/admin/pages/{live.pk}/edit/", form_for(ArticlePage, "Changed its mind") | story)
    assert not ArticlePage.objects.get(pk=live.pk).is_story

    sent = add_article("Sent as an article", live=False)
    sent.get_workflow().start(sent, None)
    sent.is_story, sent.consent = True, consent
    sent.save_revision()
    act(moderator, sent)
    sent.refresh_from_db()
    assert not sent.live


def test_publishing_without_a_consent_in_force_is_refused_in_words(sign_in, story, consent):
    from page_forms import form_for

    moderator = sign_in("Moderators")
    data = form_for(ArticlePage, "How I left") | {"is_story": "on", "consent": "", "action-publish": "1"}
    response = moderator.post(f"/admin/pages/{story.pk}/edit/", data)
    assert response.status_code == 200
    assert "needs a consent before it is published" in response.content.decode()


def test_an_ordinary_article_keeps_its_one_reader(sign_in, add_article):
    page = add_article("Ordinary", live=False)
    page.get_workflow().start(page, User.objects.first())
    act(sign_in("Moderators"), page)
    page.refresh_from_db()
    assert page.live


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


def test_whoever_reads_stories_or_takes_a_consent_back_has_a_second_step(sign_in):
    assert sign_in("Survivor leadership").person.needs_second_step
    assert not sign_in("Editors").person.needs_second_step


def test_after_a_withdrawal_it_stays_a_story_whatever_is_ticked(story, consent, mails):
    withdraw(consent, None)
    story = ArticlePage.objects.get(pk=story.pk)
    story.is_story, story.consent = False, None
    with pytest.raises(ValidationError):
        story.save_revision().publish()
    assert not ArticlePage.objects.get(pk=story.pk).live
    assert story.get_workflow().name == "Two readers for a survivor’s story"


def test_a_story_that_changed_is_read_again(story):
    story.save_revision().publish()
    story.body = [("paragraph", "<p>Details that nobody has read.</p>")]
    with pytest.raises(ValidationError, match="again when it has changed"):
        story.save_revision().publish()
    story.refresh_from_db()
    assert "nobody has read" not in story.plain_text()


def test_who_changes_a_read_story_is_told_that_it_is_read_again_and_loses_nothing(sign_in, story, consent):
    from page_forms import form_for

    moderator = sign_in("Moderators")
    data = form_for(ArticlePage, "How I left") | {"is_story": "on", "consent": str(consent.pk), "action-publish": "1"}
    response = moderator.post(f"/admin/pages/{story.pk}/edit/", data, follow=True)
    assert response.status_code == 200
    assert "again when it has changed" in response.content.decode()
    kept = ArticlePage.objects.get(pk=story.pk)
    assert "Care is steady" not in kept.plain_text()
    assert "Care is steady" in kept.get_latest_revision_as_object().plain_text()


def test_an_alias_of_a_story_goes_with_it(story, index):
    alias = story.create_alias(parent=index, update_slug="the-same-story")
    story.save_revision().publish()
    alias.refresh_from_db()
    assert alias.title == story.title


@pytest.fixture
def picture(consent):
    image = SiteImage.objects.filter(is_example=True).first()
    image.consent, image.people = consent, "somebody"
    image.save()
    return image


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


def test_what_a_consent_covers_no_longer_is_taken_down_at_once(sign_in, client, story, picture, consent, mails):
    narrower = form(covers_story="", covers_name="on", given_on=consent.given_on.isoformat())
    assert sign_in("Moderators").post(f"/admin/consents/edit/{consent.pk}/", narrower).status_code == 302
    assert client.get(story.url).status_code == 404
    picture.refresh_from_db()
    assert picture.is_withdrawn
    consent.refresh_from_db()
    assert [item["title"] for item in consent.taken_down] == ["How I left"]


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
