"""The shell of the site: what every page shares, and the pages that belong to no other subject."""

from .base import BasePage
from .images import SiteImage, SiteRendition
from .navigation import Menu, MenuItem
from .pages import HomePage, StandardPage
from .review import ReviewTask
from .settings import SiteSettings
from .topics import Topic

__all__ = [
    "BasePage",
    "HomePage",
    "Menu",
    "MenuItem",
    "ReviewTask",
    "SiteImage",
    "SiteRendition",
    "SiteSettings",
    "StandardPage",
    "Topic",
]
