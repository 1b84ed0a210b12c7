import contextlib
import os
import signal
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from wagtail.models import Page

from attention.notes import written_later
from clock.commands import JobCommand
from home.models import HomePage
from upkeep.progress import Progress

from ...models import Row, Run
from ...plan import Choices, Plan, Planned
from ...reading import LimitError, UnusableError, open_export
from ...reading.opening import FORMATS
from ...report import loss_in_words, write
from ...work import clear_away, end, go_on
from ...writing import Stopped, apply
from ...writing.undo import rows_told

CLEAN, WITH_ERRORS, UNUSABLE, CONFIGURATION, LIMIT, INTERRUPTED = 0, 1, 2, 3, 4, 130


class Command(JobCommand):
    help = (
        "Bring over an old site (an export of Squarespace or WordPress) or one post as text. Exit codes: 0 clean, "
        "1 done but for some items, 2 nothing in the file can be used, 3 wrong options, 4 a limit was reached, "
        "130 interrupted."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.error = _refuse_options
        parser.add_argument("file", nargs="?", type=Path)
        parser.add_argument("--parent", default="/", help="address of the page below which it comes (default: /)")
        parser.add_argument("--format", default="auto", choices=FORMATS)
        parser.add_argument("--old-site", default="", help="address of the old site, where the file does not say it")
        parser.add_argument("--dry-run", action="store_true", help="say what would be done, and write nothing")
        parser.add_argument("--update", default="changed", choices=["skip", "changed", "force"])
        parser.add_argument("--no-images", action="store_true", help="leave pictures and files out")
        parser.add_argument("--report", type=Path, help="folder for the report: JSON, HTML, CSV")
        parser.add_argument("--only", default="", help="one address of the old site")
        parser.add_argument("--limit", type=int, default=0, help="so many items at most")
        parser.add_argument("--allow-host", action="append", default=[], help="pictures may come from there, too")
        parser.add_argument("--topic", action="append", default=[], help="a category or tag that becomes a topic")
        parser.add_argument("--series", action="append", default=[], help="a category or tag that becomes a series")
        parser.add_argument("--go-on", action="store_true", help="do what was asked for in the editor")

    def is_run(self, options: dict[str, Any]) -> bool:
        return options["go_on"]

    def handle(self, *args: Any, **options: Any) -> None:
        if options["go_on"]:
            os.nice(10)
            self.stdout.write(f"Steps: {go_on()}.")
            return
        code = self.bring_over(options)
        if code:
            sys.exit(code)

    def bring_over(self, options: dict[str, Any]) -> int:
        """Do what the options say; return the exit code."""
        parent = _page_at(options["parent"])
        file = options["file"]
        if file is None or not file.is_file() or parent is None or options["limit"] < 0:
            what = f"There is no page {options['parent']}." if parent is None else f"There is no file {file}."
            self.stderr.write(what)
            return CONFIGURATION
        try:
            if options["old_site"] and "://" not in options["old_site"]:
                options["old_site"] = f"https://{options['old_site']}"
            export = open_export(file, options["format"], options["old_site"])
        except LimitError as error:
            self.stderr.write(str(error))
            return LIMIT
        except UnusableError as error:
            self.stderr.write(str(error))
            return UNUSABLE
        try:
            plan = Plan(export, _choices(options))
            if options["only"] and next(iter(plan.entries()), None) is None:
                self.stderr.write(f"Nothing in the file has the address {options['only']}.")
                return CONFIGURATION
            if options["dry_run"]:
                for planned in plan.entries():
                    self.tell_planned(planned)
                self.tell_summary(plan)
                return LIMIT if plan.was_limited else CLEAN
            return self.write_all(plan, parent, options)
        finally:
            if export.path != file:
                export.path.unlink(missing_ok=True)

    def tell_planned(self, planned: Planned) -> None:
        self.stdout.write(f"{planned.state:9} {planned.item.kind:4} {planned.title}")
        for text in [*planned.warnings, *(loss_in_words(*loss) for loss in planned.body.losses)]:
            self.stdout.write(f"          {text}")

    def tell_summary(self, plan: Plan) -> None:
        summary = plan.summary()
        counts = summary["counts"]
        self.stdout.write(
            f"{summary['format']}: {counts.get('post', 0)} posts, {counts.get('page', 0)} pages, "
            f"{summary['pictures']} pictures, {summary['words']} words ({summary['lost']} lost), "
            f"{summary['comments']} comments left behind."
        )
        for name, number, is_category in summary["labels"]:
            self.stdout.write(f"{'category' if is_category else 'tag'}: {name} ({number})")
        for text in summary["repairs"]:
            self.stdout.write(text)

    def write_all(self, plan: Plan, parent: Page, options: dict[str, Any]) -> int:
        run = Run.objects.create(
            file_name=options["file"].name, format=options["format"], site=plan.export.site, parent=parent,
            choices=plan.choices.as_dict(),
            summary=plan.summary_of_last() | {"counts": Counter(item.kind for item in plan.items())},
            state=Run.State.ELSEWHERE,
        )  # fmt: skip
        progress = Progress(self.stdout)
        state = {"done": 0}

        def tell(row: Row) -> None:
            state["done"] += 1
            progress("items", state["done"], max(run.every, state["done"]))
            if not progress.on_terminal:
                self.stdout.write(f"{row.action:9} {row.kind:4} {row.title}")

        try:
            with _finish_first() as was_asked, written_later():
                apply(run, plan, parent, tell=tell, is_over=lambda: was_asked() or _was_stopped(run))
        except Stopped:
            progress.end()
            clear_away(run)
            run.go(Run.State.STOPPED)
            self.stderr.write("Interrupted. What was begun is finished; run it again to go on.")
            self.report(run, options["report"])
            return INTERRUPTED
        except ValueError as error:
            run.go(Run.State.STOPPED, str(error))
            self.stderr.write(str(error))
            return CONFIGURATION
        progress.end()
        run.summary = plan.summary_of_last()
        run.save(update_fields=["summary"])
        end(run)
        counts = rows_told(run)
        self.stdout.write(", ".join(f"{number} {action}" for action, number in counts.items() if number) + ".")
        self.tell_problems(run)
        if not self.report(run, options["report"]):
            return CONFIGURATION
        if counts["failed"]:
            return WITH_ERRORS
        return LIMIT if plan.was_limited else CLEAN

    def report(self, run: Run, folder: Path | None) -> bool:
        """Write the report, if one was asked for; return whether nothing kept that from being done."""
        try:
            if folder:
                write(run, folder)
        except OSError as error:
            self.stderr.write(f"The report was not written: {error}")
            return False
        return True

    def tell_problems(self, run: Run) -> None:
        for row in run.rows.all():
            for text in [*row.warnings, *(loss_in_words(*loss) for loss in row.losses)]:
                self.stdout.write(f"{row.title}: {text}")


def _refuse_options(message: str) -> None:
    """End as whoever called it with wrong options expects."""
    sys.stderr.write(f"{message}\n")
    sys.exit(CONFIGURATION)


def _was_stopped(run: Run) -> bool:
    """Return whether somebody has stopped it in the editor."""
    return not Run.objects.filter(pk=run.pk, state=Run.State.ELSEWHERE).exists()


def _choices(options: dict[str, Any]) -> Choices:
    labels = dict.fromkeys(options["topic"], "topic") | dict.fromkeys(options["series"], "series")
    return Choices(
        labels=labels, images=not options["no_images"], update=options["update"], hosts=options["allow_host"],
        only=options["only"], limit=options["limit"], base=options["old_site"],
    )  # fmt: skip


def _page_at(address: str) -> Page | None:
    """Return the page of this site at an address, or with a number."""
    if address.isdecimal():
        return Page.objects.filter(pk=address).first()
    home = HomePage.objects.first()
    path = address.strip("/")
    return Page.objects.filter(url_path=home.url_path + (f"{path}/" if path else "")).first() if home else None


@contextlib.contextmanager
def _finish_first() -> Iterator[Any]:
    """Give a function that tells whether somebody pressed Ctrl-C; a second time ends the program at once."""
    asked: list[int] = []

    def note(number: int, _frame: Any) -> None:
        asked.append(number)
        signal.signal(signal.SIGINT, signal.default_int_handler)

    before = signal.signal(signal.SIGINT, note)
    try:
        yield lambda: bool(asked)
    finally:
        signal.signal(signal.SIGINT, before)
