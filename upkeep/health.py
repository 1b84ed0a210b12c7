"""Two addresses for whoever watches the server: is the process alive, and can it answer visitors. They tell no more."""

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe


@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """Answer 204: the process answers."""
    return HttpResponse(status=204)


@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """Answer 204 if the database answers, else 503."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM wagtailcore_site")
            cursor.fetchone()
    except DatabaseError:
        return HttpResponse(status=503)
    return HttpResponse(status=204)
