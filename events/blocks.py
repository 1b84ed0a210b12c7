"""The block that shows the next dates, wherever staff put it."""

from typing import Any

from django.utils.translation import get_language, gettext_lazy as _
from wagtail import blocks
from wagtail.models import Locale

from page_cache.application import keep_until
from pages.blocks.groups import LINKS

SHOWN = 3


class NextDatesBlock(blocks.StructBlock):
    """The next dates of all events; nothing where there are none."""

    title = blocks.CharBlock(required=False, max_length=80, label=_("Title"))

    class Meta:
        icon = "calendar"
        label = _("Next dates")
        description = _("The next three dates of your events. It is empty, and not shown, while there are none.")
        group = LINKS
        template = "blocks/next_dates.html"
        preview_value = {"title": _("Coming up")}

    def get_context(self, value: Any, parent_context: dict | None = None) -> dict:
        """Add the dates. The page is right until the first of them is over."""
        from .models.listing import next_dates

        context = super().get_context(value, parent_context)
        locale = Locale.objects.filter(language_code=get_language()).first() or Locale.get_default()
        context["items"] = next_dates(locale, SHOWN)
        if (request := (parent_context or {}).get("request")) is not None:
            keep_until(request, *(one["until"] for one in context["items"]))
        return context
