from typing import Any

from django.core.management.base import BaseCommand

from first_content.demo import load_demo_content


class Command(BaseCommand):
    help = "Add example content, marked as such; remove_demo_content takes it away again."

    def handle(self, *args: Any, **options: Any) -> None:
        done = load_demo_content()
        self.stdout.write("The examples are in place." if done else "There are examples already.")
