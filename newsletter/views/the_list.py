"""The list of readers: nobody browses it. An administrator may take it elsewhere, or bring one along; both are told."""

import csv
import io

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.mail import EmailMessage
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language, gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from wagtail.admin import messages
from wagtail.coreutils import get_content_languages
from wagtail.log_actions import log

from accounts.models import User
from accounts.notices import in_language_of, send as send_notice
from pages import site_settings

from .. import addresses
from ..models import SignUpPage, Subscription

LARGEST = 10 * 1024 * 1024  # bytes
MOST_LINES = 100_000
SHOWN = 20  # lines that hold no address


def _only_administrators(request: HttpRequest) -> SignUpPage:
    page = SignUpPage.objects.first()
    if page is None or not site_settings.may_change(request.user):
        raise PermissionDenied
    return page


@require_POST
def export(request: HttpRequest) -> HttpResponse:
    """Hand out the list as CSV. It is recorded, and the other administrators are told."""
    page = _only_administrators(request)
    log(page, "newsletter.export", user=request.user)
    _tell_others(request.user)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="list.csv"'
    response["Cache-Control"] = "no-store"
    writer = csv.writer(response)
    writer.writerow(["address", "language", "since"])
    for row in Subscription.objects.order_by("pk").iterator():
        if row.opened:
            writer.writerow([harmless(row.opened), row.language, row.since.isoformat()])
    return response


def harmless(cell: str) -> str:
    """Return a cell that no program takes for a formula; `add_lines` takes the mark away again."""
    return f"'{cell}" if cell[:1] in "=+-@" else cell


def _tell_others(person: User) -> None:
    others = [
        user for user in User.objects.filter(is_active=True).exclude(pk=person.pk) if site_settings.may_change(user)
    ]
    now = timezone.localtime()
    for other in others:
        with in_language_of(other.email):
            text = render_to_string("newsletter/mail/exported.txt", {"person": person, "now": now})
            message = EmailMessage(_("The list of readers was exported"), text, to=[other.email])
        send_notice(message)


@require_http_methods(["GET", "HEAD", "POST"])
def bring(request: HttpRequest) -> HttpResponse:
    """Add the addresses of a file of people who agreed."""
    page = _only_administrators(request)
    if request.method != "POST":
        return render(request, "newsletter/staff/bring.html", {"languages": _languages()})
    agreed, file = request.POST.get("agreed", "").strip()[:300], request.FILES.get("file")
    mistakes = []
    if not agreed:
        mistakes.append(_("Say when and how these people agreed. Without that, nobody may write to them."))
    if not file:
        mistakes.append(_("Choose a file."))
    elif file.size > LARGEST:
        mistakes.append(_("The file is larger than 10 MB. Divide it."))
    lines = [] if mistakes else read_lines(file.read())
    if len(lines) > MOST_LINES:
        mistakes.append(_("The file has more than 100,000 lines. Divide it."))
    if mistakes:
        context = {"mistakes": mistakes, "agreed": agreed, "languages": _languages()}
        return render(request, "newsletter/staff/bring.html", context, status=422)
    language = request.POST.get("language", "")
    language = language if language in dict(_languages()) else get_language()
    added, known, wrong = add_lines(lines, language)
    log(page, "newsletter.bring", user=request.user, data={"added": added, "agreed": agreed})
    values = {"added": added, "known": known, "wrong": len(wrong)}
    messages.success(
        request, _("%(added)d added, %(known)d were there already, %(wrong)d lines hold no address.") % values
    )
    if wrong:
        return render(request, "newsletter/staff/bring.html", {"wrong": wrong[:SHOWN], "languages": _languages()})
    return redirect("newsletter")


def _languages() -> list[tuple[str, str]]:
    return list(get_content_languages().items())


def read_lines(content: bytes) -> list[list[str]]:
    """Return the rows of a table, whatever program wrote it."""
    for encoding in ("utf-8-sig", "utf-16", "cp1252"):
        if encoding == "utf-16" and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
            continue
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        text = content.decode("latin-1")
    text = text.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n")
    first = text.partition("\n")[0]
    separator = max(",;\t", key=first.count)
    csv.field_size_limit(LARGEST)
    return list(csv.reader(io.StringIO(text), delimiter=separator))


def add_lines(lines: list[list[str]], language: str) -> tuple[int, int, list[int]]:
    """Add what holds an address; return (added, known already, numbers of lines that hold none)."""
    found, wrong = [], []
    for number, line in enumerate(lines, start=1):
        cells = [cell for cell in line if "@" in cell]
        try:
            address = addresses.read(cells[0].strip().removeprefix("'")) if cells else ""
        except ValidationError:
            address = ""
        if not address:
            # The first line may name the columns; empty ones are nobody's mistake.
            if any(cell.strip() for cell in line) and number > 1:
                wrong.append(number)
            continue
        found.append(address)
    added = Subscription.objects.begin_all(found, language)
    return added, len(found) - added, wrong
