from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Term',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(choices=[('en', 'English'), ('es', 'Spanish')], default='en', max_length=20, verbose_name='language')),
                ('words', models.TextField(help_text='Words or phrases, one a line. Plurals and possessives are found by themselves; list other forms with a slash: “save/saved/saving [person]”. [person] stands for her, them, women, survivors and the like.', verbose_name='words')),
                ('prefer', models.CharField(help_text='What to write instead.', max_length=250, verbose_name='better')),
                ('reason', models.CharField(blank=True, max_length=250, verbose_name='why')),
                ('source', models.CharField(blank=True, help_text='Who says so.', max_length=160, verbose_name='source')),
                ('severity', models.CharField(choices=[('change', 'Please change'), ('consider', 'Worth a second look')], default='change', max_length=10, verbose_name='how much it matters')),
                ('near', models.TextField(blank=True, help_text='One a line: pointed out only when one of them stands in the same sentence. Empty: always.', verbose_name='only near these words')),
                ('fine', models.TextField(blank=True, help_text='Longer phrases, one a line, in which it is something else: “the life of”.', verbose_name='fine in these phrases')),
                ('small_letters', models.BooleanField(default=False, help_text='For words that are also names: john.', verbose_name='only in small letters')),
                ('fine_in_quotations', models.BooleanField(default=True, verbose_name='fine in quotations')),
                ('fine_in_law', models.BooleanField(default=True, verbose_name='fine where a sentence speaks of law')),
                ('fine_in_names', models.BooleanField(default=True, verbose_name='fine in names and titles')),
                ('fine_as_self_description', models.BooleanField(default=True, verbose_name='fine where people describe themselves')),
            ],
            options={
                'verbose_name': 'word to avoid',
                'verbose_name_plural': 'words to avoid',
                'ordering': ['language', 'words'],
            },
        ),
    ]
