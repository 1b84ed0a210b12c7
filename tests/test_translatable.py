"""Every word of the site can be translated: pages and snippets have a language, templates and models use gettext."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.utils.functional import Promise
from wagtail.models import Locale, TranslatableMixin
from wagtail.snippets.models import get_snippet_models

from pages.models import BasePage

pytestmark = pytest.mark.any_database

OWN = sorted(file.parent.name for file in Path().glob("*/apps.py"))


@pytest.mark.parametrize("template", sorted(Path("templates").rglob("*.html")), ids=str)
def test_templates_show_no_words_that_escape_translation(template):
    text = template.read_text(encoding="utf-8")
    text = re.sub(r"{%\s*blocktranslate.*?endblocktranslate\s*%}", "", text, flags=re.DOTALL)
    text = re.sub(r"{%.*?%}|{{.*?}}", "", text, flags=re.DOTALL)
    attributes = re.findall(r'\b(?:aria-label|alt|title|placeholder|content)="([^"{}]*[A-Za-z]{3}[^"{}]*)"', text)
    technical = re.compile(r"width=device-width|light dark|noindex|#|website|summary|article")
    assert [value for value in attributes if not technical.match(value)] == []
    text = re.sub(r"<(script|style).*?</\1>", "", text, flags=re.DOTALL)
    words = re.findall(r"[A-Za-z]{3,}", re.sub(r"<[^>]*>", "", text, flags=re.DOTALL))
    assert [word for word in words if word not in {"RSS", "article"}] == []


# Rows that no screen shows field by field.
WITHOUT_LABELS = {
    "Imported", "Made", "MissingFile", "Occurrence", "Part", "Recipient", "Row", "Run", "Sending", "SiteRendition",
    "Subscription",
}  # fmt: skip


def test_models_name_everything_in_words_that_can_be_translated():
    for app in OWN:
        for model in apps.get_app_config(app).get_models():
            assert isinstance(model._meta.verbose_name, Promise), model
            if model.__name__ in WITHOUT_LABELS:
                continue
            for field in model._meta.local_fields:
                if field.editable and not field.auto_created and not field.remote_field and field.name not in INHERITED:
                    assert isinstance(field.verbose_name, Promise), f"{model.__name__}.{field.name}"
                    assert isinstance(field.help_text, Promise) or not field.help_text, f"{model.__name__}.{field.name}"


INHERITED = {
    "password",
    "translation_key",
    "filter_spec",
    "focal_point_key",
    "file",
    "width",
    "height",
    *(f"focal_point_{part}" for part in ("x", "y", "width", "height")),
}


def test_every_page_and_snippet_can_be_translated():
    for model in [*BasePage.__subclasses__(), *get_snippet_models()]:
        if model.__module__.partition(".")[0] in OWN:
            assert issubclass(model, TranslatableMixin), model


@pytest.mark.django_db
def test_a_spanish_page_waits_for_a_person_to_publish_it(sign_in, settings, seed):
    from wagtail_localize.models import Translation, TranslationSource

    settings.WAGTAIL_CONTENT_LANGUAGES = [("en", "English"), ("es", "Español")]
    settings.LANGUAGES = settings.WAGTAIL_CONTENT_LANGUAGES
    spanish = Locale.objects.create(language_code="es")
    for page in (*seed.get_ancestors().filter(depth__gt=1).specific(), seed):
        source, _created = TranslationSource.update_or_create_from_instance(page)
        Translation.objects.create(source=source, target_locale=spanish).save_target()
    translated = seed.get_translation(spanish)
    assert not translated.live
    assert translated.body[1].block_type == "definition"
    strings = [segment.string.data for segment in source.stringsegment_set.all()]
    assert "Active Participation" in strings
