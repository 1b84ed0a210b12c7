"""Pages inside the editor about facts."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from pages import site_settings
from resources.models import CrisisContact

from .values import CONTACT, all_facts, where_used


@require_safe
@permission_required("wagtailadmin.access_admin", raise_exception=True)
def choices(request: HttpRequest) -> JsonResponse:
    """Return the facts that may be put into a text: {"facts": [{"name", "label", "text"}]}."""
    return JsonResponse({"facts": [{"name": f.name, "label": f.label, "text": f.text} for f in all_facts()]})


@require_safe
@permission_required("wagtailadmin.access_admin", raise_exception=True)
def overview(request: HttpRequest) -> HttpResponse:
    """Show each fact, the pages whose text holds it, and where it is changed."""
    used = where_used()
    facts = [(fact, used.pop(fact.name, []), edit_url(request, fact.name)) for fact in all_facts()]
    return render(request, "facts/overview.html", {"facts": facts, "gone": list(used.items())})


def edit_url(request: HttpRequest, name: str) -> str:
    """Return where the signed-in person changes a fact; "" if they may not."""
    if match := CONTACT.fullmatch(name):
        may = request.user.has_perm("resources.change_crisiscontact")
        return reverse(CrisisContact.snippet_viewset.get_url_name("edit"), args=[match[1]]) if may else ""
    return site_settings.edit_url(request.user)
