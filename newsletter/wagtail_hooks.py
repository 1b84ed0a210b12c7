"""“Newsletter” in the editor."""

from collections.abc import Iterator

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import LogActionRegistry
from wagtail.models import Page

from accounts.models import User

from .models import Fate, NewsletterPage, Recipient, Sending
from .views import staff, the_list


@hooks.register("register_admin_urls")
def add_addresses() -> list[URLPattern]:
    """Return the addresses."""
    return [
        path("newsletter/", staff.overview, name="newsletter"),
        path("newsletter/<int:pk>/", staff.look, name="newsletter_look"),
        path("newsletter/<int:pk>/mail/", staff.as_mail, name="newsletter_as_mail"),
        path("newsletter/<int:pk>/test/", staff.test, name="newsletter_test"),
        path("newsletter/<int:pk>/send/", staff.send, name="newsletter_send"),
        path("newsletter/<int:pk>/change/", staff.change, name="newsletter_change"),
        path("newsletter/export/", the_list.export, name="newsletter_export"),
        path("newsletter/bring/", the_list.bring, name="newsletter_bring"),
    ]


class NewsletterMenuItem(MenuItem):
    """Leads to the newsletter, for those who may send it, once there is a page to sign up."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Return whether this person may send."""
        return staff.may_see(request.user)


@hooks.register("register_admin_menu_item")
def add_menu_item() -> MenuItem:
    """Lead to the newsletter."""
    return NewsletterMenuItem(_("Newsletter"), reverse("newsletter"), name="newsletter", icon_name="draft", order=160)


@hooks.register("register_page_listing_buttons")
@hooks.register("register_page_header_buttons")
def add_button(page: Page, user: User, next_url: str | None = None, **_kwargs: object) -> Iterator[Button]:
    """Lead from a newsletter to its sending."""
    if page.specific_class is NewsletterPage and page.permissions_for_user(user).can_publish():
        yield Button(_("Send by mail"), reverse("newsletter_look", args=[page.pk]), icon_name="mail", priority=15)


@hooks.register("after_restore")
def stop_all() -> None:
    """Send nothing again that may have been sent after the backup was made."""
    Recipient.objects.filter(fate__in=[Fate.WAITING, Fate.TRYING]).update(fate=Fate.UNKNOWN)
    Sending.objects.exclude(state=Sending.State.DONE).update(state=Sending.State.STOPPED)
    # What had not begun is to be planned again.
    Sending.objects.filter(is_prepared=False).delete()


@hooks.register("register_log_actions")
def name_actions(actions: LogActionRegistry) -> None:
    """Name what is kept in the record of changes."""
    for name, done in {
        "send": _("Sent as a newsletter"),
        "stop": _("Sending stopped"),
        "export": _("List of readers exported"),
        "bring": _("Readers added from a file"),
    }.items():
        actions.register_action(f"newsletter.{name}", done, done)
