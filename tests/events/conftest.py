from datetime import time, timedelta

import pytest
from django.utils import timezone

from events.models import EventIndexPage, EventPage


@pytest.fixture
def listing(db):
    return EventIndexPage.objects.get()


@pytest.fixture
def event(listing):
    """Return a function that publishes an event; one evening in ten days, if nothing else is said."""

    def add(title="Evening", **values):
        day = timezone.localdate() + timedelta(days=10)
        usual = {"summary_text": "An evening.", "first_day": day, "begins": time(18), "ends": time(20)}
        singles = values.pop("single_dates", [])
        page = EventPage(title=title, live=False, **usual | {"neutral_title": False} | values)
        page.single_dates = singles
        listing.add_child(instance=page)
        page.save_revision().publish()
        return EventPage.objects.get(pk=page.pk)

    return add


@pytest.fixture
def alone(listing):
    """Without the examples."""
    EventPage.objects.child_of(listing).delete()
    return EventIndexPage.objects.get()
