import django.db.models.deletion
import django.utils.timezone
import modelsearch.index
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Consent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person', models.CharField(help_text='A name, or words by which staff know them. Only staff see this.', max_length=120, verbose_name='who agreed')),
                ('given_on', models.DateField(default=django.utils.timezone.localdate, verbose_name='agreed on')),
                ('covers_story', models.BooleanField(default=False, verbose_name='their story or words')),
                ('covers_picture', models.BooleanField(default=False, verbose_name='their picture')),
                ('covers_name', models.BooleanField(default=False, verbose_name='their name')),
                ('scope', models.TextField(blank=True, help_text='What exactly, and where: “First name only. The website, not social media.”', verbose_name='scope')),
                ('expires_on', models.DateField(blank=True, help_text='The last day. What uses it is taken down after that. Empty: until withdrawn.', null=True, verbose_name='good until')),
                ('withdrawal_contact', models.CharField(help_text='How they can tell us that they changed their mind, and how we reach them.', max_length=200, verbose_name='contact for withdrawal')),
                ('paid', models.CharField(choices=[('yes', 'Paid'), ('no', 'Not paid'), ('unknown', 'Not known')], max_length=10, verbose_name='paid or not')),
                ('withdrawn_at', models.DateTimeField(editable=False, null=True, verbose_name='withdrawn')),
                ('ended_at', models.DateTimeField(editable=False, null=True)),
                ('taken_down', models.JSONField(default=list, editable=False, verbose_name='taken down')),
                ('recorded_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='recorded by')),
                ('withdrawn_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='withdrawal entered by')),
            ],
            options={
                'verbose_name': 'consent',
                'verbose_name_plural': 'consents',
                'ordering': ['person', 'pk'],
            },
            bases=(modelsearch.index.Indexed, models.Model),
        ),
    ]
