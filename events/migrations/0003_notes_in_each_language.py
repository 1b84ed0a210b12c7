import uuid
from collections import Counter

import django.db.models.deletion
from django.db import migrations, models


def give_keys(apps, schema_editor):
    """The single dates of an event in several languages are translations of each other: until now they were copied in their order."""
    EventDate = apps.get_model("events", "EventDate")
    places = Counter()
    for one in EventDate.objects.select_related("page").order_by("page", "day", "pk").iterator():
        one.translation_key = uuid.uuid5(one.page.translation_key, f"eventdate {places[one.page_id]}")
        one.locale_id = one.page.locale_id
        one.save(update_fields=["translation_key", "locale"])
        places[one.page_id] += 1


class Migration(migrations.Migration):
    dependencies = [
        ("events", "0002_divider"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
    ]

    operations = [
        migrations.AddField("eventdate", "translation_key", models.UUIDField(null=True, editable=False)),
        migrations.AddField(
            "eventdate",
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
