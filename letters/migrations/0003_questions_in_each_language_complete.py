import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("letters", "0002_questions_in_each_language"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
    ]

    operations = [
        migrations.AlterField(
            "formfield",
            "locale",
            models.ForeignKey(
                "wagtailcore.Locale",
                django.db.models.deletion.PROTECT,
                editable=False,
                related_name="+",
                verbose_name="locale",
            ),
        ),
        migrations.AlterField("formfield", "translation_key", models.UUIDField(default=uuid.uuid4, editable=False)),
        migrations.AlterUniqueTogether("formfield", {("translation_key", "locale")}),
    ]
