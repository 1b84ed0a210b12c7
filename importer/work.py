"""What takes long is done beside requests: reading, bringing over, undoing. A step that died is begun again."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import InterfaceError, OperationalError
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from attention.notes import written_later

from .body import Piece
from .models import Row, Run
from .plan import Choices, Plan, Planned
from .reading import Export, UnusableError, open_export
from .writing import CannotUndoError, Stopped, apply, undo
from .writing.applying import pictures_folder

State = Run.State
SAMPLE, LONGEST_SAMPLE = 5, 4000  # pages, characters of each


def busy_runs() -> Iterator[Run]:
    """Yield the runs that somebody waits for."""
    while run := Run.objects.filter(state__in=[State.READING, State.APPLYING, State.UNDOING]).order_by("pk").first():
        yield run


def go_on(tell: Callable[[Row], None] = lambda _row: None) -> int:
    """Do all that is to be done; return how many steps that were."""
    count = 0
    for run in busy_runs():
        count += 1
        match run.state:
            case State.READING:
                read(run)
            case State.APPLYING:
                bring_over(run, tell)
            case _:
                take_back(run)
    return count


@contextmanager
def opened(run: Run) -> Iterator[Export]:
    """Give the export of a run; its copies are gone afterwards."""
    path = run.file()
    export = None
    try:
        export = open_export(path, run.format, run.choices.get("base", ""), path.parent)
        yield export
    finally:
        path.unlink(missing_ok=True)
        if export:
            export.path.unlink(missing_ok=True)


def read(run: Run) -> None:
    """Read the file and say what would be done, or why nothing can be."""
    try:
        with opened(run) as export:
            plan = Plan(export, Choices.of(run.choices))
            sample = Sample()
            run.summary = plan.summary(sample.look)
            run.summary["sample"] = sample.found()
            run.site, run.state = export.site[:255], State.PLANNED
            run.save(update_fields=["summary", "site", "state"])
    except UnusableError as error:
        run.parts.all().delete()
        run.go(State.REFUSED, str(error))
    except Exception as error:
        run.parts.all().delete()
        run.go(State.REFUSED, _("The file could not be read (%(why)s).") % {"why": type(error).__name__})
        raise


def bring_over(run: Run, tell: Callable[[Row], None]) -> None:
    """Write what was chosen; go on where it was left."""
    try:
        if run.parent is None:
            raise ValueError(_("The page below which it was to come is gone."))
        with opened(run) as export, written_later():
            apply(run, Plan(export, Choices.of(run.choices)), run.parent, tell=tell, is_over=lambda: _was_stopped(run))
            end(run)
    except Stopped:
        return
    except (ValueError, UnusableError) as error:
        run.go(State.STOPPED, str(error))
    except (OperationalError, InterfaceError):
        # The database is away: begun again when it is back.
        raise
    except Exception as error:
        run.go(State.STOPPED, _("It stopped at something unexpected (%(why)s).") % {"why": type(error).__name__})
        raise


def end(run: Run) -> None:
    """Keep nothing of the old site but what was brought over, and the report."""
    clear_away(run)
    # Somebody may have stopped it at the last moment.
    going = Run.objects.filter(pk=run.pk, state__in=[State.APPLYING, State.ELSEWHERE])
    going.update(state=State.DONE, said="", ended_at=timezone.now())


def clear_away(run: Run) -> None:
    """Delete the file of a run and the pictures it has fetched, and what was left by runs that died."""
    run.parts.all().delete()
    going = Run.objects.filter(state__in=[State.APPLYING, State.ELSEWHERE, State.STOPPED]).exclude(pk=run.pk)
    kept = {str(pk) for pk in going.values_list("pk", flat=True)}
    for folder in pictures_folder().glob("*"):
        if folder.name not in kept:
            shutil.rmtree(folder, ignore_errors=True)


def _was_stopped(run: Run) -> bool:
    return Run.objects.filter(pk=run.pk).values_list("state", flat=True).first() != State.APPLYING


def take_back(run: Run) -> None:
    """Undo a run, or say why not."""
    try:
        undo(run)
    except CannotUndoError as error:
        titles = ", ".join(f"“{title}”" for title in error.titles[:10])
        run.go(State.DONE, _("It cannot be undone: somebody has edited %(titles)s since.") % {"titles": titles})
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        run.go(State.DONE, _("It could not be undone (%(why)s); nothing was changed.") % {"why": type(error).__name__})
        raise
    else:
        clear_away(run)
        run.go(State.UNDONE)


class Sample:
    """The pages that show best what becomes of things: those with the most different parts."""

    def __init__(self) -> None:
        self._kept: list[tuple[int, int, dict]] = []

    def look(self, planned: Planned) -> None:
        """Keep a page if it says more than those that are kept."""
        kinds = {piece.kind for piece in planned.body.pieces}
        worth = len(kinds) + 2 * len(planned.warnings) + len(planned.body.losses[:3])
        if len(self._kept) == SAMPLE and worth <= self._kept[-1][0]:
            return
        before = "\n".join(
            line for part in strip_tags(planned.item.html).split("\n") if (line := " ".join(part.split()))
        )
        after = [[piece.kind, in_words(piece)] for piece in planned.body.pieces]
        while sum(len(text) for _kind, text in after) > LONGEST_SAMPLE:
            after.pop()
        told = {
            "title": planned.title,
            "state": planned.state,
            "before": before[:LONGEST_SAMPLE],
            "after": after,
            "warnings": planned.warnings,
        }
        self._kept = sorted([*self._kept, (worth, -planned.item.place, told)], key=lambda one: one[:2], reverse=True)
        self._kept = self._kept[:SAMPLE]

    def found(self) -> list[dict]:
        """Return what was kept, in the order of the file."""
        return [told for _worth, _place, told in sorted(self._kept, key=lambda one: -one[1])]


def in_words(piece: Piece) -> str:
    """Return what one reads in a piece, and where its pictures are."""
    texts = [*piece.texts(), *(one["address"] for one in piece.pictures)]
    return "\n".join(text for text in [*texts, piece.value.get("address", "") if not piece.pictures else ""] if text)
