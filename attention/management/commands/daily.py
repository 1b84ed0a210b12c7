from typing import Any

from django.core.management.base import BaseCommand

from attention.notes import refresh_all
from attention.summary import send_summary
from consent.withdrawal import end_expired


class Command(BaseCommand):
    help = "Once a day: take down what consent no longer covers, look at all pages, send the summary if wanted."

    def handle(self, *args: Any, **options: Any) -> None:
        ended = end_expired()
        pages = refresh_all()
        sent = send_summary()
        self.stdout.write(f"Consents ended: {ended}. Pages looked at: {pages}. Summaries sent: {sent}.")
