"""What the editor asks about a page while someone writes."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe
from wagtail.models import Page

from .page import advice_for, summary


@require_safe
def page_advice(request: HttpRequest, page_id: int) -> HttpResponse:
    """Return the list of what is open on the newest version of a page, for those who may edit it."""
    page = get_object_or_404(Page, pk=page_id).get_latest_revision_as_object()
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    advice = advice_for(page)
    return render(request, "checks/advice.html", {"advice": advice, "summary": summary(advice), "saved": True})
