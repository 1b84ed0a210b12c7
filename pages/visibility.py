"""Who may see a page: what is shown to anyone, with one look-up in a response however many pages are asked about."""

from collections.abc import Iterable
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
    remember(_PRIVATE, _topmost(paths))


def private_paths() -> list[str]:
    """Return the tree paths of the topmost pages with a view restriction: they and what is below them are private."""
    return once(_PRIVATE, lambda: _topmost(PageViewRestriction.objects.values_list("page__path", flat=True)))


def _topmost(paths: Iterable[str]) -> list[str]:
    """Leave out what lies below another: each costs a condition in every list."""
    found: list[str] = []
    for path in sorted(paths):
        if not found or not path.startswith(found[-1]):
            found.append(path)
    return found


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


# One text at several addresses: translations and aliases are as private as what they say the same as


def above(path: str) -> list[str]:
    """Return the tree paths of a page and of all above it."""
    return [path[:end] for end in range(Page.steplen, len(path) + 1, Page.steplen)]


def originals_of(page: Page) -> QuerySet:
    """Return the pages whose words a page repeats: what it is an alias of, and itself in the first language."""
    same = Q(translation_key=page.translation_key, locale__language_code=settings.LANGUAGE_CODE)
    return Page.objects.filter(same | Q(pk=page.alias_of_id)).exclude(pk=page.pk)


def restrictions_of(page: Page) -> QuerySet:
    """Return what restricts a page or one above it, or an original of it or one above that."""
    paths = [page.path, *originals_of(page).values_list("path", flat=True)]
    return PageViewRestriction.objects.filter(page__path__in=[one for path in paths for one in above(path)])


def same_words(page: Page) -> QuerySet:
    """Return the pages elsewhere that say what a page says: its translations, and aliases of what is in its tree."""
    others = Q(alias_of__path__startswith=page.path) & ~Q(path__startswith=page.path)
    if page.locale.language_code == settings.LANGUAGE_CODE:
        others |= Q(translation_key=page.translation_key)
    return Page.objects.filter(others).exclude(pk=page.pk).order_by("path")


def same_words_below(page: Page) -> QuerySet:
    """Return also the translations of what lies below a page, wherever they lie."""
    keys = page.get_descendants(inclusive=True).values("translation_key")
    others = Page.objects.filter(translation_key__in=keys).exclude(path__startswith=page.path)
    is_first = page.locale.language_code == settings.LANGUAGE_CODE
    return (same_words(page) | others if is_first else same_words(page)).order_by("path")


def keep_same_words_private(sender: type, instance: PageViewRestriction, **kwargs: object) -> None:
    """Restrict translations and aliases of a page with it, and open them with it: nobody reads it by another address.

    Groups are chosen after the restriction is made; until they are chosen for the others, too, nobody reads them.
    """
    if kwargs.get("signal") is not post_delete:
        _restrict(same_words_below(instance.page), instance)
        return
    # Not where the page itself is deleted: that opens nothing.
    origin = kwargs.get("origin")
    if getattr(origin, "model", type(origin)) is PageViewRestriction:
        _open(instance.page, instance)


def keep_moved_private(
    sender: type, instance: Page, parent_page_before: Page, parent_page_after: Page, **_kwargs: object
) -> None:
    """Restrict translations and aliases of a page that goes below a private one, and open them when it comes out."""
    keep_new_private(sender, instance, created=True)
    before = (
        PageViewRestriction.objects.filter(page__path__in=above(parent_page_before.path)).order_by("page__path").last()
    )
    if instance.get_url_parts() is None:
        _keep_thrown_away_private(instance, before)
        return
    now = PageViewRestriction.objects.filter(page__path__in=above(instance.path)).order_by("page__path").last()
    if now:
        _restrict(same_words_below(instance), now)
    elif before:
        _open(instance, before)
    if PageViewRestriction.objects.exists():
        # What comes out of a private place stays private where its original is.
        for page in instance.get_descendants(inclusive=True).order_by("path"):
            if original := restrictions_of(page).order_by("page__path").last():
                _restrict(Page.objects.filter(pk=page.pk), original)


def _keep_thrown_away_private(instance: Page, before: PageViewRestriction | None) -> None:
    """Let what leaves every site open nothing: its translations and aliases are as private by themselves as with it."""
    for page in instance.get_descendants(inclusive=True) if PageViewRestriction.objects.exists() else ():
        own = PageViewRestriction.objects.filter(page__path__in=above(page.path)).order_by("page__path").last()
        if restriction := own or before:
            _restrict(same_words(page), restriction)


def keep_new_private(sender: type, instance: object, created: bool = False, **_kwargs: object) -> None:
    """Restrict an alias of a private page from its beginning."""
    if created and isinstance(instance, Page) and instance.alias_of_id:
        paths = above(instance.alias_of.path)
        if restriction := PageViewRestriction.objects.filter(page__path__in=paths).order_by("page__path").last():
            _restrict(Page.objects.filter(pk=instance.pk), restriction)


def _restrict(pages: QuerySet, restriction: PageViewRestriction) -> None:
    values = {"restriction_type": restriction.restriction_type, "password": restriction.password}
    private = list(PageViewRestriction.objects.values_list("page__path", flat=True))
    for page in list(pages):
        own = PageViewRestriction.objects.filter(page=page).first()
        # Groups that somebody has chosen are stricter than any sign-in.
        if own and own.restriction_type != PageViewRestriction.GROUPS:
            PageViewRestriction.objects.filter(pk=own.pk).update(**values)
        elif not own and not any(page.path.startswith(path) for path in private):
            PageViewRestriction.objects.create(page=page, **values)
            private.append(page.path)


def _open(top: Page, gone: PageViewRestriction) -> None:
    """Open what says the same as a page that is opened, unless an original of it is still private.

    Elsewhere of what lies below it, only what came with the restriction that is gone: what staff chose stays.
    """
    same = set(same_words(top).values_list("pk", flat=True))
    came = {"restriction_type": gone.restriction_type, "password": gone.password}
    for page in list(same_words_below(top)):
        paths = [one for path in originals_of(page).values_list("path", flat=True) for one in above(path)]
        if PageViewRestriction.objects.filter(page__path__in=paths).exists():
            continue
        own = PageViewRestriction.objects.filter(page=page)
        if page.pk not in same:
            own = own.filter(**came).exclude(restriction_type=PageViewRestriction.GROUPS)
        own.delete()


def connect() -> None:
    """Keep what is private together, from the start of the site on."""
    for signal in (post_save, post_delete):
        signal.connect(keep_same_words_private, sender=PageViewRestriction)
    post_page_move.connect(keep_moved_private)
    post_save.connect(keep_new_private)
