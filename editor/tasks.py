"""What the first page of the editor offers to do, for each person."""

from dataclasses import dataclass

from django.contrib.auth.models import AbstractBaseUser
from django.urls import reverse
from django.utils.translation import gettext as _, ngettext
from wagtail.models import TaskState

from blog.models import BlogIndexPage
from pages import site_settings
from resources.models import CrisisContact, ServicesPage


@dataclass(frozen=True)
class Task:
    """Something staff come to do, and where it begins."""

    label: str
    text: str
    url: str
    icon: str


def tasks_for(person: AbstractBaseUser) -> list[Task]:
    """Return what a person may do, in the order of how often it is done."""
    found = []
    index = BlogIndexPage.objects.first()
    if index and index.permissions_for_user(person).can_add_subpage():
        found.append(
            Task(
                _("Write an article"),
                _("Choose a template and begin. Nobody sees it until it is published."),
                reverse("editor_templates"),
                "edit",
            )
        )
    waiting = TaskState.objects.reviewable_by(person).count()
    if waiting:
        text = ngettext("%(count)d page is waiting for you.", "%(count)d pages are waiting for you.", waiting)
        found.append(
            Task(
                _("Answer what is waiting for my review"),
                text % {"count": waiting},
                "#awaiting-review",
                "clipboard-list",
            )
        )
    found += [*_facts(person), *_services(person)]
    found.append(
        Task(_("See what needs attention"), _("What is out of date, open or broken."), reverse("attention"), "warning")
    )
    found.append(Task(_("Read the guide"), _("How to do each thing, with pictures."), reverse("editor_guide"), "help"))
    return found


def _facts(person: AbstractBaseUser) -> list[Task]:
    found = []
    if url := site_settings.edit_url(person):
        text = _("Phone, address, opening hours: changed once, they change everywhere.")
        found.append(Task(_("Change our hours or how to reach us"), text, url, "thumbtack"))
    if person.has_perm("resources.change_crisiscontact"):
        url = reverse(CrisisContact.snippet_viewset.get_url_name("list"))
        found.append(Task(_("Change a crisis contact"), _("They stand on every page."), url, "help"))
    return found


def _services(person: AbstractBaseUser) -> list[Task]:
    services = ServicesPage.objects.first()
    if not services or not services.permissions_for_user(person).can_edit():
        return []
    url = reverse("wagtailadmin_explore", args=[services.pk])
    return [Task(_("Update a service"), _("What it is, for whom, and how to start."), url, "form")]
