from typing import Any

from django.core.management.base import CommandParser

from attention.links import look_at_links
from clock.commands import JobCommand


class Command(JobCommand):
    help = "Look whether the links to other sites still answer; inside links are always known."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--at-once", type=int, default=8, help="sites asked at the same time (default 8)")

    def handle(self, *args: Any, **options: Any) -> None:
        looked, broken = look_at_links(at_once=max(1, min(options["at_once"], 32)))
        self.stdout.write(f"Links looked at: {looked}. Broken: {broken}.")
