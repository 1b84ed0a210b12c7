from typing import Any

from django.core.management.base import BaseCommand

from pages.picture_sizes import make_all_sizes


class Command(BaseCommand):
    help = "Make the sizes of all pictures that visitors can see, where some are missing."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Pages with pictures looked at: {make_all_sizes()}.")
