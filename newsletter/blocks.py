"""What a newsletter is made of; its form for mail programs is made in mail.py and its templates."""

from django.utils.translation import gettext_lazy as _

from pages.blocks.body import BodyBlock
from pages.blocks.choosers import LoadedPageChooserBlock
from pages.blocks.groups import LINKS
from pages.blocks.links import ButtonBlock
from pages.blocks.media import PictureBlock
from pages.blocks.text import HeadingBlock, ParagraphBlock

# What mail programs show; headings are blocks of their own.
FEATURES = ["bold", "italic", "link", "ol", "ul", "fact"]


class ArticleBlock(LoadedPageChooserBlock):
    """An article: its title, its summary and the link."""

    class Meta:
        icon = "doc-full"
        label = _("Article")
        description = _("An article: its title, its summary and the link to it.")
        group = LINKS
        template = "newsletter/page.html"
        preview_value = None


class EventBlock(LoadedPageChooserBlock):
    """An event: its title, when it takes place, and the link."""

    class Meta:
        icon = "calendar"
        label = _("Event")
        description = _("An event: its title, when it takes place, and the link to it.")
        group = LINKS
        template = "newsletter/page.html"
        preview_value = None


class MailBlock(BodyBlock):
    """The blocks of a newsletter."""

    paragraph = ParagraphBlock(features=FEATURES)
    heading = HeadingBlock()
    article = ArticleBlock(page_type="blog.ArticlePage")
    event = EventBlock(page_type="events.EventPage")
    image = PictureBlock()
    button = ButtonBlock()
