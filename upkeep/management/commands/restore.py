import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from upkeep import table_dump
from upkeep.archive import NotWholeError, identity
from upkeep.backup import fetch
from upkeep.files import bucket, look
from upkeep.progress import Progress
from upkeep.restoring import restore, restore_uploads, smoke

# What other machines or services hold, and a rehearsal may not touch.
SHARED = ("BACKUP_FOLDER", "CACHE_URL", "CDN_PURGE", "DATABASE_REPLICA_URL", "EMAIL_URL", "MEDIA_STORAGE", "TASKS")


class Command(BaseCommand):
    help = "Put a backup back, and prove that everything came; --verify tries it out beside this site."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="a file here, or the name of one in the bucket of BACKUP_FOLDER")
        parser.add_argument("--key", type=Path, required=True, help="file with the private key (AGE-SECRET-KEY-…)")
        parser.add_argument("--verify", action="store_true", help="only try it out, in a database of its own")
        parser.add_argument("--replace", action="store_true", help="replace what this site has now")
        parser.add_argument("--only-uploads", action="store_true", help="only put back uploads that are missing now")

    def handle(self, *args: Any, **options: Any) -> None:
        there = bucket()
        if there and not options["file"].exists():
            with tempfile.TemporaryDirectory(prefix="site-backup-") as folder:
                try:
                    options["file"] = fetch(str(options["file"]), there, Path(folder))
                except OSError as error:
                    raise CommandError(f"{options['file']} is neither here nor in the bucket: {error}") from error
                self.put_back(**options)
        else:
            self.put_back(**options)

    def put_back(self, **options: Any) -> None:
        """Do it, or only try it out."""
        if options["verify"]:
            self.rehearse(options["file"], options["key"])
            return
        if options["only_uploads"]:
            self.put_back_uploads(options["file"], options["key"])
            return
        if not options["replace"] and table_dump.is_in_use():
            raise CommandError(
                "This site has content. --replace puts the backup in its place; --verify only tries it out."
            )
        progress = Progress(self.stdout)
        try:
            end = restore(options["file"], identity(options["key"]), progress)
        except NotWholeError as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(
                f"The uploads could not be written; the rows are as they were. It said: {error}"
            ) from error
        except DatabaseError as error:
            raise CommandError(f"The database did not take the rows; it is as it was. It said: {error}") from error
        progress.end()
        answers = smoke()
        for address, status in answers.items():
            self.stdout.write(f"{status}  {address}")
        uploads = sum(name.startswith("media/") for name in end["sha256"])
        if set(answers.values()) != {200}:
            raise CommandError("The rows are back, but not every page answers.")
        self.stdout.write(
            f"{len(end['rows'])} tables with {sum(end['rows'].values()):,} rows and {uploads:,} uploads are back; "
            "numbers and SHA-256 agree, every page asked for answers."
        )
        if missing := look().missing:
            self.stderr.write(
                f"{len(missing):,} files that rows name are not in this backup: script/manage check_files lists them."
            )
        if (Path(settings.DATA_DIR) / "secret-key.restored").exists():
            self.stdout.write(
                "The backup's own secret key lies in DATA_DIR/secret-key.restored: rename it to secret-key, "
                "or the second step of staff has to be set up again."
            )

    def put_back_uploads(self, file: Path, key: Path) -> None:
        """Put back what is missing among the uploads; rows stay as they are."""
        progress = Progress(self.stdout)
        try:
            written = restore_uploads(file, identity(key), progress)
            still = look().missing
        except (NotWholeError, OSError) as error:
            raise CommandError(str(error)) from error
        progress.end()
        call_command("make_picture_sizes", stdout=self.stdout)
        self.stdout.write(f"Uploads put back: {len(written):,}. Files that are still missing: {len(still):,}.")

    def rehearse(self, file: Path, key: Path) -> None:
        """Restore into an empty database and folder that are gone afterwards."""
        with tempfile.TemporaryDirectory(prefix="site-restore-") as folder:
            env = os.environ | {
                "DATA_DIR": folder,
                "DATABASE_URL": f"sqlite:///{folder}/site.sqlite3",
                "MEDIA_ROOT": f"{folder}/media",
                **dict.fromkeys(SHARED, ""),
                "SECRET_KEY": settings.SECRET_KEY,
                "SITE_ADDRESS": settings.SITE_ADDRESS,
            }
            manage = [sys.executable, str(settings.BASE_DIR / "manage.py")]
            (Path(folder) / "static").symlink_to(settings.STATIC_ROOT)
            for prepare in ("migrate", "createcachetable"):
                made = subprocess.run([*manage, prepare, "-v", "0"], env=env, capture_output=True, text=True)  # noqa: S603
                if made.returncode:
                    raise CommandError(f"An empty database could not be made: {made.stderr[-500:]}")
            command = [*manage, "restore", str(file.resolve()), "--key", str(key.resolve()), "--replace"]
            done = subprocess.run(command, env=env, capture_output=True, text=True)  # noqa: S603
            self.stdout.write(done.stdout)
            if done.returncode:
                raise CommandError(done.stderr.strip().splitlines()[-1] if done.stderr.strip() else "It did not work.")
            self.stdout.write("Tried out beside this site, which was not touched.")
