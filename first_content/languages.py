"""A language that is added: its home page, and the first pages and examples where they are known in it.

Everything is a translation in the sense of wagtail-localize: staff see it beside its original, change it, and are
told when the original has changed since. Nothing is published by it but the examples.
"""

from pathlib import Path

import polib
from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Model
from wagtail.models import DraftStateMixin, Locale, Page, Site
from wagtail_localize.models import StringTranslation, Translation, TranslationSource
from wagtail_localize.strings import StringValue, validate_translation_links

from attention.notes import written_later
from blog.models import Series, StartingTemplate
from checks.models import Term
from home.models import SettingsTexts, SiteSettings
from pages.models import SiteImage, Topic
from resources.models import CrisisContact, Label
from search.refreshing import indexed_together

from .content_files import DATA
from .site import load_terms

LABELS = (Topic, Label, Series, CrisisContact, StartingTemplate)


def make_ready(*, publish: bool = False, anew: bool = False) -> list[str]:
    """Make each further language of the settings ready; return the codes of those that were new.

    ``publish`` is for the examples, so that the whole can be tried: all that is translated of a new language goes
    public. ``anew`` translates what has come since into languages that are not new, as drafts.
    """
    begun = []
    for code, _name in settings.LANGUAGES[1:]:
        locale, _made = Locale.objects.get_or_create(language_code=code)
        site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
        is_new = site is not None and not site.root_page.get_translations().filter(locale=locale).exists()
        if is_new or (anew and site is not None):
            # Each page is saved several times on its way.
            with transaction.atomic(), written_later(), indexed_together():
                words = known_words(code)
                _begin(site.root_page, locale, words)
                if publish and is_new and words:
                    _publish(locale)
            if is_new:
                begun.append(code)
    return begun


def known_words(code: str) -> dict[str, str]:
    """Return {text of the first content or the examples: the same in a language}."""
    file = Path(DATA / "languages" / f"{code}.po")
    return {entry.msgid: entry.msgstr for entry in polib.pofile(str(file))} if file.exists() else {}


def _begin(home: Page, locale: Locale, words: dict[str, str]) -> None:
    for model in LABELS:
        for one in model.objects.filter(locale=home.locale_id):
            _translate(one, locale, words)
    _settings(locale, words)
    _pictures(locale, words)
    if not Term.objects.filter(language=locale.language_code).exists():
        load_terms(lambda entries: [entry for entry in entries if entry.get("language") == locale.language_code])
    for number, page in enumerate(home.get_descendants(inclusive=True).order_by("depth", "path").specific()):
        if number % 5 == 0:
            _count_rows()
        parent = page.get_parent()
        if page.pk == home.pk or parent.has_translation(locale):
            _translate(page, locale, words, always=page.pk == home.pk)


def _count_rows() -> None:
    """Let PostgreSQL count what is being written, which it would do after the transaction: its plans follow from it.

    Without, a single look-up among some thousand texts took minutes.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for model in apps.get_app_config("wagtail_localize").get_models():
                cursor.execute(f"ANALYZE {connection.ops.quote_name(model._meta.db_table)}")


def _publish(locale: Locale) -> None:
    """Publish what is translated of what is public, parents first; what they know of the tree is asked anew."""
    public = CrisisContact.objects.filter(locale=Locale.get_default(), live=True).values("translation_key")
    for one in CrisisContact.objects.filter(locale=locale, translation_key__in=public).exclude(latest_revision=None):
        one.latest_revision.publish()
    for pk in Page.objects.filter(locale=locale, live=False).order_by("depth", "path").values_list("pk", flat=True):
        page = Page.objects.get(pk=pk)
        if page.get_translations().filter(live=True).exists():
            page.latest_revision.publish()


def _settings(locale: Locale, words: dict[str, str]) -> None:
    for settings_ in SiteSettings.objects.all():
        texts = {field: words.get(getattr(settings_, field), "") for field in SiteSettings.translated}
        if any(texts.values()):
            SettingsTexts.objects.get_or_create(settings=settings_, locale=locale, defaults=texts)


def _pictures(locale: Locale, words: dict[str, str]) -> None:
    for picture in SiteImage.objects.filter(is_example=True):
        texts = {field: words[text] for field in picture.translated if (text := getattr(picture, field)) in words}
        picture.texts[locale.language_code] = texts | picture.texts.get(locale.language_code, {})
        # Nothing else changes with it; saving would look for every size of every picture.
        SiteImage.objects.filter(pk=picture.pk).update(texts=picture.texts)


def _translate(one: Model, locale: Locale, words: dict[str, str], *, always: bool = False) -> None:
    """Translate a page or label of which every text is known; ``always`` leaves the others as they are."""
    if one.has_translation(locale):
        return
    source, _made = TranslationSource.get_or_create_from_instance(one)
    segments = list(source.stringsegment_set.select_related("string", "context"))
    known = [segment for segment in segments if segment.string.data in words]
    open_texts = [segment for segment in segments if segment not in known and not segment.context.path.endswith("slug")]
    if open_texts and not always:
        return
    translation, _made = Translation.objects.get_or_create(source=source, target_locale=locale)
    translations = [
        StringTranslation(
            translation_of=segment.string,
            locale=locale,
            context=segment.context,
            data=words[segment.string.data],
            translation_type=StringTranslation.TRANSLATION_TYPE_MANUAL,
            has_error=_is_broken(segment.string.data, words[segment.string.data]),
        )
        for segment in known
    ]
    # What was translated before stays as it is.
    StringTranslation.objects.bulk_create(translations, ignore_conflicts=True)
    # Labels have no drafts; they show where a page of their language bears them.
    translation.save_target(publish=not isinstance(one, DraftStateMixin))
    if getattr(one, "is_example", False):
        # Copies are somebody's own work, translations of examples are not.
        other = one.get_translation(locale)
        other.is_example = True
        type(other).objects.filter(pk=other.pk).update(is_example=True)
        if isinstance(other, DraftStateMixin):
            other.save_revision()


def _is_broken(text: str, translated: str) -> bool:
    """Return whether staff have to look at the markup of a translation before it is shown, as wagtail-localize asks."""
    if "<" in translated:
        try:
            StringValue.from_translated_html(translated)
            validate_translation_links(text, translated)
        except ValueError:
            return True
    return False
