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

from accounts.roles import ADVOCATES, LEADERSHIP, MANAGERS, REVIEWERS, WRITERS
from blog.models import StoryReviewTask
from letters.models import Letterbox
from pages.models import ReviewTask

PAGES = {
    WRITERS: ["add_page", "change_page"],
    REVIEWERS: ["add_page", "change_page", "publish_page", "lock_page", "unlock_page"],
    MANAGERS: ["add_page", "change_page", "publish_page", "lock_page", "unlock_page", "bulk_delete_page"],
    # They read stories, change them if need be, and publish nothing else.
    LEADERSHIP: ["change_page"],
    ADVOCATES: [],
}
_keep = [f"{verb}_{kind}" for kind in ("image", "document") for verb in ("add", "change", "choose")]
_clear = [*_keep, "delete_image", "delete_document"]
FILES = {WRITERS: _keep, REVIEWERS: _clear, MANAGERS: _clear, LEADERSHIP: _keep, ADVOCATES: []}

_writers = ["wagtailadmin.access_admin"]
_writers += [
    f"{model}.{verb}_{name}"
    for model, name in (("pages", "topic"), ("blog", "author"), ("blog", "series"))
    for verb in ("add", "change", "view")
]
# Whoever writes down what someone agreed to may not take it back for them.
_writers += ["consent.add_consent", "consent.view_consent"]
TRANSLATE = "wagtail_localize.submit_translation"
_writers += [TRANSLATE]
WORDS_TO_AVOID = [f"checks.{verb}_term" for verb in ("add", "change", "delete", "view")]
_leadership = ["wagtailadmin.access_admin", *(f"consent.{verb}_consent" for verb in ("add", "change", "view"))]
_leadership += WORDS_TO_AVOID
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
_reviewers += ["consent.change_consent", *WORDS_TO_AVOID]
_reviewers += ["resources.publish_crisiscontact", "pages.delete_topic", "blog.delete_author", "blog.delete_series"]
_managers = [*_reviewers, "home.change_sitesettings", "wagtailcore.change_site", "wagtailcore.add_locale"]
_managers += [f"accounts.{verb}_user" for verb in ("add", "change", "delete", "view")]
_managers += [f"auth.{verb}_group" for verb in ("add", "change", "delete", "view")]
_managers += [f"home.{verb}_menu" for verb in ("add", "change", "delete", "view")]
_managers += [f"blog.{verb}_startingtemplate" for verb in ("add", "change", "delete", "view")]
_managers += [f"wagtailredirects.{verb}_redirect" for verb in ("add", "change", "delete", "view")]
_managers += [f"wagtailcore.{verb}_{name}" for name in ("workflow", "task") for verb in ("add", "change", "delete")]
_managers += [f"wagtailcore.{verb}_collection" for verb in ("add", "change", "delete")]
_advocates = ["wagtailadmin.access_admin", "letters.read_submissions"]
MODELS = {WRITERS: _writers, REVIEWERS: _reviewers, MANAGERS: _managers, LEADERSHIP: _leadership, ADVOCATES: _advocates}


def set_up_roles() -> None:
    """Give the groups their rights and switch on the reviews for the whole tree. Done once."""
    root = Page.get_first_root_node()
    for name in PAGES:
        _set_up_group(name)
    Workflow.objects.filter(name="Moderators approval").update(active=False)
    task = ReviewTask.objects.create(name="Review by a moderator")
    task.groups.set(Group.objects.filter(name__in=[REVIEWERS, MANAGERS]))
    workflow = Workflow.objects.create(name="Review before publishing")
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    WorkflowPage.objects.update_or_create(page=root, defaults={"workflow": workflow})
    set_up_story_review(task)


def set_up_advocates() -> None:
    """Bring the group of those who read letters to a site that began without letters. Done once."""
    if not Letterbox.objects.exists():
        _set_up_group(ADVOCATES)
        Letterbox.get()


def let_writers_translate() -> None:
    """Bring the right to translate to a site that began without it; where anybody has it, nothing is changed."""
    app, codename = TRANSLATE.split(".")
    if not Permission.objects.filter(content_type__app_label=app, codename=codename, group__isnull=False).exists():
        for group in Group.objects.filter(name__in=[WRITERS, REVIEWERS, MANAGERS]):
            group.permissions.add(*_permissions(app, [codename]))


def _set_up_group(name: str) -> None:
    root = Page.get_first_root_node()
    files = Collection.get_first_root_node()
    group, _created = Group.objects.get_or_create(name=name)
    GroupPagePermission.objects.filter(group=group, page=root).delete()
    for permission in _permissions("wagtailcore", PAGES[name]):
        GroupPagePermission.objects.create(group=group, page=root, permission=permission)
    GroupCollectionPermission.objects.filter(group=group, collection=files).delete()
    for permission in [*_permissions("wagtailimages", FILES[name]), *_permissions("wagtaildocs", FILES[name])]:
        GroupCollectionPermission.objects.create(group=group, collection=files, permission=permission)
    wanted = [tuple(full.split(".")) for full in MODELS[name]]
    apps = {app for app, _codename in wanted}
    group.permissions.set([p for app in apps for p in _permissions(app, [c for a, c in wanted if a == app])])


def set_up_story_review(first: ReviewTask) -> None:
    """Make the review of survivors' stories: two readers, the second from survivor leadership."""
    second = StoryReviewTask.objects.create(name="Reading by survivor leadership")
    second.groups.set(Group.objects.filter(name=LEADERSHIP))
    stories = Workflow.objects.create(name="Two readers for a survivor’s story")
    for order, task in enumerate([first, second]):
        WorkflowTask.objects.create(workflow=stories, task=task, sort_order=order)


def _permissions(app: str, codenames: list[str]) -> list[Permission]:
    return list(Permission.objects.filter(content_type__app_label=app, codename__in=codenames))
