"""Tables: opening hours, programmes, what one gets where."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock

from .groups import TEXT

# What one can still read; static/js/pasted-tables.js keeps to it, too.
MOST_COLUMNS, MOST_ROWS = 12, 200
LONGEST_CELL = 500  # characters


class TableValue(blocks.StructValue):
    """A table that knows what stands in its head."""

    @cached_property
    def caption(self) -> str:
        """Return what the table is about, or ""."""
        return self["cells"].caption.strip()

    @cached_property
    def headings(self) -> list[str]:
        """Return what each column holds, or [] when none is named."""
        headings = [(column["heading"] or "").strip() for column in self["cells"].columns]
        return headings if any(headings) else []

    @cached_property
    def rows(self) -> list[list[str]]:
        """Return the text of each cell, row by row; rows without a word are left out."""
        rows = [[str(value or "").strip() for value in row["values"]] for row in self["cells"].row_data]
        return [row for row in rows if any(row)]

    @property
    def labelled_rows(self) -> list[list[tuple[str, str]]]:
        """Return the cells of each row, each with the heading of its column or ""."""
        headings = self.headings or [""] * len(self["cells"].columns)
        return [list(zip(headings, row, strict=True)) for row in self.rows]

    @property
    def is_wide(self) -> bool:
        """Return whether it is too wide for a phone, so that each row becomes a small list there."""
        return len(self["cells"].columns) > 2

    @property
    def has_many_columns(self) -> bool:
        """Return whether its words need smaller letters beside each other."""
        return len(self["cells"].columns) > 4


class TableBlock(blocks.StructBlock):
    """Rows and columns of text. Tables of other programs are pasted into it (static/js/paste.js).

    Its template repeats as roles what the elements say: where style lays rows out as lists, browsers forget it.
    """

    cells = TypedTableBlock(
        [("text", blocks.TextBlock(required=False, rows=1, max_length=LONGEST_CELL, label=_("Text")))],
        label=_("Table"),
        help_text=_("A table that you copied elsewhere can be pasted here: into the caption, or into a cell."),
    )
    first_column_names_rows = blocks.BooleanBlock(
        required=False,
        default=True,
        label=_("The first column says what each row is about"),
        help_text=_("As the days do in a table of opening hours. Screen readers then say it with every cell."),
    )

    class Meta:
        icon = "table"
        label = _("Table")
        description = _("Rows and columns, for example opening hours. On a phone, wide tables become lists.")
        group = TEXT
        template = "blocks/table.html"
        value_class = TableValue
        preview_value = {
            "cells": {
                "caption": _("Example hours"),
                "columns": [
                    {"type": "text", "heading": _("Day")},
                    {"type": "text", "heading": _("Opens")},
                    {"type": "text", "heading": _("Closes")},
                ],
                "rows": [{"values": [_("Monday"), "9:00", "17:00"]}, {"values": [_("Tuesday"), "12:00", "19:00"]}],
            },
            "first_column_names_rows": True,
        }

    def clean(self, value: Any) -> Any:
        """Refuse an empty table, one that nobody can read, and one in which nothing says what a cell means."""
        cleaned = super().clean(value)
        if self.is_deferred_validation:
            return cleaned
        problem = ""
        if not cleaned.rows:
            problem = _("This table is empty: fill in a cell, or delete the table.")
        elif len(cleaned["cells"].columns) > MOST_COLUMNS or len(cleaned.rows) > MOST_ROWS:
            problem = _("A table has at most %(columns)d columns and %(rows)d rows. Part it in two.")
            problem %= {"columns": MOST_COLUMNS, "rows": MOST_ROWS}
        elif not cleaned.headings and not cleaned["first_column_names_rows"]:
            problem = _("Give the columns their headings, or let the first column say what each row is about.")
        if problem:
            raise StructBlockValidationError(block_errors={"cells": ValidationError(problem)})
        return cleaned
