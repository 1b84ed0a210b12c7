import uuid
from collections import Counter

import django.db.models.deletion
from django.db import migrations, models


def give_keys(apps, schema_editor):
    """The questions of a form in several languages are translations of each other: until now they were copied in their order."""
    FormField = apps.get_model("letters", "FormField")
    places = Counter()
    for one in FormField.objects.select_related("page").order_by("page", "sort_order", "pk").iterator():
        one.translation_key = uuid.uuid5(one.page.translation_key, f"formfield {places[one.page_id]}")
        one.locale_id = one.page.locale_id
        one.save(update_fields=["translation_key", "locale"])
        places[one.page_id] += 1


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
