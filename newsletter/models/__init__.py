"""Who gets the newsletter, its pages, and what becomes of each mail."""

from .pages import NewsletterPage, SignUpPage
from .sending import Fate, Recipient, Sending
from .subscription import Subscription

__all__ = ["Fate", "NewsletterPage", "Recipient", "Sending", "SignUpPage", "Subscription"]
