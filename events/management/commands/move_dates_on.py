from typing import Any

from clock.commands import JobCommand

from ...models import EventPage, Occurrence
from ...signals import events_over


class Command(JobCommand):
    help = "Write the dates of events eighteen months ahead, and let search forget what is over."

    def handle(self, *args: Any, **options: Any) -> None:
        over = []
        for page in EventPage.objects.prefetch_related("single_dates").defer("body").iterator(chunk_size=100):
            Occurrence.objects.write(page)
            if page.live and not page.is_findable:
                over.append(page.pk)
        events_over.send(EventPage, pages=over)
