from typing import Any

from clock.commands import JobCommand
from letters.notices import tell_readers


class Command(JobCommand):
    help = "Tell readers by mail that there is something new, once an hour at most."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Readers told: {tell_readers()}.")
