"""A consent that ends reaches every place: translations, search, drafts that were shared, and what failed beside it."""

from datetime import timedelta

import pytest
from consent_forms import form
from django.core.files.storage import FileSystemStorage
from django.core.management import call_command
from django.utils import timezone
from wagtail.admin.views.generic import EditView

from blog.models import ArticlePage, BlogIndexPage
from consent.models import Consent
from consent.withdrawal import withdraw
from editor.preview_links import make
from home.models import HomePage
from pages.models import SiteImage

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


@pytest.fixture
def quoted(consent):
    """The front page with a quotation."""
    home = HomePage.objects.get(locale__language_code="en")
    home.body = [("quote", {"text": "It got lighter.", "attribution": "", "consent": consent, "consent_note": ""})]
    home.save_revision().publish()
    return home


def test_nobody_at_all_deletes_a_consent_and_without_one_nothing_is_shown(sign_in, client, consent, quoted):
    boss = sign_in(None)
    boss.post(f"/admin/consents/delete/{consent.pk}/")
    assert Consent.objects.filter(pk=consent.pk).exists()
    assert "/delete/" not in boss.get(f"/admin/consents/edit/{consent.pk}/").content.decode()
    assert "It got lighter." in client.get("/").content.decode()
    # By hand in the database.
    Consent.objects.filter(pk=consent.pk).delete()
    assert "It got lighter." not in client.get("/").content.decode()
    assert boss.get(f"/admin/pages/{quoted.pk}/edit/").status_code == 200


def test_words_that_it_covers_no_longer_are_neither_shown_nor_found_nor_in_shared_drafts(
    sign_in, client, consent, quoted, mails
):
    path, _until = make(quoted)
    assert client.get(path).status_code == 200
    narrower = form(covers_story="", covers_picture="on", given_on=consent.given_on.isoformat())
    assert sign_in("Moderators").post(f"/admin/consents/edit/{consent.pk}/", narrower).status_code == 302
    assert "It got lighter." not in client.get("/").content.decode()
    assert "got lighter" not in client.get("/search/?q=lighter").content.decode()
    assert client.get(path).status_code == 410


def test_a_quotation_is_not_given_a_consent_that_does_not_cover_words(consent, quoted):
    block = quoted.body.stream_block.child_blocks["quote"]
    Consent.objects.update(covers_story=False)
    value = block.to_python({"text": "It got lighter.", "attribution": ""})
    value["consent"] = consent
    with pytest.raises(Exception, match="Validation error") as refused:
        block.clean(value)
    assert "did not agree that their words" in str(refused.value.block_errors["consent"])


def test_a_translation_from_before_the_consent_was_chosen_comes_down_too(
    spanish, client, consent, add_article, mails, sign_in
):
    index = BlogIndexPage.objects.get(locale__language_code="en")
    if not index.has_translation(spanish):
        index.copy_for_translation(spanish)
    index.get_translation(spanish).save_revision().publish()
    english = add_article("Later", text="<p>Her words.</p>")
    english.copy_for_translation(spanish)
    other = english.get_translation(spanish)
    other.save_revision().publish()
    english.body = [
        ("paragraph", "<p>Her words.</p>"),
        ("quote", {"text": "Mine.", "attribution": "", "consent": consent, "consent_note": ""}),
    ]
    english.save_revision().publish()
    other = ArticlePage.objects.get(pk=other.pk)
    assert client.get(other.url).status_code == 200
    shown = sign_in("Moderators").get(f"/admin/consents/{consent.pk}/withdraw/").content.decode()
    assert shown.count("Later") >= 2
    taken = withdraw(consent, None)
    assert {item["page"] for item in taken} == {english.pk, other.pk}
    assert client.get(other.url).status_code == 404


def test_a_front_page_in_another_language_stays_and_staff_are_told_to_look(spanish, consent, quoted, mails):
    front = quoted.get_translation(spanish)
    taken = withdraw(consent, None)
    front.refresh_from_db()
    assert front.live
    assert {item["how"] for item in taken if item["page"] == front.pk} == {"by hand"}


def test_a_storage_that_does_not_answer_stops_no_withdrawal(client, consent, story, mails, monkeypatch):
    def away(*_args):
        raise OSError("the bucket is away")

    monkeypatch.setattr(FileSystemStorage, "listdir", away)
    withdraw(consent, None)
    assert client.get(story.url).status_code == 404
    consent.refresh_from_db()
    assert consent.withdrawn_at


def test_the_daily_run_says_how_many_consents_ended(consent, mails, capsys):
    yesterday = timezone.localdate() - timedelta(days=1)
    Consent.objects.create(person="A.", covers_story=True, withdrawal_contact="letter", paid="no")
    Consent.objects.update(expires_on=yesterday)
    for ended in (2, 0):
        call_command("daily")
        assert f"Consents ended: {ended}." in capsys.readouterr().out


def test_one_consent_that_cannot_end_stops_neither_another_one_nor_what_is_scheduled(
    consent, picture, story, add_article, mails, monkeypatch
):
    yesterday = timezone.localdate() - timedelta(days=1)
    other = Consent.objects.create(person="A.", covers_story=True, withdrawal_contact="letter", paid="no")
    Consent.objects.update(expires_on=yesterday)
    later = add_article("Later", live=False)
    later.save_revision(approved_go_live_at=timezone.now() - timedelta(minutes=1))
    save = SiteImage.save

    def fail(self, *args, **kwargs):
        if self.pk == picture.pk:
            raise OSError("its file cannot be read")
        return save(self, *args, **kwargs)

    monkeypatch.setattr(SiteImage, "save", fail)
    call_command("publish_scheduled")
    other.refresh_from_db()
    assert other.ended_at
    assert ArticlePage.objects.get(pk=later.pk).live
    consent.refresh_from_db()
    assert consent.ended_at is None
    monkeypatch.undo()
    call_command("publish_scheduled")
    assert not ArticlePage.objects.get(pk=story.pk).live


def test_a_form_that_was_open_before_a_withdrawal_does_not_undo_it(sign_in, consent, picture, mails, monkeypatch):
    get_object = EditView.get_object

    def loaded_then_withdrawn(self, *args, **kwargs):
        found = get_object(self, *args, **kwargs)
        if self.request.method == "POST":
            withdraw(Consent.objects.get(pk=consent.pk), None)
        return found

    monkeypatch.setattr(EditView, "get_object", loaded_then_withdrawn)
    sign_in("Moderators").post(f"/admin/consents/edit/{consent.pk}/", form(covers_picture="on", scope="A new scope."))
    consent.refresh_from_db()
    assert consent.scope == "A new scope."
    assert consent.withdrawn_at
    assert consent.taken_down
    picture.refresh_from_db()
    assert picture.is_withdrawn


def test_what_is_scheduled_for_a_page_that_stays_stays_scheduled(consent, quoted, mails):
    quoted.title, quoted.go_live_at = "Renamed", timezone.now() + timedelta(days=3)
    quoted.save_revision().publish()
    withdraw(consent, None)
    assert quoted.revisions.filter(approved_go_live_at__isnull=False).exists()


def test_names_are_shown_to_nobody_who_has_nothing_to_do_with_consents(sign_in, consent):
    advocate = sign_in("Advocates")
    for path in ("", "results/", f"chosen/{consent.pk}/", f"chosen-multiple/?id={consent.pk}"):
        answer = advocate.get(f"/admin/consents/choose/{path}")
        assert answer.status_code in {302, 403}, path
        assert consent.person not in answer.content.decode()


def test_a_picture_takes_down_only_pages_that_show_it(spanish, consent, picture, plain, mails):
    page = plain("Shows it")
    other = page.copy_for_translation(spanish)
    other.save_revision().publish()
    page.body = [("image", {"image": picture, "caption": "", "alt_text": ""})]
    page.save_revision().publish()
    withdraw(consent, None)
    page.refresh_from_db()
    other.refresh_from_db()
    assert (page.live, other.live) == (False, True)


def test_a_narrower_consent_takes_down_translations_that_cannot_hide_the_words(
    spanish, sign_in, consent, quoted, plain, mails
):
    front = quoted.get_translation(spanish)
    page = plain("Quotes her")
    other = page.copy_for_translation(spanish)
    other.save_revision().publish()
    page.body = [("quote", {"text": "Mine.", "attribution": "", "consent": consent, "consent_note": ""})]
    page.save_revision().publish()
    narrower = form(covers_story="", covers_picture="on", given_on=consent.given_on.isoformat())
    sign_in("Moderators").post(f"/admin/consents/edit/{consent.pk}/", narrower)
    for one in (page, other, front):
        one.refresh_from_db()
    assert (page.live, other.live, front.live) == (True, False, True)
    consent.refresh_from_db()
    assert {item["page"]: item["how"] for item in consent.taken_down} == {other.pk: "unpublished", front.pk: "by hand"}


def test_what_is_left_to_do_is_told_apart_from_what_is_done(spanish, sign_in, consent, quoted, mails):
    front = quoted.get_translation(spanish)
    front.title = "Inicio"
    front.save_revision().publish()
    answer = sign_in("Moderators").post(f"/admin/consents/{consent.pk}/withdraw/", follow=True).content.decode()
    said = " ".join(answer.split())
    assert "Still online, since others hang on it: Inicio." in said
    assert "Inicio (still online" in said.replace("<strong>", "")


def test_a_page_whose_draft_alone_names_the_consent_is_left_to_staff(sign_in, consent, plain, mails):
    section = plain("Section")
    plain("Below it", parent=section)
    quote = {"text": "Mine.", "attribution": "", "consent": None, "consent_note": ""}
    section = type(section).objects.get(pk=section.pk)
    section.body = [("quote", quote)]
    section.save_revision().publish()
    section.body = [("quote", quote | {"consent": consent})]
    section.save_revision()
    answer = sign_in("Moderators").post(f"/admin/consents/{consent.pk}/withdraw/", follow=True).content.decode()
    said = " ".join(answer.split())
    assert "Still online, since others hang on it: Section." in said
    assert "Withdrawn. Taken down" not in said
    assert "Withdrawn. Nothing was online." not in said
    consent.refresh_from_db()
    assert [item["how"] for item in consent.taken_down] == ["by hand"]


def test_a_picture_hides_no_words_that_do_not_name_the_consent(spanish, consent, picture, quoted, mails):
    front = quoted.get_translation(spanish)
    front.body = [("image", {"image": picture, "caption": "", "alt_text": ""})]
    front.save_revision().publish()
    assert {item["how"] for item in withdraw(consent, None) if item.get("page") == front.pk} == {"by hand"}


def test_what_staff_put_right_after_a_narrower_consent_stays_so(
    spanish, sign_in, consent, plain, mails, django_capture_on_commit_callbacks
):
    page = plain("Quotes her")
    other = page.copy_for_translation(spanish)
    other.go_live_at = timezone.now() + timedelta(days=1)
    other.save_revision().publish()
    page.body = [("quote", {"text": "Mine.", "attribution": "", "consent": consent, "consent_note": ""})]
    page.save_revision().publish()
    staff, edit = sign_in("Moderators"), f"/admin/consents/edit/{consent.pk}/"
    narrower = form(covers_story="", covers_picture="on", given_on=consent.given_on.isoformat())
    staff.post(edit, narrower)
    # Nothing of it comes online by itself.
    assert not other.revisions.filter(approved_go_live_at__isnull=False).exists()
    other.go_live_at = None
    other.save_revision().publish()
    mails.clear()
    with django_capture_on_commit_callbacks(execute=True):
        staff.post(edit, narrower | {"withdrawal_contact": "by telephone"})
    other.refresh_from_db()
    assert other.live
    assert mails == []


def test_whoever_keeps_consents_is_told_what_a_narrower_one_took_down(
    spanish, sign_in, consent, plain, mails, django_capture_on_commit_callbacks
):
    page = plain("Quotes her")
    page.copy_for_translation(spanish).save_revision().publish()
    page.body = [("quote", {"text": "Mine.", "attribution": "", "consent": consent, "consent_note": ""})]
    page.save_revision().publish()
    narrower = form(covers_story="", covers_picture="on", given_on=consent.given_on.isoformat())
    staff = sign_in("Moderators")
    with django_capture_on_commit_callbacks(execute=True):
        staff.post(f"/admin/consents/edit/{consent.pk}/", narrower)
    assert "Quotes her (page, unpublished)" in mails[0].body
