from typing import Any

from clock.commands import JobCommand
from letters.models import SealedMessage


class Command(JobCommand):
    help = "Delete for good what visitors wrote and had its time."

    def handle(self, *args: Any, **options: Any) -> None:
        ended = SealedMessage.objects.ended()
        number = ended.count()
        ended.delete()
        self.stdout.write(f"Messages deleted: {number}.")
