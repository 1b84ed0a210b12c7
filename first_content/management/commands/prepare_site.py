"""Everything between a checkout and a running site; run at every start, quick when there is nothing to do."""

import contextlib
import hashlib
import os
import secrets
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.db import DatabaseError, connection
from django.db.migrations.exceptions import InconsistentMigrationHistory
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from wagtail.models import Page, Site

from first_content.demo import load_demo_content
from first_content.languages import make_ready
from first_content.roles import MANAGERS
from first_content.site import load_first_content
from search.low_results import purge
from search.rebuild import needs_rebuild

LOCK = 7_046_029_254  # any number that nobody else uses
FIRST_SIGN_IN = "first-password"
# How long the first administrator may put off the second step.
WAIT = timedelta(hours=24)
SECOND_STEP = (
    "Then you are led to a second step: an app on your phone, or a passkey. “Later” lets you in without one\n"
    "for 24 hours. If a phone is lost: script/manage reset_second_step with the e-mail address."
)


@contextlib.contextmanager
def one_at_a_time() -> Iterator[None]:
    """Let machines that start together on one PostgreSQL prepare it one after the other."""
    if connection.vendor != "postgresql":
        yield
        return
    # A connection of its own holds the lock: it ends with the process, whatever happens.
    with contextlib.closing(connection.copy("preparing")) as lock:
        try:
            with lock.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        except DatabaseError as error:
            raise unusable(error) from error
        yield


def unusable(error: DatabaseError) -> CommandError:
    """Return what to tell whoever starts the site."""
    reason = " ".join(str(error).split())
    return CommandError(f"The database cannot be used; check DATABASE_URL. It said: {reason}")


def refuse_what_came_before(executor: MigrationExecutor) -> None:
    """Raise CommandError for a database from before the first version, whose migrations are not these."""
    applied = executor.loader.applied_migrations
    if ("home", "0001_initial") in applied and ("pages", "0001_initial") not in applied:
        raise CommandError(
            "This database is from before version 1.0.0: its backups can be read (with the code of their day), "
            "the database itself not. Nothing was changed; set DATA_DIR to an empty folder to begin anew."
        )


def refuse_what_comes_after(executor: MigrationExecutor) -> None:
    """Raise CommandError for a database that a newer version of the site has changed already."""
    ours = {config.label for config in apps.get_app_configs() if Path(config.path).parent == settings.BASE_DIR}
    loader = executor.loader
    replaced = {key for migration in loader.disk_migrations.values() for key in migration.replaces}
    unknown = set(loader.applied_migrations) - set(loader.disk_migrations) - replaced
    if newer := sorted(f"{app} {name}" for app, name in unknown if app in ours):
        raise CommandError(
            f"This database is of a newer version of the site ({newer[-1]} is not in this code): update the code "
            "(git pull). Or, to go back: move the database away (the files site.sqlite3* of DATA_DIR; with PostgreSQL "
            "make an empty one and name it in DATABASE_URL), start again, and restore the backup made before the "
            "update with --replace. Nothing was changed."
        )


def refuse_another_first_language() -> None:
    """Raise CommandError where the first language of the settings is not that of the pages that are there."""
    site = Site.objects.filter(is_default_site=True).select_related("root_page__locale").first()
    if site and (code := site.root_page.locale.language_code) != settings.LANGUAGE_CODE:
        raise CommandError(
            f"The pages of this site are in {code!r}, so SITE_LANGUAGES has to begin with it: the first language has "
            "no prefix in its addresses. Nothing was changed."
        )


class Command(BaseCommand):
    help = "Migrate, load the first content, collect static files, make the first administrator."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--demo", action="store_true", help="add example content")
        parser.add_argument("--blank", default="", metavar="NAME", help="begin as a site of another organisation")

    def handle(self, *args: Any, **options: Any) -> None:
        with one_at_a_time():
            self.prepare(**options)

    def prepare(self, **options: Any) -> None:
        """Do whatever is not done yet."""
        try:
            executor = MigrationExecutor(connection)
            refuse_what_came_before(executor)
            refuse_what_comes_after(executor)
            if executor.migration_plan(executor.loader.graph.leaf_nodes()):
                self.say("Preparing the database …")
                call_command("migrate", verbosity=0, interactive=False)
            call_command("createcachetable", verbosity=0)
            call_command("clearsessions")
        except InconsistentMigrationHistory as error:
            raise CommandError(
                "A first start with another version of the site was broken off while it made this database. There is "
                "nothing in it: set DATA_DIR to an empty folder (with PostgreSQL, DATABASE_URL to an empty database)."
            ) from error
        except DatabaseError as error:
            raise unusable(error) from error
        # Pages are rendered as soon as they are published, for the sizes of their pictures.
        self.collect_files()
        if load_first_content(options["blank"].strip()):
            self.say("The first content is in place.")
        elif options["blank"]:
            self.say("The site has content already, so --blank changed nothing; an empty DATA_DIR begins anew.")
        refuse_another_first_language()
        added = options["demo"] and self.add_examples()
        for code in make_ready(publish=options["demo"], anew=added):
            self.say(f"The language {code} is ready, as drafts to be read by a person before they are published.")
        self.bring_search_up_to_date()
        sign_in = self.first_administrator()
        self.say(f"\nThe site:    {settings.SITE_ADDRESS}/\nThe editor:  {settings.SITE_ADDRESS}/admin/\n{sign_in}\n")

    def add_examples(self) -> bool:
        """Add the example content; return whether it came. A site whose first pages have moved is left as it is."""
        try:
            if load_demo_content():
                self.say("The examples are in place; script/manage remove_demo_content removes them.")
                return True
        except Page.DoesNotExist:
            self.say("The examples were not added: they belong below the first pages, some of which have moved.")
        return False

    def bring_search_up_to_date(self) -> None:
        """Build the search index if there is none yet, half of one, or one of an older version."""
        purge()
        if needs_rebuild():
            self.say("Building the search index …")
            call_command("search_reindex", stdout=self.stdout)

    def say(self, text: str) -> None:
        """Print at once, so that someone who waits sees what goes on."""
        self.stdout.write(text)
        self.stdout.flush()

    def collect_files(self) -> None:
        """Collect and compress static files, unless none has changed since the last time."""
        if settings.DEBUG:
            return
        digest = hashlib.sha256((settings.BASE_DIR / "requirements.txt").read_bytes())
        for file in sorted((settings.BASE_DIR / "static").rglob("*")):
            if file.is_file():
                digest.update(file.relative_to(settings.BASE_DIR).as_posix().encode() + file.read_bytes())
        stamp = settings.STATIC_ROOT / ".collected"
        if stamp.exists() and stamp.read_text() == digest.hexdigest():
            return
        self.say("Collecting and compressing static files …")
        call_command("collectstatic", verbosity=0, interactive=False, clear=True)
        stamp.write_text(digest.hexdigest())

    def first_administrator(self) -> str:
        """Make an account if there is none; return how to sign in."""
        people = get_user_model().objects
        file = Path(settings.DATA_DIR) / FIRST_SIGN_IN
        if not people.exists():
            email = os.environ.get("ADMIN_EMAIL", "").strip() or "admin@example.org"
            given = os.environ.get("ADMIN_PASSWORD", "")
            password = given or "-".join(secrets.token_hex(3) for _ in range(4))
            try:
                validate_email(email)
                validate_password(password)
            except ValidationError as error:
                raise CommandError(f"ADMIN_EMAIL or ADMIN_PASSWORD will not do: {' '.join(error.messages)}") from error
            person = people.create_superuser(email, password, second_step_due=timezone.now() + WAIT)
            person.groups.set(Group.objects.filter(name=MANAGERS))
            if given:
                return f"Sign in as:  {email}, with the password you set in ADMIN_PASSWORD\n{SECOND_STEP}"
            handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(handle, "w") as opened:
                opened.write(f"{email}\n{password}\n")
            return (
                f"Sign in as:  {email}\nPassword:    {password}\n"
                f"             (shown this once; kept in {file} until you change it)\n{SECOND_STEP}"
            )
        if file.exists():
            email, _newline, password = file.read_text().strip().partition("\n")
            person = people.filter(email=email).first()
            if person and person.check_password(password):
                return f"Sign in as:  {email}, with the password in {file}"
            file.unlink()
        return "Sign in with your own account."
