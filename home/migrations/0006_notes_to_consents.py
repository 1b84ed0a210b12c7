from django.db import migrations


def notes_to_consents(apps, schema_editor):
    """Keep what was written beside a picture about consent, as a consent of which the rest is not known."""
    image, consent = apps.get_model("home", "SiteImage"), apps.get_model("consent", "Consent")
    for one in image.objects.exclude(consent_note=""):
        one.consent = consent.objects.create(
            person=f"See the note ({one.title})"[:120],
            covers_picture=True,
            scope=one.consent_note,
            withdrawal_contact="See the note",
            paid="unknown",
        )
        one.people = "somebody"
        one.save(update_fields=["consent", "people"])


def consents_to_notes(apps, schema_editor):
    """Write the scope back beside the picture."""
    for one in apps.get_model("home", "SiteImage").objects.exclude(consent=None):
        one.consent_note = one.consent.scope
        one.save(update_fields=["consent_note"])


class Migration(migrations.Migration):

    dependencies = [
        ('consent', '0001_initial'),
        ('home', '0005_consent_facts_and_reminders'),
    ]

    operations = [
        migrations.RunPython(notes_to_consents, consents_to_notes),
    ]
