"""What of the other languages needs a person: what nobody has read yet, what is older than its original, what lacks."""

from collections.abc import Iterator

from django.conf import settings
from django.db.models import F, OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import get_language_info, gettext as _
from wagtail.models import Locale, Page
from wagtail_localize.models import Translation

from deleted.models import BinPage
from pages.visibility import visible

from .item import Group, Item, edit_url

MOST = 50  # of each kind and language


def what_translations_need(editable: QuerySet, *, may_translate: bool) -> Iterator[Item]:
    """Yield what to read, to bring up to date, and to translate, for each language beside the first."""
    codes = [code for code, _name in settings.LANGUAGES]
    for locale in Locale.objects.filter(language_code__in=codes[1:]):
        language = get_language_info(locale.language_code)["name_translated"]
        yield from _unread(editable, locale, language)
        if may_translate:
            yield from _old(editable, locale, language)
            yield from _missing(editable, locale, language)


def _unread(editable: QuerySet, locale: Locale, language: str) -> Iterator[Item]:
    pages = Page.objects.filter(locale=locale, live=False, first_published_at=None, pk__in=editable.values("pk"))
    for page in pages.order_by("path")[:MOST]:
        text = _("“%(title)s” (%(language)s) waits to be read by a person before it is published.")
        text %= {"title": page.draft_title or page.title, "language": language}
        yield Item(Group.TRANSLATIONS, text, edit_url(page.pk), _("Read"))


def _old(editable: QuerySet, locale: Locale, language: str) -> Iterator[Item]:
    own = Page.objects.filter(locale=locale, pk__in=editable.values("pk")).values("translation_key")
    known = Translation.objects.filter(target_locale=locale, enabled=True, source__object_id__in=own)
    changed_on = Page.objects.filter(
        locale=Locale.get_default(), live=True, translation_key=OuterRef("source__object_id")
    ).values("last_published_at")[:1]
    known = known.annotate(changed_on=Subquery(changed_on)).filter(changed_on__gt=F("source__last_updated_at"))
    known = list(known.select_related("source").order_by("-changed_on")[:MOST])
    keys = [translation.source.object_id for translation in known]
    pages = {
        page.translation_key: page
        for page in Page.objects.filter(locale=Locale.get_default(), translation_key__in=keys)
    }
    for translation in known:
        if original := pages.get(translation.source.object_id):
            text = _("“%(title)s” has changed since it was translated (%(language)s).")
            url = reverse("wagtail_localize:update_translations", args=[translation.source_id])
            values = {"title": original.title, "language": language}
            yield Item(Group.TRANSLATIONS, text % values, url, _("Bring up to date"))


def _missing(editable: QuerySet, locale: Locale, language: str) -> Iterator[Item]:
    # Only once people can read the language at all; until then the first pages come first.
    if not Page.objects.filter(locale=locale, live=True, depth=2).exists():
        return
    there = BinPage.outside(Page.objects.filter(locale=locale)).values("translation_key")
    pages = visible(Page.objects.filter(locale=Locale.get_default(), depth__gt=2, pk__in=editable.values("pk")))
    for page in pages.exclude(translation_key__in=there).order_by(F("last_published_at").desc(nulls_last=True))[:MOST]:
        text = _("“%(title)s” is not there in this language: %(language)s.")
        url = reverse("wagtail_localize:submit_page_translation", args=[page.pk])
        yield Item(Group.TRANSLATIONS, text % {"title": page.title, "language": language}, url, _("Translate"))
