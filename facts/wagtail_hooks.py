"""What the editor offers of facts: the button in texts, and where each fact stands."""

from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.rich_text.editors.draftail.features import EntityFeature
from wagtail.rich_text.feature_registry import FeatureRegistry

from . import views
from .rich_text import RULE, FactHandler


@hooks.register("register_rich_text_features")
def add_facts(features: FeatureRegistry) -> None:
    """Offer facts in texts."""
    features.register_embed_type(FactHandler)
    features.register_editor_plugin(
        "draftail",
        "fact",
        EntityFeature(
            {
                "type": "FACT",
                "icon": "thumbtack",
                "description": _("A fact that keeps itself up to date"),
                "attributes": ["fact", "label"],
            },
            js=["js/facts.js"],
        ),
    )
    features.register_converter_rule("contentstate", "fact", RULE)


@hooks.register("insert_editor_js")
def say_where_facts_are() -> SafeString:
    """Tell static/js/facts.js where to ask, and in which words."""
    return format_html(
        '<template id="facts" data-url="{}" data-title="{}" data-cancel="{}" data-failed="{}"></template>',
        reverse("facts_choices"),
        _("Which fact?"),
        _("Cancel"),
        _("The facts could not be loaded. Please try again."),
    )


@hooks.register("register_admin_urls")
def add_addresses() -> list[URLPattern]:
    """Return the addresses of facts."""
    return [
        path("facts/", views.overview, name="facts_overview"),
        path("facts/choices/", views.choices, name="facts_choices"),
    ]


@hooks.register("register_reports_menu_item")
def add_report() -> MenuItem:
    """Lead to where each fact stands."""
    return MenuItem(_("Facts and where they stand"), reverse("facts_overview"), icon_name="thumbtack", order=700)
