import attention.models
import django.core.validators
import django.db.models.deletion
import modelcluster.fields
import pages.fields
import safety.targets
import uuid
import wagtail.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('pages', '0001_initial'),
        ('wagtailcore', '0097_baselogentry_uuid_action_timestamp_indexes'),
    ]

    operations = [
        migrations.CreateModel(
            name='HomePage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='wagtailcore.page')),
                ('is_example', models.BooleanField(db_index=True, default=False, editable=False, verbose_name='example')),
                ('listing_summary', models.TextField(blank=True, help_text='One or two sentences for lists of pages. Without it, the search description stands in.', max_length=300, verbose_name='listing summary')),
                ('neutral_title', models.BooleanField(default=False, help_text='Shows a neutral title in the browser tab, the history and shared links, so that nobody who looks at the device learns what was read.', verbose_name='neutral title')),
                ('last_checked', models.DateField(blank=True, help_text='When someone last read it and found it right.', null=True, verbose_name='last checked on')),
                ('review_by', models.DateField(blank=True, help_text='On that day the page stands under “what needs attention”.', null=True, verbose_name='review by')),
                ('next_step', wagtail.fields.StreamField([('next_step', 6)], blank=True, block_lookup={0: ('wagtail.blocks.CharBlock', (), {'label': 'Title', 'max_length': 120, 'required': False}), 1: ('wagtail.blocks.TextBlock', (), {'label': 'Text', 'max_length': 600, 'required': False, 'rows': 3}), 2: ('pages.blocks.choosers.LoadedPageChooserBlock', (), {'label': 'Leads to a page', 'required': False}), 3: ('pages.blocks.choosers.LoadedDocumentChooserBlock', (), {'label': 'or to a document', 'required': False}), 4: ('wagtail.blocks.URLBlock', (), {'help_text': 'Starts with https://', 'label': 'or to an address', 'required': False}), 5: ('wagtail.blocks.CharBlock', (), {'help_text': 'Empty: the title of the page.', 'label': 'Words on the link', 'max_length': 60, 'required': False}), 6: ('wagtail.blocks.StructBlock', [[('title', 0), ('text', 1), ('page', 2), ('document', 3), ('address', 4), ('label', 5)]], {})}, help_text='What someone can do after reading. Without it, the page ends with a general one.', verbose_name='next step')),
                ('welcome', models.CharField(help_text='The largest words of the page.', max_length=120, verbose_name='welcome')),
                ('introduction', models.TextField(help_text='Two or three plain sentences.', max_length=600, verbose_name='introduction')),
                ('help_title', models.CharField(blank=True, max_length=80, verbose_name='title of the help part')),
                ('help_text', models.TextField(blank=True, max_length=400, verbose_name='text of the help part')),
                ('body', wagtail.fields.StreamField([('paragraph', 0), ('heading', 1), ('quote', 6), ('accordion', 11), ('content_note', 14), ('image', 18), ('gallery', 20), ('document', 23), ('embed', 27), ('call_to_action', 34), ('services', 38)], blank=True, block_lookup={0: ('pages.blocks.text.ParagraphBlock', (), {}), 1: ('pages.blocks.text.HeadingBlock', (), {}), 2: ('wagtail.blocks.TextBlock', (), {'label': 'Quotation', 'max_length': 1000, 'rows': 3}), 3: ('wagtail.blocks.CharBlock', (), {'label': 'Who said it', 'max_length': 120, 'required': False}), 4: ('pages.blocks.choosers.ConsentChooserBlock', (), {'help_text': 'Who agreed to be quoted. Only staff see this.', 'label': 'Their consent', 'required': False}), 5: ('wagtail.blocks.TextBlock', (), {'help_text': 'Only staff see this.', 'label': 'Note about the consent', 'required': False, 'rows': 2, 'search_index': False}), 6: ('wagtail.blocks.StructBlock', [[('text', 2), ('attribution', 3), ('consent', 4), ('consent_note', 5)]], {}), 7: ('wagtail.blocks.CharBlock', (), {'label': 'Question or title', 'max_length': 120}), 8: ('pages.blocks.text.ParagraphBlock', (), {'label': 'Text'}), 9: ('wagtail.blocks.StructBlock', [[('title', 7), ('text', 8)]], {}), 10: ('wagtail.blocks.ListBlock', (9,), {'label': 'Items', 'min_num': 1}), 11: ('wagtail.blocks.StructBlock', [[('items', 10)]], {}), 12: ('wagtail.blocks.CharBlock', (), {'help_text': 'Short and specific: “Describes a threat.” Use sparingly.', 'label': 'Content note', 'max_length': 160}), 13: ('pages.blocks.text.ParagraphBlock', (), {'label': 'The passage'}), 14: ('wagtail.blocks.StructBlock', [[('note', 12), ('text', 13)]], {}), 15: ('pages.blocks.choosers.LoadedImageChooserBlock', (), {'label': 'Image'}), 16: ('wagtail.blocks.CharBlock', (), {'label': 'Caption', 'max_length': 250, 'required': False}), 17: ('wagtail.blocks.CharBlock', (), {'help_text': 'Only if the picture means something else here than its own alt text says.', 'label': 'Alt text for this place', 'max_length': 255, 'required': False}), 18: ('wagtail.blocks.StructBlock', [[('image', 15), ('caption', 16), ('alt_text', 17)]], {}), 19: ('wagtail.blocks.ListBlock', (18,), {'label': 'Pictures', 'max_num': 12, 'min_num': 2}), 20: ('wagtail.blocks.StructBlock', [[('pictures', 19)]], {}), 21: ('pages.blocks.choosers.LoadedDocumentChooserBlock', (), {'label': 'Document'}), 22: ('wagtail.blocks.CharBlock', (), {'label': 'What it is for', 'max_length': 200, 'required': False}), 23: ('wagtail.blocks.StructBlock', [[('document', 21), ('description', 22)]], {}), 24: ('wagtail.blocks.URLBlock', (), {'help_text': 'On YouTube or Vimeo.', 'label': 'Address of the video'}), 25: ('wagtail.blocks.CharBlock', (), {'help_text': 'What one will see and hear.', 'label': 'Title', 'max_length': 120}), 26: ('wagtail.blocks.TextBlock', (), {'label': 'Transcript or summary', 'required': False, 'rows': 4}), 27: ('wagtail.blocks.StructBlock', [[('address', 24), ('title', 25), ('transcript', 26)]], {}), 28: ('wagtail.blocks.CharBlock', (), {'label': 'Title', 'max_length': 120, 'required': False}), 29: ('wagtail.blocks.TextBlock', (), {'label': 'Text', 'max_length': 600, 'required': False, 'rows': 3}), 30: ('pages.blocks.choosers.LoadedPageChooserBlock', (), {'label': 'Leads to a page', 'required': False}), 31: ('pages.blocks.choosers.LoadedDocumentChooserBlock', (), {'label': 'or to a document', 'required': False}), 32: ('wagtail.blocks.URLBlock', (), {'help_text': 'Starts with https://', 'label': 'or to an address', 'required': False}), 33: ('wagtail.blocks.CharBlock', (), {'help_text': 'Empty: the title of the page.', 'label': 'Words on the link', 'max_length': 60, 'required': False}), 34: ('wagtail.blocks.StructBlock', [[('title', 28), ('text', 29), ('page', 30), ('document', 31), ('address', 32), ('label', 33)]], {}), 35: ('wagtail.blocks.CharBlock', (), {'label': 'Title', 'max_length': 80, 'required': False}), 36: ('pages.blocks.choosers.LoadedPageChooserBlock', (), {'label': 'Service', 'page_type': ['resources.ServicePage']}), 37: ('wagtail.blocks.ListBlock', (36,), {'label': 'Services', 'min_num': 1}), 38: ('wagtail.blocks.StructBlock', [[('title', 35), ('services', 37)]], {})}, verbose_name='body')),
                ('listing_image', models.ForeignKey(blank=True, help_text='Shown where the page appears in a list. Optional: lists look finished without.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='pages.siteimage', verbose_name='listing image')),
                ('social_image', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='pages.siteimage', verbose_name='picture for shared links')),
            ],
            options={
                'verbose_name': 'home page',
            },
            bases=('wagtailcore.page', models.Model),
        ),
        migrations.CreateModel(
            name='Menu',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('translation_key', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('place', models.CharField(choices=[('main', 'Main menu, at the top'), ('footer', 'Footer')], max_length=10, verbose_name='place')),
                ('locale', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='wagtailcore.locale', verbose_name='locale')),
            ],
            options={
                'verbose_name': 'menu',
                'verbose_name_plural': 'menus',
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='MenuItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('translation_key', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                ('address', pages.fields.HttpsField(blank=True, verbose_name='or another address')),
                ('label', models.CharField(blank=True, help_text='Leave empty to show the title of the page.', max_length=60, verbose_name='label')),
                ('locale', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='wagtailcore.locale', verbose_name='locale')),
                ('menu', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='items', to='home.menu')),
                ('page', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='wagtailcore.page', verbose_name='page')),
            ],
            options={
                'verbose_name': 'link',
                'verbose_name_plural': 'links',
                'ordering': ['sort_order'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='SiteSettings',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('organisation_name', models.CharField(default='Our organisation', max_length=120, verbose_name='name of the organisation')),
                ('logo_text', models.CharField(blank=True, help_text='The short name at the top of each page.', max_length=40, verbose_name='logo text')),
                ('description', models.CharField(blank=True, help_text='For the footer and for search engines.', max_length=200, verbose_name='one sentence about the organisation')),
                ('checks_interval', models.PositiveSmallIntegerField(default=90, help_text='After that, a contact stands under “what needs attention” until someone has called.', validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(730)], verbose_name='check crisis contacts every … days')),
                ('draft_weeks', models.PositiveSmallIntegerField(default=6, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(200)], verbose_name='remind of drafts after … weeks')),
                ('daily_summary', models.TextField(blank=True, help_text='E-mail addresses, one a line. They get a mail on days on which something needs attention. Empty: no mail.', validators=[attention.models.validate_addresses], verbose_name='daily summary to')),
                ('phone', models.CharField(blank=True, help_text='For visitors who have a question.', max_length=40, verbose_name='phone')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail')),
                ('street_address', models.CharField(blank=True, help_text='Only if visitors may know it: “12 Example Street, City”.', max_length=200, verbose_name='address')),
                ('hours', models.CharField(blank=True, help_text='For example: “Monday to Friday, 10 to 4”.', max_length=200, verbose_name='opening hours')),
                ('leave_target', models.URLField(default='https://www.weather.gov/', help_text='A plain page that shows nothing personal and opens no app. Empty the field to see pages that suit; any other page of that kind will do.', validators=[safety.targets.validate_leave_target], verbose_name='where “Leave this site” goes')),
                ('neutral_title', models.CharField(default='Information', help_text='Stands in the browser tab, the history and shared links for pages with a neutral title.', max_length=40, verbose_name='neutral title')),
                ('count_low_result_words', models.BooleanField(default=False, help_text="Counts single words for each day, and only words that our own pages or search words use. Nobody's sentences are kept; a word is shown from five times on; counts go after 30 days.", verbose_name='count words that find little')),
                ('donate_address', pages.fields.HttpsField(blank=True, help_text='The Donate link appears once this is filled in.', verbose_name='donate address')),
                ('footer_text', models.TextField(blank=True, verbose_name='footer text')),
                ('social_addresses', wagtail.fields.StreamField([('address', 2)], blank=True, block_lookup={0: ('wagtail.blocks.CharBlock', (), {'help_text': 'For example: Instagram', 'label': 'Name', 'max_length': 40}), 1: ('wagtail.blocks.URLBlock', (), {'label': 'Address', 'validators': [pages.fields.validate_https]}), 2: ('wagtail.blocks.StructBlock', [[('name', 0), ('address', 1)]], {})}, verbose_name='elsewhere on the web')),
                ('security_contact', models.CharField(blank=True, help_text='An e-mail address; shown in security.txt for people who find a fault.', max_length=200, verbose_name='contact for security reports')),
                ('site', models.OneToOneField(editable=False, on_delete=django.db.models.deletion.CASCADE, to='wagtailcore.site')),
            ],
            options={
                'verbose_name': 'site settings',
            },
        ),
        migrations.CreateModel(
            name='StandardPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='wagtailcore.page')),
                ('is_example', models.BooleanField(db_index=True, default=False, editable=False, verbose_name='example')),
                ('listing_summary', models.TextField(blank=True, help_text='One or two sentences for lists of pages. Without it, the search description stands in.', max_length=300, verbose_name='listing summary')),
                ('neutral_title', models.BooleanField(default=False, help_text='Shows a neutral title in the browser tab, the history and shared links, so that nobody who looks at the device learns what was read.', verbose_name='neutral title')),
                ('last_checked', models.DateField(blank=True, help_text='When someone last read it and found it right.', null=True, verbose_name='last checked on')),
                ('review_by', models.DateField(blank=True, help_text='On that day the page stands under “what needs attention”.', null=True, verbose_name='review by')),
                ('next_step', wagtail.fields.StreamField([('next_step', 6)], blank=True, block_lookup={0: ('wagtail.blocks.CharBlock', (), {'label': 'Title', 'max_length': 120, 'required': False}), 1: ('wagtail.blocks.TextBlock', (), {'label': 'Text', 'max_length': 600, 'required': False, 'rows': 3}), 2: ('pages.blocks.choosers.LoadedPageChooserBlock', (), {'label': 'Leads to a page', 'required': False}), 3: ('pages.blocks.choosers.LoadedDocumentChooserBlock', (), {'label': 'or to a document', 'required': False}), 4: ('wagtail.blocks.URLBlock', (), {'help_text': 'Starts with https://', 'label': 'or to an address', 'required': False}), 5: ('wagtail.blocks.CharBlock', (), {'help_text': 'Empty: the title of the page.', 'label': 'Words on the link', 'max_length': 60, 'required': False}), 6: ('wagtail.blocks.StructBlock', [[('title', 0), ('text', 1), ('page', 2), ('document', 3), ('address', 4), ('label', 5)]], {})}, help_text='What someone can do after reading. Without it, the page ends with a general one.', verbose_name='next step')),
                ('introduction', models.TextField(blank=True, max_length=500, verbose_name='introduction')),
                ('body', wagtail.fields.StreamField([('paragraph', 0), ('heading', 1), ('quote', 6), ('accordion', 11), ('content_note', 14), ('image', 18), ('gallery', 20), ('document', 23), ('embed', 27), ('call_to_action', 34), ('services', 38), ('browser_advice', 42)], blank=True, block_lookup={0: ('pages.blocks.text.ParagraphBlock', (), {}), 1: ('pages.blocks.text.HeadingBlock', (), {}), 2: ('wagtail.blocks.TextBlock', (), {'label': 'Quotation', 'max_length': 1000, 'rows': 3}), 3: ('wagtail.blocks.CharBlock', (), {'label': 'Who said it', 'max_length': 120, 'required': False}), 4: ('pages.blocks.choosers.ConsentChooserBlock', (), {'help_text': 'Who agreed to be quoted. Only staff see this.', 'label': 'Their consent', 'required': False}), 5: ('wagtail.blocks.TextBlock', (), {'help_text': 'Only staff see this.', 'label': 'Note about the consent', 'required': False, 'rows': 2, 'search_index': False}), 6: ('wagtail.blocks.StructBlock', [[('text', 2), ('attribution', 3), ('consent', 4), ('consent_note', 5)]], {}), 7: ('wagtail.blocks.CharBlock', (), {'label': 'Question or title', 'max_length': 120}), 8: ('pages.blocks.text.ParagraphBlock', (), {'label': 'Text'}), 9: ('wagtail.blocks.StructBlock', [[('title', 7), ('text', 8)]], {}), 10: ('wagtail.blocks.ListBlock', (9,), {'label': 'Items', 'min_num': 1}), 11: ('wagtail.blocks.StructBlock', [[('items', 10)]], {}), 12: ('wagtail.blocks.CharBlock', (), {'help_text': 'Short and specific: “Describes a threat.” Use sparingly.', 'label': 'Content note', 'max_length': 160}), 13: ('pages.blocks.text.ParagraphBlock', (), {'label': 'The passage'}), 14: ('wagtail.blocks.StructBlock', [[('note', 12), ('text', 13)]], {}), 15: ('pages.blocks.choosers.LoadedImageChooserBlock', (), {'label': 'Image'}), 16: ('wagtail.blocks.CharBlock', (), {'label': 'Caption', 'max_length': 250, 'required': False}), 17: ('wagtail.blocks.CharBlock', (), {'help_text': 'Only if the picture means something else here than its own alt text says.', 'label': 'Alt text for this place', 'max_length': 255, 'required': False}), 18: ('wagtail.blocks.StructBlock', [[('image', 15), ('caption', 16), ('alt_text', 17)]], {}), 19: ('wagtail.blocks.ListBlock', (18,), {'label': 'Pictures', 'max_num': 12, 'min_num': 2}), 20: ('wagtail.blocks.StructBlock', [[('pictures', 19)]], {}), 21: ('pages.blocks.choosers.LoadedDocumentChooserBlock', (), {'label': 'Document'}), 22: ('wagtail.blocks.CharBlock', (), {'label': 'What it is for', 'max_length': 200, 'required': False}), 23: ('wagtail.blocks.StructBlock', [[('document', 21), ('description', 22)]], {}), 24: ('wagtail.blocks.URLBlock', (), {'help_text': 'On YouTube or Vimeo.', 'label': 'Address of the video'}), 25: ('wagtail.blocks.CharBlock', (), {'help_text': 'What one will see and hear.', 'label': 'Title', 'max_length': 120}), 26: ('wagtail.blocks.TextBlock', (), {'label': 'Transcript or summary', 'required': False, 'rows': 4}), 27: ('wagtail.blocks.StructBlock', [[('address', 24), ('title', 25), ('transcript', 26)]], {}), 28: ('wagtail.blocks.CharBlock', (), {'label': 'Title', 'max_length': 120, 'required': False}), 29: ('wagtail.blocks.TextBlock', (), {'label': 'Text', 'max_length': 600, 'required': False, 'rows': 3}), 30: ('pages.blocks.choosers.LoadedPageChooserBlock', (), {'label': 'Leads to a page', 'required': False}), 31: ('pages.blocks.choosers.LoadedDocumentChooserBlock', (), {'label': 'or to a document', 'required': False}), 32: ('wagtail.blocks.URLBlock', (), {'help_text': 'Starts with https://', 'label': 'or to an address', 'required': False}), 33: ('wagtail.blocks.CharBlock', (), {'help_text': 'Empty: the title of the page.', 'label': 'Words on the link', 'max_length': 60, 'required': False}), 34: ('wagtail.blocks.StructBlock', [[('title', 28), ('text', 29), ('page', 30), ('document', 31), ('address', 32), ('label', 33)]], {}), 35: ('wagtail.blocks.CharBlock', (), {'label': 'Title', 'max_length': 80, 'required': False}), 36: ('pages.blocks.choosers.LoadedPageChooserBlock', (), {'label': 'Service', 'page_type': ['resources.ServicePage']}), 37: ('wagtail.blocks.ListBlock', (36,), {'label': 'Services', 'min_num': 1}), 38: ('wagtail.blocks.StructBlock', [[('title', 35), ('services', 37)]], {}), 39: ('wagtail.blocks.ChoiceBlock', [], {'choices': [('chrome-phone', 'Chrome on a phone or tablet'), ('safari-phone', 'Safari on an iPhone or iPad'), ('samsung-phone', 'Samsung Internet on a phone'), ('firefox-phone', 'Firefox on a phone or tablet'), ('chrome-computer', 'Chrome on a computer'), ('edge-computer', 'Edge on a computer'), ('safari-computer', 'Safari on a Mac'), ('firefox-computer', 'Firefox on a computer')], 'label': 'Browser'}), 40: ('wagtail.blocks.StructBlock', [[('browser', 39), ('text', 8)]], {}), 41: ('wagtail.blocks.ListBlock', (40,), {'label': 'Advice', 'min_num': 1}), 42: ('wagtail.blocks.StructBlock', [[('advice', 41)]], {})}, verbose_name='body')),
                ('listing_image', models.ForeignKey(blank=True, help_text='Shown where the page appears in a list. Optional: lists look finished without.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='pages.siteimage', verbose_name='listing image')),
                ('social_image', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='pages.siteimage', verbose_name='picture for shared links')),
            ],
            options={
                'verbose_name': 'standard page',
                'verbose_name_plural': 'standard pages',
            },
            bases=('wagtailcore.page', models.Model),
        ),
        migrations.AddConstraint(
            model_name='menu',
            constraint=models.UniqueConstraint(fields=('place', 'locale'), name='one_menu_per_place'),
        ),
        migrations.AlterUniqueTogether(
            name='menu',
            unique_together={('translation_key', 'locale')},
        ),
        migrations.AlterUniqueTogether(
            name='menuitem',
            unique_together={('translation_key', 'locale')},
        ),
    ]
