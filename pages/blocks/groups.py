"""The groups of the block chooser, and the few kinds of rich text."""

from django.utils.translation import gettext_lazy as _

TEXT = _("Text")
MEDIA = _("Pictures and files")
LINKS = _("Links and next steps")

# Deliberately small: headings are blocks of their own, so that "On this page" can list them.
RICH_TEXT = ["bold", "italic", "link", "document-link", "ol", "ul", "fact"]
# In paragraphs of a body: headings that come along when text is pasted (pages.blocks.pasting).
PARAGRAPH = ["h2", "h3", *RICH_TEXT]
SHORT_RICH_TEXT = ["bold", "italic", "link", "fact"]
