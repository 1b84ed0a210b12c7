from pathlib import Path
from typing import Any

import pyrage
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import CommandError, CommandParser

from clock.commands import JobCommand
from upkeep.archive import NotWholeError, recipient
from upkeep.backup import KEEP, make_backup, prune
from upkeep.files import bucket
from upkeep.models import Backup
from upkeep.progress import Progress


class Command(JobCommand):
    help = "Write everything (database and uploads) into one file that only the holder of the private key can open."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--new-key", action="store_true", help="print a new pair of keys, and do nothing else")
        parser.add_argument("--folder", type=Path, help="where to (default: BACKUP_FOLDER)")
        parser.add_argument("--keep", default=",".join(map(str, KEEP)), help="days,weeks,months to keep (7,5,12)")

    def is_run(self, options: dict[str, Any]) -> bool:
        """Return whether a backup is made at all."""
        return not options["new_key"]

    def handle(self, *args: Any, **options: Any) -> None:
        if options["new_key"]:
            self.new_key()
            return
        if not settings.BACKUP_KEY:
            raise CommandError("Set BACKUP_KEY to a public key of age; script/manage backup --new-key makes one.")
        folder = options["folder"] or Path(settings.BACKUP_FOLDER)
        keep = self.kept(options["keep"])
        try:
            progress = Progress(self.stdout)
            there = None if options["folder"] else bucket()
            file, end = make_backup(folder, recipient(settings.BACKUP_KEY), progress, there)
            progress.end()
        except ValidationError as error:
            raise CommandError(error.messages[0]) from error
        except (NotWholeError, OSError, pyrage.EncryptError) as error:
            raise CommandError(f"There is no new backup: {error}") from error
        try:
            gone = f"Older ones deleted: {len(prune(folder, keep, there))}."
        except OSError as error:
            gone = f"Older ones could not be deleted: {error}"
        uploads = sum(name.startswith("media/") for name in end["sha256"])
        made = Backup.objects.get(name=file.name)
        self.stdout.write(
            f"{f'In the bucket: {file.name}' if there else file}: {made.size:,} bytes, "
            f"{sum(end['rows'].values()):,} rows, {uploads:,} uploads. "
            f"Read again to its end: whole. {gone}"
        )
        if made.missing_files:
            self.stderr.write(
                f"But {made.missing_files:,} files that the site names were not there, and are not in it: "
                "script/manage check_files lists them."
            )

    def kept(self, text: str) -> tuple[int, int, int]:
        """Return how many days, weeks and months are kept."""
        try:
            days, weeks, months = (int(number) for number in text.split(","))
        except ValueError:
            days = weeks = months = 0
        if min(days, weeks, months) < 0 or not (days or weeks or months):
            raise CommandError("--keep takes three numbers: days,weeks,months, such as 7,5,12.")
        return days, weeks, months

    def new_key(self) -> None:
        """Print a pair of keys; the private one is kept nowhere."""
        key = pyrage.x25519.Identity.generate()
        self.stdout.write(
            "Private key. Print it or put it into a password manager; without it no backup can be opened.\n"
            f"Never keep it on this server:\n\n    {key}\n\n"
            f"Public key, for the file .env:\n\n    BACKUP_KEY={key.to_public()}\n"
        )
