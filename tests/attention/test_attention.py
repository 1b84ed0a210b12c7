"""What needs attention is listed for whoever can put it right, each with the way there."""

import re
from datetime import UTC, timedelta
from types import SimpleNamespace

import pytest
from attention_lists import texts
from django.core import mail
from django.core.management import call_command
from django.utils import timezone, translation
from django.utils.formats import date_format
from wagtail.models import Page
from wagtail.test.utils.form_data import nested_form_data, querydict_from_html, streamfield
from wagtail.users.models import UserProfile

from attention import notes, summary
from attention.items import Group, what_needs_attention
from attention.models import OutsideLink, PageNote
from attention.notes import refresh_all
from blog.models import ArticlePage
from checks.models import Term
from checks.page import Kind
from consent.models import Consent
from deleted.pages import throw_away
from home.models import SiteSettings, StandardPage
from pages.models import SiteImage
from resources.models import CrisisContact, DonatePage

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


def test_pages_past_their_review_date(administrator, add_article):
    today = timezone.localdate()
    add_article("Due", review_by=today)
    add_article("Not yet", review_by=today + timedelta(days=1))
    assert [text.partition(":")[0] for text in texts(administrator, Group.REVIEW)] == ["Due"]


def test_crisis_contacts_that_nobody_has_checked_for_as_long_as_the_settings_say(administrator):
    contact = CrisisContact.objects.filter(live=True).first()
    CrisisContact.objects.update(last_checked=timezone.localdate() - timedelta(days=10), review_by=None)
    assert texts(administrator, Group.CONTACTS) == []
    SiteSettings.objects.update(checks_interval=9)
    found = [row for row in what_needs_attention(administrator) if row.group == Group.CONTACTS]
    assert found[0].text.startswith(f"{contact.name}: time to call")
    assert found[0].url == f"/admin/snippets/resources/crisiscontact/edit/{contact.pk}/"


def test_pictures_without_alt_text(administrator):
    SiteImage.objects.filter(pk=SiteImage.objects.first().pk).update(description="", is_decorative=False)
    assert any("has no alt text" in text for text in texts(administrator, Group.PICTURES))


def test_old_drafts(administrator, add_article):
    old, new = add_article("Old", live=False), add_article("New", live=False)
    Page.objects.filter(pk=old.pk).update(latest_revision_created_at=timezone.now() - timedelta(weeks=7))
    found = " ".join(texts(administrator, Group.DRAFTS))
    assert old.title in found
    assert new.title not in found


def test_what_is_scheduled_with_the_time_of_the_organisation(administrator, add_article, settings):
    page = add_article("Later", live=False)
    # Late in the evening here, which is another day in Greenwich.
    local = timezone.localtime(timezone.now() + timedelta(days=2)).replace(hour=23, minute=30, second=0, microsecond=0)
    page.go_live_at = local.astimezone(UTC)
    page.save_revision().publish()
    said = f"Later goes online on {date_format(local, 'DATETIME_FORMAT')}."
    assert texts(administrator, Group.SCHEDULED) == [said]


def test_words_placeholders_and_broken_links_inside(administrator, add_article):
    hidden = add_article("Hidden", live=False)
    link = f'<a linktype="page" id="{hidden.pk}">there</a>'
    add_article("Much to do", live=False, text=f"<p>A pimp. [[fill in: hours]]. Go {link}.</p>")
    for group in (Group.WORDS, Group.PLACEHOLDERS, Group.LINKS):
        assert any("Much to do" in text for text in texts(administrator, group)), group


def test_each_row_leads_to_the_very_block(administrator, add_article):
    page = add_article("Go there", text="<p>A pimp came.</p>")
    row = next(row for row in what_needs_attention(administrator) if row.group == Group.WORDS)
    assert row.url == f"/admin/pages/{page.pk}/edit/#block-{page.body[0].id}-section"


def test_pages_that_nothing_leads_to(administrator, home):
    lonely = home.add_child(instance=StandardPage(title="Lonely", slug="lonely"))
    assert any("Lonely" in text for text in texts(administrator, Group.LONELY))
    about = StandardPage.objects.get(slug="about")
    about.body = [("paragraph", f'<p>See <a linktype="page" id="{lonely.pk}">it</a>.</p>')]
    about.save_revision().publish()
    assert not any("Lonely" in text for text in texts(administrator, Group.LONELY))


def test_articles_are_never_lonely_because_the_blog_lists_them(administrator, add_article):
    add_article("Listed")
    assert texts(administrator, Group.LONELY) == []


def test_consents_that_end_soon(administrator):
    soon = timezone.localdate() + timedelta(days=20)
    Consent.objects.create(person="M.", covers_story=True, withdrawal_contact="x", paid="no", expires_on=soon)
    later = soon + timedelta(days=60)
    Consent.objects.create(person="L.", covers_story=True, withdrawal_contact="x", paid="no", expires_on=later)
    assert [text[:20] for text in texts(administrator, Group.CONSENT)] == ["The consent of M. en"]


def test_the_report_shows_it_by_group(sign_in, add_article):
    add_article("Wording", text="<p>A pimp came.</p>")
    staff = sign_in("Editors")
    page = staff.get("/admin/attention/").content.decode()
    assert "Words to avoid" in page
    assert "Wording: “pimp”" in page
    assert "Wording: “pimp”" in staff.get("/admin/attention/?group=words").content.decode()
    assert "Wording: “pimp”" not in staff.get("/admin/attention/?group=links").content.decode()
    assert staff.get("/admin/attention/?group=nonsense").status_code == 200


def test_an_editor_is_not_shown_what_only_others_can_change(sign_in):
    SiteSettings.objects.update(phone="", email="")
    CrisisContact.objects.update(review_by="2020-01-01")
    page = sign_in("Editors").get("/admin/attention/").content.decode()
    assert "no phone or e-mail" not in page
    assert "time to call" not in page


def test_notes_follow_each_saved_version(add_article):
    page = add_article("Changing", text="<p>A pimp came.</p>")
    assert PageNote.objects.filter(page=page, kind="word").count() == 1
    page.body = [("paragraph", "<p>A trafficker came.</p>")]
    page.save_revision()
    assert not PageNote.objects.filter(page=page, kind="word").exists()


def test_looking_at_all_pages_again_says_the_same(add_article):
    add_article("Same", text="<p>A pimp came.</p>")
    ArticlePage.objects.get(slug="same")
    refresh_all()
    before = sorted(PageNote.objects.values_list("page_id", "text"))
    refresh_all()
    assert sorted(PageNote.objects.values_list("page_id", "text")) == before


def test_notes_are_read_in_the_language_in_which_somebody_works(
    administrator, add_article, django_capture_on_commit_callbacks
):
    add_article("Before", text="<p>A pimp came.</p>")
    with django_capture_on_commit_callbacks(execute=True):
        profile = UserProfile.get_for_user(administrator)
        profile.preferred_language = "es"
        profile.save()
    add_article("After", text="<p>A pimp came.</p>")
    assert {text.partition(" – ")[0] for text in texts(administrator, Group.WORDS)} >= {
        "Before: “pimp” in “A pimp came.”",
        "After: “pimp” in “A pimp came.”",
    }
    with translation.override("es"):
        assert {text.partition(" – ")[0] for text in texts(administrator, Group.WORDS)} >= {
            "Before: “pimp” en “A pimp came.”",
            "After: “pimp” en “A pimp came.”",
        }


# The daily mail


def test_no_mail_goes_out_unless_someone_asked(add_article, capsys):
    call_command("daily")
    assert mail.outbox == []


def test_what_is_said_of_a_page_in_the_bin_is_not_listed(sign_in, add_article):
    SiteSettings.objects.update(hours="")
    page = add_article("Thrown away", text='<p>We are open <embed embedtype="fact" fact="hours"/>.</p>')
    staff = sign_in("Administrators")
    assert any("Thrown away" in row.text for row in what_needs_attention(staff.person))
    throw_away(page, staff.person)
    assert not any("Thrown away" in row.text for row in what_needs_attention(staff.person))


def test_the_daily_summary_names_each_thing_and_where_to_go(add_article, capsys, settings):
    SiteSettings.objects.update(daily_summary="one@example.org\ntwo@example.org")
    page = add_article("Wording", text="<p>A pimp came.</p>")
    call_command("daily")
    assert [message.to for message in mail.outbox] == [["one@example.org"], ["two@example.org"]]
    assert "Wording: “pimp”" in mail.outbox[0].body
    assert f"{settings.SITE_ADDRESS}/admin/pages/{page.pk}/edit/#block-" in mail.outbox[0].body
    assert "&" not in mail.outbox[0].body


def test_addresses_of_the_summary_are_checked(sign_in):
    staff, url = sign_in("Administrators"), f"/admin/settings/home/sitesettings/{SiteSettings.objects.get().pk}/"
    form = querydict_from_html(staff.get(url).content.decode(), form_id="w-editor-form")
    form.update(nested_form_data({"quiet_words": streamfield([]), "social_addresses": streamfield([])}))
    form["daily_summary"] = "one@example.org\nnobody"
    assert "“nobody” is not an e-mail address." in staff.post(url, form).content.decode()
    assert SiteSettings.objects.get().daily_summary == ""
    form["daily_summary"] = "one@example.org\ntwo@example.org"
    assert staff.post(url, form).status_code == 302
    assert SiteSettings.objects.get().daily_summary.split() == ["one@example.org", "two@example.org"]


def test_on_a_day_on_which_nothing_is_open_no_mail_goes_out(monkeypatch, capsys):
    SiteSettings.objects.update(daily_summary="one@example.org")
    monkeypatch.setattr(summary, "what_needs_attention", lambda _reader: [])
    call_command("daily")
    assert mail.outbox == []
    assert "Summaries sent: 0." in capsys.readouterr().out


def test_on_a_very_large_site_the_daily_look_finds_a_new_word_not_whoever_enters_it(
    add_article, monkeypatch, django_capture_on_commit_callbacks
):
    page = add_article("Quills", text="<p>A quinquereme came.</p>")
    monkeypatch.setattr(notes, "AT_ONCE", 5)
    with django_capture_on_commit_callbacks(execute=True):
        Term.objects.create(words="quinquereme", prefer="boat", language="en")
    assert not PageNote.objects.filter(page=page, kind=Kind.WORD).exists()
    call_command("daily")
    assert "quinquereme" in PageNote.objects.get(page=page, kind=Kind.WORD).text


def test_one_draft_that_nobody_can_read_keeps_no_other_from_being_looked_at(add_article, monkeypatch):
    broken, other = add_article("Broken"), add_article("Whole")
    PageNote.objects.all().delete()
    looked_at = notes.advice_for

    def fails(page, terms=None):
        if page.pk == broken.pk:
            raise OverflowError
        return looked_at(page, terms)

    monkeypatch.setattr(notes, "advice_for", fails)
    refresh_all()
    assert PageNote.objects.filter(page=other).exists()


def test_one_note_that_the_database_refuses_keeps_no_other_from_being_written(add_article, monkeypatch):
    broken, other = add_article("Broken"), add_article("Whole")
    PageNote.objects.all().delete()
    looked_at = notes.advice_for
    unreadable = [SimpleNamespace(kind=Kind.WORD, text="\ud800", anchor="", refuses=False)]
    monkeypatch.setattr(
        notes, "advice_for", lambda page, terms=None: unreadable if page.pk == broken.pk else looked_at(page, terms)
    )
    refresh_all()
    assert PageNote.objects.filter(page=other).exists()


def test_facts_that_visitors_miss_and_pages_that_still_repeat_one(administrator, add_article):
    SiteSettings.objects.update(phone="", email="", donate_address="")
    DonatePage.objects.get().unpublish()
    said = " ".join(texts(administrator, Group.FACTS))
    assert "there is no phone or e-mail yet" in said
    assert "neither a page for giving" in said
    settings = SiteSettings.objects.get()
    settings.phone, settings.email = "206-555-0142", "us@example.org"
    settings.donate_address = "https://give.example.org/"
    settings.save()
    assert texts(administrator, Group.FACTS) == []
    page = add_article("Call", text="<p>Call 206-555-0142.</p>")
    PageNote.objects.create(page=page, kind=Kind.FACT, text="a phone that is not ours any more")
    assert texts(administrator, Group.FACTS) == ["Call: a phone that is not ours any more"]


def test_what_goes_offline_soon(administrator, add_article):
    page = add_article("For a while")
    Page.objects.filter(pk=page.pk).update(expire_at=timezone.now() + timedelta(days=2))
    assert texts(administrator, Group.SCHEDULED)[0].startswith("For a while goes offline on ")


def test_a_consent_that_ended_is_told_otherwise_than_one_that_will(administrator):
    Consent.objects.create(person="A.", covers_story=True, expires_on=timezone.localdate() - timedelta(days=3))
    Consent.objects.create(person="B.", covers_story=True, expires_on=timezone.localdate() + timedelta(days=3))
    first, second = texts(administrator, Group.CONSENT)
    assert first.startswith("The consent of A. ended on ")
    assert second.startswith("The consent of B. ends on ")


def test_the_command_that_looks_at_links_says_what_it_saw(add_article, other_site, capsys):
    add_article("Out", text=f'<p><a href="{other_site}/good">Good</a> <a href="https://gone.invalid/">Gone</a></p>')
    call_command("check_links", at_once=32)
    said = re.fullmatch(r"Links looked at: (\d+)\. Broken: (\d+)\.\n", capsys.readouterr().out)
    assert int(said[1]) == OutsideLink.objects.exclude(checked_at=None).count() > 2
    assert int(said[2]) == OutsideLink.objects.filter(is_broken=True).count()
