from typing import Any

from django.core.management.base import BaseCommand

from upkeep.wellness import findings


class Command(BaseCommand):
    help = "Say what is not well, a line each; exit code 1 if anything is."

    def handle(self, *args: Any, **options: Any) -> None:
        unwell = [finding for finding in findings() if not finding.is_well]
        for finding in unwell:
            self.stdout.write(f"{finding.name}: {finding.text}")
        if unwell:
            raise SystemExit(1)
        self.stdout.write("Everything is well.")
