from typing import Any

from wagtail.management.commands.publish_scheduled import Command as PublishScheduled

from clock.commands import JobCommand
from consent.withdrawal import end_expired


class Command(JobCommand, PublishScheduled):
    help = "Every half minute: end consents whose last day is over, then publish and unpublish what is scheduled."

    def handle(self, *args: Any, **options: Any) -> None:
        """End consents first: a story that lost its own would else stop everything that comes after it."""
        end_expired()
        super().handle(*args, **options)
