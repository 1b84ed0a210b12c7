from typing import Any

from django.core.management.base import BaseCommand

from first_content.demo import remove_demo_content


class Command(BaseCommand):
    help = "Remove all example content, and nothing else."

    def handle(self, *args: Any, **options: Any) -> None:
        removed, kept = remove_demo_content()
        self.stdout.write(f"Removed {removed} examples.")
        for title in kept:
            self.stdout.write(f"Kept, because your own pages use it: {title}")
