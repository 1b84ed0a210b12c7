"""The panel that sums up, before publishing, what is open on a page."""

from django.urls import reverse
from wagtail.admin.panels import Panel

from .page import advice_for, summary


class BeforePublishingPanel(Panel):
    """Lists what is open; asks anew whenever the page has been saved (static/js/editor.js)."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "checks/panel.html"

        def get_context_data(self, parent_context: dict | None = None) -> dict:
            """Add what is open now, and where to ask again; a page that is not saved yet has nothing to show."""
            page = self.instance
            context = super().get_context_data(parent_context)
            advice = advice_for(page) if page.pk else []
            url = reverse("checks_page", args=[page.pk]) if page.pk else ""
            return context | {"advice": advice, "summary": summary(advice), "url": url, "saved": bool(page.pk)}
