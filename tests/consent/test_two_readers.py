"""Two people read a survivor's own story before it is published, and again when it has changed."""

from datetime import timedelta

import pytest
from consent_forms import act
from django.contrib.auth.models import Permission
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import User
from blog.models import ArticlePage
from consent.models import Consent
from consent.withdrawal import withdraw

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


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


def test_what_cannot_be_published_as_it_is_stays_in_review_and_the_reason_is_said(
    sign_in, add_article, django_user_model
):
    page = add_article("In review", live=False)
    page.slug = "taken"
    page.save_revision()
    page.get_workflow().start(page, django_user_model.objects.create_user("writer@example.org"))
    add_article("Quicker", slug="taken")
    moderator = sign_in("Moderators")
    edit = f"/admin/pages/{page.pk}/edit/"
    state = page.current_workflow_task_state
    url = f"/admin/pages/workflow/action/{page.pk}/approve/{state.pk}/"
    answer = moderator.post(url, {"comment": ""}, headers={"referer": f"http://testserver{edit}"}, follow=True)
    assert answer.status_code == 200
    assert answer.redirect_chain[-1][0].endswith(edit)
    assert "slug" in answer.content.decode().lower()
    page.refresh_from_db()
    assert not page.live
    assert page.current_workflow_task_state == state
    # In the dialog of the editor.
    answer = moderator.post(url, {"comment": ""}, headers={"x-requested-with": "XMLHttpRequest"})
    assert answer.json() == {"step": "success", "redirect": "/admin/"}


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


def test_whoever_reads_stories_or_takes_a_consent_back_has_a_second_step(sign_in):
    assert sign_in("Survivor leadership").person.needs_second_step
    assert not sign_in("Editors").person.needs_second_step
    keeper = User.objects.create_user("keeper@example.org")
    assert not keeper.needs_second_step
    keeper.user_permissions.add(Permission.objects.get(codename="change_consent"))
    assert User.objects.get(pk=keeper.pk).needs_second_step


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


def test_an_alias_of_a_story_goes_with_it(story, index, consent, mails):
    alias = story.create_alias(parent=index, update_slug="the-same-story")
    story.save_revision().publish()
    alias.refresh_from_db()
    assert alias.live
    withdraw(consent, None)
    alias.refresh_from_db()
    assert not alias.live
