from typing import Any

from django.apps import apps
from django.core.management import call_command

from attention.notes import refresh_all
from attention.summary import send_summary
from clock.commands import JobCommand
from consent.withdrawal import end_expired


class Command(JobCommand):
    help = "Once a day: take down what consent no longer covers, look at all pages, send the summary if wanted."

    def handle(self, *args: Any, **options: Any) -> None:
        ended = end_expired()
        pages = refresh_all()
        sent = send_summary()
        if apps.is_installed("django_tasks_db"):
            # Notices that were sent hold what somebody wrote about a page.
            call_command("prune_db_task_results", min_age_days=1, failed_min_age_days=14, verbosity=0)
        self.stdout.write(f"Consents ended: {ended}. Pages looked at: {pages}. Summaries sent: {sent}.")
