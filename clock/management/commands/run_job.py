import os
from datetime import datetime
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from clock.jobs import registered
from clock.ticking import command_of


class Command(BaseCommand):
    help = "Run one job, as the site's own clock does; without a name, list what there is."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("job", nargs="?", help="the name of a job")
        parser.add_argument("--due", type=datetime.fromisoformat, help="only if it was not begun since this moment")

    def handle(self, *args: Any, **options: Any) -> None:
        name = options["job"]
        if name is None:
            for job in registered.values():
                self.stdout.write(f"{job.command}: {job.name}")
        elif name not in registered:
            raise CommandError(f"There is no job {name!r}; script/manage run_job lists them.")
        else:
            if options["due"]:
                os.nice(10)  # visitors go first
            call_command(command_of(registered[name], options["due"]), stdout=self.stdout)
