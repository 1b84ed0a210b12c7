"""The editor as staff meet it: the first page, templates, previews, the guide, plain menus."""

import json
from typing import Any

from django.contrib import messages
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _t, gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import Panel
from wagtail.admin.ui.components import Component
from wagtail.admin.viewsets.pages import PageViewSet
from wagtail.log_actions import LogActionRegistry
from wagtail.models import Page
from wagtail.signals import init_new_page
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSetGroup

from blog.models import ArticlePage, StartingTemplate
from blog.snippets import AuthorViewSet, SeriesViewSet
from pages.addresses import TRACKERS, WRAPPERS
from pages.editing import BEFORE_PUBLISHING
from pages.snippets import TopicViewSet
from resources.snippets import LabelViewSet

from . import guide, preview_links, views
from .columns import ArticleViewSet, OtherPagesViewSet, ResourceViewSet, ServiceViewSet
from .tasks import tasks_for


@hooks.register("register_admin_urls")
def add_addresses() -> list[URLPattern]:
    """Return the addresses of the editor's own pages."""
    return [
        path("articles/new/", views.templates, name="editor_templates"),
        path("articles/new/<int:parent_id>/", views.templates, name="editor_templates_below"),
        path("guide/", guide.guide, name="editor_guide"),
        path("guide/pictures/<str:name>", guide.picture),
        path("pages/<int:page_id>/share/", preview_links.share, name="editor_share"),
        path("still-here/", views.still_here, name="editor_still_here"),
        path("signed-in-again/", views.signed_in_again, name="editor_signed_in_again"),
    ]


# After Wagtail's own, which it takes the place of.
@hooks.register("register_admin_viewset", order=100)
def add_listings() -> list[PageViewSet]:
    """Show the columns that matter in the explorer."""
    return [OtherPagesViewSet(), ArticleViewSet(), ServiceViewSet(), ResourceViewSet()]


# The first page


class TasksPanel(Component):
    """The question that the first page asks: what do you want to do."""

    name = "tasks"
    template_name = "editor/tasks.html"
    order = 10

    def get_context_data(self, parent_context: dict) -> dict:
        """Gather what the signed-in person may do."""
        return {"tasks": tasks_for(parent_context["request"].user)}


@hooks.register("construct_homepage_panels")
def put_tasks_first(request: HttpRequest, panels: list) -> None:
    """Begin with tasks; panels that have nothing to show are left out."""
    kept = {"workflow_objects_to_moderate", "user_objects_in_workflow_moderation", "recent_edits", "attention"}
    panels[:] = [TasksPanel(), *(panel for panel in panels if panel.name in kept)]


# After all apps have added theirs.
@hooks.register("construct_homepage_summary_items", order=1000)
def leave_numbers_out(request: HttpRequest, items: list) -> None:
    """Show no counts of pages, images and documents: they help nobody to do anything."""
    items.clear()


# Menus


@hooks.register("construct_main_menu")
def keep_main_menu_plain(request: HttpRequest, items: list) -> None:
    """Leave out what staff do not use: an empty help entry of Wagtail's own, and its translations list."""
    items[:] = [item for item in items if item.name not in {"translations"}]
    for item in items:
        if item.name == "settings":
            # Ours, so that a guide and the menu call it the same in every language.
            item.label = _("Settings")


@hooks.register("construct_help_menu")
def keep_help_plain(request: HttpRequest, items: list) -> None:
    """Lead to our guide, not to pages about Wagtail's versions."""
    items[:] = [item for item in items if item.name in {"guide", "parts", "keyboard-shortcuts"}]


@hooks.register("construct_reports_menu")
def keep_reports_plain(request: HttpRequest, items: list) -> None:
    """Leave out reports for developers, and how reviews run for those who do not set that up."""
    left_out = {"page-types-usage", "aging-pages", "translations"}
    if not request.user.has_perm("wagtailcore.change_workflow"):
        left_out |= {"workflows", "workflow-tasks"}
    items[:] = [item for item in items if item.name not in left_out]


@hooks.register("register_help_menu_item")
def add_guide() -> MenuItem:
    """Lead to the guide."""
    return MenuItem(_("Guide for staff"), reverse("editor_guide"), name="guide", icon_name="help", order=10)


class WordsGroup(SnippetViewSetGroup):
    """The words by which articles and resources are sorted, whichever room they belong to."""

    menu_label = _("Topics")
    menu_icon = "tag"
    menu_order = 210
    items = (TopicViewSet, SeriesViewSet, AuthorViewSet, LabelViewSet)


register_snippet(WordsGroup)


# New articles


@hooks.register("before_create_page")
def ask_for_a_template(request: HttpRequest, parent: Page, page_class: type[Page]) -> HttpResponse | None:
    """Begin an article with a starting template, from wherever someone begins."""
    if page_class is not ArticlePage or request.method != "GET":
        return None
    chosen = request.GET.get("template", "")
    if not chosen:
        return redirect("editor_templates_below", parent.pk)
    # The signal below hands it to the new page; it gets this very object.
    parent.starting_template = StartingTemplate.objects.filter(pk=chosen).first() if chosen.isdecimal() else None
    return None


@receiver(init_new_page, dispatch_uid="editor.begin_with_template")
def begin_with_template(page: Page, parent: Page, **_kwargs: Any) -> None:
    """Give a new article the pieces of the chosen template."""
    if template := getattr(parent, "starting_template", None):
        template.begin(page)


@hooks.register("before_publish_page")
def ask_for_two_readers(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Send a survivor's story through its two readers, whoever publishes."""
    reason = getattr(page, "publish_problem", "")
    if not reason:
        return None
    messages.warning(request, _t("It is saved, not published. %(reason)s") % {"reason": reason})
    return redirect("wagtailadmin_pages:edit", page.pk)


@hooks.register("construct_page_action_menu")
def offer_review_first(items: list, request: HttpRequest, context: dict) -> None:
    """Offer no “Publish” for a story that two people have not read."""
    page = context.get("page")
    if page is not None and getattr(page, "is_or_was_story", False) and not page.was_read:
        items[:] = [item for item in items if item.name != "action-publish"]


# While someone writes


class SharePanel(Panel):
    """Offers a link to the draft for a colleague without an account."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "editor/share_panel.html"


@hooks.register("register_page_panels", order=20)
def add_panels() -> dict[str, list[Panel]]:
    """Offer to show the draft to somebody."""
    return {BEFORE_PUBLISHING: [SharePanel(heading=_("Show the draft to a colleague"))]}


@hooks.register("insert_global_admin_css")
def add_styles() -> SafeString:
    """Add the styles of our own pages and panels."""
    return format_html('<link rel="stylesheet" href="{}">', static("css/editor.css"))


@hooks.register("insert_global_admin_js")
def add_global_script() -> SafeString:
    """Notice when somebody was signed out, on every form of the editor."""
    return format_html(
        '<script src="{}" defer data-person-url="{}" data-again="{}?next={}" data-title="{}" data-text="{}" '
        'data-open="{}" data-other="{}"></script>',
        static("js/signed-out.js"),
        reverse("editor_still_here"),
        reverse("account_login"),
        reverse("editor_signed_in_again"),
        _("You were signed out"),
        _(
            "What you typed is still here. Sign in again in a new tab; this page then goes on by itself. "
            "Do not close it."
        ),
        _("Sign in again"),
        _("Somebody else is signed in now. Sign in as yourself to go on."),
    )


@hooks.register("insert_editor_js")
def add_editor_script() -> SafeString:
    """Clean what is pasted, and tell what of it could not be kept."""
    parts = ("pasted-tables", "pasted-writer", "pasted-text")
    scripts = format_html_join("", '<script src="{}"></script>', ((static(f"js/{name}.js"),) for name in parts))
    words = {
        "addresses": json.dumps({"trackers": TRACKERS, "wrappers": WRAPPERS}),
        "table": _("The table stands in a block of its own, below."),
        "tables": _("%d tables stand in blocks of their own, below."),
        "merged": _("Merged cells were parted: what they said now stands in each of them. Please look the table over."),
        "table-link": _("A link in a table was left out; its words are kept. Put it into the text beside the table."),
        "table-links": _("%d links in tables were left out; their words are kept. Put them into the text beside."),
        "quote-link": _("A link in a quotation was left out; its words are kept. Put it into the text beside it."),
        "quote-links": _("%d links in quotations were left out; their words are kept. Put them into the text beside."),
        "picture": _("A picture or video was not taken along. Add it with a block of its own."),
        "pictures": _("%d pictures or videos were not taken along. Add each with a block of its own."),
    }
    data = format_html_join(" ", 'data-{}="{}"', words.items())
    return scripts + format_html('<script src="{}" {}></script>', static("js/paste.js"), data)


@hooks.register("register_log_actions")
def name_actions(actions: LogActionRegistry) -> None:
    """Name what is kept in the history."""
    actions.register_action("editor.share_preview", _("Share a draft"), _("Made a link to the draft"))
