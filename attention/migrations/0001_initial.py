import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('wagtailcore', '0097_baselogentry_uuid_action_timestamp_indexes'),
    ]

    operations = [
        migrations.CreateModel(
            name='OutsideLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('url', models.URLField(max_length=2000, unique=True, verbose_name='address')),
                ('status', models.PositiveSmallIntegerField(null=True, verbose_name='answer')),
                ('problem', models.CharField(blank=True, max_length=200, verbose_name='problem')),
                ('failures', models.PositiveSmallIntegerField(default=0, verbose_name='failures in a row')),
                ('is_broken', models.BooleanField(db_index=True, default=False, verbose_name='broken')),
                ('checked_at', models.DateTimeField(null=True, verbose_name='looked at')),
            ],
            options={
                'verbose_name': 'link to another site',
                'verbose_name_plural': 'links to other sites',
                'ordering': ['url'],
            },
        ),
        migrations.CreateModel(
            name='LinkPlace',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('edit_url', models.CharField(blank=True, max_length=300, verbose_name='form')),
                ('title', models.CharField(max_length=255, verbose_name='title')),
                ('anchor', models.CharField(blank=True, max_length=200, verbose_name='place')),
                ('page', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='wagtailcore.page', verbose_name='page')),
                ('link', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='places', to='attention.outsidelink', verbose_name='link')),
            ],
            options={
                'verbose_name': 'place of a link',
                'verbose_name_plural': 'places of links',
            },
        ),
        migrations.CreateModel(
            name='PageNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('placeholder', 'Still to be filled in'), ('consent', 'Consent'), ('word', 'Words'), ('link', 'Links'), ('picture', 'Pictures'), ('fact', 'Facts'), ('reading', 'Easy to read'), ('missing', 'Missing')], db_index=True, max_length=20, verbose_name='kind')),
                ('text', models.TextField(verbose_name='text')),
                ('anchor', models.CharField(blank=True, max_length=200, verbose_name='place')),
                ('refuses', models.BooleanField(default=False, verbose_name='keeps the page from being published')),
                ('page', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='wagtailcore.page', verbose_name='page')),
            ],
            options={
                'verbose_name': 'note about a page',
                'verbose_name_plural': 'notes about pages',
                'ordering': ['page__path', 'pk'],
            },
        ),
    ]
