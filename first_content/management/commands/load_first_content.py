from typing import Any

from django.core.management.base import BaseCommand

from first_content.site import load_first_content


class Command(BaseCommand):
    help = "Fill an empty site with its first content; a site that has a home page is left alone."

    def handle(self, *args: Any, **options: Any) -> None:
        done = load_first_content()
        self.stdout.write("The first content is in place." if done else "The site has content already.")
