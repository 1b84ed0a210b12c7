from typing import Any

from django.core.management.base import CommandError, CommandParser

from clock.commands import JobCommand
from upkeep.files import backups_kept, clear, look, newest_backup_with


class Command(JobCommand):
    help = "Hold the files of uploads against the rows that name them: what is missing, what nothing names."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--clear", action="store_true", help="delete files, older than a day, that no row names")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            outcome, kept = look(), backups_kept()
            for one in outcome.missing:
                backup = newest_backup_with(one.name, kept) or "no backup that is known"
                self.stdout.write(f"missing: {one.name} ({one.title}); in: {backup}")
            gone = clear(outcome.unnamed) if options["clear"] else []
        except OSError as error:
            raise CommandError(f"The uploads could not be looked at: {error}") from error
        self.stdout.write(
            f"Files that are missing: {len(outcome.missing):,}. Files that no row names: {len(outcome.unnamed):,}"
            f"{f', deleted: {len(gone):,}' if options['clear'] else ' (--clear deletes them)'}. "
            f"Sizes of pictures to be made again: {outcome.sizes:,}."
        )
