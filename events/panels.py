"""What stands beside the fields that say when: what they mean."""

from django.urls import reverse_lazy
from wagtail.admin.panels import Panel


class MeaningPanel(Panel):
    """Says in a sentence what the fields mean, with the next dates, as one types (static/js/event-dates.js)."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "events/panels/meaning.html"

        def get_context_data(self, parent_context: dict | None = None) -> dict:
            """Add where to ask."""
            return super().get_context_data(parent_context) | {"url": reverse_lazy("events_meaning")}
