from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Backup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, unique=True, verbose_name='file')),
                ('verified_at', models.DateTimeField(verbose_name='verified')),
                ('size', models.BigIntegerField(verbose_name='bytes')),
            ],
            options={
                'verbose_name': 'backup',
                'verbose_name_plural': 'backups',
                'ordering': ['-verified_at'],
                'get_latest_by': 'verified_at',
            },
        ),
    ]
