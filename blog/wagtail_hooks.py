"""What the editor offers of articles: starting templates (authors and series stand with the topics, editor)."""

from wagtail.snippets.models import register_snippet

from .snippets import StartingTemplateViewSet

register_snippet(StartingTemplateViewSet)
