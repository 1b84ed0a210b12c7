"""How authors, series and starting templates are listed in the editor."""

from django.utils.translation import gettext_lazy as _
from wagtail.snippets.views.chooser import SnippetChooserViewSet
from wagtail.snippets.views.snippets import SnippetViewSet

from .models import Author, Series, StartingTemplate


class AuthorChooserViewSet(SnippetChooserViewSet):
    """Lets the writer of an article add who wrote it, without leaving the form."""

    form_fields = ["name", "byline"]


class SeriesChooserViewSet(SnippetChooserViewSet):
    """Lets the writer of an article begin a series, without leaving the form."""

    form_fields = ["title", "description"]


class AuthorViewSet(SnippetViewSet):
    """How they are listed."""

    model = Author
    copy_view_enabled = False
    icon = "user"
    list_display = ["name", "byline"]
    chooser_viewset_class = AuthorChooserViewSet


class SeriesViewSet(SnippetViewSet):
    """How they are listed."""

    model = Series
    copy_view_enabled = False
    icon = "list-ol"
    chooser_viewset_class = SeriesChooserViewSet


class StartingTemplateViewSet(SnippetViewSet):
    """How they are listed."""

    model = StartingTemplate
    icon = "copy"
    menu_label = _("Starting templates")
    add_to_settings_menu = True
    list_display = ["title", "description", "is_story"]
    sort_order_field = "sort_order"
