"""Bring the lists of words about danger to a site that began with version 1.0.0."""

from typing import Any

from django.core.management.base import BaseCommand

from first_content.site import renew_danger_words


class Command(BaseCommand):
    help = (
        "Add the lists of words about danger (Search words, in the editor). Lists of single words from version 1.0.0 "
        "that nobody changed then only lead to pages; those that staff made or changed stay as they are."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        added, mine = renew_danger_words()
        self.stdout.write(f"{added} lists were added.")
        if mine:
            self.stdout.write("About danger, too, and yours to look through:")
            for group in mine:
                self.stdout.write(f"- {group.title} ({group.get_language_display()})")
