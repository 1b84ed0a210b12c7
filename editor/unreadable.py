"""What somebody sends to the editor may be unreadable: cut off, damaged, made up. It is answered in words.

Wagtail reads forms without expecting that, and would answer with an error page; nothing is hidden
that way, as the error still goes to the log.
"""

import logging
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.contrib.sessions.models import Session
from django.core.exceptions import FieldError, ObjectDoesNotExist, ValidationError
from django.db import DataError, IntegrityError, connections
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from wagtail.admin.models import EditingSession, FormState
from wagtail.models import PageSubscription
from wagtail.search.backends.base import FieldError as SearchFieldError
from wagtail.users.models import UserProfile

logger = logging.getLogger(__name__)

# What reading words where a number belongs, or a field that is not there, ends in.
FROM_READING = (
    LookupError, ValueError, TypeError, AttributeError, OverflowError, FieldError, SearchFieldError, ObjectDoesNotExist,
    DataError, IntegrityError,
)  # fmt: skip
CHANGES = ("INSERT", "UPDATE", "DELETE")
# What is written in passing: who is signed in and where, how they like the editor, and what a preview is made of.
IN_PASSING = tuple(
    model._meta.db_table for model in (Session, UserProfile, PageSubscription, EditingSession, FormState)
)


def _refuse(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Lead back to where somebody was, with the reason: a page that cannot be published yet was approved, say.

    Wagtail expects none where a review ends. What it began is undone, since that is one transaction.
    """
    messages.error(request, " ".join(error.messages))
    back = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}) or urlsplit(back).path == request.path:
        back = reverse("wagtailadmin_home")
    if request.headers.get("X-Requested-With") == "XMLHttpRequest":
        return JsonResponse({"step": "success", "redirect": back})
    return redirect(back)


class UnreadableMiddleware:
    """Answers 400 where a view of the editor failed on what it was sent, as long as nothing was changed."""

    def __init__(self, get_response: Callable) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Note whether anything is written while a request to the editor is answered."""
        if not request.path.startswith(reverse("wagtailadmin_home")):
            return self.get_response(request)

        def watch(execute: Callable, sql: str, *args: Any) -> Any:
            changes = sql.lstrip().upper().startswith(CHANGES) and not any(table in sql for table in IN_PASSING)
            request.has_changed = request.has_changed or changes
            return execute(sql, *args)

        request.has_changed = False
        with ExitStack() as watching:
            for connection in connections.all(initialized_only=True):
                watching.enter_context(connection.execute_wrapper(watch))
            return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Say in words that it could not be read, or why something may not be so."""
        if isinstance(error, ValidationError) and request.path.startswith(reverse("wagtailadmin_home")):
            return _refuse(request, error)
        asked = request.method != "GET" or request.GET or isinstance(error, LookupError | ValueError)
        if getattr(request, "has_changed", True) or not asked or not isinstance(error, FROM_READING):
            return None
        logger.error("Not readable", exc_info=error, extra={"path": request.path})
        return render(request, "editor/unreadable.html", status=400)
