"""What the editor offers of events: what fields mean, and the dates of an event."""

from collections.abc import Iterator

from django.core.management import call_command
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import LogActionRegistry
from wagtail.models import Page

from accounts.models import User

from . import views
from .models import EventPage


@hooks.register("register_admin_urls")
def add_addresses() -> list[URLPattern]:
    """Return the addresses."""
    return [
        path("events/meaning/", views.meaning, name="events_meaning"),
        path("events/<int:pk>/dates/", views.dates, name="events_dates"),
        path("events/<int:pk>/dates/<slug:day>/", views.change_date, name="events_change_date"),
    ]


@hooks.register("insert_editor_js")
def add_script() -> SafeString:
    """Let the form of an event say what it means."""
    return format_html('<script type="module" src="{}"></script>', static("js/event-dates.js"))


@hooks.register("register_log_actions")
def name_actions(actions: LogActionRegistry) -> None:
    """Name what is kept in the history of an event."""
    actions.register_action("events.change_date", _("Change a date"), _("A date cancelled, full, or as planned again"))


@hooks.register("after_restore")
def write_dates() -> None:
    """Write the dates of the months to come, which no backup holds."""
    call_command("move_dates_on", verbosity=0)


@hooks.register("register_page_listing_buttons")
@hooks.register("register_page_header_buttons")
def add_button(page: Page, user: User, next_url: str | None = None, **_kwargs: object) -> Iterator[Button]:
    """Lead to the dates of an event."""
    if page.specific_class is EventPage and page.permissions_for_user(user).can_publish():
        yield Button(_("Dates"), reverse("events_dates", args=[page.pk]), icon_name="calendar", priority=15)
