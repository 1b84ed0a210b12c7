import uuid
from collections import Counter

import django.db.models.deletion
from django.db import migrations, models


def give_keys(apps, schema_editor):
    """The questions of a form in several languages are translations of each other: until now they were copied in their order."""
    FormField = apps.get_model("letters", "FormField")
    places = Counter()
    # Old pages are no pages of the code: what is read of them are values.
    pages = FormField.objects.order_by("page_id", "sort_order", "pk").values_list(
        "pk", "page_id", "page__translation_key", "page__locale_id"
    )
    for pk, page, key, locale in list(pages):
        FormField.objects.filter(pk=pk).update(
            translation_key=uuid.uuid5(key, f"formfield {places[page]}"), locale_id=locale
        )
        places[page] += 1


class Migration(migrations.Migration):
    dependencies = [
        ("letters", "0001_initial"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
    ]

    operations = [
        migrations.AddField("formfield", "translation_key", models.UUIDField(null=True, editable=False)),
        migrations.AddField(
            "formfield",
            "locale",
            models.ForeignKey(
                "wagtailcore.Locale",
                django.db.models.deletion.PROTECT,
                null=True,
                editable=False,
                related_name="+",
                verbose_name="locale",
            ),
        ),
        migrations.RunPython(give_keys, migrations.RunPython.noop),
    ]
