"""Events, the list of them, and the dates of the months to come."""

from .event import EventDate, EventPage
from .listing import EventIndexPage
from .occurrence import Occurrence

__all__ = ["EventDate", "EventIndexPage", "EventPage", "Occurrence"]
