"""How crisis contacts and the labels of the directory are listed in the editor."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import LiveStatusTagColumn
from wagtail.snippets.views.snippets import SnippetViewSet

from .models import CrisisContact, Label


class CrisisContactViewSet(SnippetViewSet):
    """How they are listed."""

    model = CrisisContact
    copy_view_enabled = False
    icon = "help"
    add_to_admin_menu = True
    menu_order = 200
    list_display = ["name", "phone", "last_checked", "review_by", LiveStatusTagColumn(label=_("Status"))]
    sort_order_field = "sort_order"


class LabelViewSet(SnippetViewSet):
    """How they are listed."""

    model = Label
    copy_view_enabled = False
    icon = "tag"
    list_display = ["title", "kind"]
    list_filter = ["kind"]
