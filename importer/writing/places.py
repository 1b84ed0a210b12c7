"""Where pages and articles go."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from wagtail.models import Page

from blog.models import BlogIndexPage
from home.models import HomePage, StandardPage


@dataclass
class Places:
    """Where pages and articles of a run go."""

    home: HomePage
    blog: BlogIndexPage | None
    parent: Page
    above: dict[str, Page] = field(default_factory=dict)

    @classmethod
    def of(cls, parent: Page) -> "Places":
        """Return the places for what comes below a page; raises ValueError in plain words."""
        parent = parent.specific
        home = parent if isinstance(parent, HomePage) else HomePage.objects.ancestor_of(parent).first()
        if home is None:
            raise ValueError(_("Choose the home page, or a page below it."))
        is_blog = isinstance(parent, BlogIndexPage)
        blog = parent if is_blog else BlogIndexPage.objects.child_of(home).first()
        return cls(home, blog, parent if isinstance(parent, HomePage | StandardPage) else home)
