"""“Bring over the old site” in the editor, for administrators: file, plan, choices, progress, report, undo."""

from pathlib import PurePath

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages
from wagtail.log_actions import log
from wagtail.models import Page

from blog.models import ArticlePage
from home.models import HomePage
from pages import site_settings
from pages.listings import page_number

from .forms import ChoicesForm, FileForm, TextForm
from .models import Imported, Row, Run
from .report import as_csv, as_json, loss_in_words, not_in_export, redirects_as_csv, words_to_avoid
from .suggestions import bold_lines, make_headings
from .writing.applying import index_newest
from .writing.undo import edited, rows_told

ROWS = 50  # on a page
TEXT_IDS = "text-%s"  # two forms on one page ask for the same
SHOWN = 4  # lines about one item that are not folded
State = Run.State


def _administrators_only(request: HttpRequest) -> None:
    if not site_settings.may_change(request.user):
        raise PermissionDenied


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Show the ways in, and what was brought over before."""
    _administrators_only(request)
    return _overview(request, FileForm(), TextForm(auto_id=TEXT_IDS))


def _overview(request: HttpRequest, file_form: FileForm, text_form: TextForm, status: int = 200) -> HttpResponse:
    context = {"file_form": file_form, "text_form": text_form, "runs": Run.objects.all()[:ROWS]}
    return render(request, "importer/overview.html", context, status=status)


@require_POST
def upload(request: HttpRequest) -> HttpResponse:
    """Take a file; it is read beside the request."""
    _administrators_only(request)
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _overview(request, form, TextForm(auto_id=TEXT_IDS), 422)
    file = form.cleaned_data["file"]
    return _begin(request, PurePath(file.name).name[-255:], file, "auto", form.cleaned_data["old_site"])


@require_POST
def paste(request: HttpRequest) -> HttpResponse:
    """Take a single post as text."""
    _administrators_only(request)
    form = TextForm(request.POST, auto_id=TEXT_IDS)
    if not form.is_valid():
        return _overview(request, FileForm(), form, 422)
    text = ContentFile(form.cleaned_data["text"].encode("utf-8", "replace"))
    return _begin(request, _("A post as text"), text, "text", form.cleaned_data["old_site"])


def _begin(request: HttpRequest, name: str, file: ContentFile, format_name: str, base: str) -> HttpResponse:
    run = Run.objects.create(
        file_name=name, format=format_name, parent=HomePage.objects.first(), started_by=request.user,
        choices={"base": base}, state=State.STOPPED,
    )  # fmt: skip
    run.keep_file(file)
    run.go(State.READING)
    return redirect("importer_look", run.pk)


@require_safe
def look(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a run: what is planned, how far it is, what was done."""
    _administrators_only(request)
    run = get_object_or_404(Run, pk=pk)
    context = {"run": run, "summary": run.summary, "may_go_on": run.parts.exists()}
    if run.state == State.PLANNED:
        context["form"] = ChoicesForm(run=run)
        context |= _planned(run)
    elif run.rows.exists():
        context |= _done(request, run)
    return render(request, "importer/look.html", context)


def _planned(run: Run) -> dict:
    """Return what is told before anything is written."""
    kinds = ArticlePage._meta.get_field("body").stream_block.child_blocks
    sample = [
        one | {"after": [(getattr(kinds.get(kind), "label", kind), text) for kind, text in one["after"]]}
        for one in run.summary.get("sample", [])
    ]
    losses = [(loss_in_words(what, "×"), number) for what, number in run.summary.get("losses", {}).items()]
    return {"sample": sample, "losses": losses, "checklist": not_in_export(run.summary.get("format", ""))}


def _done(request: HttpRequest, run: Run) -> dict:
    """Return what was done, some rows at a time."""
    told = rows_told(run)
    rows = run.rows.select_related("page")
    chosen = request.GET.get("action", "")
    if chosen in Row.Action.values:
        rows = rows.filter(action=chosen)
    elif chosen == "open":
        rows = [row for row in rows if row.warnings or row.losses]
    first = (page_number(request) - 1) * ROWS
    shown = list(rows[first : first + ROWS])
    records = {
        (record.key, record.kind): record
        for record in Imported.objects.filter(site=run.site, key__in=[row.key for row in shown])
    }
    flagged = words_to_avoid(run)
    for row in shown:
        row.told = [*row.warnings, *(loss_in_words(*loss) for loss in row.losses)]
        if number := flagged.get(row.page_id):
            row.told.append(_("Words to avoid in it: %(number)d") % {"number": number})
        row.is_long = len(row.told) > SHOWN
        row.record = records.get((row.key, row.kind))
    every = len(rows) if isinstance(rows, list) else rows.count()
    return {
        "rows": shown,
        "told": [(Row.Action(action), number) for action, number in told.items() if number],
        "chosen": chosen,
        "next": page_number(request) + 1 if first + ROWS < every else None,
        "edited": edited(run) if run.state == State.DONE else [],
        "checklist": not_in_export(run.summary.get("format", "")),
        "may_undo": run.state in {State.DONE, State.STOPPED},
    }


@require_POST
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin, stop, go on, undo, or put away."""
    _administrators_only(request)
    run = get_object_or_404(Run, pk=pk)
    what = request.POST.get("what", "")
    if what == "begin" and run.state == State.PLANNED:
        return _choose(request, run)
    steps = {
        ("stop", State.APPLYING): State.STOPPED,
        ("stop", State.ELSEWHERE): State.STOPPED,
        ("go_on", State.STOPPED): State.APPLYING,
        ("undo", State.DONE): State.UNDOING,
        ("undo", State.STOPPED): State.UNDOING,
    }
    if what == "leave" and run.state in {State.PLANNED, State.REFUSED, State.UNDONE}:
        # Only from the state that was seen: two people may press at once.
        Run.objects.filter(pk=run.pk, state=run.state).delete()
        messages.success(request, _("The file was deleted."))
        return redirect("importer")
    if target := steps.get((what, run.state)):
        if target == State.APPLYING and not run.parts.exists():
            messages.error(request, _("The file is not here any more. Choose it once more; what came over is known."))
        else:
            Run.objects.filter(pk=run.pk, state=run.state).update(state=target, said="")
            log(run, f"importer.{what}", user=request.user)
            if target == State.STOPPED:
                # What brought it over may be dead.
                index_newest(run)
    return redirect("importer_look", run.pk)


def _choose(request: HttpRequest, run: Run) -> HttpResponse:
    form = ChoicesForm(request.POST, run=run)
    if not form.is_valid():
        context = {"run": run, "summary": run.summary, "form": form, "may_go_on": True} | _planned(run)
        return render(request, "importer/look.html", context, status=422)
    chosen = {"choices": run.choices | form.choices(), "parent": form.cleaned_data["parent"]}
    if Run.objects.filter(pk=run.pk, state=State.PLANNED).update(state=State.APPLYING, said="", **chosen):
        log(run, "importer.begin", user=request.user)
    return redirect("importer_look", run.pk)


@require_safe
def download(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Hand out the report as a file."""
    _administrators_only(request)
    run = get_object_or_404(Run, pk=pk)
    makers = {"report.json": (as_json, "application/json"), "report.csv": (as_csv, "text/csv; charset=utf-8"),
              "redirects.csv": (redirects_as_csv, "text/csv; charset=utf-8")}  # fmt: skip
    if name not in makers:
        raise Http404
    make, kind = makers[name]
    response = HttpResponse(make(run), content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response


@require_safe
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what is open about a page that came over."""
    here = get_object_or_404(Page, pk=pk).specific
    record = Imported.objects.filter(page=here).first()
    if not here.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    if record is None or not record.tasks:
        return redirect("wagtailadmin_pages:edit", pk)
    context = {
        "page": here,
        "lines": bold_lines(here) if record.open.get("suggested") else [],
        "other": Page.objects.filter(pk=record.open.get("merge") or 0).first(),
        "missing": record.open.get("missing", []),
    }
    return render(request, "importer/page.html", context)


@require_POST
def headings(request: HttpRequest, pk: int) -> HttpResponse:
    """Make headings of the bold lines of a page; as a draft, to be looked at."""
    page = get_object_or_404(Page, pk=pk).specific
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    record = Imported.objects.filter(page=page).first()
    if record and record.open.get("suggested"):
        try:
            number = make_headings(page, record, request.user)
        except ValidationError:
            messages.error(request, _("Something on the page is not complete yet. Fill it in first."))
            return redirect("wagtailadmin_pages:edit", page.pk)
        messages.success(
            request, _("%(number)d headings were made. Look at the draft, and publish it.") % {"number": number}
        )
    return redirect("wagtailadmin_pages:edit", page.pk)


@require_POST
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """Take what came of a page off the list of what needs attention."""
    page = get_object_or_404(Page, pk=pk)
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    for record in Imported.objects.filter(page=page):
        record.open = {name: value for name, value in record.open.items() if name not in record.tasks}
        record.save(update_fields=["open"])
    return redirect("attention")
