"""A consent, a story that two people have read, and the mails of an end."""

import pytest

from consent.models import Consent
from pages.models import SiteImage


@pytest.fixture(autouse=True)
def uploads_of_their_own(own_media):
    """A withdrawal deletes sizes of pictures for good; other tests go on seeing theirs."""


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


@pytest.fixture
def picture(consent):
    image = SiteImage.objects.filter(is_example=True).first()
    image.consent, image.people = consent, "somebody"
    image.save()
    return image
