"""Links inside rich text, resolved with the loader's help; pages only if anyone may see them."""

from django.utils.html import escape
from draftjs_exporter.dom import DOM
from wagtail.admin.rich_text.converters.contentstate import link_entity
from wagtail.admin.rich_text.converters.html_to_contentstate import ExternalLinkElementHandler, PageLinkElementHandler
from wagtail.documents.rich_text import DocumentLinkHandler
from wagtail.models import Page
from wagtail.rich_text.pages import PageLinkHandler

from .addresses import own_page, without_trackers
from .blocks.choosers import public_url
from .loader import get_many


class PublicPageLinkHandler(PageLinkHandler):
    """Turns stored page links into addresses; a link to a page that is not public becomes plain text."""

    @classmethod
    def get_many(cls, attrs_list: list[dict]) -> list[Page | None]:
        """Return the page of each link, or None."""
        ids = [int(attrs["id"]) if str(attrs.get("id", "")).isdigit() else 0 for attrs in attrs_list]
        pages = get_many(Page, ids)
        return [pages.get(id_) for id_ in ids]

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict]) -> list[str]:
        """Return the opening tag of each link."""
        urls = [public_url(page) for page in cls.get_many(attrs_list)]
        return [f'<a href="{escape(url)}">' if url else "<a>" for url in urls]


class LoadedDocumentLinkHandler(DocumentLinkHandler):
    """Turns stored document links into addresses; a link to a deleted document becomes plain text."""

    @classmethod
    def get_many(cls, attrs_list: list[dict]) -> list:
        """Return the document of each link, or None."""
        ids = [int(attrs["id"]) if str(attrs.get("id", "")).isdigit() else 0 for attrs in attrs_list]
        documents = get_many(cls.get_model(), ids)
        return [documents.get(id_) for id_ in ids]


def link_element(props: dict) -> DOM:
    """Return a link of the editor as it is stored: without trackers, and as a page where it is one of ours."""
    if props.get("id") is None and props.get("url"):
        address = without_trackers(props["url"])
        page = own_page(address)
        props = {**props, "url": address} | ({"id": page.pk} if page else {})
    return link_entity(props)


# How the editor reads and writes links: Wagtail's own rule but for the way back.
LINK_RULE = {
    "from_database_format": {
        "a[href]": ExternalLinkElementHandler("LINK"),
        'a[linktype="page"]': PageLinkElementHandler("LINK"),
    },
    "to_database_format": {"entity_decorators": {"LINK": link_element}},
}
