"""Build the search index again, while the site runs."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from search.rebuild import rebuild

WIDTH = 40


class Command(BaseCommand):
    help = "Build the search index again, while the site runs. Interrupted, it goes on where it stopped."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--restart", action="store_true", help="begin anew instead of going on")

    def handle(self, *args: Any, **options: Any) -> None:
        number = rebuild(self.show, restart=options["restart"])
        self.stdout.write(f"{number} entries in the search index.")

    def show(self, done: int, total: int) -> None:
        """Draw how far it is, on one line of a terminal; in a file, only every tenth part."""
        share = done / total if total else 1
        text = f"[{'#' * int(share * WIDTH):-<{WIDTH}}] {done} of {total}"
        if self.stdout.isatty():
            self.stdout.write(f"\r{text}", ending="\n" if done == total else "")
            self.stdout.flush()
        elif done == total or done * 10 // max(total, 1) != getattr(self, "last", None):
            self.last = done * 10 // max(total, 1)
            self.stdout.write(text)
