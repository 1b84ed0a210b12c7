"""Bold lines of the old site that may be headings: one press makes them so, as a draft that a person looks at."""

import re

from django.db import transaction
from wagtail.models import Page

from accounts.models import User

from .body.finish import with_headings
from .body.pieces import plain
from .models import Imported


def bold_lines(page: Page) -> list[str]:
    """Return the lines of the newest version of a page that may be headings."""
    newest = page.get_latest_revision_as_object()
    texts = (one["value"] for one in newest.body.raw_data if one["type"] == "paragraph")
    return [plain(line).strip() for text in texts for line in re.findall(r"<h2>(.*?)</h2>", with_headings(text))]


@transaction.atomic
def make_headings(page: Page, record: Imported, person: User | None) -> int:
    """Save a draft of a page in which bold lines are headings; return how many there are more than before."""
    newest = page.get_latest_revision_as_object()
    block = newest.body.stream_block
    before = sum(child.block_type == "heading" for child in newest.body)
    raw = [
        dict(one) | ({"value": with_headings(one["value"])} if one["type"] == "paragraph" else {})
        for one in newest.body.raw_data
    ]
    newest.body = block.clean(block.to_python(raw))
    newest.save_revision(user=person, clean=False)
    record.open = {name: value for name, value in record.open.items() if name != "suggested"}
    record.save(update_fields=["open"])
    return sum(child.block_type == "heading" for child in newest.body) - before
