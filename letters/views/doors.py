"""Who comes through which door of “Messages”: those who may read, with or without a key that opens anything yet."""

import base64
import binascii
import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from ..models import ReaderKey
from ..models.keys import may_read


def for_readers(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Open a view to people who may read what visitors write; 403 for all others."""

    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may_read(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


def with_key(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Open a view to readers who were let in; others are led to their key."""

    @for_readers
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not ReaderKey.objects.let_in().filter(person=request.user).exists():
            if request.method == "GET":
                return redirect("letters_key")
            return refuse(_("Your key opens nothing yet."), 403)
        return view(request, *args, **kwargs)

    return guarded


def sent(request: HttpRequest) -> dict[str, Any]:
    """Return the JSON object that a script of ours sent; {} for anything else."""
    try:
        found = json.loads(request.body)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def sealed_bytes(text: Any) -> bytes:
    """Return Base64 as bytes; b"" for anything else."""
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, TypeError, ValueError):
        return b""


def as_text(sealed: bytes) -> str:
    """Return bytes as Base64."""
    return base64.b64encode(bytes(sealed)).decode()


def refuse(text: str, status: int = 400) -> JsonResponse:
    """Answer a script of ours with a sentence for the person."""
    return JsonResponse({"error": text}, status=status)
