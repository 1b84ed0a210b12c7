import django.db.models.deletion
import django.utils.timezone
import modelcluster.fields
import modelsearch.index
import pages.fields
import uuid
import wagtail.fields
import wagtail.models.preview
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('pages', '0001_initial'),
        ('wagtailcore', '0097_baselogentry_uuid_action_timestamp_indexes'),
        ('wagtaildocs', '0014_alter_document_file_size'),
    ]

    operations = [
        migrations.CreateModel(
            name='Label',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('translation_key', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('is_example', models.BooleanField(db_index=True, default=False, editable=False, verbose_name='example')),
                ('kind', models.CharField(choices=[('audience', 'For whom'), ('region', 'Where'), ('language', 'Language')], max_length=10, verbose_name='kind')),
                ('title', models.CharField(max_length=60, verbose_name='title')),
                ('slug', models.SlugField(help_text='Used in addresses: small letters and hyphens.', max_length=60, verbose_name='slug')),
                ('locale', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='wagtailcore.locale', verbose_name='locale')),
            ],
            options={
                'verbose_name': 'directory label',
                'verbose_name_plural': 'directory labels',
                'ordering': ['kind', 'title'],
                'abstract': False,
            },
            bases=(modelsearch.index.Indexed, models.Model),
        ),
        migrations.CreateModel(
            name='ResourceIndexPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='wagtailcore.page')),
                ('is_example', models.BooleanField(db_index=True, default=False, editable=False, verbose_name='example')),
                ('listing_summary', models.TextField(blank=True, help_text='One or two sentences for lists of pages. Without it, the search description stands in.', max_length=300, verbose_name='listing summary')),
                ('last_checked', models.DateField(blank=True, help_text='When someone last read it and found it right.', null=True, verbose_name='last checked on')),
                ('review_by', models.DateField(blank=True, help_text='On that day the page stands under “what needs attention”.', null=True, verbose_name='review by')),
                ('next_step', wagtail.fields.StreamField([('next_step', 6)], blank=True, block_lookup={0: ('wagtail.blocks.CharBlock', (), {'label': 'Title', 'max_length': 120, 'required': False}), 1: ('wagtail.blocks.TextBlock', (), {'label': 'Text', 'max_length': 600, 'required': False, 'rows': 3}), 2: ('pages.blocks.choosers.LoadedPageChooserBlock', (), {'label': 'Leads to a page', 'required': False}), 3: ('pages.blocks.choosers.LoadedDocumentChooserBlock', (), {'label': 'or to a document', 'required': False}), 4: ('wagtail.blocks.URLBlock', (), {'help_text': 'Starts with https://', 'label': 'or to an address', 'required': False}), 5: ('wagtail.blocks.CharBlock', (), {'help_text': 'Empty: the title of the page.', 'label': 'Words on the link', 'max_length': 60, 'required': False}), 6: ('wagtail.blocks.StructBlock', [[('title', 0), ('text', 1), ('page', 2), ('document', 3), ('address', 4), ('label', 5)]], {})}, help_text='What someone can do after reading. Without it, the page ends with a general one.', verbose_name='next step')),
                ('neutral_title', models.BooleanField(default=True, help_text='Shows a neutral title in the browser tab, the history and shared links, so that nobody who looks at the device learns what was read.', verbose_name='neutral title')),
                ('introduction', models.TextField(blank=True, max_length=500, verbose_name='introduction')),
                ('listing_image', models.ForeignKey(blank=True, help_text='Shown where the page appears in a list. Optional: lists look finished without.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='pages.siteimage', verbose_name='listing image')),
                ('social_image', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='pages.siteimage', verbose_name='picture for shared links')),
            ],
            options={
                'verbose_name': 'resource directory',
                'verbose_name_plural': 'resource directories',
            },
            bases=('wagtailcore.page', models.Model),
        ),
        migrations.CreateModel(
            name='ResourcePage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='wagtailcore.page')),
                ('is_example', models.BooleanField(db_index=True, default=False, editable=False, verbose_name='example')),
                ('listing_summary', models.TextField(blank=True, help_text='One or two sentences for lists of pages. Without it, the search description stands in.', max_length=300, verbose_name='listing summary')),
                ('last_checked', models.DateField(blank=True, help_text='When someone last read it and found it right.', null=True, verbose_name='last checked on')),
                ('review_by', models.DateField(blank=True, help_text='On that day the page stands under “what needs attention”.', null=True, verbose_name='review by')),
                ('next_step', wagtail.fields.StreamField([('next_step', 6)], blank=True, block_lookup={0: ('wagtail.blocks.CharBlock', (), {'label': 'Title', 'max_length': 120, 'required': False}), 1: ('wagtail.blocks.TextBlock', (), {'label': 'Text', 'max_length': 600, 'required': False, 'rows': 3}), 2: ('pages.blocks.choosers.LoadedPageChooserBlock', (), {'label': 'Leads to a page', 'required': False}), 3: ('pages.blocks.choosers.LoadedDocumentChooserBlock', (), {'label': 'or to a document', 'required': False}), 4: ('wagtail.blocks.URLBlock', (), {'help_text': 'Starts with https://', 'label': 'or to an address', 'required': False}), 5: ('wagtail.blocks.CharBlock', (), {'help_text': 'Empty: the title of the page.', 'label': 'Words on the link', 'max_length': 60, 'required': False}), 6: ('wagtail.blocks.StructBlock', [[('title', 0), ('text', 1), ('page', 2), ('document', 3), ('address', 4), ('label', 5)]], {})}, help_text='What someone can do after reading. Without it, the page ends with a general one.', verbose_name='next step')),
                ('neutral_title', models.BooleanField(default=True, help_text='Shows a neutral title in the browser tab, the history and shared links, so that nobody who looks at the device learns what was read.', verbose_name='neutral title')),
                ('provider', models.CharField(blank=True, max_length=120, verbose_name='who offers it')),
                ('summary_text', models.TextField(help_text='One or two plain sentences.', max_length=300, verbose_name='what it is')),
                ('body', wagtail.fields.StreamField([('paragraph', 0), ('heading', 1), ('quote', 6), ('accordion', 11), ('content_note', 14), ('image', 18), ('gallery', 20), ('document', 23), ('embed', 27), ('call_to_action', 34), ('services', 38)], blank=True, block_lookup={0: ('pages.blocks.text.ParagraphBlock', (), {}), 1: ('pages.blocks.text.HeadingBlock', (), {}), 2: ('wagtail.blocks.TextBlock', (), {'label': 'Quotation', 'max_length': 1000, 'rows': 3}), 3: ('wagtail.blocks.CharBlock', (), {'label': 'Who said it', 'max_length': 120, 'required': False}), 4: ('pages.blocks.choosers.ConsentChooserBlock', (), {'help_text': 'Who agreed to be quoted. Only staff see this.', 'label': 'Their consent', 'required': False}), 5: ('wagtail.blocks.TextBlock', (), {'help_text': 'Only staff see this.', 'label': 'Note about the consent', 'required': False, 'rows': 2, 'search_index': False}), 6: ('wagtail.blocks.StructBlock', [[('text', 2), ('attribution', 3), ('consent', 4), ('consent_note', 5)]], {}), 7: ('wagtail.blocks.CharBlock', (), {'label': 'Question or title', 'max_length': 120}), 8: ('pages.blocks.text.ParagraphBlock', (), {'label': 'Text'}), 9: ('wagtail.blocks.StructBlock', [[('title', 7), ('text', 8)]], {}), 10: ('wagtail.blocks.ListBlock', (9,), {'label': 'Items', 'min_num': 1}), 11: ('wagtail.blocks.StructBlock', [[('items', 10)]], {}), 12: ('wagtail.blocks.CharBlock', (), {'help_text': 'Short and specific: “Describes a threat.” Use sparingly.', 'label': 'Content note', 'max_length': 160}), 13: ('pages.blocks.text.ParagraphBlock', (), {'label': 'The passage'}), 14: ('wagtail.blocks.StructBlock', [[('note', 12), ('text', 13)]], {}), 15: ('pages.blocks.choosers.LoadedImageChooserBlock', (), {'label': 'Image'}), 16: ('wagtail.blocks.CharBlock', (), {'label': 'Caption', 'max_length': 250, 'required': False}), 17: ('wagtail.blocks.CharBlock', (), {'help_text': 'Only if the picture means something else here than its own alt text says.', 'label': 'Alt text for this place', 'max_length': 255, 'required': False}), 18: ('wagtail.blocks.StructBlock', [[('image', 15), ('caption', 16), ('alt_text', 17)]], {}), 19: ('wagtail.blocks.ListBlock', (18,), {'label': 'Pictures', 'max_num': 12, 'min_num': 2}), 20: ('wagtail.blocks.StructBlock', [[('pictures', 19)]], {}), 21: ('pages.blocks.choosers.LoadedDocumentChooserBlock', (), {'label': 'Document'}), 22: ('wagtail.blocks.CharBlock', (), {'label': 'What it is for', 'max_length': 200, 'required': False}), 23: ('wagtail.blocks.StructBlock', [[('document', 21), ('description', 22)]], {}), 24: ('wagtail.blocks.URLBlock', (), {'help_text': 'On YouTube or Vimeo.', 'label': 'Address of the video'}), 25: ('wagtail.blocks.CharBlock', (), {'help_text': 'What one will see and hear.', 'label': 'Title', 'max_length': 120}), 26: ('wagtail.blocks.TextBlock', (), {'label': 'Transcript or summary', 'required': False, 'rows': 4}), 27: ('wagtail.blocks.StructBlock', [[('address', 24), ('title', 25), ('transcript', 26)]], {}), 28: ('wagtail.blocks.CharBlock', (), {'label': 'Title', 'max_length': 120, 'required': False}), 29: ('wagtail.blocks.TextBlock', (), {'label': 'Text', 'max_length': 600, 'required': False, 'rows': 3}), 30: ('pages.blocks.choosers.LoadedPageChooserBlock', (), {'label': 'Leads to a page', 'required': False}), 31: ('pages.blocks.choosers.LoadedDocumentChooserBlock', (), {'label': 'or to a document', 'required': False}), 32: ('wagtail.blocks.URLBlock', (), {'help_text': 'Starts with https://', 'label': 'or to an address', 'required': False}), 33: ('wagtail.blocks.CharBlock', (), {'help_text': 'Empty: the title of the page.', 'label': 'Words on the link', 'max_length': 60, 'required': False}), 34: ('wagtail.blocks.StructBlock', [[('title', 28), ('text', 29), ('page', 30), ('document', 31), ('address', 32), ('label', 33)]], {}), 35: ('wagtail.blocks.CharBlock', (), {'label': 'Title', 'max_length': 80, 'required': False}), 36: ('pages.blocks.choosers.LoadedPageChooserBlock', (), {'label': 'Service', 'page_type': ['resources.ServicePage']}), 37: ('wagtail.blocks.ListBlock', (36,), {'label': 'Services', 'min_num': 1}), 38: ('wagtail.blocks.StructBlock', [[('title', 35), ('services', 37)]], {})}, verbose_name='body')),
                ('address', pages.fields.HttpsField(blank=True, verbose_name='address')),
                ('phone', models.CharField(blank=True, max_length=40, verbose_name='phone')),
                ('cost', models.CharField(choices=[('free', 'Free'), ('sliding', 'What you can afford'), ('paid', 'Costs money'), ('ask', 'Ask about the cost')], default='ask', max_length=10, verbose_name='cost')),
                ('audiences', modelcluster.fields.ParentalManyToManyField(blank=True, limit_choices_to={'kind': 'audience'}, related_name='+', to='resources.label', verbose_name='for whom')),
                ('document', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtaildocs.document', verbose_name='document')),
                ('languages', modelcluster.fields.ParentalManyToManyField(blank=True, limit_choices_to={'kind': 'language'}, related_name='+', to='resources.label', verbose_name='languages')),
                ('listing_image', models.ForeignKey(blank=True, help_text='Shown where the page appears in a list. Optional: lists look finished without.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='pages.siteimage', verbose_name='listing image')),
                ('regions', modelcluster.fields.ParentalManyToManyField(blank=True, limit_choices_to={'kind': 'region'}, related_name='+', to='resources.label', verbose_name='where')),
                ('social_image', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='pages.siteimage', verbose_name='picture for shared links')),
                ('topics', modelcluster.fields.ParentalManyToManyField(blank=True, related_name='resources', to='pages.topic', verbose_name='topics')),
            ],
            options={
                'verbose_name': 'resource',
                'verbose_name_plural': 'resources',
            },
            bases=('wagtailcore.page', models.Model),
        ),
        migrations.CreateModel(
            name='ServicePage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='wagtailcore.page')),
                ('is_example', models.BooleanField(db_index=True, default=False, editable=False, verbose_name='example')),
                ('listing_summary', models.TextField(blank=True, help_text='One or two sentences for lists of pages. Without it, the search description stands in.', max_length=300, verbose_name='listing summary')),
                ('last_checked', models.DateField(blank=True, help_text='When someone last read it and found it right.', null=True, verbose_name='last checked on')),
                ('review_by', models.DateField(blank=True, help_text='On that day the page stands under “what needs attention”.', null=True, verbose_name='review by')),
                ('next_step', wagtail.fields.StreamField([('next_step', 6)], blank=True, block_lookup={0: ('wagtail.blocks.CharBlock', (), {'label': 'Title', 'max_length': 120, 'required': False}), 1: ('wagtail.blocks.TextBlock', (), {'label': 'Text', 'max_length': 600, 'required': False, 'rows': 3}), 2: ('pages.blocks.choosers.LoadedPageChooserBlock', (), {'label': 'Leads to a page', 'required': False}), 3: ('pages.blocks.choosers.LoadedDocumentChooserBlock', (), {'label': 'or to a document', 'required': False}), 4: ('wagtail.blocks.URLBlock', (), {'help_text': 'Starts with https://', 'label': 'or to an address', 'required': False}), 5: ('wagtail.blocks.CharBlock', (), {'help_text': 'Empty: the title of the page.', 'label': 'Words on the link', 'max_length': 60, 'required': False}), 6: ('wagtail.blocks.StructBlock', [[('title', 0), ('text', 1), ('page', 2), ('document', 3), ('address', 4), ('label', 5)]], {})}, help_text='What someone can do after reading. Without it, the page ends with a general one.', verbose_name='next step')),
                ('neutral_title', models.BooleanField(default=True, help_text='Shows a neutral title in the browser tab, the history and shared links, so that nobody who looks at the device learns what was read.', verbose_name='neutral title')),
                ('summary_text', models.TextField(help_text='One or two plain sentences.', max_length=300, verbose_name='what it is')),
                ('who_for', wagtail.fields.RichTextField(blank=True, verbose_name='who it is for')),
                ('cost', models.CharField(choices=[('free', 'Free'), ('sliding', 'What you can afford'), ('paid', 'Costs money'), ('ask', 'Ask about the cost')], default='ask', max_length=10, verbose_name='cost')),
                ('cost_note', models.CharField(blank=True, max_length=200, verbose_name='about the cost')),
                ('how_to_start', models.CharField(blank=True, help_text='One sentence that one can act on.', max_length=200, verbose_name='how to start')),
                ('first_step', wagtail.fields.RichTextField(blank=True, verbose_name='what happens first')),
                ('not_needed', wagtail.fields.RichTextField(blank=True, verbose_name='what you need not bring or tell')),
                ('confidentiality', wagtail.fields.RichTextField(blank=True, verbose_name='who hears what you say')),
                ('mandatory_report', wagtail.fields.RichTextField(blank=True, help_text='The limits of confidence.', verbose_name='when we must tell someone')),
                ('how_to_stop', wagtail.fields.RichTextField(blank=True, verbose_name='how to stop')),
                ('body', wagtail.fields.StreamField([('paragraph', 0), ('heading', 1), ('quote', 6), ('accordion', 11), ('content_note', 14), ('image', 18), ('gallery', 20), ('document', 23), ('embed', 27), ('call_to_action', 34), ('services', 38)], blank=True, block_lookup={0: ('pages.blocks.text.ParagraphBlock', (), {}), 1: ('pages.blocks.text.HeadingBlock', (), {}), 2: ('wagtail.blocks.TextBlock', (), {'label': 'Quotation', 'max_length': 1000, 'rows': 3}), 3: ('wagtail.blocks.CharBlock', (), {'label': 'Who said it', 'max_length': 120, 'required': False}), 4: ('pages.blocks.choosers.ConsentChooserBlock', (), {'help_text': 'Who agreed to be quoted. Only staff see this.', 'label': 'Their consent', 'required': False}), 5: ('wagtail.blocks.TextBlock', (), {'help_text': 'Only staff see this.', 'label': 'Note about the consent', 'required': False, 'rows': 2, 'search_index': False}), 6: ('wagtail.blocks.StructBlock', [[('text', 2), ('attribution', 3), ('consent', 4), ('consent_note', 5)]], {}), 7: ('wagtail.blocks.CharBlock', (), {'label': 'Question or title', 'max_length': 120}), 8: ('pages.blocks.text.ParagraphBlock', (), {'label': 'Text'}), 9: ('wagtail.blocks.StructBlock', [[('title', 7), ('text', 8)]], {}), 10: ('wagtail.blocks.ListBlock', (9,), {'label': 'Items', 'min_num': 1}), 11: ('wagtail.blocks.StructBlock', [[('items', 10)]], {}), 12: ('wagtail.blocks.CharBlock', (), {'help_text': 'Short and specific: “Describes a threat.” Use sparingly.', 'label': 'Content note', 'max_length': 160}), 13: ('pages.blocks.text.ParagraphBlock', (), {'label': 'The passage'}), 14: ('wagtail.blocks.StructBlock', [[('note', 12), ('text', 13)]], {}), 15: ('pages.blocks.choosers.LoadedImageChooserBlock', (), {'label': 'Image'}), 16: ('wagtail.blocks.CharBlock', (), {'label': 'Caption', 'max_length': 250, 'required': False}), 17: ('wagtail.blocks.CharBlock', (), {'help_text': 'Only if the picture means something else here than its own alt text says.', 'label': 'Alt text for this place', 'max_length': 255, 'required': False}), 18: ('wagtail.blocks.StructBlock', [[('image', 15), ('caption', 16), ('alt_text', 17)]], {}), 19: ('wagtail.blocks.ListBlock', (18,), {'label': 'Pictures', 'max_num': 12, 'min_num': 2}), 20: ('wagtail.blocks.StructBlock', [[('pictures', 19)]], {}), 21: ('pages.blocks.choosers.LoadedDocumentChooserBlock', (), {'label': 'Document'}), 22: ('wagtail.blocks.CharBlock', (), {'label': 'What it is for', 'max_length': 200, 'required': False}), 23: ('wagtail.blocks.StructBlock', [[('document', 21), ('description', 22)]], {}), 24: ('wagtail.blocks.URLBlock', (), {'help_text': 'On YouTube or Vimeo.', 'label': 'Address of the video'}), 25: ('wagtail.blocks.CharBlock', (), {'help_text': 'What one will see and hear.', 'label': 'Title', 'max_length': 120}), 26: ('wagtail.blocks.TextBlock', (), {'label': 'Transcript or summary', 'required': False, 'rows': 4}), 27: ('wagtail.blocks.StructBlock', [[('address', 24), ('title', 25), ('transcript', 26)]], {}), 28: ('wagtail.blocks.CharBlock', (), {'label': 'Title', 'max_length': 120, 'required': False}), 29: ('wagtail.blocks.TextBlock', (), {'label': 'Text', 'max_length': 600, 'required': False, 'rows': 3}), 30: ('pages.blocks.choosers.LoadedPageChooserBlock', (), {'label': 'Leads to a page', 'required': False}), 31: ('pages.blocks.choosers.LoadedDocumentChooserBlock', (), {'label': 'or to a document', 'required': False}), 32: ('wagtail.blocks.URLBlock', (), {'help_text': 'Starts with https://', 'label': 'or to an address', 'required': False}), 33: ('wagtail.blocks.CharBlock', (), {'help_text': 'Empty: the title of the page.', 'label': 'Words on the link', 'max_length': 60, 'required': False}), 34: ('wagtail.blocks.StructBlock', [[('title', 28), ('text', 29), ('page', 30), ('document', 31), ('address', 32), ('label', 33)]], {}), 35: ('wagtail.blocks.CharBlock', (), {'label': 'Title', 'max_length': 80, 'required': False}), 36: ('pages.blocks.choosers.LoadedPageChooserBlock', (), {'label': 'Service', 'page_type': ['resources.ServicePage']}), 37: ('wagtail.blocks.ListBlock', (36,), {'label': 'Services', 'min_num': 1}), 38: ('wagtail.blocks.StructBlock', [[('title', 35), ('services', 37)]], {})}, verbose_name='more')),
                ('listing_image', models.ForeignKey(blank=True, help_text='Shown where the page appears in a list. Optional: lists look finished without.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='pages.siteimage', verbose_name='listing image')),
                ('social_image', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='pages.siteimage', verbose_name='picture for shared links')),
            ],
            options={
                'verbose_name': 'service',
                'verbose_name_plural': 'services',
            },
            bases=('wagtailcore.page', models.Model),
        ),
        migrations.CreateModel(
            name='ServicesPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='wagtailcore.page')),
                ('is_example', models.BooleanField(db_index=True, default=False, editable=False, verbose_name='example')),
                ('listing_summary', models.TextField(blank=True, help_text='One or two sentences for lists of pages. Without it, the search description stands in.', max_length=300, verbose_name='listing summary')),
                ('last_checked', models.DateField(blank=True, help_text='When someone last read it and found it right.', null=True, verbose_name='last checked on')),
                ('review_by', models.DateField(blank=True, help_text='On that day the page stands under “what needs attention”.', null=True, verbose_name='review by')),
                ('next_step', wagtail.fields.StreamField([('next_step', 6)], blank=True, block_lookup={0: ('wagtail.blocks.CharBlock', (), {'label': 'Title', 'max_length': 120, 'required': False}), 1: ('wagtail.blocks.TextBlock', (), {'label': 'Text', 'max_length': 600, 'required': False, 'rows': 3}), 2: ('pages.blocks.choosers.LoadedPageChooserBlock', (), {'label': 'Leads to a page', 'required': False}), 3: ('pages.blocks.choosers.LoadedDocumentChooserBlock', (), {'label': 'or to a document', 'required': False}), 4: ('wagtail.blocks.URLBlock', (), {'help_text': 'Starts with https://', 'label': 'or to an address', 'required': False}), 5: ('wagtail.blocks.CharBlock', (), {'help_text': 'Empty: the title of the page.', 'label': 'Words on the link', 'max_length': 60, 'required': False}), 6: ('wagtail.blocks.StructBlock', [[('title', 0), ('text', 1), ('page', 2), ('document', 3), ('address', 4), ('label', 5)]], {})}, help_text='What someone can do after reading. Without it, the page ends with a general one.', verbose_name='next step')),
                ('neutral_title', models.BooleanField(default=True, help_text='Shows a neutral title in the browser tab, the history and shared links, so that nobody who looks at the device learns what was read.', verbose_name='neutral title')),
                ('introduction', models.TextField(help_text='For whom, and that it is free.', max_length=500, verbose_name='introduction')),
                ('how_to_start', models.TextField(blank=True, max_length=300, verbose_name='how to start')),
                ('body', wagtail.fields.StreamField([('paragraph', 0), ('heading', 1), ('quote', 6), ('accordion', 11), ('content_note', 14), ('image', 18), ('gallery', 20), ('document', 23), ('embed', 27), ('call_to_action', 34), ('services', 38)], blank=True, block_lookup={0: ('pages.blocks.text.ParagraphBlock', (), {}), 1: ('pages.blocks.text.HeadingBlock', (), {}), 2: ('wagtail.blocks.TextBlock', (), {'label': 'Quotation', 'max_length': 1000, 'rows': 3}), 3: ('wagtail.blocks.CharBlock', (), {'label': 'Who said it', 'max_length': 120, 'required': False}), 4: ('pages.blocks.choosers.ConsentChooserBlock', (), {'help_text': 'Who agreed to be quoted. Only staff see this.', 'label': 'Their consent', 'required': False}), 5: ('wagtail.blocks.TextBlock', (), {'help_text': 'Only staff see this.', 'label': 'Note about the consent', 'required': False, 'rows': 2, 'search_index': False}), 6: ('wagtail.blocks.StructBlock', [[('text', 2), ('attribution', 3), ('consent', 4), ('consent_note', 5)]], {}), 7: ('wagtail.blocks.CharBlock', (), {'label': 'Question or title', 'max_length': 120}), 8: ('pages.blocks.text.ParagraphBlock', (), {'label': 'Text'}), 9: ('wagtail.blocks.StructBlock', [[('title', 7), ('text', 8)]], {}), 10: ('wagtail.blocks.ListBlock', (9,), {'label': 'Items', 'min_num': 1}), 11: ('wagtail.blocks.StructBlock', [[('items', 10)]], {}), 12: ('wagtail.blocks.CharBlock', (), {'help_text': 'Short and specific: “Describes a threat.” Use sparingly.', 'label': 'Content note', 'max_length': 160}), 13: ('pages.blocks.text.ParagraphBlock', (), {'label': 'The passage'}), 14: ('wagtail.blocks.StructBlock', [[('note', 12), ('text', 13)]], {}), 15: ('pages.blocks.choosers.LoadedImageChooserBlock', (), {'label': 'Image'}), 16: ('wagtail.blocks.CharBlock', (), {'label': 'Caption', 'max_length': 250, 'required': False}), 17: ('wagtail.blocks.CharBlock', (), {'help_text': 'Only if the picture means something else here than its own alt text says.', 'label': 'Alt text for this place', 'max_length': 255, 'required': False}), 18: ('wagtail.blocks.StructBlock', [[('image', 15), ('caption', 16), ('alt_text', 17)]], {}), 19: ('wagtail.blocks.ListBlock', (18,), {'label': 'Pictures', 'max_num': 12, 'min_num': 2}), 20: ('wagtail.blocks.StructBlock', [[('pictures', 19)]], {}), 21: ('pages.blocks.choosers.LoadedDocumentChooserBlock', (), {'label': 'Document'}), 22: ('wagtail.blocks.CharBlock', (), {'label': 'What it is for', 'max_length': 200, 'required': False}), 23: ('wagtail.blocks.StructBlock', [[('document', 21), ('description', 22)]], {}), 24: ('wagtail.blocks.URLBlock', (), {'help_text': 'On YouTube or Vimeo.', 'label': 'Address of the video'}), 25: ('wagtail.blocks.CharBlock', (), {'help_text': 'What one will see and hear.', 'label': 'Title', 'max_length': 120}), 26: ('wagtail.blocks.TextBlock', (), {'label': 'Transcript or summary', 'required': False, 'rows': 4}), 27: ('wagtail.blocks.StructBlock', [[('address', 24), ('title', 25), ('transcript', 26)]], {}), 28: ('wagtail.blocks.CharBlock', (), {'label': 'Title', 'max_length': 120, 'required': False}), 29: ('wagtail.blocks.TextBlock', (), {'label': 'Text', 'max_length': 600, 'required': False, 'rows': 3}), 30: ('pages.blocks.choosers.LoadedPageChooserBlock', (), {'label': 'Leads to a page', 'required': False}), 31: ('pages.blocks.choosers.LoadedDocumentChooserBlock', (), {'label': 'or to a document', 'required': False}), 32: ('wagtail.blocks.URLBlock', (), {'help_text': 'Starts with https://', 'label': 'or to an address', 'required': False}), 33: ('wagtail.blocks.CharBlock', (), {'help_text': 'Empty: the title of the page.', 'label': 'Words on the link', 'max_length': 60, 'required': False}), 34: ('wagtail.blocks.StructBlock', [[('title', 28), ('text', 29), ('page', 30), ('document', 31), ('address', 32), ('label', 33)]], {}), 35: ('wagtail.blocks.CharBlock', (), {'label': 'Title', 'max_length': 80, 'required': False}), 36: ('pages.blocks.choosers.LoadedPageChooserBlock', (), {'label': 'Service', 'page_type': ['resources.ServicePage']}), 37: ('wagtail.blocks.ListBlock', (36,), {'label': 'Services', 'min_num': 1}), 38: ('wagtail.blocks.StructBlock', [[('title', 35), ('services', 37)]], {})}, verbose_name='body')),
                ('listing_image', models.ForeignKey(blank=True, help_text='Shown where the page appears in a list. Optional: lists look finished without.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='pages.siteimage', verbose_name='listing image')),
                ('social_image', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='pages.siteimage', verbose_name='picture for shared links')),
            ],
            options={
                'verbose_name': 'services page',
                'verbose_name_plural': 'services pages',
            },
            bases=('wagtailcore.page', models.Model),
        ),
        migrations.CreateModel(
            name='CrisisContact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('translation_key', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('live', models.BooleanField(default=True, editable=False, verbose_name='live')),
                ('has_unpublished_changes', models.BooleanField(default=False, editable=False, verbose_name='has unpublished changes')),
                ('first_published_at', models.DateTimeField(blank=True, db_index=True, null=True, verbose_name='first published at')),
                ('last_published_at', models.DateTimeField(editable=False, null=True, verbose_name='last published at')),
                ('go_live_at', models.DateTimeField(blank=True, null=True, verbose_name='go live date/time')),
                ('expire_at', models.DateTimeField(blank=True, null=True, verbose_name='expiry date/time')),
                ('expired', models.BooleanField(default=False, editable=False, verbose_name='expired')),
                ('is_example', models.BooleanField(db_index=True, default=False, editable=False, verbose_name='example')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('phone', models.CharField(blank=True, max_length=40, verbose_name='phone')),
                ('text_number', models.CharField(blank=True, max_length=40, verbose_name='number for text messages')),
                ('text_code', models.CharField(blank=True, max_length=40, verbose_name='word to text')),
                ('address', pages.fields.HttpsField(blank=True, verbose_name='web address')),
                ('run_by', models.CharField(blank=True, max_length=120, verbose_name='run by')),
                ('hours', models.CharField(blank=True, max_length=120, verbose_name='hours')),
                ('languages', models.CharField(blank=True, max_length=160, verbose_name='languages')),
                ('police', models.CharField(choices=[('never', 'Does not share with the police'), ('only_if_you_ask', 'Shares with the police only if you ask'), ('may', 'May share with the police'), ('unknown', 'Ask whether they share with the police')], default='unknown', max_length=20, verbose_name='police')),
                ('police_note', models.CharField(blank=True, max_length=200, verbose_name='about the police')),
                ('last_checked', models.DateField(default=django.utils.timezone.localdate, verbose_name='last checked on')),
                ('review_by', models.DateField(blank=True, null=True, verbose_name='review by')),
                ('sort_order', models.IntegerField(blank=True, editable=False, null=True, verbose_name='order')),
                ('latest_revision', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailcore.revision', verbose_name='latest revision')),
                ('live_revision', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailcore.revision', verbose_name='live revision')),
                ('locale', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='wagtailcore.locale', verbose_name='locale')),
            ],
            options={
                'verbose_name': 'crisis contact',
                'verbose_name_plural': 'crisis contacts',
                'ordering': [models.OrderBy(models.F('sort_order'), nulls_last=True), 'pk'],
                'abstract': False,
                'unique_together': {('translation_key', 'locale')},
            },
            bases=(wagtail.models.preview.PreviewableMixin, modelsearch.index.Indexed, models.Model),
        ),
        migrations.AddConstraint(
            model_name='label',
            constraint=models.UniqueConstraint(fields=('kind', 'slug', 'locale'), name='one_label_per_slug'),
        ),
        migrations.AlterUniqueTogether(
            name='label',
            unique_together={('translation_key', 'locale')},
        ),
    ]
