import uuid
from collections import Counter

import django.db.models.deletion
from django.db import migrations, models


def give_keys(apps, schema_editor):
    """The single dates of an event in several languages are translations of each other: until now they were copied in their order."""
    EventDate = apps.get_model("events", "EventDate")
    places = Counter()
    # Old pages are no pages of the code: what is read of them are values.
    pages = EventDate.objects.order_by("page_id", "day", "pk").values_list(
        "pk", "page_id", "page__translation_key", "page__locale_id"
    )
    for pk, page, key, locale in list(pages):
        EventDate.objects.filter(pk=pk).update(
            translation_key=uuid.uuid5(key, f"eventdate {places[page]}"), locale_id=locale
        )
        places[page] += 1


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
