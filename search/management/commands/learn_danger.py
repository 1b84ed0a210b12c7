"""Learn from examples which questions speak of danger; made for whoever changes the examples or the model."""

import json
import tomllib
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from search import danger_by_meaning, meaning


class Command(BaseCommand):
    help = "Learn from a file of examples (tests/search_set/danger.toml) which questions speak of danger."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            found = tomllib.loads(file.read_text())
            examples = danger_by_meaning.examples_in(found)
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise CommandError(f"{file} cannot be read as examples: {error}") from error
        if meaning.problem() or not meaning.name():
            raise CommandError(meaning.problem() or "Search goes by words alone here: SEARCH_MEANING is off.")
        learned = danger_by_meaning.learn(examples)
        kept = danger_by_meaning.WEIGHTS
        try:
            part = kept.with_name(f"{kept.name}.part")
            part.write_text(json.dumps(learned) + "\n")
            part.replace(kept)
        except OSError as error:
            raise CommandError(f"What was learned cannot be kept: {error}") from error
        self.stdout.write(f"Learned from {len(examples)} questions, {sum(examples.values())} of them about danger.")
        self.stdout.write("A site that is running listens to it from its next start on.")
