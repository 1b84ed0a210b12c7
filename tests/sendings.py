"""What tests ask of a newsletter on its way."""

from django.utils import timezone

from newsletter.delivery import send_all


def counts(one):
    return {fate: number for fate, number in one.counts().items() if number}


def due(one):
    """Let the time pass that somebody waits before trying again."""
    one.recipients.update(not_before=timezone.now())
    send_all()
