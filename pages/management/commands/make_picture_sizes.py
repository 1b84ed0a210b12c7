from typing import Any

from clock.commands import JobCommand
from pages.picture_sizes import make_all_sizes


class Command(JobCommand):
    help = "Make the sizes of all pictures that visitors can see, where some are missing."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Pages with pictures looked at: {make_all_sizes()}.")
