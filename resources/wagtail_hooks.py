"""What the editor offers of help: the crisis contacts (labels stand with the topics, editor.wagtail_hooks)."""

from wagtail.snippets.models import register_snippet

from .snippets import CrisisContactViewSet

register_snippet(CrisisContactViewSet)
