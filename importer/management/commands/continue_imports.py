import subprocess
import sys
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone

from clock.commands import JobCommand

from ...models import Part, Run

KEPT = timedelta(days=30)


class Command(JobCommand):
    help = "Begin the next step of bringing an old site over, if somebody waits for one, in a process of its own."

    def handle(self, *args: Any, **options: Any) -> None:
        # Files hold names and addresses of people: what nobody goes on with is not kept.
        Part.objects.filter(run__begun_at__lt=timezone.now() - KEPT).delete()
        if not Run.objects.filter(state__in=Run.BUSY).exists():
            return
        command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "import_content", "--go-on"]
        subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, start_new_session=True)  # noqa: S603
