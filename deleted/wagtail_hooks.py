"""Where the editor would delete a page, it goes into the bin; what is in the bin is shown nowhere else."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _, gettext_lazy, ngettext
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.log_actions import LogActionRegistry
from wagtail.models import Page, ReferenceIndex, Site

from . import views
from .models import KEPT_FOR, BinPage
from .pages import throw_away, why_not_deleted


@hooks.register("register_admin_urls")
def add_addresses() -> list[URLPattern]:
    """Return the addresses of the bin."""
    return [
        path("bin/", views.show, name="bin"),
        path("bin/<int:pk>/put-back/", views.put_back, name="bin_put_back"),
        path("bin/<int:pk>/delete-for-good/", views.delete_for_good, name="bin_delete_for_good"),
    ]


@hooks.register("register_admin_menu_item")
def add_menu_item() -> MenuItem:
    """Lead to the bin."""
    return MenuItem(gettext_lazy("Bin"), reverse("bin"), name="bin", icon_name="bin", order=9900)


@hooks.register("register_log_actions")
def name_actions(actions: LogActionRegistry) -> None:
    """Say in the history of a page that it was deleted and put back."""
    actions.register_action("deleted.throw_away", gettext_lazy("Delete"), gettext_lazy("Deleted: put into the bin"))
    actions.register_action("deleted.put_back", gettext_lazy("Put back"), gettext_lazy("Put back from the bin"))


def tell(request: HttpRequest, pages: Sequence[Page]) -> None:
    """Say what was deleted, with the way back."""
    text = ngettext(
        "%(count)d page lies in the bin. You can put it back for %(days)d days.",
        "%(count)d pages lie in the bin. You can put them back for %(days)d days.",
        len(pages),
    )
    if len(pages) == 1:
        text = _("“%(title)s” lies in the bin. You can put it back for %(days)d days.")
    values = {"title": pages[0].get_admin_display_title(), "count": len(pages), "days": KEPT_FOR.days}
    messages.success(request, text % values, buttons=[messages.button(reverse("bin"), _("Open the bin"))])


@hooks.register("before_delete_page", order=1000)
def delete_page(request: HttpRequest, page: Page) -> HttpResponse:
    """Ask once, then put the page into the bin."""
    if BinPage.holds(page):
        return redirect("bin")
    if reason := why_not_deleted(page, request.user):
        messages.error(request, reason)
        return redirect("wagtailadmin_pages:edit", page.pk)
    if request.method == "POST":
        parent = page.get_parent()
        throw_away(page, request.user)
        tell(request, [page])
        return redirect(get_valid_next_url_from_request(request) or reverse("wagtailadmin_explore", args=[parent.pk]))
    context = {
        "page": page,
        "below": page.get_descendant_count(),
        "days": KEPT_FOR.days,
        "next": get_valid_next_url_from_request(request),
        "uses": ReferenceIndex.get_references_to(page).group_by_source_object().count(),
        "usage_url": reverse("wagtailadmin_pages:usage", args=[page.pk]),
    }
    return TemplateResponse(request, "deleted/delete_page.html", context)


@hooks.register("before_bulk_action")
def act_on_many(request: HttpRequest, action: str, objects: Sequence[Model], view: Any) -> HttpResponse | None:
    """Put many pages into the bin at once; do nothing with what lies there."""
    pages = [one for one in objects if isinstance(one, Page)]
    if any(BinPage.holds(page) for page in pages):
        return redirect("bin")
    if action == "unpublish":
        return keep_front_page_public(request, *pages)
    if action != "delete" or not pages:
        return None
    reasons = [reason for page in pages if (reason := why_not_deleted(page, request.user))]
    if reasons:
        for reason in reasons:
            messages.error(request, reason)
        return redirect(view.next_url)
    # Of a page and one below it, the upper takes the lower along.
    tops = [page for page in pages if not any(page.is_descendant_of(other) for other in pages)]
    for page in tops:
        throw_away(page, request.user)
    tell(request, tops)
    return redirect(view.next_url)


@hooks.register("before_unpublish_page")
def keep_front_page_public(request: HttpRequest, *pages: Page) -> HttpResponse | None:
    """Refuse to take the front page of the site offline; that of another language may go."""
    fronts = set(Site.objects.values_list("root_page_id", flat=True))
    for page in pages:
        if page.pk in fronts:
            text = _("“%(title)s” is the front page of the site, and cannot be taken offline.")
            messages.error(request, text % {"title": page.get_admin_display_title()})
            return redirect("wagtailadmin_pages:edit", page.pk)
    return None


def lead_to_bin(request: HttpRequest, page: Page, *_arguments: Any) -> HttpResponse | None:
    """Let nobody work on a page that lies in the bin."""
    if not BinPage.holds(page):
        return None
    messages.warning(request, _("“%(title)s” lies in the bin: put it back first.") % {"title": page.title})
    return redirect("bin")


for _door in ("edit", "create", "copy", "move", "publish", "unpublish"):
    hooks.register(f"before_{_door}_page", lead_to_bin, order=-1)


@hooks.register("construct_explorer_page_queryset")
def leave_out_of_lists(parent: Page, pages: QuerySet, request: HttpRequest) -> QuerySet:
    """Show the bin and what is in it in no list of pages."""
    return BinPage.outside(pages)


@hooks.register("construct_page_chooser_queryset")
def leave_out_of_choosers(pages: QuerySet, request: HttpRequest) -> QuerySet:
    """Offer nothing that lies in the bin."""
    return BinPage.outside(pages)
