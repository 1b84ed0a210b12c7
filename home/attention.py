"""What needs a person's attention: placeholders, unanswered questions, contacts to check, settings left empty."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _, ngettext
from wagtail.models import Page, Site
from wagtail.permission_policies.pages import PagePermissionPolicy

from resources.models import CrisisContact, ServicePage

from .models import SiteSettings
from .placeholders import START, find_placeholders


@dataclass
class Row:
    """One thing to do, and where to do it."""

    text: str
    url: str
    action: str


def what_needs_attention(request: HttpRequest) -> list[Row]:
    """Return what the signed-in person can put right, most urgent for visitors first."""
    return [*_contacts(request), *_settings(request), *_placeholders(request), *_services(request)]


def _contacts(request: HttpRequest) -> list[Row]:
    if not request.user.has_perm("resources.change_crisiscontact"):
        return []
    contacts = list(CrisisContact.objects.filter(live=True))
    if not contacts:
        text = _("“Get help now” has no crisis contact yet.")
        return [Row(text, reverse(CrisisContact.snippet_viewset.get_url_name("add")), _("Add one"))]
    edit = CrisisContact.snippet_viewset.get_url_name("edit")
    return [
        Row(
            _("%(name)s: time to check this crisis contact.") % {"name": c.name}, reverse(edit, args=[c.pk]), _("Check")
        )
        for c in contacts
        if c.is_overdue
    ]


def _settings(request: HttpRequest) -> list[Row]:
    site = Site.find_for_request(request)
    if site is None or not request.user.has_perm("home.change_sitesettings"):
        return []
    settings = SiteSettings.for_site(site)
    url = reverse("wagtailsettings:edit", args=["home", "sitesettings", site.pk])
    rows = []
    if not (settings.phone or settings.email):
        rows.append(Row(_("Visitors read “ask us”, but there is no phone or e-mail yet."), url, _("Fill in")))
    if not settings.donate_address:
        rows.append(Row(_("There is no donate address, so the Donate link is hidden."), url, _("Fill in")))
    return rows


def _placeholders(request: HttpRequest) -> list[Row]:
    editable = PagePermissionPolicy().instances_user_has_permission_for(request.user, "change")
    pages = Page.objects.filter(pk__in=editable.values("pk"), latest_revision__isnull=False)
    # The revision is JSON: searched as text first, so that only the few that match are read whole.
    pages = pages.filter(latest_revision__content__icontains=START).select_related("latest_revision")[:50]
    rows = []
    for page in pages:
        missing = find_placeholders(page.latest_revision.as_object())
        if missing:
            text = _("%(title)s: still to be filled in: %(missing)s.")
            text %= {"title": page.draft_title, "missing": ", ".join(missing)}
            rows.append(Row(text, reverse("wagtailadmin_pages:edit", args=[page.pk]), _("Fill in")))
    return rows


def _services(request: HttpRequest) -> list[Row]:
    editable = PagePermissionPolicy().instances_user_has_permission_for(request.user, "change")
    rows = []
    for service in ServicePage.objects.live().filter(pk__in=editable.values("pk")):
        if count := len(service.open_questions):
            text = ngettext(
                "%(title)s: %(count)d question still says “ask us”.",
                "%(title)s: %(count)d questions still say “ask us”.",
                count,
            ) % {"title": service.title, "count": count}
            rows.append(Row(text, reverse("wagtailadmin_pages:edit", args=[service.pk]), _("Answer")))
    return rows
