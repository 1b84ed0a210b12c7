import os
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from upkeep.export import export
from upkeep.progress import Progress


class Command(BaseCommand):
    help = (
        "Write the content into an empty folder that any other system can read: Markdown, JSON, originals of uploads."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        progress = Progress(self.stdout)
        # Drafts are for nobody else on this machine.
        os.umask(0o077)
        try:
            done = export(options["folder"], progress)
        except OSError as error:
            raise CommandError(f"The content was not written: {error}") from error
        progress.end()
        self.stdout.write(f"{options['folder']}: {done['pages']} pages, {done['items']} items, {done['files']} files.")
