"""How topics are listed in the editor."""

from wagtail.snippets.views.snippets import SnippetViewSet

from .models import Topic


class TopicViewSet(SnippetViewSet):
    """How they are listed."""

    model = Topic
    copy_view_enabled = False
    icon = "tag"
