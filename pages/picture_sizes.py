"""Makes the sizes and formats of pictures when something is published, so that no visitor waits for one.

Which sizes there are stands in the templates alone: the page, and the card by which lists show it,
are rendered as for a visitor, and whatever picture they ask for is there from then on.
"""

from typing import Any

from django.db.models.signals import post_save
from django.template.loader import render_to_string
from django_tasks import task
from PIL import ImageFile
from wagtail.coreutils import get_dummy_request
from wagtail.models import Page, ReferenceIndex
from wagtail.signals import page_published

from .content_values import referenced_ids
from .loader import loading
from .models import SiteImage
from .visibility import visible

# Bytes. A JPEG of Wagtail's has to fit into one buffer, and grain takes up to four bytes for each pixel of a size.
ImageFile.MAXBLOCK = 16 * 1024 * 1024
# The backend of settings.TASKS that never leaves anything to a worker.
AT_ONCE = "at_once"


def make_sizes(page: Page) -> None:
    """Make the sizes of the pictures of a public page (a specific one)."""
    request = get_dummy_request(path=page.get_url() or "/", site=page.get_site())
    with loading():
        response = page.serve(request)
        if hasattr(response, "render"):
            response.render()
        render_to_string("components/card.html", {"item": page}, request)


@task(backend=AT_ONCE)
def make_sizes_of(page_id: int) -> None:
    """Make the sizes of a page's pictures, if visitors can see the page by then."""
    page = visible(Page.objects.filter(pk=page_id)).specific().first()
    if page is not None and referenced_ids(page, SiteImage):
        make_sizes(page)


def make_all_sizes() -> int:
    """Catch up with all public pages; return how many of them have pictures."""
    count = 0
    for page in visible(Page.objects.filter(depth__gt=1)).specific().iterator(chunk_size=200):
        if referenced_ids(page, SiteImage):
            make_sizes(page)
            count += 1
    return count


def _published(instance: Page, **_kwargs: Any) -> None:
    if referenced_ids(instance, SiteImage):
        make_sizes_of.enqueue(instance.pk)


def _picture_changed(instance: SiteImage, created: bool, **_kwargs: Any) -> None:
    """Make the sizes again wherever a picture stands: it may have another file, focal point or consent."""
    if created:
        return
    for reference in ReferenceIndex.get_references_to(instance).select_related("content_type"):
        if issubclass(reference.content_type.model_class() or object, Page):
            make_sizes_of.enqueue(int(reference.object_id))


def connect() -> None:
    """Listen to what is published."""
    page_published.connect(_published, dispatch_uid="pages.picture_sizes.page")
    post_save.connect(_picture_changed, sender=SiteImage, dispatch_uid="pages.picture_sizes.picture")
