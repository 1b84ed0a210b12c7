"""A colleague is brought in by a link, chooses a password alone, and is let go on one screen."""

import html
import re
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from signing_in import PASSWORD, SECRET, finished_mail
from wagtail.models import Page, PageSubscription

from accounts import invitations
from accounts.colleagues import InviteForm
from accounts.models import Invitation, User

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
INVITE = "/admin/people/invite/"
NEW = "five quiet river stones lie"


@pytest.fixture
def administrator(sign_in):
    return sign_in("Administrators")


def invite(client, email="new@example.org", role="Editors"):
    return client.post(INVITE, {"email": email, "role": Group.objects.get(name=role).pk}, follow=True)


def link_in(text):
    return re.search(r"http://localhost(/account/welcome/[^\s\"]+/)", html.unescape(text))[1]


@pytest.fixture
def mail(settings):
    settings.MAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


def test_without_a_mail_server_the_link_is_shown_once(administrator):
    answer = invite(administrator)
    link = link_in(answer.content.decode())
    assert "no-store" in answer["Cache-Control"]
    assert Client().get(link).status_code == 200
    assert link not in administrator.get(INVITE).content.decode()


def test_with_one_it_goes_by_mail_and_nobody_else_sees_it(administrator, mail):
    answer = invite(administrator).content.decode()
    assert "An invitation is on its way to new@example.org" in answer
    assert "/account/welcome/" not in answer
    (message,) = finished_mail()
    assert message.to == ["new@example.org"]
    assert "within 48 hours" in message.body
    assert Client().get(link_in(message.body)).status_code == 200


def test_who_comes_chooses_a_password_and_signs_in_with_the_role(administrator):
    link, them = link_in(invite(administrator, "New@Example.org").content.decode()), Client()
    page = them.get(link).content.decode()
    assert "new@example.org" in page
    assert "Editors: Writes and changes pages" in page
    assert "new@example.org" in administrator.get(INVITE).content.decode()
    answer = them.post(link, {"password": NEW}, follow=True)
    assert "Welcome. Now sign in" in answer.content.decode()
    them.post("/account/login/", {"login": "new@example.org", "password": NEW})
    assert them.get("/admin/").status_code == 200
    person = User.objects.get(email="new@example.org")
    assert [group.name for group in person.groups.all()] == ["Editors"]
    assert (person.first_name, person.last_name) == ("", "")
    assert not Invitation.objects.exists()
    # Once only.
    assert them.get(link).status_code == 410
    assert them.post(link, {"password": "another five quiet stones"}).status_code == 410


@pytest.mark.parametrize("password", ["short", "new@example.org", ""])
def test_a_password_that_could_be_guessed_is_refused_in_words(administrator, password):
    link = link_in(invite(administrator).content.decode())
    answer = Client().post(link, {"password": password, "first_name": "Kept"})
    assert answer.status_code == 400
    assert 'role="alert"' in answer.content.decode()
    assert 'value="Kept"' in answer.content.decode()
    assert not User.objects.get(email="new@example.org").is_active


def test_nobody_signs_in_or_gets_a_new_password_before_they_came(administrator, mail):
    invite(administrator)
    finished_mail()
    them = Client()
    them.post("/account/login/", {"login": "new@example.org", "password": NEW})
    assert them.get("/admin/").status_code == 302
    them.post("/account/password/reset/", {"email": "new@example.org"})
    assert not any("/password/reset/key/" in message.body for message in finished_mail())


def test_after_48_hours_it_is_over_and_a_new_link_ends_the_one_before(administrator, monkeypatch):
    first = link_in(invite(administrator).content.decode())
    made = Invitation.objects.get()
    again = administrator.post(reverse("accounts_invite_again", args=[made.pk]))
    second = link_in(again.content.decode())
    assert [Client().get(link).status_code for link in (first, second)] == [410, 200]
    Invitation.objects.update(sent_at=timezone.now() - timedelta(hours=49))
    assert "It is over." in administrator.get(INVITE).content.decode()
    monkeypatch.setattr(invitations, "GOOD_FOR", timedelta(seconds=-1))
    assert Client().get(second).status_code == 410


def test_a_link_that_went_to_a_wrong_address_is_over_once_the_address_is_corrected(administrator):
    link = link_in(invite(administrator, "jame@example.org").content.decode())
    person = User.objects.get(email="jame@example.org")
    person.email = "jane@example.org"
    person.save()
    assert Client().get(link).status_code == 410


def test_an_account_that_is_in_use_waits_for_nobody_and_is_not_taken_back(administrator):
    link = link_in(invite(administrator).content.decode())
    person = User.objects.get(email="new@example.org")
    person.is_active = True
    person.set_password(NEW)
    person.save()
    assert Client().get(link).status_code == 410
    page = administrator.get(INVITE).content.decode()
    assert "new@example.org" not in page
    administrator.post(f"/admin/people/invite/{person.invitation.pk}/take-back/")
    assert User.objects.filter(pk=person.pk).exists()


def test_two_who_invite_the_same_person_at_once_are_told(administrator, monkeypatch):
    invite(administrator)
    monkeypatch.setattr(InviteForm, "clean_email", lambda form: form.cleaned_data["email"])
    assert "There is an account with this e-mail address." in invite(administrator).content.decode()


@pytest.mark.parametrize("token", ["x", "WzEsIDFd:1abc:def", "%00", "a" * 5000])
def test_a_made_up_link_is_over(client, db, token):
    assert client.get(f"/account/welcome/{token}/").status_code in {404, 410}


def test_an_invitation_is_taken_back(administrator):
    link = link_in(invite(administrator).content.decode())
    administrator.post(reverse("accounts_take_back", args=[Invitation.objects.get().pk]))
    assert Client().get(link).status_code == 410
    assert not User.objects.filter(email="new@example.org").exists()


def test_whoever_invited_is_signed_out_on_the_computer_on_which_a_colleague_chooses_a_password(administrator):
    link = link_in(invite(administrator).content.decode())
    answer = administrator.post(link, {"password": NEW}, follow=True)
    assert "Welcome. Now sign in" in answer.content.decode()
    assert administrator.get("/admin/")["Location"].startswith("/account/login/")


def test_the_invitation_of_somebody_above_is_not_touched(administrator):
    invite(administrator)
    made = Invitation.objects.get()
    User.objects.filter(pk=made.person_id).update(is_superuser=True)
    for name in ("accounts_invite_again", "accounts_take_back"):
        assert administrator.post(reverse(name, args=[made.pk])).status_code in {302, 403}
    assert Invitation.objects.get().round == made.round


@pytest.mark.parametrize(
    ("email", "said"),
    [("new@example", "Enter a valid email"), ("ADMINISTRATORS@example.org", "There is an account"), ("", "required")],
)
def test_an_address_that_will_not_do_is_said(administrator, email, said):
    User.objects.get_or_create(email="administrators@example.org")
    before = User.objects.count()
    assert said in invite(administrator, email).content.decode()
    assert User.objects.count() == before


def test_wagtails_own_form_for_new_people_leads_here(administrator):
    assert administrator.get("/admin/users/new/")["Location"] == INVITE
    person = User.objects.create_user("plain@example.org", PASSWORD)
    page = html.unescape(administrator.get(f"/admin/users/edit/{person.pk}/").content.decode())
    assert "Moderators: Does all that Editors do" in page
    group = Group.objects.get(name="Editors").pk
    words = {"email": "plain@example.org", "first_name": "", "last_name": "", "groups": [group], "is_active": "on"}
    assert administrator.post(f"/admin/users/edit/{person.pk}/", words).status_code == 302
    assert person.groups.filter(pk=group).exists()


# Somebody leaves


@pytest.fixture
def leaver(django_user_model):
    person = User.objects.create_user("leaver@example.org", PASSWORD)
    person.groups.set(Group.objects.filter(name="Moderators"))
    totp.TOTP.activate(person, SECRET)
    return person


def test_on_one_screen_everything_of_theirs_ends_and_goes_on(administrator, leaver, add_article):
    draft, review = add_article("Their draft", live=False), add_article("In review", live=False)
    Page.objects.filter(pk=draft.pk).update(owner=leaver, locked=True, locked_by=leaver)
    review.get_workflow().start(review, leaver)
    theirs = Client()
    theirs.force_login(leaver)
    assert theirs.get("/admin/").status_code == 200
    url = reverse("accounts_close", args=[leaver.pk])
    page = administrator.get(url).content.decode()
    for words in ("Drafts: 1", "Reviews they asked for: 1", "which are unlocked: 1"):
        assert words in page
    colleague = User.objects.create_user("goes-on@example.org", PASSWORD)
    PageSubscription.objects.create(page=draft, user=leaver, comment_notifications=True)
    said = administrator.post(url, {"colleague": colleague.pk}, follow=True).content.decode()
    assert "goes-on@example.org goes on with: Drafts: 1" in said
    leaver.refresh_from_db()
    draft.refresh_from_db()
    review.refresh_from_db()
    assert (leaver.is_active, leaver.is_superuser, leaver.has_usable_password()) == (False, False, False)
    assert not leaver.groups.exists()
    assert not Authenticator.objects.filter(user=leaver).exists()
    assert (draft.owner, draft.locked) == (colleague, False)
    assert review.current_workflow_state.requested_by == colleague
    assert [told.user for told in PageSubscription.objects.filter(page=draft)] == [colleague]
    assert theirs.get("/admin/").status_code == 302
    theirs.post("/account/login/", {"login": "leaver@example.org", "password": PASSWORD})
    assert theirs.get("/admin/").status_code == 302


def test_of_somebody_who_leaves_nothing_behind_it_is_said_that_they_are_signed_out(administrator, leaver):
    url = reverse("accounts_close", args=[leaver.pk])
    said = administrator.post(url, {"colleague": administrator.person.pk}, follow=True).content.decode()
    assert "leaver@example.org is signed out everywhere and has no role any more." in said
    assert "goes on with" not in said
    leaver.refresh_from_db()
    assert not leaver.is_active


def test_the_last_one_who_may_manage_people_stays(db, django_user_model):
    User.objects.all().delete()
    only = User.objects.create_superuser("only@example.org", PASSWORD)
    other = User.objects.create_user("other@example.org", PASSWORD)
    from accounts.handing_over import why_not

    assert "the only one who may manage people" in why_not(only, other)
    assert "your own account" in why_not(only, only)
    assert why_not(other, only) == ""


def test_nobody_closes_the_account_of_somebody_above_nor_their_own(administrator, sign_in):
    above = User.objects.create_superuser("above@example.org", PASSWORD)
    third = User.objects.create_user("third@example.org", PASSWORD)
    administrator.post(reverse("accounts_close", args=[above.pk]), {"colleague": third.pk})
    own = User.objects.get(pk=administrator.session["_auth_user_id"])
    administrator.post(reverse("accounts_close", args=[own.pk]), {"colleague": third.pk})
    for person in (above, own):
        person.refresh_from_db()
        assert person.is_active


@pytest.mark.parametrize("group", ["Editors", "Moderators", "Survivor leadership"])
def test_others_find_none_of_these_doors(sign_in, administrator, leaver, group):
    invite(administrator)
    made, client = Invitation.objects.get(), sign_in(group)
    assert client.get(INVITE).status_code in {302, 403}
    invite(client, "another@example.org")
    client.post(reverse("accounts_invite_again", args=[made.pk]))
    client.post(reverse("accounts_take_back", args=[made.pk]))
    third = User.objects.create_user("third@example.org", PASSWORD)
    assert client.post(reverse("accounts_close", args=[leaver.pk]), {"colleague": third.pk}).status_code in {302, 403}
    leaver.refresh_from_db()
    assert leaver.is_active
    assert Invitation.objects.get().round == made.round
    assert not User.objects.filter(email="another@example.org").exists()


def test_an_administrator_who_is_not_all_powerful_makes_nobody_so(administrator):
    link = link_in(invite(administrator, role="Administrators").content.decode())
    Client().post(link, {"password": NEW})
    assert not User.objects.get(email="new@example.org").is_superuser
