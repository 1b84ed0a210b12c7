import django.db.models.deletion
from django.db import migrations, models


NAME = "search_editor_title_and_body"


def add(apps, schema_editor):
    """Add the index that Wagtail's own search lacks on PostgreSQL: it asks for title and body as one."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"CREATE INDEX IF NOT EXISTS {NAME} ON wagtailsearch_indexentry USING gin ((title || body))")


def remove(apps, schema_editor):
    """Take it away again."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP INDEX IF EXISTS {NAME}")


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('wagtailsearch', '0010_add_text_fields'),
        ('resources', '0001_initial'),
        ('wagtailcore', '0097_baselogentry_uuid_action_timestamp_indexes'),
    ]

    operations = [
        migrations.CreateModel(
            name='Spelling',
            fields=[
                ('pk', models.CompositePrimaryKey('key', 'word_id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('key', models.BigIntegerField(verbose_name='key')),
                ('word_id', models.BigIntegerField(db_index=True, verbose_name='word')),
            ],
            options={
                'verbose_name': 'spelling',
                'verbose_name_plural': 'spellings',
            },
        ),
        migrations.CreateModel(
            name='Statistics',
            fields=[
                ('language', models.CharField(max_length=20, primary_key=True, serialize=False, verbose_name='language')),
                ('entries', models.PositiveIntegerField(default=0, verbose_name='entries')),
                ('usual_title', models.FloatField(default=5, verbose_name='usual length of a title')),
                ('usual_text', models.FloatField(default=150, verbose_name='usual length of a text')),
                ('build', models.PositiveIntegerField(default=0, verbose_name='build')),
                ('complete', models.BooleanField(default=True, verbose_name='complete')),
                ('reading', models.PositiveIntegerField(default=0, verbose_name='reading')),
            ],
            options={
                'verbose_name': 'search statistics',
                'verbose_name_plural': 'search statistics',
            },
        ),
        migrations.CreateModel(
            name='Term',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.CharField(max_length=64, unique=True, verbose_name='text')),
                ('entries', models.PositiveIntegerField(default=0, verbose_name='entries')),
            ],
            options={
                'verbose_name': 'term',
                'verbose_name_plural': 'terms',
            },
        ),
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(max_length=20, verbose_name='language')),
                ('kind', models.CharField(max_length=40, verbose_name='kind')),
                ('title', models.CharField(max_length=255, verbose_name='title')),
                ('title_key', models.CharField(max_length=255, verbose_name='key of the title')),
                ('date', models.DateField(null=True, verbose_name='date')),
                ('facets', models.TextField(blank=True, verbose_name='facets')),
                ('digest', models.CharField(max_length=40, verbose_name='digest')),
                ('build', models.PositiveIntegerField(default=0, verbose_name='build')),
                ('text', models.TextField(blank=True, verbose_name='text')),
                ('words', models.TextField(blank=True, verbose_name='words')),
                ('contact', models.OneToOneField(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='search_entry', to='resources.crisiscontact', verbose_name='contact')),
                ('page', models.OneToOneField(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='search_entry', to='wagtailcore.page', verbose_name='page')),
            ],
            options={
                'verbose_name': 'search entry',
                'verbose_name_plural': 'search entries',
            },
        ),
        migrations.CreateModel(
            name='LowResultWord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(verbose_name='day')),
                ('text', models.CharField(max_length=40, verbose_name='word')),
                ('times', models.PositiveIntegerField(default=0, verbose_name='times')),
            ],
            options={
                'verbose_name': 'word that found little',
                'verbose_name_plural': 'words that found little',
                'constraints': [models.UniqueConstraint(fields=('day', 'text'), name='search_one_count_a_day')],
            },
        ),
        migrations.CreateModel(
            name='Posting',
            fields=[
                ('pk', models.CompositePrimaryKey('entry_id', 'term_id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('entry_id', models.BigIntegerField(verbose_name='entry')),
                ('term_id', models.BigIntegerField(verbose_name='term')),
                ('impact', models.SmallIntegerField(verbose_name='impact')),
                ('in_title', models.BooleanField(verbose_name='in the title')),
            ],
            options={
                'verbose_name': 'posting',
                'verbose_name_plural': 'postings',
                'indexes': [models.Index(fields=['term_id', 'entry_id', 'impact'], name='search_by_term'), models.Index(condition=models.Q(('in_title', True)), fields=['term_id', 'entry_id', 'impact'], name='search_by_title')],
            },
        ),
        migrations.CreateModel(
            name='Word',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(max_length=20, verbose_name='language')),
                ('text', models.CharField(max_length=40, verbose_name='text')),
                ('start', models.CharField(max_length=2, verbose_name='first two letters')),
                ('entries', models.PositiveIntegerField(default=0, verbose_name='entries')),
                ('listed', models.PositiveIntegerField(default=0, verbose_name='listed by staff')),
                ('unshown', models.PositiveIntegerField(default=0, verbose_name='listed without being shown')),
            ],
            options={
                'verbose_name': 'word',
                'verbose_name_plural': 'words',
                'indexes': [models.Index(fields=['start', '-entries'], name='search_by_start')],
                'constraints': [models.UniqueConstraint(fields=('text', 'language'), name='search_one_word')],
            },
        ),
        migrations.CreateModel(
            name='WordGroup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(choices=[('en', 'English'), ('es', 'Spanish')], default='en', max_length=20, verbose_name='language')),
                ('words', models.TextField(help_text='Words or short phrases, one a line. Plurals, accents and small mistakes are understood anyway.', verbose_name='when someone types')),
                ('same', models.BooleanField(default=False, help_text='Each of the words then finds what the others find.', verbose_name='these mean the same')),
                ('also', models.TextField(blank=True, help_text='Words that our pages use, one a line. They may be in another language.', verbose_name='also look for')),
                ('danger', models.BooleanField(default=False, help_text='“Get help now” then stands above the results.', verbose_name='these words are about danger')),
                ('unshown', models.BooleanField(default=False, help_text='For slang and slurs: they are understood, but never offered as the right spelling of something.', verbose_name='never show these words')),
                ('page', models.ForeignKey(blank=True, help_text='It stands at the top, marked as suggested by us, as long as anyone may see it.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailcore.page', verbose_name='show this page first')),
            ],
            options={
                'verbose_name': 'search words',
                'verbose_name_plural': 'search words',
                'ordering': ['language', 'words'],
            },
        ),
        migrations.CreateModel(
            name='Phrase',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(db_index=True, max_length=250, verbose_name='key')),
                ('words', models.CharField(max_length=250, verbose_name='words')),
                ('unshown', models.BooleanField(default=False, verbose_name='never shown')),
                ('danger', models.BooleanField(default=False, verbose_name='danger')),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='phrases', to='search.wordgroup', verbose_name='group')),
            ],
            options={
                'verbose_name': 'phrase',
                'verbose_name_plural': 'phrases',
            },
        ),
        migrations.RunPython(add, remove),
    ]
