import subprocess
import sys
from typing import Any

from django.conf import settings

from clock.commands import JobCommand

from ...models import Run


class Command(JobCommand):
    help = "Begin the next step of bringing an old site over, if somebody waits for one, in a process of its own."

    def handle(self, *args: Any, **options: Any) -> None:
        if not any(run.is_busy for run in Run.objects.all()[:20]):
            return
        command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "import_content", "--go-on"]
        subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, start_new_session=True)  # noqa: S603
