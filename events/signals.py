"""What other rooms may listen to."""

from django.dispatch import Signal

# Keys of the public events that have no date any more (``pages``); sent once a day.
events_over = Signal()
