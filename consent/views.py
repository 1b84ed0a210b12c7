"""Withdrawing a consent."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from .models import Consent
from .withdrawal import places_of, withdraw


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("consent.change_consent", raise_exception=True)
def withdraw_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what a withdrawal takes down; on POST, do it."""
    consent = get_object_or_404(Consent, pk=pk)
    if request.method == "POST" and consent.withdrawn_at is None:
        taken = withdraw(consent, request.user)
        titles = ", ".join(item["title"] for item in taken if item["how"] != "by hand")
        if titles:
            messages.success(request, _("Withdrawn. Taken down: %(titles)s.") % {"titles": titles})
        elif not taken:
            messages.success(request, _("Withdrawn. Nothing was online."))
        if titles := ", ".join(item["title"] for item in taken if item["how"] == "by hand"):
            text = _("Still online, since others hang on it: %(titles)s. Please take the words out yourself.")
            messages.warning(request, text % {"titles": titles})
        return redirect("consents:edit", pk)
    pages, pictures = places_of(consent)
    return render(request, "consent/withdraw.html", {"consent": consent, "pages": pages, "pictures": pictures})
