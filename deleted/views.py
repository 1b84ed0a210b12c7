"""The bin in the editor: what is in it, putting back, and deleting for good."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin import messages
from wagtail.documents.permissions import permission_policy as document_policy
from wagtail.images.permissions import permission_policy as picture_policy
from wagtail.models import Page
from wagtail.permission_policies.pages import PagePermissionPolicy

from accounts.models import User
from pages import site_settings

from . import for_good, pages, uploads
from .models import Binned, Kind, NotPutBackError

POLICIES = {Kind.PICTURE: picture_policy, Kind.DOCUMENT: document_policy}


def may_put_back(user: User, binned: Binned) -> bool:
    """Return whether somebody may put a thing back: whoever may add one there."""
    if binned.kind != Kind.PAGE:
        return POLICIES[binned.kind].user_has_permission(user, "add")
    parent = Page.objects.filter(pk=binned.kept["parent"]).first()
    if parent is None:
        return PagePermissionPolicy().user_has_permission(user, "add")
    return parent.permissions_for_user(user).can_add_subpage()


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """Show what somebody may put back."""
    things = [one for one in Binned.objects.select_related("by", "page") if may_put_back(request.user, one)]
    for one in things:
        one.below = one.page.get_descendant_count() if one.page else 0
    context = {"things": things, "may_delete": site_settings.may_change(request.user)}
    return render(request, "deleted/bin.html", context)


@require_POST
def put_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Put one thing back."""
    binned = get_object_or_404(Binned, pk=pk)
    if not may_put_back(request.user, binned):
        raise PermissionDenied
    try:
        if binned.kind == Kind.PAGE:
            page, notes = pages.put_back(binned, request.user)
            url = reverse("wagtailadmin_pages:edit", args=[page.pk])
        else:
            made, notes = uploads.put_back(binned, request.user), []
            name = "wagtailimages:edit" if binned.kind == Kind.PICTURE else "wagtaildocs:edit"
            url = reverse(name, args=[made.pk])
    except NotPutBackError as error:
        messages.error(request, _("“%(title)s” stays in the bin. %(reason)s") % {"title": binned, "reason": error})
        return redirect("bin")
    text = _("“%(title)s” is back where it was.") if not notes else _("“%(title)s” is back.")
    messages.success(request, text % {"title": binned}, buttons=[messages.button(url, _("Open"))])
    for note in notes:
        messages.warning(request, note)
    return redirect("bin")


@require_http_methods(["GET", "HEAD", "POST"])
def delete_for_good(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete one thing for good, after a question."""
    binned = get_object_or_404(Binned, pk=pk)
    if not site_settings.may_change(request.user):
        raise PermissionDenied
    if request.method != "POST":
        below = binned.page.get_descendant_count() if binned.page else 0
        return render(request, "deleted/for_good.html", {"thing": binned, "below": below})
    for_good.delete_for_good(binned)
    messages.success(request, _("“%(title)s” is deleted for good.") % {"title": binned})
    return redirect("bin")
