"""How authors, series and starting templates are listed in the editor."""

from django.utils.translation import gettext_lazy as _
from wagtail.snippets.views.snippets import SnippetViewSet

from .models import Author, Series, StartingTemplate


class AuthorViewSet(SnippetViewSet):
    """How they are listed."""

    model = Author
    copy_view_enabled = False
    icon = "user"
    list_display = ["name", "byline"]


class SeriesViewSet(SnippetViewSet):
    """How they are listed."""

    model = Series
    copy_view_enabled = False
    icon = "list-ol"


class StartingTemplateViewSet(SnippetViewSet):
    """How they are listed."""

    model = StartingTemplate
    icon = "copy"
    menu_label = _("Starting templates")
    add_to_settings_menu = True
    list_display = ["title", "description", "is_story"]
    sort_order_field = "sort_order"
