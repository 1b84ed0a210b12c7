"""Forms that only some of those who read may read."""

import pytest
from letter_keys import give_key, letter, opened, post
from wagtail.test.utils.form_data import querydict_from_html

from letters.models import FormPage, Part, ReaderKey, SealedMessage
from letters.models.messages import readers_keys

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


def test_a_form_with_chosen_readers_is_sealed_to_them_alone(reader, colleague, form, client, keys):
    other = give_key(colleague.person)
    form.readers.add(reader.person)
    form.save()
    client.post(form.url, letter(text="For one", way="myself"))
    part = Part.objects.get()
    assert opened(part, other) is None
    assert opened(part, keys.reader)
    assert not list(SealedMessage.objects.readable_by(colleague.person))
    assert post(colleague, f"/admin/messages/{part.message_id}/open/").status_code == 404
    assert len(readers_keys(form)) == 2


def test_a_form_whose_last_chosen_reader_is_deleted_is_closed_and_not_open_to_all(
    form, colleague, client, reader, keys
):
    give_key(colleague.person)
    form.readers.add(colleague.person)
    form.save()
    client.post(form.url, letter(text="For one", way="myself"))
    colleague.person.delete()
    assert not list(SealedMessage.objects.readable_by(reader.person))
    assert client.post(form.url, letter(text="More", way="myself")).status_code == 503


def test_a_form_that_was_closed_so_stays_closed_when_it_is_published_again(form, colleague, client, reader, keys):
    give_key(colleague.person)
    form.readers.add(colleague.person)
    form.save()
    colleague.person.delete()
    again = FormPage.objects.get(pk=form.pk)
    again.introduction = "Another word"
    again.save_revision().publish()
    assert FormPage.objects.get(pk=form.pk).has_chosen_readers
    assert client.post(form.url, letter(text="More", way="myself")).status_code == 503
    again = FormPage.objects.get(pk=form.pk)
    again.readers.add(reader.person)
    again.save()
    assert client.post(form.url, letter(text="More", way="myself")).status_code == 200


def test_who_was_chosen_stays_so_while_their_new_key_waits(form, colleague, reader, keys, sign_in):
    give_key(colleague.person)
    form.readers.add(colleague.person)
    form.save_revision().publish()
    ReaderKey.objects.filter(person=colleague.person).update(let_in_at=None)
    admin = sign_in(None)
    page = admin.get(f"/admin/pages/{form.pk}/edit/").content.decode()
    typed = querydict_from_html(page, form_id="page-edit-form").dict() | {
        "action-publish": "1",
        "introduction": "Another word",
        "readers": [str(colleague.person.pk)],
        "next_step-count": "0",
    }
    assert f'<option value="{colleague.person.pk}" selected>' in page
    admin.post(f"/admin/pages/{form.pk}/edit/", typed)
    form = FormPage.objects.get(pk=form.pk)
    assert form.introduction == "Another word"
    assert list(form.readers.all()) == [colleague.person]
    # They are taken out by hand alone.
    admin.post(f"/admin/pages/{form.pk}/edit/", typed | {"readers": []})
    assert not FormPage.objects.get(pk=form.pk).has_chosen_readers
