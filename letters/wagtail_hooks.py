"""“Messages” in the editor; Wagtail's own list of plain answers is nowhere."""

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _, gettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.log_actions import LogActionRegistry
from wagtail.models import Page

from accounts.models import User

from .models import ReaderKey, SealedMessage
from .models.keys import may_read
from .views import inbox, keys


@hooks.register("register_admin_urls")
def add_addresses() -> list[URLPattern]:
    """Return the addresses of messages and keys."""
    return [
        path("messages/", inbox.show, name="letters"),
        path("messages/<int:pk>/open/", inbox.open_message, name="letters_open"),
        path("messages/<int:pk>/change/", inbox.change, name="letters_change"),
        path("messages/<int:pk>/add/", inbox.add, name="letters_staff_add"),
        path("messages/<int:pk>/delete/", inbox.delete, name="letters_delete"),
        path("messages/key/", keys.own, name="letters_key"),
        path("messages/key/proof/", keys.own_proof, name="letters_own_proof"),
        path("messages/key/with-paper/", keys.with_paper, name="letters_with_paper"),
        path("messages/paper/", keys.paper, name="letters_paper"),
        path("messages/readers/<int:pk>/let-in/", keys.let_in, name="letters_let_in"),
        path("messages/seal-again/", keys.to_seal_again, name="letters_to_seal_again"),
        path("messages/sealed-again/", keys.sealed_again, name="letters_sealed_again"),
    ]


class MessagesMenuItem(MenuItem):
    """Leads to the messages; only readers see it."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Return whether this person may read."""
        return may_read(request.user)


@hooks.register("register_admin_menu_item")
def add_menu_item() -> MenuItem:
    """Lead to the messages."""
    return MessagesMenuItem(gettext_lazy("Messages"), reverse("letters"), name="letters", icon_name="mail", order=150)


@hooks.register("filter_form_submissions_for_user")
def close_plain_list(user: User, pages: object) -> object:
    """Close Wagtail's list of answers: what it would list is sealed, and read elsewhere."""
    return Page.objects.none()


@hooks.register("hand_over_work")
def hand_over(person: User, colleague: User | None) -> dict[str, int]:
    """Give the conversations that somebody looked after to a colleague; their key opens nothing any more."""
    looked_after = SealedMessage.objects.current().filter(looked_after_by=person)
    found = {str(_("Messages they looked after")): looked_after.count()}
    if colleague:
        looked_after.update(looked_after_by=colleague if may_read(colleague) else None)
        ReaderKey.objects.filter(person=person).delete()
    return found


@hooks.register("after_restore")
def delete_ended() -> None:
    """Delete what had its time while the backup lay there."""
    SealedMessage.objects.ended().delete()


@hooks.register("register_log_actions")
def name_actions(actions: LogActionRegistry) -> None:
    """Name what is kept in the record of changes: that something was done, without words."""
    for name, done in {
        "open": gettext_lazy("Opened"),
        "add": gettext_lazy("Answered, or a note added"),
        "delete": gettext_lazy("Deleted"),
        "new_key": gettext_lazy("Made a key for messages"),
        "let_in": gettext_lazy("Let in to read messages"),
        "new_paper": gettext_lazy("Made a new paper key"),
    }.items():
        actions.register_action(f"letters.{name}", done, done)
