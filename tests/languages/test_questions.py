"""What stands in rows of a page is translated with it: the questions of a form, the notes of single dates."""

import json
from contextlib import suppress

import pytest
from django.core.exceptions import ValidationError
from django.test import TestCase
from letter_keys import give_key, print_paper
from wagtail.models import Locale
from wagtail.test.utils.form_data import querydict_from_html
from wagtail_localize.models import StringSegment, StringTranslation, Translation, TranslationSource

from events.models import EventPage
from letters.models import FormPage
from resources.models import Label

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


@pytest.fixture
def spanish():
    return Locale.objects.get(language_code="es")


@pytest.fixture
def form(django_user_model):
    """A form in English, shown, which somebody can read."""
    give_key(django_user_model.objects.create_user("reader@example.org", is_superuser=True))
    print_paper()
    form = FormPage.objects.get(slug="join", locale=Locale.get_default())
    form.must_report, form.who_reads, form.what_next = "What we must pass on.", "two advocates", "Soon."
    form.save_revision().publish()
    return FormPage.objects.get(pk=form.pk)


def bring_up_to_date(page, spanish, **words):
    """Do what staff do: take the new original over, translate texts (all but ``words`` as they are), publish."""
    source, _new = TranslationSource.update_or_create_from_instance(page)
    translation = Translation.objects.get(source=source, target_locale=spanish)
    for segment in StringSegment.objects.filter(source=source):
        known = {"translation_of": segment.string, "locale": spanish, "context": segment.context}
        if text := words.get(segment.string.data.replace(" ", "_")) or (
            "" if StringTranslation.objects.filter(**known).exists() else segment.string.data
        ):
            StringTranslation.objects.update_or_create(**known, defaults={"data": text})
    with TestCase.captureOnCommitCallbacks(execute=True), suppress(ValidationError):
        translation.save_target(publish=True)
    return page.get_translation(spanish)


def questions(page):
    return [field.label for field in page.form_fields.all()]


def test_the_first_forms_ask_in_the_language_of_their_page(spanish):
    found = {form.slug: form for form in FormPage.objects.filter(locale=spanish)}
    assert questions(found["join"]) == [
        "¿Cómo te gustaría ayudar?", "¿Qué quieres que sepamos?", "¿Cómo quieres que te llamemos?",
    ]  # fmt: skip
    assert found["join"].form_fields.first().choices.splitlines()[0] == "Con tiempo"
    assert found["write-to-us"].form_fields.last().help_text == "Cualquier nombre sirve."


def test_staff_see_the_questions_beside_their_original(spanish, sign_in):
    form = FormPage.objects.get(slug="join", locale=spanish)
    html = sign_in("Administrators").get(f"/admin/pages/{form.pk}/edit/").content.decode()
    assert "How would you like to help?" in html
    assert json.dumps("¿Cómo te gustaría ayudar?")[1:-1] in html
    assert "how_would_you_like_to_help" not in html


def test_a_new_question_is_asked_in_the_language_of_each_page(form, spanish, client):
    form.form_fields.create(label="When?", field_type="radio", choices="Soon\nLater", sort_order=9)
    form.save_revision().publish()
    other = bring_up_to_date(form, spanish, **{"When?": "¿Cuándo?"})
    assert questions(other)[-1] == "¿Cuándo?"
    html = client.get(other.url).content.decode()
    assert "¿Cuándo?" in html
    assert "When?" not in html
    assert "When?" in client.get(form.url).content.decode()


def test_a_question_that_is_taken_out_is_gone_in_both(form, spanish):
    form.form_fields = list(form.form_fields.all())[1:]
    form.save_revision().publish()
    assert questions(bring_up_to_date(form, spanish)) == [
        "¿Qué quieres que sepamos?", "¿Cómo quieres que te llamemos?",
    ]  # fmt: skip


def post_again(client, page, **changes):
    """Open a page in the editor and publish it as it is there, but for ``changes``."""
    told = querydict_from_html(
        client.get(f"/admin/pages/{page.pk}/edit/").content.decode(), form_id="page-edit-form"
    ).dict()
    for name, value in changes.items():
        told[name] = value
    # Blocks are put there by scripts.
    told |= {"next_step-count": "0", "action-publish": "action-publish"}
    answer = client.post(f"/admin/pages/{page.pk}/edit/", told)
    assert answer.status_code == 302, answer.context["form"].errors
    return type(page).objects.get(pk=page.pk)


def test_a_question_stays_translated_however_often_the_original_is_published(form, spanish, sign_in):
    editor = sign_in("Administrators")
    row = {"label": "When?", "field_type": "singleline", "ORDER": "4", "id": "", "help_text": "", "choices": ""}
    new = {f"form_fields-3-{name}": value for name, value in row.items()} | {"form_fields-TOTAL_FORMS": "4"}
    form = post_again(editor, form, **new)
    bring_up_to_date(form, spanish, **{"When?": "¿Cuándo?"})
    form = post_again(editor, form, introduction="Hello.")
    # In the version in which the question came, it has no number yet; that version is taken back.
    first = form.revisions.order_by("-pk")[1]
    assert [row["pk"] is None for row in first.content["form_fields"]] == [False, False, False, True]
    first.as_object().save_revision()
    form = post_again(editor, form, introduction="Hello!")
    assert questions(bring_up_to_date(form, spanish))[-1] == "¿Cuándo?"


def test_versions_from_before_questions_had_languages_keep_the_keys_of_their_rows(form, spanish, sign_in):
    for page in (form, form.get_translation(spanish)):
        page.introduction = "A draft."
        page.save_revision()
        version = page.get_latest_revision()
        for field in version.content["form_fields"]:
            del field["locale"], field["translation_key"]
        version.save()
    form = post_again(sign_in("Administrators"), form, introduction="Hello.")
    other = bring_up_to_date(form, spanish)
    assert questions(other)[0] == "¿Cómo te gustaría ayudar?"
    assert {field.locale for field in other.form_fields.all()} == {spanish}


def test_a_translation_that_is_too_long_is_named_and_nothing_is_lost(form, spanish):
    form.form_fields.create(label="When?", sort_order=9)
    form.save_revision().publish()
    long = "¿Cuándo? " * 40
    other = bring_up_to_date(form, spanish, **{"When?": long})
    assert len(questions(other)) == 3
    failed = StringTranslation.objects.get(locale=spanish, data=long)
    assert (failed.has_error, failed.field_error) == (True, "At most 255 characters fit here.")


def test_a_copy_has_questions_of_its_own(form):
    copy = form.copy(update_attrs={"slug": "copy", "title": "Copy"}, keep_live=False)
    keys = [{field.translation_key for field in page.form_fields.all()} for page in (form, copy)]
    assert not keys[0] & keys[1]


def test_the_note_of_a_cancelled_date_is_read_in_both_languages(spanish, sign_in, client):
    page = EventPage.objects.get(slug="tuesday-drop-in", locale=Locale.get_default())
    assert page.get_translation(spanish).single_dates.first().note == "Están pintando la sala."
    day = page.plan.dates()[0].day
    sign_in("Administrators").post(
        f"/admin/events/{page.pk}/dates/{day}/", {"change": "cancelled", "note": "A pipe broke."}
    )
    other = bring_up_to_date(EventPage.objects.get(pk=page.pk), spanish, **{"A_pipe_broke.": "Se rompió un tubo."})
    assert "Se rompió un tubo." in client.get(other.url).content.decode()
    assert "A pipe broke." in client.get(page.url).content.decode()
    # Cancelled again, for another reason.
    sign = sign_in("Moderators")
    for change in ("", "cancelled"):
        sign.post(f"/admin/events/{page.pk}/dates/{day}/", {"change": change, "note": "No heating."})
    assert "No heating." in client.get(other.url).content.decode()


def test_a_date_that_was_cancelled_stays_so_when_its_translation_is_published_from_before(spanish, sign_in, client):
    page = EventPage.objects.get(slug="tuesday-drop-in", locale=Locale.get_default())
    day = page.plan.dates()[0].day
    url = f"/admin/events/{page.pk}/dates/{day}/"
    sign_in("Administrators").post(url, {"change": "cancelled", "note": "A pipe broke."})
    other = page.get_translation(spanish)
    with TestCase.captureOnCommitCallbacks(execute=True):
        Translation.objects.get(source__object_id=page.translation_key, target_locale=spanish).save_target(publish=True)
    assert "A pipe broke." in client.get(other.url).content.decode()


def test_a_mark_beside_a_row_that_was_one_before_is_put_there_all_the_same(spanish, sign_in):
    page = EventPage.objects.get(slug="tuesday-drop-in", locale=Locale.get_default())
    day, editor = page.plan.dates()[0].day, sign_in("Administrators")
    url = f"/admin/events/{page.pk}/dates/{day}/"
    editor.post(url, {"change": "full"})
    page.single_dates.filter(day=day).update(change="added", new_day=day)
    version = EventPage.objects.get(pk=page.pk).save_revision()
    version.publish()
    assert editor.post(url, {"change": "cancelled"}).status_code == 302
    changes = EventPage.objects.get(pk=page.pk).single_dates.filter(day=day).values_list("change", flat=True)
    assert set(changes) == {"added", "cancelled"}


def test_who_reads_is_chosen_on_the_original_for_every_language(form, spanish, django_user_model):
    translated = bring_up_to_date(form, spanish)
    one = form.readers.model.objects.get(email="reader@example.org")
    form.readers.add(one)
    form.save_revision().publish()
    translated.refresh_from_db()
    assert translated.has_chosen_readers
    assert list(FormPage.objects.get(pk=translated.pk).readers.all()) == [one]
    # An older version that is shown again chooses nobody else.
    translated.readers.clear()
    translated.save_revision().publish()
    assert list(FormPage.objects.get(pk=translated.pk).readers.all()) == [one]
    form = FormPage.objects.get(pk=form.pk)
    form.readers.clear()
    form.save_revision().publish()
    assert not FormPage.objects.get(pk=translated.pk).has_chosen_readers


def test_labels_that_change_on_the_original_change_on_a_page_that_follows_it(spanish):
    page = EventPage.objects.get(slug="tuesday-drop-in", locale=Locale.get_default())
    survivors = Label.objects.get(slug="survivors", locale=Locale.get_default())
    page.audiences.set([survivors])
    page.save_revision().publish()
    other = bring_up_to_date(page, spanish)
    assert [label.translation_key for label in other.audiences.all()] == [survivors.translation_key]
    assert {label.locale for label in other.audiences.all()} == {spanish}
    # With the last one gone, too.
    page.audiences.clear()
    page.save_revision().publish()
    other = bring_up_to_date(page, spanish)
    assert not other.audiences.exists()
    # A page that goes its own way bears its own.
    Translation.objects.filter(source__object_id=page.translation_key).update(enabled=False)
    other.audiences.set([survivors.get_translation(spanish)])
    other.save_revision().publish()
    assert EventPage.objects.get(pk=other.pk).audiences.count() == 1
