"""Who may see a page: what is shown to anyone, with one look-up in a response however many pages are asked about."""

from datetime import datetime

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.signals import post_delete, post_save
from wagtail.models import Page, PageLogEntry, PageViewRestriction
from wagtail.signals import post_page_move

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


def same_words(page: Page) -> QuerySet:
    """Return the pages elsewhere that say what a page says: its translations, and aliases of what is in its tree."""
    others = Q(alias_of__path__startswith=page.path) & ~Q(path__startswith=page.path)
    if page.locale.language_code == settings.LANGUAGE_CODE:
        others |= Q(translation_key=page.translation_key)
    return Page.objects.filter(others).exclude(pk=page.pk)


def keep_same_words_private(sender: type, instance: PageViewRestriction, **kwargs: object) -> None:
    """Restrict translations and aliases of a page with it, and open them with it: nobody reads it by another address.

    Groups are chosen after the restriction is made; until they are chosen for the others, too, nobody reads them.
    """
    others = same_words(instance.page)
    if kwargs.get("signal") is post_delete:
        # Not where the page itself is deleted: that opens nothing.
        origin = kwargs.get("origin")
        if getattr(origin, "model", type(origin)) is PageViewRestriction:
            PageViewRestriction.objects.filter(page__in=list(others)).delete()
        return
    _restrict(others, instance)


def keep_moved_private(sender: type, instance: Page, **_kwargs: object) -> None:
    """Restrict translations and aliases of a page that was moved below a private one."""
    above = [instance.path[:end] for end in range(instance.steplen, len(instance.path) + 1, instance.steplen)]
    restriction = PageViewRestriction.objects.filter(page__path__in=above).order_by("page__path").last()
    if restriction:
        _restrict(same_words(instance), restriction)


def _restrict(pages: QuerySet, restriction: PageViewRestriction) -> None:
    values = {"restriction_type": restriction.restriction_type, "password": restriction.password}
    for page in list(pages.exclude(pk=restriction.page_id)):
        PageViewRestriction.objects.update_or_create(page=page, defaults=values)


def connect() -> None:
    """Keep what is private together, from the start of the site on."""
    for signal in (post_save, post_delete):
        signal.connect(keep_same_words_private, sender=PageViewRestriction)
    post_page_move.connect(keep_moved_private)
