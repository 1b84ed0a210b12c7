from typing import Any

from django.utils import timezone

from clock.commands import JobCommand
from deleted.for_good import delete_for_good
from deleted.models import KEPT_FOR, Binned


class Command(JobCommand):
    help = "Delete for good what has been in the bin for 30 days."

    def handle(self, *args: Any, **options: Any) -> None:
        old = list(Binned.objects.filter(at__lt=timezone.now() - KEPT_FOR))
        for binned in old:
            delete_for_good(binned)
        self.stdout.write(f"Deleted for good: {len(old)}.")
