"""What the explorer shows of pages: what staff want to know before they open one."""

from typing import Any

from django.utils.translation import gettext_lazy as _, ngettext
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.ui.tables.pages import PageStatusColumn
from wagtail.admin.views.pages.listing import ExplorableIndexView
from wagtail.admin.viewsets.pages import PageViewSet
from wagtail.models import Page

from attention.models import PageNote
from blog.models import ArticlePage
from resources.models import ResourcePage, ServicePage


class AttentionColumn(Column):
    """How many things on a page are open."""

    def get_value(self, instance: Page) -> str:
        """Return the number in words, or nothing."""
        count = getattr(instance, "notes", 0)
        return ngettext("%(count)d open", "%(count)d open", count) % {"count": count} if count else ""


class TopicsColumn(Column):
    """The topics of an article."""

    def get_value(self, instance: Page) -> str:
        """Return them in a row."""
        return ", ".join(topic.title for topic in instance.topics.all())


class AuthorsColumn(Column):
    """Who wrote an article."""

    def get_value(self, instance: Page) -> str:
        """Return them in a row; whoever made the page where no author is named."""
        names = ", ".join(item.author.name for item in instance.article_authors.all())
        return names or (str(instance.owner) if instance.owner_id else "")


class PagesView(ExplorableIndexView):
    """The pages below another, with how much is open on each."""

    def annotate_queryset(self, pages: Any) -> Any:
        """Count what is open, in one query for the whole list."""
        return PageNote.count_on(super().annotate_queryset(pages))


class ArticlesView(PagesView):
    """The articles, with topics and authors."""

    def annotate_queryset(self, pages: Any) -> Any:
        """Fetch topics and authors together."""
        return (
            super()
            .annotate_queryset(pages)
            .prefetch_related("topics", "article_authors__author")
            .select_related("owner")
        )


_base = {column.name: column for column in ExplorableIndexView.base_columns}
_status = PageStatusColumn("status", label=_("Status"), sort_key="live", width="12%")
_open = AttentionColumn("notes", label=_("Needs attention"), width="12%")
_checked = DateColumn("last_checked", label=_("Last checked"), sort_key="last_checked", width="12%")
_start = [_base["bulk_actions"], _base["title"]]


class ArticleViewSet(PageViewSet):
    """How articles are listed."""

    model = ArticlePage
    index_view_class = ArticlesView
    columns = [
        *_start,
        TopicsColumn("topics", label=_("Topics")),
        AuthorsColumn("authors", label=_("Author")),
        DateColumn("date", label=_("Date"), sort_key="date", width="12%"),
        _checked,
        _status,
        _open,
    ]
    list_filter = ["topics", "series", "is_story"]


class ServiceViewSet(PageViewSet):
    """How services are listed."""

    model = ServicePage
    index_view_class = PagesView
    columns = [
        *_start,
        _checked,
        DateColumn("review_by", label=_("Review by"), sort_key="review_by", width="12%"),
        _status,
        _open,
    ]


class ResourceViewSet(PageViewSet):
    """How resources are listed."""

    model = ResourcePage
    index_view_class = PagesView
    columns = [
        *_start,
        _checked,
        DateColumn("review_by", label=_("Review by"), sort_key="review_by", width="12%"),
        _status,
        _open,
    ]
    list_filter = ["topics"]


class OtherPagesViewSet(PageViewSet):
    """How all other pages are listed."""

    model = Page
    index_view_class = PagesView
    columns = [*_start, _base["type"] if "type" in _base else _base["latest_revision_created_at"], _status, _open]
