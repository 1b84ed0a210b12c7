"""Who may see a page: what is shown to anyone, with one look-up in a response however many pages are asked about."""

from datetime import datetime

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.signals import post_delete, post_save
from wagtail.models import Page, PageLogEntry, PageViewRestriction

from .loader import once, remember

_PRIVATE = "private paths"


def remember_private_paths(paths: list[str]) -> None:
    """Keep what another query has found, so that `private_paths` need not ask."""
    remember(_PRIVATE, paths)


def private_paths() -> list[str]:
    """Return the tree paths of all pages with a view restriction: they and what is below them are private."""
    return once(_PRIVATE, lambda: list(PageViewRestriction.objects.values_list("page__path", flat=True)))


def is_visible(page: Page) -> bool:
    """Return whether anyone may see the page: live, and neither it nor a parent is private."""
    return page.live and not any(page.path.startswith(path) for path in private_paths())


def visible(pages: QuerySet) -> QuerySet:
    """Return the pages that anyone may see, as Wagtail's ``.live().public()`` does, with one shared look-up."""
    pages = pages.live()
    for path in private_paths():
        pages = pages.exclude(path__startswith=path)
    return pages


def where_visible(pages: QuerySet) -> Exists:
    """Return the condition that a page is among ``pages`` and anyone may see it.

    Asked for each row in the order of a list, it lets the database stop at the end of the list; a join would
    make it look at all pages first.
    """
    return Exists(visible(pages.filter(pk=OuterRef("pk"))))


def last_change() -> datetime | None:
    """Return when something last happened to any page, withdrawals and deletions included."""
    return PageLogEntry.objects.order_by("-timestamp").values_list("timestamp", flat=True).first()


def keep_translations_private(sender: type, instance: PageViewRestriction, **kwargs: object) -> None:
    """Restrict the translations of a page with it, and open them with it: who may not read it may not in any language.

    Groups are chosen after the restriction is made; until they are chosen for a translation, too, nobody reads it.
    """
    page = instance.page
    if page.locale.language_code != settings.LANGUAGE_CODE:
        return
    others = page.get_translations()
    if kwargs.get("signal") is post_delete:
        # Not where the page itself is deleted: that opens nothing.
        origin = kwargs.get("origin")
        if getattr(origin, "model", type(origin)) is PageViewRestriction:
            PageViewRestriction.objects.filter(page__in=others).delete()
        return
    for other in others:
        values = {"restriction_type": instance.restriction_type, "password": instance.password}
        PageViewRestriction.objects.update_or_create(page=other, defaults=values)


def connect() -> None:
    """Keep what is private together, from the start of the site on."""
    for signal in (post_save, post_delete):
        signal.connect(keep_translations_private, sender=PageViewRestriction)
