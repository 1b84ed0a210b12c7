"""The report of what needs attention."""

from itertools import groupby

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from .items import Group, what_needs_attention


@require_safe
@permission_required("wagtailadmin.access_admin", raise_exception=True)
def report(request: HttpRequest) -> HttpResponse:
    """Show what the signed-in person can put right, all of it or one group."""
    items = what_needs_attention(request.user)
    counts = {group: len(list(found)) for group, found in groupby(items, key=lambda item: item.group)}
    chosen = request.GET.get("group", "")
    if chosen in Group.values:
        items = [item for item in items if item.group == chosen]
    groups = [(group, list(found)) for group, found in groupby(items, key=lambda item: item.group)]
    context = {"groups": groups, "counts": list(counts.items()), "chosen": chosen, "total": sum(counts.values())}
    return render(request, "attention/report.html", context)
