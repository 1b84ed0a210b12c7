"""What stands between visitors who write and those who read is on the list of what needs attention."""

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from letter_keys import give_key, letter, print_paper

from accounts.models import User
from attention.items import Group as About, what_needs_attention
from letters.models import FormPage, ReaderKey

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


def told(person):
    return [item.text for item in what_needs_attention(person) if item.group == About.LETTERS]


@pytest.fixture
def advocate(db):
    person = User.objects.create_user("advocate@example.org")
    person.groups.add(Group.objects.get(name="Advocates"))
    return person


def test_first_a_key_is_missing_then_paper_then_nothing(advocate):
    assert told(advocate) == [
        "Nobody has a key for messages, so no form can be published. Somebody of the group “Advocates” makes one."
    ]
    give_key(advocate)
    assert told(advocate) == ["The paper key for messages is not printed yet, so no form can be published."]
    print_paper()
    assert told(advocate) == []


def test_administrators_are_told_and_editors_are_not(sign_in):
    assert told(sign_in("Administrators").person)
    assert told(sign_in("Editors").person) == []


def test_a_public_form_that_nobody_reads_any_more_is_named(form, sign_in):
    ReaderKey.objects.all().delete()
    assert "Write to us: nobody can read what is written there, so it is closed." in told(
        sign_in("Administrators").person
    )


def test_who_waits_and_what_is_to_be_sealed_again_is_told_to_readers(form, reader, advocate, client):
    client.post(form.url, letter())
    waiting = give_key(advocate, let_in=False)
    assert waiting
    assert told(reader.person) == ["advocate@example.org waits to be let in to read messages."]
    give_key(advocate)
    assert told(reader.person) == ["1 text is not sealed for exactly those who read messages now."]


def test_whoever_may_read_no_more_waits_for_nobody(form, reader, advocate):
    give_key(advocate, let_in=False)
    advocate.groups.clear()
    assert told(reader.person) == []


def test_no_form_of_the_first_content_is_published_before_it_says_who_reads(db):
    give_key(User.objects.create_superuser("chief@example.org"))
    print_paper()
    shipped = FormPage.objects.filter(live=False)
    assert len(shipped) == 3
    for form in shipped:
        with pytest.raises(ValidationError, match="who reads this"):
            form.save_revision().publish()
