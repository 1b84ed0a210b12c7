from typing import Any

from clock.commands import JobCommand

from ...delivery import send_all


class Command(JobCommand):
    help = "Send what is due of newsletters, as many mails as a minute may have."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Mails: {send_all()}.")
