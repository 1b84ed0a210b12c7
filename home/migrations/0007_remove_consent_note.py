from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('home', '0006_notes_to_consents'),
    ]

    operations = [
        migrations.RemoveField(
            model_name='siteimage',
            name='consent_note',
        ),
    ]
