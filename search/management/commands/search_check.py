"""Compare the search index with the pages; made for every night."""

from typing import Any

from django.core.management.base import CommandError

from clock.commands import JobCommand
from search.low_results import purge
from search.models import Entry
from search.rebuild import differences


class Command(JobCommand):
    help = "Compare the search index with what visitors may see; search_reindex mends what differs."

    def handle(self, *args: Any, **options: Any) -> None:
        # Counts of words, where staff want them, go after 30 days even if nobody searches.
        purge()
        if found := differences():
            for line in found:
                self.stdout.write(line)
            raise CommandError(f"{len(found)} differences; script/manage search_reindex mends them.")
        self.stdout.write(f"The search index agrees with the pages: {Entry.objects.count()} entries.")
