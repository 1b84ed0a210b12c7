"""What a reader of Spanish meets: pages, the way to the other language, menus, settings, contacts, search."""

import json
import re

import pytest
from django.test import override_settings
from two_languages import in_languages
from wagtail.models import Locale, Page, PageViewRestriction

from blog.models import ArticlePage, StartingTemplate
from events.models import EventPage
from home.models import Menu, MenuItem, SettingsTexts, SiteSettings, StandardPage
from letters.models import FormPage
from resources.models import CrisisContact

pytestmark = pytest.mark.any_database


def html(client, path, status=200):
    answer = client.get(path)
    assert answer.status_code == status, path
    return answer.content.decode()


def languages_of(text):
    """Return [(address, words)] of the links to other languages."""
    nav = re.search(r'<nav class="languages".*?</nav>', text, re.DOTALL)
    found = re.findall(r'<a href="([^"]*)"[^>]*>(.*?)</a>', nav[0], re.DOTALL) if nav else []
    return [(url, " ".join(re.sub("<[^>]*>", "", words).split())) for url, words in found]


@pytest.mark.parametrize(
    ("path", "other"),
    [
        ("/", "/es/"),
        ("/get-help/", "/es/get-help/"),
        ("/get-help/card/", "/es/get-help/card/"),
        ("/lets-talk-about/?page=2", "/es/lets-talk-about/?page=2"),
        ("/resources/example-shelter-line/", "/es/resources/example-shelter-line/"),
        ("/search/?q=shelter&amp;type=article", "/es/search/?q=shelter&amp;type=article"),
        ("/answer/", "/es/answer/"),
        ("/events/tuesday-drop-in/", "/es/events/tuesday-drop-in/"),
    ],
)
def test_the_other_language_is_one_link_away_and_back(client, path, other):
    there = html(client, path.replace("&amp;", "&"))
    assert languages_of(there) == [(other, "Español")]
    assert '<html\n  lang="en"' in there
    back = html(client, other.replace("&amp;", "&"))
    assert languages_of(back) == [(path, "English")]
    assert '<html\n  lang="es"' in back


def test_a_page_without_translation_leads_to_the_nearest_above_it_and_says_so(client, add_article):
    article = add_article(title="Only in English")
    assert languages_of(html(client, article.url)) == [("/es/lets-talk-about/", "Español (la página más cercana)")]
    assert languages_of(html(client, "/nowhere/", 404)) == [("/es/", "Español (la página más cercana)")]
    assert "Only in English" not in html(client, "/es/lets-talk-about/")
    assert "Only in English" not in html(client, "/es/")


def test_a_preview_has_the_same_links_to_the_other_language_as_the_page(client, add_article):
    page = Page.objects.get(url_path__endswith="/get-help/", locale__language_code="en").specific
    assert languages_of(page.make_preview_request().content.decode()) == [("/es/get-help/", "Español")]
    draft = add_article(title="Only in English", live=False)
    shown = draft.make_preview_request().content.decode()
    assert languages_of(shown) == [("/es/lets-talk-about/", "Español (la página más cercana)")]


def test_the_logo_and_the_menu_stay_in_the_language(client):
    text = html(client, "/es/get-help/")
    assert 'class="logo" href="/es/"' in text
    menu = re.search(r'<nav aria-label="Principal">.*?</nav>', text, re.DOTALL)[0]
    addresses = re.findall(r'href="([^"]*)"', menu)
    assert len(addresses) >= 5
    assert all(address.startswith("/es/") for address in addresses)
    assert "About" not in menu


def test_staff_may_make_a_menu_of_their_own_for_a_language(client):
    menu = Menu.objects.create(place="main", locale=Locale.objects.get(language_code="es"))
    page = Page.objects.get(url_path__endswith="/privacy/", locale__language_code="es")
    MenuItem.objects.create(menu=menu, page=page, label="Tus datos", locale=menu.locale)
    assert "Tus datos" in html(client, "/es/")
    assert "Tus datos" not in html(client, "/")


def test_texts_of_the_settings_have_a_value_in_each_language_and_else_say_which_they_are_in(client):
    settings = SiteSettings.objects.get()
    settings.hours, settings.footer_text = "Monday to Friday", "Made by us."
    settings.save()
    SettingsTexts.objects.filter(locale__language_code="es").update(
        hours="de lunes a viernes", neutral_title="Notas", leave_target="https://www.clima.example/"
    )
    text = html(client, "/es/get-help/")
    assert "de lunes a viernes" in text
    assert "<title>Notas</title>" in text
    assert re.search(r'lang="en" dir="auto"\s*>\s*<p>Made by us.', text)
    assert "Monday to Friday" in html(client, "/")
    # The way out of the language, with scripts and without.
    assert 'data-target="https://www.clima.example/"' in text
    assert 'href="/es/leave/"' in text
    assert client.get("/es/leave/")["Location"] == "https://www.clima.example/"


def test_a_contact_is_entered_once_and_its_number_is_the_same_in_all_languages(client):
    english = CrisisContact.objects.filter(locale__language_code="en", live=True).exclude(phone="").first()
    spanish = CrisisContact.objects.get(translation_key=english.translation_key, locale__language_code="es")
    english.phone = "206-555-0199"
    english.save()
    assert "206-555-0199" in html(client, "/es/get-help/")
    spanish.refresh_from_db()
    spanish.phone, spanish.name = "1", "Otra línea"
    spanish.save()
    english.refresh_from_db()
    assert (spanish.phone, english.phone) == ("206-555-0199", "206-555-0199")
    assert "Otra línea" in html(client, "/es/get-help/")


def test_a_translation_of_a_contact_that_is_deleted_leaves_the_contact_to_all(client):
    english = CrisisContact.objects.filter(locale__language_code="en", live=True).exclude(phone="").first()
    CrisisContact.objects.get(translation_key=english.translation_key, locale__language_code="es").delete()
    assert english.phone in html(client, "/get-help/")
    assert english.name in html(client, "/es/get-help/")


def test_a_draft_of_a_contact_changes_no_number_and_one_that_is_withdrawn_is_gone_in_all_languages(client):
    english = CrisisContact.objects.filter(locale__language_code="en", live=True).exclude(phone="").first()
    spanish = CrisisContact.objects.get(translation_key=english.translation_key, locale__language_code="es")
    number, english.phone = english.phone, "206-555-0177"
    english.save_revision()
    assert number in html(client, "/es/get-help/")
    assert "206-555-0177" not in html(client, "/es/get-help/")
    english.refresh_from_db()
    english.unpublish()
    assert spanish.name not in html(client, "/es/get-help/")
    english.save_revision().publish()
    assert spanish.name in html(client, "/es/get-help/")
    english.delete()
    assert spanish.name not in html(client, "/es/get-help/")


def test_an_address_that_only_begins_like_a_language_is_of_the_first_one(client, home):
    page = home.add_child(instance=StandardPage(title="Es un lugar", slug="es-un-lugar"))
    assert 'lang="en"' in html(client, page.url)


def test_examples_in_spanish_are_marked_as_examples(client):
    article = ArticlePage.objects.get(slug="giving-well", locale__language_code="es")
    assert article.is_example
    assert "ejemplo" in html(client, article.url)


def test_a_page_that_is_made_private_is_private_in_all_languages(client):
    page = Page.objects.get(url_path__endswith="/privacy/", locale=Locale.get_default())
    restriction = PageViewRestriction.objects.create(page=page, restriction_type="login")
    assert client.get("/es/privacy/").status_code == 302
    assert "/es/privacy/" not in html(client, "/sitemap.xml")
    restriction.delete()
    assert client.get("/es/privacy/").status_code == 200
    # Deleting the page opens nothing.
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    page.specific.delete()
    assert client.get("/es/privacy/").status_code == 302


def test_what_answers_a_form_offers_no_other_language(client):
    answer = client.post(
        "/answer/", {"words": "one two three four five six"}, headers={"Sec-Fetch-Site": "same-origin"}
    )
    assert languages_of(answer.content.decode()) == []


def test_a_contact_without_a_text_in_the_language_is_there_in_the_first_one_and_marked(client):
    CrisisContact.objects.create(name="New line", phone="206-555-0198", locale=Locale.get_default())
    assert re.search(r'<h3 lang="en" dir="auto"\s*>New line</h3>', html(client, "/es/get-help/"))
    assert re.search(r"<h3\s*>New line</h3>", html(client, "/get-help/"))


def test_search_engines_are_told_which_pages_are_the_same(client):
    text = html(client, "/es/get-help/")
    assert '<link rel="canonical" href="http://localhost/es/get-help/">' in text
    for code, path in (("en", "/get-help/"), ("es", "/es/get-help/"), ("x-default", "/get-help/")):
        assert f'<link rel="alternate" hreflang="{code}" href="http://localhost{path}">' in text
    listed = html(client, "/sitemap.xml")
    entry = re.search(r"<loc>http://localhost/es/get-help/</loc>.*?</url>", listed, re.DOTALL)[0]
    assert 'hreflang="en" href="http://localhost/get-help/"' in entry
    assert 'hreflang="es" href="http://localhost/es/get-help/"' in entry
    assert "Disallow: /es/search/" in html(client, "/robots.txt")


def test_days_and_numbers_are_said_as_the_language_says_them(client):
    assert re.search(r"<time[^>]*>\d{1,2} de [a-z]+ de 20\d\d</time>", html(client, "/es/lets-talk-about/"))
    assert "Cada martes, de " in html(client, "/es/events/tuesday-drop-in/")


def test_feeds_and_calendars_are_of_their_language(client):
    assert 'xml:lang="es"' in html(client, "/es/lets-talk-about/feed/")
    EventPage.objects.filter(locale__language_code="es").update(state="cancelled")
    assert "SUMMARY:Cancelado: " in html(client, "/es/events/calendar/")


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/es", 301),
        ("/ES/", 404),
        ("/xx/", 404),
        ("/es/ayuda-ñ/", 404),
        ("/es/es/", 404),
        ("/en/", 404),
        ("/es/q", 200),
        ("/es/leave/", 303),
    ],
)
def test_addresses_that_are_nearly_right_get_a_plain_answer(client, path, status):
    assert client.get(path).status_code == status


def test_the_language_follows_from_the_address_alone(client):
    answer = client.get("/get-help/", headers={"Accept-Language": "es"})
    assert re.search(r'<html\s[^>]*(?<!href)lang="en"', answer.content.decode())
    assert answer.cookies == {}


def test_a_language_that_is_taken_away_hides_its_pages_and_loses_nothing(client):
    number = Page.objects.count()
    only = [("en", "English")]
    with override_settings(LANGUAGES=only, WAGTAIL_CONTENT_LANGUAGES=only):
        assert client.get("/es/get-help/").status_code == 404
        assert "/es/" not in html(client, "/sitemap.xml")
        assert languages_of(html(client, "/get-help/")) == []
        assert "Refugio" not in html(client, "/search/?q=refugio")
    assert Page.objects.count() == number
    assert client.get("/es/get-help/").status_code == 200


def test_a_translation_of_a_draft_and_two_of_one_page_are_refused_or_hidden(client):
    page = ArticlePage.objects.filter(locale__language_code="es", live=True).first()
    page.unpublish()
    assert client.get(page.url).status_code == 404
    english = page.get_translation(Locale.get_default())
    assert english.live
    assert languages_of(html(client, english.url)) == [("/es/lets-talk-about/", "Español (la página más cercana)")]


def test_a_language_of_which_there_is_no_page_yet_has_none(client):
    with in_languages("en", "es", "fr"):
        assert [client.get(path).status_code for path in ("/fr/", "/fr/get-help/", "/es/get-help/")] == [404, 404, 200]


def test_search_finds_pages_of_its_language_and_across_when_there_is_little(client):
    assert "Refugio" in html(client, "/es/search/?q=rerfugio esta noche")
    english_only = ArticlePage.objects.get(slug="when-a-phone-may-be-watched", locale__language_code="es")
    english_only.delete()
    found = html(client, "/es/search/?q=vigilan mi telefono")
    assert re.search(r'(?<!href)lang="en"', found)
    assert "· inglés" in found


def test_what_was_saved_before_a_block_had_all_of_its_texts_can_be_translated(sign_in, add_article):
    article, staff = add_article("Older than its blocks"), sign_in("Administrators")
    kinds = [
        name
        for name, block in ArticlePage.body.field.stream_block.child_blocks.items()
        if hasattr(block, "child_blocks")
    ]
    raw = json.dumps([{"type": kind, "value": {}} for kind in kinds])
    ArticlePage.objects.filter(pk=article.pk).update(body=raw)
    article.revisions.update(content=article.latest_revision.content | {"body": raw})
    spanish = Locale.objects.get(language_code="es")
    answer = staff.post(f"/admin/localize/submit/page/{article.pk}/", {"locales": [spanish.pk]})
    assert answer.status_code == 302
    assert article.has_translation(spanish)


def test_starting_templates_are_there_in_the_language_and_one_of_staff_can_be_translated(sign_in):
    first, spanish = Locale.get_default(), Locale.objects.get(language_code="es")
    ours = StartingTemplate.objects.filter(locale=first)
    assert all(one.has_translation(spanish) for one in ours)
    assert StartingTemplate.objects.filter(locale=spanish, title="Anuncio").exists()
    pieces = [{"type": "definition", "value": {}}, {"type": "heading", "value": None}]
    mine = StartingTemplate.objects.create(locale=first, title="Ours", body=pieces)
    answer = sign_in("Administrators").post(
        f"/admin/localize/submit/snippet/blog/startingtemplate/{mine.pk}/", {"locales": [spanish.pk]}
    )
    assert answer.status_code == 302
    assert mine.has_translation(spanish)


def test_an_event_is_asked_for_with_the_form_of_its_language(client):
    form = FormPage.objects.filter(locale=Locale.get_default()).first()
    FormPage.objects.filter(pk=form.pk).update(live=True)
    EventPage.objects.filter(slug="tuesday-drop-in").update(ask=form)
    other = form.get_translation(Locale.objects.get(language_code="es"))
    for live, shown in ((False, form), (True, other)):
        FormPage.objects.filter(pk=other.pk).update(live=live)
        assert f'<a class="button" href="{shown.url}">' in html(client, "/es/events/tuesday-drop-in/")
    assert f'<a class="button" href="{form.url}">' in html(client, "/events/tuesday-drop-in/")
