"""Puts pages into the tree, published the way staff would publish them."""

from wagtail.models import Page

from pages.models import BasePage


def add_page(parent: Page, page: BasePage, *, draft: bool = False, related: dict | None = None) -> BasePage:
    """Add ``page`` below ``parent`` with a first revision, live unless ``draft``; return it.

    ``related`` sets what needs a saved page, such as {"topics": [...]}.
    """
    page.live = False
    page.locale = parent.locale
    # The parent may have grown since it was fetched; the tree would be damaged by its old count.
    Page.objects.get(pk=parent.pk).add_child(instance=page)
    for name, objects in (related or {}).items():
        getattr(page, name).set(objects)
    page.save()
    revision = page.save_revision(clean=not draft)
    if not draft:
        revision.publish()
        page.refresh_from_db()
    return page
