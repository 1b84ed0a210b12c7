"""Adds the site's own checks to Wagtail's content checker, which runs on the live preview."""

from django.http import HttpRequest
from django.utils.translation import gettext as _
from wagtail.admin.userbar import ContentCheckerItem

from .models import Term

# A check that any element fails which the preview has marked (checks.annotate): the mark is the finding.
MARKED = {"id": "marked", "evaluate": "attr-non-space-content-evaluate", "options": {"attribute": "data-fine"}}


class SiteContentChecker(ContentCheckerItem):
    """Wagtail's checks, and ours: words to avoid, links that say nothing, tables without headers."""

    def get_axe_run_only(self, request: HttpRequest) -> list[str]:
        """Add our rules."""
        return [*super().get_axe_run_only(request), *(rule["id"] for rule in self._rules())]

    def get_axe_custom_rules(self, request: HttpRequest) -> list[dict]:
        """Add a rule for each term, and those for links and tables."""
        return [*super().get_axe_custom_rules(request), *self._rules()]

    def get_axe_custom_checks(self, request: HttpRequest) -> list[dict]:
        """Add the one check that all our rules use."""
        return [*super().get_axe_custom_checks(request), MARKED]

    def get_axe_messages(self, request: HttpRequest) -> dict:
        """Say for each rule what is found and what would be better."""
        ours = {
            f"word-{term.pk}": {"error_name": f"“{term.title}”", "help_text": term.advice} for term in self._terms()
        }
        ours["link-words"] = {
            "error_name": _("A link that does not say where it leads"),
            "help_text": _("Name the page or thing it leads to, instead of “click here”."),
        }
        ours["table-headers"] = {
            "error_name": _("A table without headers"),
            "help_text": _("Mark the cells that name a row or a column as headers."),
        }
        return super().get_axe_messages(request) | ours

    def _terms(self) -> list[Term]:
        if not hasattr(self, "_known_terms"):
            self._known_terms = list(Term.objects.all())
        return self._known_terms

    def _rules(self) -> list[dict]:
        marked = {"any": ["marked"], "impact": "moderate", "tags": ["wording"], "enabled": True}
        words = [{"id": f"word-{t.pk}", "selector": f'mark[data-word="{t.pk}"]'} | marked for t in self._terms()]
        return [
            *words,
            {"id": "link-words", "selector": '[data-check="link"]'} | marked,
            {"id": "table-headers", "selector": '[data-check="table"]'} | marked,
        ]
