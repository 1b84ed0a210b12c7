"""What a run did, to be read by people and by programs: JSON, CSV, HTML."""

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, IntegerField, QuerySet
from django.db.models.functions import Cast
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.contrib.redirects.models import Redirect

from attention.models import PageNote
from checks.page import Kind
from home.old_addresses import comparable

from .models import Made, Row, Run
from .writing.undo import rows_told

FORMULA = ("=", "+", "-", "@", "\t", "\r")


def loss_in_words(what: str, told: str) -> str:
    """Return what was lost as a sentence."""
    sentences = {
        "picture": _("A picture did not come along: %(told)s"),
        "left": _("Pictures and files that were left out: %(told)s"),
        "gallery": _("A gallery without pictures: %(told)s"),
        "file": _("A file did not come along: %(told)s"),
        "form": _("A form was here: %(told)s"),
        "summary": _("A list of other posts was here: %(told)s"),
        "social": _("Links to networks were here: %(told)s"),
        "shortcode": _("A part that only the old site knew: %(told)s"),
        "link": _("A link that this place cannot hold: %(told)s"),
        "frame": _("Another site was shown inside the page: %(told)s"),
        "recording": _("A recording was here: %(told)s"),
        "words": _("Words that did not come along: %(told)s"),
        "comments": _("Comments that were left behind: %(told)s"),
    }
    return sentences[what] % {"told": told or "–"}


def not_in_export(format_name: str) -> list[str]:
    """Return what no export of this kind holds, to be looked at by a person."""
    if format_name == "squarespace":
        return [
            _("All blogs but one: export each by itself, and bring each over."),
            _("Pages of events, products, portfolios, albums and indexes."),
            _("Sound and film of the old site’s own blocks; forms and what was sent with them."),
            _("Menus, colours, footers, the notice above the pages."),
            _("Alt texts that were kept with a picture instead of in the text."),
        ]
    if format_name == "wordpress":
        return [
            _("Menus, widgets, colours and the settings of the old site."),
            _("What plugins keep: forms and what was sent with them, shops, calendars."),
            _("Files that no page or article shows."),
        ]
    return []


def lines(run: Run) -> Iterator[dict[str, Any]]:
    """Yield what was done with each item."""
    flagged = words_to_avoid(run)
    for row in run.rows.select_related("page").iterator(chunk_size=200):
        page = row.page
        yield {
            "title": row.title,
            "kind": row.kind,
            "action": row.action,
            "done": row.get_action_display(),
            "old": row.old_address,
            "new": (page.get_url() or "") if page and page.live else "",
            "edit": f"{settings.SITE_ADDRESS}{reverse('wagtailadmin_pages:edit', args=[page.pk])}" if page else "",
            "page": page.pk if page else None,
            "live": bool(page and page.live),
            "warnings": row.warnings,
            "words_to_avoid": flagged.get(row.page_id, 0),
            "losses": [loss_in_words(what, told) for what, told in row.losses],
        }


def words_to_avoid(run: Run) -> dict[int, int]:
    """Return {page id: how often a word to avoid stands in it}: counted, and changed by nobody but people."""
    notes = PageNote.objects.filter(kind=Kind.WORD, page__in=run.rows.filter(page__isnull=False).values("page"))
    return dict(notes.order_by().values_list("page").annotate(Count("pk")))


def as_json(run: Run) -> str:
    """Return the whole report."""
    told = {
        "file": run.file_name,
        "site": run.site,
        "state": run.state,
        "counts": rows_told(run),
        "summary": {name: value for name, value in run.summary.items() if name != "sample"},
        "not_in_export": not_in_export(run.summary.get("format", "")),
        "items": list(lines(run)),
    }
    return json.dumps(told, ensure_ascii=False, indent=1)


def as_csv(run: Run) -> str:
    """Return a line for each item."""
    table = io.StringIO()
    writer = csv.writer(table)
    writer.writerow(["title", "kind", "action", "old", "new", "edit", "warnings", "losses", "words to avoid"])
    for line in lines(run):
        cells = [line[name] for name in ("title", "kind", "action", "old", "new", "edit")]
        told = [" ".join(line["warnings"]), " ".join(line["losses"]), str(line["words_to_avoid"] or "")]
        writer.writerow([harmless(cell) for cell in [*cells, *told]])
    return table.getvalue()


def redirects_as_csv(run: Run) -> str:
    """Return old and new addresses of what is shown, for a server that still answers at the old place.

    Each page's own address first, then what else leads on from the old site since it first came over: lists, dates in
    addresses, the front page.
    """
    table = io.StringIO()
    writer = csv.writer(table)
    writer.writerow(["old", "new"])
    told: dict[str, tuple[str, str]] = {}
    for line in lines(run):
        if line["old"] and line["new"]:
            told.setdefault(comparable(line["old"]), (line["old"], line["new"]))
    for redirect in _redirects(run):
        page = redirect.redirect_page
        new = (page.get_url() or "" if page.live else "") if page else redirect.redirect_link
        if new:
            told.setdefault(comparable(redirect.old_path), (redirect.old_path, new))
    writer.writerows([harmless(old), harmless(new)] for old, new in told.values())
    return table.getvalue()


def _redirects(run: Run) -> QuerySet[Redirect]:
    kind = ContentType.objects.get_for_model(Redirect)
    made = Made.objects.filter(run__site=run.site, content_type=kind).annotate(number=Cast("object_id", IntegerField()))
    return Redirect.objects.filter(pk__in=made.values("number")).select_related("redirect_page").order_by("pk")


def harmless(cell: str) -> str:
    """Return a cell that no program takes for a formula."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def as_html(run: Run) -> str:
    """Return the report as a page that needs nothing else."""
    context = {
        "run": run,
        "lines": lines(run),
        "told": [(Row.Action(action).label, number) for action, number in rows_told(run).items() if number],
        "checklist": not_in_export(run.summary.get("format", "")),
        "repairs": run.summary.get("repairs", []),
    }
    return render_to_string("importer/report_file.html", context)


def write(run: Run, folder: Path) -> None:
    """Write all forms of a report into a folder; raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, make in {"report.json": as_json, "report.csv": as_csv, "redirects.csv": redirects_as_csv,
                       "report.html": as_html}.items():  # fmt: skip
        (folder / name).write_text(make(run), encoding="utf-8")
