"""A fact is edited once and stands everywhere; in a text only its name is stored."""

import json

import pytest
from django.test import Client
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter
from wagtail.models import ReferenceIndex

from attention.models import PageNote
from checks.page import Kind
from facts.values import all_facts, fact, where_used
from home.models import SiteSettings
from pages.loader import loading
from resources.models import CrisisContact

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
HOURS = '<p>We are open <embed embedtype="fact" fact="hours"/>, come in.</p>'


@pytest.fixture
def settings_of_site():
    settings = SiteSettings.objects.get()
    settings.hours, settings.phone, settings.email = "Mondays, 10 to 4", "206-555-0142", "hello@example.org"
    settings.save()
    return settings


def test_opening_hours_change_in_three_places_at_once(client, add_article, settings_of_site):
    article = add_article("Drop in", text=HOURS)
    places = [article.url, "/get-help/", "/about/"]
    for url in places:
        assert "Mondays, 10 to 4" in client.get(url).content.decode(), url
    settings_of_site.hours = "Tuesdays, noon to 6"
    settings_of_site.save()
    for url in places:
        page = Client().get(url).content.decode()
        assert "Tuesdays, noon to 6" in page, url
        assert "Mondays" not in page, url


def test_numbers_and_addresses_can_be_tapped(settings_of_site):
    assert 'href="tel:2065550142"' in fact("phone").html
    assert 'href="mailto:hello@example.org"' in fact("email").html


@pytest.mark.parametrize("name", ["hours", "contact-999999", "contact-", "nonsense", "<b>", ""])
def test_a_fact_that_is_empty_or_gone_reads_ask_us(name):
    SiteSettings.objects.update(hours="")
    assert fact(name).text == "ask us"
    assert "<b>" not in fact(name).html


def test_a_value_cannot_bring_markup_along(settings_of_site):
    settings_of_site.hours = "<script>alert(1)</script>"
    settings_of_site.save()
    assert "<script>" not in fact("hours").html


def test_a_crisis_contact_in_a_text_changes_with_the_contact_and_goes_with_it(client, add_article):
    contact = CrisisContact.objects.filter(live=True).exclude(phone="").first()
    article = add_article("Call", text=f'<p>Call <embed embedtype="fact" fact="contact-{contact.pk}"/>.</p>')
    assert contact.phone in client.get(article.url).content.decode()
    contact.phone = "206-555-0177"
    contact.save()
    assert "206-555-0177" in client.get(article.url).content.decode()
    contact.delete()
    page = client.get(article.url).content.decode()
    assert "206-555-0177" not in page
    assert 'Call <span class="fact">ask us</span>.' in page


def test_a_line_that_takes_texts_is_not_called_and_one_that_was_withdrawn_is_told_in_no_language(spanish):
    contact = CrisisContact.objects.filter(live=True).exclude(phone="").first()
    other = contact.copy_for_translation(spanish)
    other.save()
    other.save_revision().publish()
    other = CrisisContact.objects.get(pk=other.pk)
    assert [f.name for f in all_facts() if f.value == contact.phone and f.name != "phone"] == [f"contact-{contact.pk}"]
    contact.unpublish()
    assert CrisisContact.objects.get(pk=other.pk).live
    with loading():
        assert fact(f"contact-{other.pk}").text == "ask us"
    texting = CrisisContact.objects.create(name="Text line", text_number="741741")
    assert 'href="sms:741741"' in fact(f"contact-{texting.pk}").html


def test_staff_see_where_a_fact_stands(sign_in, add_article, settings_of_site):
    article = add_article("Drop in", text=HOURS)
    assert where_used() == {"hours": [article]}
    page = sign_in("Editors").get("/admin/facts/").content.decode()
    assert "Drop in" in page
    assert f"/admin/pages/{article.pk}/edit/" in page
    assert ReferenceIndex.get_references_to(settings_of_site).count() == 1


def test_an_empty_fact_in_a_text_needs_attention(add_article):
    article = add_article("Drop in", text=HOURS)
    assert PageNote.objects.filter(page=article, kind=Kind.FACT).exists()


def test_the_editor_holds_a_fact_as_one_piece_and_stores_its_name_only(settings_of_site):
    converter = ContentstateConverter(features=["fact", "bold"])
    state = json.loads(converter.from_database_format(HOURS))
    assert state["blocks"][0]["text"] == "We are open Mondays, 10 to 4, come in."
    entity = state["entityMap"]["0"]
    assert (entity["type"], entity["mutability"], entity["data"]["fact"]) == ("FACT", "IMMUTABLE", "hours")
    stored = converter.to_database_format(json.dumps(state))
    assert '<embed embedtype="fact" fact="hours"/>' in stored
    assert "Mondays" not in stored


def test_a_text_may_begin_and_end_with_a_fact(settings_of_site):
    converter = ContentstateConverter(features=["fact"])
    html = '<p><embed embedtype="fact" fact="hours"/></p>'
    state = json.loads(converter.from_database_format(html))
    assert state["blocks"][0]["entityRanges"] == [{"key": 0, "offset": 0, "length": 16}]


def test_the_choices_are_for_staff(sign_in, client, settings_of_site):
    assert client.get("/admin/facts/choices/").status_code == 302
    offered = sign_in("Editors").get("/admin/facts/choices/").json()["facts"]
    assert {"name": "hours", "label": "Opening hours", "text": "Mondays, 10 to 4"} in offered
    assert len(offered) == len(all_facts())
