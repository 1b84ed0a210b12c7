import django.db.models.deletion
import django.utils.timezone
import modelcluster.fields
import modelsearch.index
import pages.models.review
import uuid
import wagtail.contrib.routable_page.models
import wagtail.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
        ('consent', '0001_initial'),
        ('pages', '0001_initial'),
        ('wagtailcore', '0097_baselogentry_uuid_action_timestamp_indexes'),
    ]

    operations = [
        migrations.CreateModel(
            name='ArticlePage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='wagtailcore.page')),
                ('is_example', models.BooleanField(db_index=True, default=False, editable=False, verbose_name='example')),
                ('listing_summary', models.TextField(blank=True, help_text='One or two sentences for lists of pages. Without it, the search description stands in.', max_length=300, verbose_name='listing summary')),
                ('neutral_title', models.BooleanField(default=False, help_text='Shows a neutral title in the browser tab, the history and shared links, so that nobody who looks at the device learns what was read.', verbose_name='neutral title')),
                ('last_checked', models.DateField(blank=True, help_text='When someone last read it and found it right.', null=True, verbose_name='last checked on')),
                ('review_by', models.DateField(blank=True, help_text='On that day the page stands under “what needs attention”.', null=True, verbose_name='review by')),
                ('next_step', wagtail.fields.StreamField([('next_step', 6)], blank=True, block_lookup={0: ('wagtail.blocks.CharBlock', (), {'label': 'Title', 'max_length': 120, 'required': False}), 1: ('wagtail.blocks.TextBlock', (), {'label': 'Text', 'max_length': 600, 'required': False, 'rows': 3}), 2: ('pages.blocks.choosers.LoadedPageChooserBlock', (), {'label': 'Leads to a page', 'required': False}), 3: ('pages.blocks.choosers.LoadedDocumentChooserBlock', (), {'label': 'or to a document', 'required': False}), 4: ('wagtail.blocks.URLBlock', (), {'help_text': 'Starts with https://', 'label': 'or to an address', 'required': False}), 5: ('wagtail.blocks.CharBlock', (), {'help_text': 'Empty: the title of the page.', 'label': 'Words on the link', 'max_length': 60, 'required': False}), 6: ('wagtail.blocks.StructBlock', [[('title', 0), ('text', 1), ('page', 2), ('document', 3), ('address', 4), ('label', 5)]], {})}, help_text='What someone can do after reading. Without it, the page ends with a general one.', verbose_name='next step')),
                ('is_story', models.BooleanField(default=False, help_text='Two people then read it before it is published, one of them from survivor leadership.', verbose_name='this is a survivor’s own story')),
                ('standfirst', models.TextField(blank=True, help_text='One or two sentences that say what it is about.', max_length=400, verbose_name='standfirst')),
                ('date', models.DateField(default=django.utils.timezone.localdate, help_text='May lie in the past.', verbose_name='publication date')),
                ('updated', models.DateField(blank=True, help_text='After a change that readers should know of.', null=True, verbose_name='updated')),
                ('series_order', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='place in the series')),
                ('content_note', models.CharField(blank=True, help_text='Only if needed, short and specific: “Mentions violence in one section.”', max_length=200, verbose_name='content note')),
                ('body', wagtail.fields.StreamField([('paragraph', 0), ('heading', 1), ('quote', 6), ('accordion', 11), ('content_note', 14), ('image', 18), ('gallery', 20), ('document', 23), ('embed', 27), ('call_to_action', 34), ('services', 38), ('principle', 43), ('definition', 48), ('comparison', 54)], blank=True, block_lookup={0: ('pages.blocks.text.ParagraphBlock', (), {}), 1: ('pages.blocks.text.HeadingBlock', (), {}), 2: ('wagtail.blocks.TextBlock', (), {'label': 'Quotation', 'max_length': 1000, 'rows': 3}), 3: ('wagtail.blocks.CharBlock', (), {'label': 'Who said it', 'max_length': 120, 'required': False}), 4: ('pages.blocks.choosers.ConsentChooserBlock', (), {'help_text': 'Who agreed to be quoted. Only staff see this.', 'label': 'Their consent', 'required': False}), 5: ('wagtail.blocks.TextBlock', (), {'help_text': 'Only staff see this.', 'label': 'Note about the consent', 'required': False, 'rows': 2, 'search_index': False}), 6: ('wagtail.blocks.StructBlock', [[('text', 2), ('attribution', 3), ('consent', 4), ('consent_note', 5)]], {}), 7: ('wagtail.blocks.CharBlock', (), {'label': 'Question or title', 'max_length': 120}), 8: ('pages.blocks.text.ParagraphBlock', (), {'label': 'Text'}), 9: ('wagtail.blocks.StructBlock', [[('title', 7), ('text', 8)]], {}), 10: ('wagtail.blocks.ListBlock', (9,), {'label': 'Items', 'min_num': 1}), 11: ('wagtail.blocks.StructBlock', [[('items', 10)]], {}), 12: ('wagtail.blocks.CharBlock', (), {'help_text': 'Short and specific: “Describes a threat.” Use sparingly.', 'label': 'Content note', 'max_length': 160}), 13: ('pages.blocks.text.ParagraphBlock', (), {'label': 'The passage'}), 14: ('wagtail.blocks.StructBlock', [[('note', 12), ('text', 13)]], {}), 15: ('pages.blocks.choosers.LoadedImageChooserBlock', (), {'label': 'Image'}), 16: ('wagtail.blocks.CharBlock', (), {'label': 'Caption', 'max_length': 250, 'required': False}), 17: ('wagtail.blocks.CharBlock', (), {'help_text': 'Only if the picture means something else here than its own alt text says.', 'label': 'Alt text for this place', 'max_length': 255, 'required': False}), 18: ('wagtail.blocks.StructBlock', [[('image', 15), ('caption', 16), ('alt_text', 17)]], {}), 19: ('wagtail.blocks.ListBlock', (18,), {'label': 'Pictures', 'max_num': 12, 'min_num': 2}), 20: ('wagtail.blocks.StructBlock', [[('pictures', 19)]], {}), 21: ('pages.blocks.choosers.LoadedDocumentChooserBlock', (), {'label': 'Document'}), 22: ('wagtail.blocks.CharBlock', (), {'label': 'What it is for', 'max_length': 200, 'required': False}), 23: ('wagtail.blocks.StructBlock', [[('document', 21), ('description', 22)]], {}), 24: ('wagtail.blocks.URLBlock', (), {'help_text': 'On YouTube or Vimeo.', 'label': 'Address of the video'}), 25: ('wagtail.blocks.CharBlock', (), {'help_text': 'What one will see and hear.', 'label': 'Title', 'max_length': 120}), 26: ('wagtail.blocks.TextBlock', (), {'label': 'Transcript or summary', 'required': False, 'rows': 4}), 27: ('wagtail.blocks.StructBlock', [[('address', 24), ('title', 25), ('transcript', 26)]], {}), 28: ('wagtail.blocks.CharBlock', (), {'label': 'Title', 'max_length': 120, 'required': False}), 29: ('wagtail.blocks.TextBlock', (), {'label': 'Text', 'max_length': 600, 'required': False, 'rows': 3}), 30: ('pages.blocks.choosers.LoadedPageChooserBlock', (), {'label': 'Leads to a page', 'required': False}), 31: ('pages.blocks.choosers.LoadedDocumentChooserBlock', (), {'label': 'or to a document', 'required': False}), 32: ('wagtail.blocks.URLBlock', (), {'help_text': 'Starts with https://', 'label': 'or to an address', 'required': False}), 33: ('wagtail.blocks.CharBlock', (), {'help_text': 'Empty: the title of the page.', 'label': 'Words on the link', 'max_length': 60, 'required': False}), 34: ('wagtail.blocks.StructBlock', [[('title', 28), ('text', 29), ('page', 30), ('document', 31), ('address', 32), ('label', 33)]], {}), 35: ('wagtail.blocks.CharBlock', (), {'label': 'Title', 'max_length': 80, 'required': False}), 36: ('pages.blocks.choosers.LoadedPageChooserBlock', (), {'label': 'Service', 'page_type': ['resources.ServicePage']}), 37: ('wagtail.blocks.ListBlock', (36,), {'label': 'Services', 'min_num': 1}), 38: ('wagtail.blocks.StructBlock', [[('title', 35), ('services', 37)]], {}), 39: ('wagtail.blocks.CharBlock', (), {'label': 'Title', 'max_length': 120}), 40: ('wagtail.blocks.CharBlock', (), {'label': 'Action', 'max_length': 250}), 41: ('wagtail.blocks.ListBlock', (40,), {'default': [], 'help_text': 'Small things one can do, each in a sentence. Optional.', 'label': 'In practice', 'required': False}), 42: ('wagtail.blocks.CharBlock', (), {'help_text': 'Optional.', 'label': 'A question to reflect on', 'max_length': 250, 'required': False}), 43: ('wagtail.blocks.StructBlock', [[('title', 39), ('text', 8), ('in_practice', 41), ('question', 42)]], {}), 44: ('wagtail.blocks.CharBlock', (), {'label': 'Term', 'max_length': 80}), 45: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'italic', 'link', 'fact'], 'label': 'Text'}), 46: ('wagtail.blocks.CharBlock', (), {'label': 'Source', 'max_length': 120, 'required': False}), 47: ('wagtail.blocks.URLBlock', (), {'label': 'Address of the source', 'required': False}), 48: ('wagtail.blocks.StructBlock', [[('term', 44), ('text', 45), ('source_name', 46), ('source_address', 47)]], {}), 49: ('wagtail.blocks.CharBlock', (), {'label': 'Left: title', 'max_length': 60}), 50: ('wagtail.blocks.CharBlock', (), {'label': 'Point', 'max_length': 250}), 51: ('wagtail.blocks.ListBlock', (50,), {'label': 'Left: points', 'min_num': 1}), 52: ('wagtail.blocks.CharBlock', (), {'label': 'Right: title', 'max_length': 60}), 53: ('wagtail.blocks.ListBlock', (50,), {'label': 'Right: points', 'min_num': 1}), 54: ('wagtail.blocks.StructBlock', [[('title', 28), ('left_title', 49), ('left', 51), ('right_title', 52), ('right', 53)]], {})}, verbose_name='body')),
                ('reading_minutes', models.PositiveSmallIntegerField(default=1, editable=False, verbose_name='reading time')),
                ('consent', models.ForeignKey(blank=True, help_text='What the person agreed to, until when, and how they can take it back.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='consent.consent', verbose_name='consent')),
                ('listing_image', models.ForeignKey(blank=True, help_text='Shown where the page appears in a list. Optional: lists look finished without.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='pages.siteimage', verbose_name='listing image')),
                ('social_image', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='pages.siteimage', verbose_name='picture for shared links')),
                ('topics', modelcluster.fields.ParentalManyToManyField(blank=True, related_name='articles', to='pages.topic', verbose_name='topics')),
            ],
            options={
                'verbose_name': 'article',
                'verbose_name_plural': 'articles',
            },
            bases=('wagtailcore.page', models.Model),
        ),
        migrations.CreateModel(
            name='Author',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('translation_key', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('is_example', models.BooleanField(db_index=True, default=False, editable=False, verbose_name='example')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('byline', models.CharField(blank=True, help_text='A few words after the name: a role, or nothing.', max_length=160, verbose_name='byline')),
                ('locale', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='wagtailcore.locale', verbose_name='locale')),
                ('page', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailcore.page', verbose_name='page about them')),
            ],
            options={
                'verbose_name': 'author',
                'verbose_name_plural': 'authors',
                'ordering': ['name'],
                'abstract': False,
                'unique_together': {('translation_key', 'locale')},
            },
            bases=(modelsearch.index.Indexed, models.Model),
        ),
        migrations.CreateModel(
            name='ArticleAuthor',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                ('page', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='article_authors', to='blog.articlepage')),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='blog.author', verbose_name='author')),
            ],
            options={
                'verbose_name': 'author of the article',
                'ordering': ['sort_order'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='BlogIndexPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='wagtailcore.page')),
                ('is_example', models.BooleanField(db_index=True, default=False, editable=False, verbose_name='example')),
                ('listing_summary', models.TextField(blank=True, help_text='One or two sentences for lists of pages. Without it, the search description stands in.', max_length=300, verbose_name='listing summary')),
                ('neutral_title', models.BooleanField(default=False, help_text='Shows a neutral title in the browser tab, the history and shared links, so that nobody who looks at the device learns what was read.', verbose_name='neutral title')),
                ('last_checked', models.DateField(blank=True, help_text='When someone last read it and found it right.', null=True, verbose_name='last checked on')),
                ('review_by', models.DateField(blank=True, help_text='On that day the page stands under “what needs attention”.', null=True, verbose_name='review by')),
                ('next_step', wagtail.fields.StreamField([('next_step', 6)], blank=True, block_lookup={0: ('wagtail.blocks.CharBlock', (), {'label': 'Title', 'max_length': 120, 'required': False}), 1: ('wagtail.blocks.TextBlock', (), {'label': 'Text', 'max_length': 600, 'required': False, 'rows': 3}), 2: ('pages.blocks.choosers.LoadedPageChooserBlock', (), {'label': 'Leads to a page', 'required': False}), 3: ('pages.blocks.choosers.LoadedDocumentChooserBlock', (), {'label': 'or to a document', 'required': False}), 4: ('wagtail.blocks.URLBlock', (), {'help_text': 'Starts with https://', 'label': 'or to an address', 'required': False}), 5: ('wagtail.blocks.CharBlock', (), {'help_text': 'Empty: the title of the page.', 'label': 'Words on the link', 'max_length': 60, 'required': False}), 6: ('wagtail.blocks.StructBlock', [[('title', 0), ('text', 1), ('page', 2), ('document', 3), ('address', 4), ('label', 5)]], {})}, help_text='What someone can do after reading. Without it, the page ends with a general one.', verbose_name='next step')),
                ('introduction', models.TextField(blank=True, max_length=500, verbose_name='introduction')),
                ('listing_image', models.ForeignKey(blank=True, help_text='Shown where the page appears in a list. Optional: lists look finished without.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='pages.siteimage', verbose_name='listing image')),
                ('social_image', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='pages.siteimage', verbose_name='picture for shared links')),
            ],
            options={
                'verbose_name': 'blog index',
                'verbose_name_plural': 'blog indexes',
            },
            bases=(wagtail.contrib.routable_page.models.RoutablePageMixin, 'wagtailcore.page', models.Model),
        ),
        migrations.CreateModel(
            name='PinnedArticle',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                ('article', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='blog.articlepage', verbose_name='article')),
                ('page', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='pinned', to='blog.articlepage')),
            ],
            options={
                'verbose_name': 'related article',
                'ordering': ['sort_order'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Series',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('translation_key', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('is_example', models.BooleanField(db_index=True, default=False, editable=False, verbose_name='example')),
                ('title', models.CharField(max_length=120, verbose_name='title')),
                ('slug', models.SlugField(help_text='Used in addresses: small letters and hyphens.', max_length=120, verbose_name='slug')),
                ('description', models.TextField(blank=True, max_length=400, verbose_name='description')),
                ('locale', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='wagtailcore.locale', verbose_name='locale')),
            ],
            options={
                'verbose_name': 'series',
                'verbose_name_plural': 'series',
                'ordering': ['title'],
                'abstract': False,
            },
            bases=(modelsearch.index.Indexed, models.Model),
        ),
        migrations.AddField(
            model_name='articlepage',
            name='series',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='articles', to='blog.series', verbose_name='series'),
        ),
        migrations.CreateModel(
            name='StartingTemplate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('translation_key', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('title', models.CharField(help_text='For example: Announcement', max_length=60, verbose_name='name')),
                ('description', models.CharField(blank=True, max_length=200, verbose_name='when to use it')),
                ('body', wagtail.fields.StreamField([('paragraph', 0), ('heading', 1), ('quote', 6), ('accordion', 11), ('content_note', 14), ('image', 18), ('gallery', 20), ('document', 23), ('embed', 27), ('call_to_action', 34), ('services', 38), ('principle', 43), ('definition', 48), ('comparison', 54)], blank=True, block_lookup={0: ('pages.blocks.text.ParagraphBlock', (), {}), 1: ('pages.blocks.text.HeadingBlock', (), {}), 2: ('wagtail.blocks.TextBlock', (), {'label': 'Quotation', 'max_length': 1000, 'rows': 3}), 3: ('wagtail.blocks.CharBlock', (), {'label': 'Who said it', 'max_length': 120, 'required': False}), 4: ('pages.blocks.choosers.ConsentChooserBlock', (), {'help_text': 'Who agreed to be quoted. Only staff see this.', 'label': 'Their consent', 'required': False}), 5: ('wagtail.blocks.TextBlock', (), {'help_text': 'Only staff see this.', 'label': 'Note about the consent', 'required': False, 'rows': 2, 'search_index': False}), 6: ('wagtail.blocks.StructBlock', [[('text', 2), ('attribution', 3), ('consent', 4), ('consent_note', 5)]], {}), 7: ('wagtail.blocks.CharBlock', (), {'label': 'Question or title', 'max_length': 120}), 8: ('pages.blocks.text.ParagraphBlock', (), {'label': 'Text'}), 9: ('wagtail.blocks.StructBlock', [[('title', 7), ('text', 8)]], {}), 10: ('wagtail.blocks.ListBlock', (9,), {'label': 'Items', 'min_num': 1}), 11: ('wagtail.blocks.StructBlock', [[('items', 10)]], {}), 12: ('wagtail.blocks.CharBlock', (), {'help_text': 'Short and specific: “Describes a threat.” Use sparingly.', 'label': 'Content note', 'max_length': 160}), 13: ('pages.blocks.text.ParagraphBlock', (), {'label': 'The passage'}), 14: ('wagtail.blocks.StructBlock', [[('note', 12), ('text', 13)]], {}), 15: ('pages.blocks.choosers.LoadedImageChooserBlock', (), {'label': 'Image'}), 16: ('wagtail.blocks.CharBlock', (), {'label': 'Caption', 'max_length': 250, 'required': False}), 17: ('wagtail.blocks.CharBlock', (), {'help_text': 'Only if the picture means something else here than its own alt text says.', 'label': 'Alt text for this place', 'max_length': 255, 'required': False}), 18: ('wagtail.blocks.StructBlock', [[('image', 15), ('caption', 16), ('alt_text', 17)]], {}), 19: ('wagtail.blocks.ListBlock', (18,), {'label': 'Pictures', 'max_num': 12, 'min_num': 2}), 20: ('wagtail.blocks.StructBlock', [[('pictures', 19)]], {}), 21: ('pages.blocks.choosers.LoadedDocumentChooserBlock', (), {'label': 'Document'}), 22: ('wagtail.blocks.CharBlock', (), {'label': 'What it is for', 'max_length': 200, 'required': False}), 23: ('wagtail.blocks.StructBlock', [[('document', 21), ('description', 22)]], {}), 24: ('wagtail.blocks.URLBlock', (), {'help_text': 'On YouTube or Vimeo.', 'label': 'Address of the video'}), 25: ('wagtail.blocks.CharBlock', (), {'help_text': 'What one will see and hear.', 'label': 'Title', 'max_length': 120}), 26: ('wagtail.blocks.TextBlock', (), {'label': 'Transcript or summary', 'required': False, 'rows': 4}), 27: ('wagtail.blocks.StructBlock', [[('address', 24), ('title', 25), ('transcript', 26)]], {}), 28: ('wagtail.blocks.CharBlock', (), {'label': 'Title', 'max_length': 120, 'required': False}), 29: ('wagtail.blocks.TextBlock', (), {'label': 'Text', 'max_length': 600, 'required': False, 'rows': 3}), 30: ('pages.blocks.choosers.LoadedPageChooserBlock', (), {'label': 'Leads to a page', 'required': False}), 31: ('pages.blocks.choosers.LoadedDocumentChooserBlock', (), {'label': 'or to a document', 'required': False}), 32: ('wagtail.blocks.URLBlock', (), {'help_text': 'Starts with https://', 'label': 'or to an address', 'required': False}), 33: ('wagtail.blocks.CharBlock', (), {'help_text': 'Empty: the title of the page.', 'label': 'Words on the link', 'max_length': 60, 'required': False}), 34: ('wagtail.blocks.StructBlock', [[('title', 28), ('text', 29), ('page', 30), ('document', 31), ('address', 32), ('label', 33)]], {}), 35: ('wagtail.blocks.CharBlock', (), {'label': 'Title', 'max_length': 80, 'required': False}), 36: ('pages.blocks.choosers.LoadedPageChooserBlock', (), {'label': 'Service', 'page_type': ['resources.ServicePage']}), 37: ('wagtail.blocks.ListBlock', (36,), {'label': 'Services', 'min_num': 1}), 38: ('wagtail.blocks.StructBlock', [[('title', 35), ('services', 37)]], {}), 39: ('wagtail.blocks.CharBlock', (), {'label': 'Title', 'max_length': 120}), 40: ('wagtail.blocks.CharBlock', (), {'label': 'Action', 'max_length': 250}), 41: ('wagtail.blocks.ListBlock', (40,), {'default': [], 'help_text': 'Small things one can do, each in a sentence. Optional.', 'label': 'In practice', 'required': False}), 42: ('wagtail.blocks.CharBlock', (), {'help_text': 'Optional.', 'label': 'A question to reflect on', 'max_length': 250, 'required': False}), 43: ('wagtail.blocks.StructBlock', [[('title', 39), ('text', 8), ('in_practice', 41), ('question', 42)]], {}), 44: ('wagtail.blocks.CharBlock', (), {'label': 'Term', 'max_length': 80}), 45: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'italic', 'link', 'fact'], 'label': 'Text'}), 46: ('wagtail.blocks.CharBlock', (), {'label': 'Source', 'max_length': 120, 'required': False}), 47: ('wagtail.blocks.URLBlock', (), {'label': 'Address of the source', 'required': False}), 48: ('wagtail.blocks.StructBlock', [[('term', 44), ('text', 45), ('source_name', 46), ('source_address', 47)]], {}), 49: ('wagtail.blocks.CharBlock', (), {'label': 'Left: title', 'max_length': 60}), 50: ('wagtail.blocks.CharBlock', (), {'label': 'Point', 'max_length': 250}), 51: ('wagtail.blocks.ListBlock', (50,), {'label': 'Left: points', 'min_num': 1}), 52: ('wagtail.blocks.CharBlock', (), {'label': 'Right: title', 'max_length': 60}), 53: ('wagtail.blocks.ListBlock', (50,), {'label': 'Right: points', 'min_num': 1}), 54: ('wagtail.blocks.StructBlock', [[('title', 28), ('left_title', 49), ('left', 51), ('right_title', 52), ('right', 53)]], {})}, help_text='Leave texts empty, or write [[fill in: …]] where the writer should say something.', verbose_name='pieces')),
                ('next_step', wagtail.fields.StreamField([('next_step', 6)], blank=True, block_lookup={0: ('wagtail.blocks.CharBlock', (), {'label': 'Title', 'max_length': 120, 'required': False}), 1: ('wagtail.blocks.TextBlock', (), {'label': 'Text', 'max_length': 600, 'required': False, 'rows': 3}), 2: ('pages.blocks.choosers.LoadedPageChooserBlock', (), {'label': 'Leads to a page', 'required': False}), 3: ('pages.blocks.choosers.LoadedDocumentChooserBlock', (), {'label': 'or to a document', 'required': False}), 4: ('wagtail.blocks.URLBlock', (), {'help_text': 'Starts with https://', 'label': 'or to an address', 'required': False}), 5: ('wagtail.blocks.CharBlock', (), {'help_text': 'Empty: the title of the page.', 'label': 'Words on the link', 'max_length': 60, 'required': False}), 6: ('wagtail.blocks.StructBlock', [[('title', 0), ('text', 1), ('page', 2), ('document', 3), ('address', 4), ('label', 5)]], {})}, verbose_name='next step')),
                ('is_story', models.BooleanField(default=False, verbose_name='for a survivor’s own story')),
                ('sort_order', models.IntegerField(blank=True, editable=False, null=True, verbose_name='order')),
                ('locale', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='wagtailcore.locale', verbose_name='locale')),
            ],
            options={
                'verbose_name': 'starting template',
                'verbose_name_plural': 'starting templates',
                'ordering': [models.OrderBy(models.F('sort_order'), nulls_last=True), 'pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='StoryReviewTask',
            fields=[
                ('task_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='wagtailcore.task')),
                ('groups', models.ManyToManyField(help_text='Pages/snippets at this step in a workflow will be moderated or approved by these groups of users', to='auth.group', verbose_name='groups')),
            ],
            options={
                'verbose_name': 'reading of a survivor’s story',
                'verbose_name_plural': 'readings of survivors’ stories',
            },
            bases=(pages.models.review.PlaceholderReview, 'wagtailcore.task'),
        ),
        migrations.AddConstraint(
            model_name='series',
            constraint=models.UniqueConstraint(fields=('slug', 'locale'), name='one_series_per_slug'),
        ),
        migrations.AlterUniqueTogether(
            name='series',
            unique_together={('translation_key', 'locale')},
        ),
        migrations.AddIndex(
            model_name='articlepage',
            index=models.Index(fields=['-date'], name='article_newest'),
        ),
        migrations.AlterUniqueTogether(
            name='startingtemplate',
            unique_together={('translation_key', 'locale')},
        ),
    ]
