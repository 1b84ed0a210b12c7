"""What visitors and staff get while something the site needs is away: a word about it, and whom to call.

The page for visitors is made while all is well and kept as a file, because whom to call stands in the
database. The proxy hands the same file out when the site itself is away (deploy/Caddyfile).
"""

import contextlib
import errno
import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError, InterfaceError, InternalError, OperationalError
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy as _

from pages.loader import loading

from .csp import STAFF

FOLDER = Path(settings.DATA_DIR) / "public"
# In the first language, which the proxy hands out; the others' have their code in their name.
FILE = FOLDER / "outage.html"
SECONDS = "10"  # after which it is worth a try
_last: dict[str, tuple] = {}


def file_for(language: str | None) -> Path:
    """Return the file of the page for visitors in a language."""
    return FILE if language in (None, settings.LANGUAGE_CODE) else FILE.with_name(f"outage.{language}.html")


def remember(contacts: list[Model], target: str, title: str) -> None:
    """Keep the page with these contacts, this way out and this neutral title, if they are others than the last time."""
    told = (target, title, *(field.value_from_object(one) for one in contacts for field in one._meta.concrete_fields))
    language = get_language() or settings.LANGUAGE_CODE
    if _last.get(language) == told:
        return
    file = file_for(language)
    page = render_to_string("outage.html", {"contacts": contacts, "target": target, "title": title})
    # A disk that is full or read-only must not keep a page from being read; the file of before stays.
    with contextlib.suppress(OSError):
        if not file.exists() or file.read_text() != page:
            FOLDER.mkdir(exist_ok=True)
            new = file.with_suffix(f".{os.getpid()}")
            new.write_text(page)
            # Read by the proxy, which is another account.
            FOLDER.chmod(0o755)
            new.chmod(0o644)
            new.replace(file)
        _last[language] = told


def reason(error: BaseException | None) -> str | Promise | None:
    """Return in words what is away, when it is that and no mistake of ours; else None."""
    said = str(error).lower()
    is_database = isinstance(error, OperationalError | InterfaceError)
    if getattr(error, "errno", None) == errno.ENOSPC or (is_database and ("full" in said or "no space" in said)):
        return _("The server has no room left, so nothing can be saved.")
    if getattr(error, "errno", None) == errno.EROFS or (
        isinstance(error, OperationalError | InternalError) and ("readonly" in said or "read-only" in said)
    ):
        return _("The server can only be read from at the moment, so nothing can be saved.")
    if is_database:
        return _("The database does not answer.")
    if isinstance(error, OSError) and not isinstance(error, FileNotFoundError):
        return _("A part of the site that keeps files or sends mail does not answer.")
    # Packages that only larger installations have.
    if type(error).__module__.partition(".")[0] == "redis":
        return _("The part of the site that counts attempts to sign in does not answer.")
    return None


def respond(request: HttpRequest, why: str | Promise) -> HttpResponse:
    """Answer 503: staff learn what is away and that their words are not lost, visitors whom to call."""
    if request.path.startswith(STAFF):
        page = render_to_string("outage_staff.html", {"why": why})
    else:
        file = file_for(get_language())
        try:
            page = (file if file.exists() else FILE).read_text()
        except OSError:
            page = render_to_string("500.html")
    return HttpResponse(page, status=503, headers={"Retry-After": SECONDS})


def render_without_database(request: HttpRequest, template: str, status: int, **context: Any) -> HttpResponse:
    """Answer with a page of an error, without menus and contacts if they cannot be asked for."""
    try:
        with loading():
            return render(request, template, context, status=status)
    except DatabaseError:
        return HttpResponse(render_to_string(template, context), status=status)
