"""The index that Wagtail's own search lacks on PostgreSQL: it asks for title and body as one."""

from django.db import migrations

NAME = "search_editor_title_and_body"


def add(apps, schema_editor):
    """Add the index, on PostgreSQL only."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"CREATE INDEX IF NOT EXISTS {NAME} ON wagtailsearch_indexentry USING gin ((title || body))")


def remove(apps, schema_editor):
    """Take it away again."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP INDEX IF EXISTS {NAME}")


class Migration(migrations.Migration):
    dependencies = [("search", "0002_index"), ("wagtailsearch", "0010_add_text_fields")]

    operations = [migrations.RunPython(add, remove)]
