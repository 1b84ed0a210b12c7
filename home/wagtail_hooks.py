"""What the editor offers of the frame of the site: its menus."""

from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from .models import Menu


class MenuViewSet(SnippetViewSet):
    model = Menu
    copy_view_enabled = False
    icon = "bars"
    add_to_settings_menu = True


register_snippet(MenuViewSet)
