"""What pages are made of and have in common."""

from .base import BasePage
from .images import SiteImage, SiteRendition
from .review import ReviewTask
from .topics import Topic

__all__ = ["BasePage", "ReviewTask", "SiteImage", "SiteRendition", "Topic"]
