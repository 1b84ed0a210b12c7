"""Staff are told before a series of dates ends, and when something that is over is still led to."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from attention.items import Group, what_needs_attention
from home.models import StandardPage
from pages.blocks import StandardBodyBlock

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


@pytest.fixture(autouse=True)
def today(monkeypatch):
    """A day long after one that is named below."""
    moment = datetime(2026, 11, 25, 20, tzinfo=UTC)
    monkeypatch.setattr(timezone, "now", lambda: moment)


def needs():
    person = User(is_superuser=True, is_active=True)
    return [item.text for item in what_needs_attention(person) if item.group == Group.EVENTS]


def test_a_series_that_ends_within_a_month_needs_attention(event):
    event("Ending", first_day=timezone.localdate() - timedelta(days=20), repeats="weeks", repeat_times=5)
    event("Long", first_day=timezone.localdate(), repeats="weeks", repeat_times=50)
    assert [text for text in needs() if text.startswith("Ending: the last date is on")]
    assert not [text for text in needs() if text.startswith("Long")]


def test_what_is_over_but_still_led_to_needs_attention(event):
    page = event("Gone by", first_day=date(2026, 1, 5), begins=time(9), ends=time(10))
    quiet = event("Nobody leads here", first_day=date(2026, 1, 5))
    about = StandardPage.objects.get(slug="about")
    about.body = StandardBodyBlock().to_python(
        [{"type": "call_to_action", "value": {"title": "Come", "page": page.pk, "label": "See", "text": ""}}]
    )
    about.save()
    assert "Gone by is over, but a page or a menu still leads there." in needs()
    assert not [text for text in needs() if quiet.title in text]
