"""The last way back when a phone is lost and no other administrator can help."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import User
from accounts.views import forget_factors


class Command(BaseCommand):
    help = "Take away the second step of one account, so that a new one is set up at the next sign-in."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")

    def handle(self, *args: Any, **options: Any) -> None:
        person = User.objects.filter(email=options["email"].lower()).first()
        if person is None:
            raise CommandError(f"There is no account with the e-mail address {options['email']}.")
        forget_factors(person)
        self.stdout.write(f"{person.email} sets up a new second step at the next sign-in.")
