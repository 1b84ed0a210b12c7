"""Groups with the rights they need and no more, and the review that articles go through."""

from django.contrib.auth.models import Group, Permission
from wagtail.models import (
    Collection,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from home.models import ReviewTask

WRITERS = "Editors"
REVIEWERS = "Moderators"
MANAGERS = "Administrators"

PAGES = {
    WRITERS: ["add_page", "change_page"],
    REVIEWERS: ["add_page", "change_page", "publish_page", "lock_page", "unlock_page"],
    MANAGERS: ["add_page", "change_page", "publish_page", "lock_page", "unlock_page", "bulk_delete_page"],
}
_keep = [f"{verb}_{kind}" for kind in ("image", "document") for verb in ("add", "change", "choose")]
_clear = [*_keep, "delete_image", "delete_document"]
FILES = {WRITERS: _keep, REVIEWERS: _clear, MANAGERS: _clear}

_writers = ["wagtailadmin.access_admin"]
_writers += [
    f"{model}.{verb}_{name}"
    for model, name in (("home", "topic"), ("blog", "author"), ("blog", "series"))
    for verb in ("add", "change", "view")
]
_reviewers = [
    *_writers,
    *(
        f"resources.{verb}_{name}"
        for name in ("crisiscontact", "label")
        for verb in ("add", "change", "view", "delete")
    ),
]
SEARCH_WORDS = [f"{verb}_wordgroup" for verb in ("add", "change", "delete", "view")]
_reviewers += [f"search.{codename}" for codename in SEARCH_WORDS]
_reviewers += ["resources.publish_crisiscontact", "home.delete_topic", "blog.delete_author", "blog.delete_series"]
_managers = [*_reviewers, "home.change_sitesettings", "wagtailcore.change_site", "wagtailcore.add_locale"]
_managers += [f"accounts.{verb}_user" for verb in ("add", "change", "delete", "view")]
_managers += [f"auth.{verb}_group" for verb in ("add", "change", "delete", "view")]
_managers += [f"home.{verb}_menu" for verb in ("add", "change", "delete", "view")]
_managers += [f"wagtailredirects.{verb}_redirect" for verb in ("add", "change", "delete", "view")]
_managers += [f"wagtailcore.{verb}_{name}" for name in ("workflow", "task") for verb in ("add", "change", "delete")]
_managers += [f"wagtailcore.{verb}_collection" for verb in ("add", "change", "delete")]
MODELS = {WRITERS: _writers, REVIEWERS: _reviewers, MANAGERS: _managers}


def set_up_roles() -> None:
    """Give the three groups their rights and switch on the review for the whole tree. Done once."""
    root = Page.get_first_root_node()
    files = Collection.get_first_root_node()
    for name, codenames in PAGES.items():
        group, _created = Group.objects.get_or_create(name=name)
        GroupPagePermission.objects.filter(group=group, page=root).delete()
        for permission in _permissions("wagtailcore", codenames):
            GroupPagePermission.objects.create(group=group, page=root, permission=permission)
        GroupCollectionPermission.objects.filter(group=group, collection=files).delete()
        for permission in [*_permissions("wagtailimages", FILES[name]), *_permissions("wagtaildocs", FILES[name])]:
            GroupCollectionPermission.objects.create(group=group, collection=files, permission=permission)
        wanted = [tuple(full.split(".")) for full in MODELS[name]]
        apps = {app for app, _codename in wanted}
        group.permissions.set([p for app in apps for p in _permissions(app, [c for a, c in wanted if a == app])])

    Workflow.objects.filter(name="Moderators approval").update(active=False)
    task = ReviewTask.objects.create(name="Review by a moderator")
    task.groups.set(Group.objects.filter(name__in=[REVIEWERS, MANAGERS]))
    workflow = Workflow.objects.create(name="Review before publishing")
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    WorkflowPage.objects.update_or_create(page=root, defaults={"workflow": workflow})


def allow_search_words() -> None:
    """Let reviewers and managers change the search words, on a site that was set up before there were any."""
    for group in Group.objects.filter(name__in=[REVIEWERS, MANAGERS]):
        group.permissions.add(*_permissions("search", SEARCH_WORDS))


def _permissions(app: str, codenames: list[str]) -> list[Permission]:
    return list(Permission.objects.filter(content_type__app_label=app, codename__in=codenames))
