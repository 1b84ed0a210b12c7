"""Counts, only where staff chose it, which known words find little. Sentences and unknown words are never kept."""

import contextlib
from datetime import timedelta

from django.db import DatabaseError, models, transaction
from django.utils import timezone

from .models import CountingSettings, LowResultWord
from .query import Found

DAYS = 30
SHOWN_FROM = 5


def count_low_results(found: Found, settings: CountingSettings) -> None:
    """Count the words of a search that found little: single ones that our pages or search words use."""
    if not (settings.count_low_result_words and found.question.words and found.weak):
        return
    today = timezone.localdate()
    texts = sorted({word.best for word in found.question.words if word.listed and not word.best.isdigit()})
    # Counting must never keep anybody from searching: not with a full disk, not with a busy database.
    with contextlib.suppress(DatabaseError), transaction.atomic():
        for text in texts:
            row, _created = LowResultWord.objects.get_or_create(day=today, text=text)
            LowResultWord.objects.filter(pk=row.pk).update(times=models.F("times") + 1)


def purge() -> None:
    """Forget what is older than 30 days."""
    LowResultWord.objects.filter(day__lte=timezone.localdate() - timedelta(days=DAYS)).delete()


def low_result_words() -> list[tuple[str, int]]:
    """Return [(word, times)] of the last 30 days, most frequent first; rare ones stay unknown."""
    recent = LowResultWord.objects.filter(day__gt=timezone.localdate() - timedelta(days=DAYS))
    found = recent.values_list("text").annotate(sum=models.Sum("times")).filter(sum__gte=SHOWN_FROM)
    return list(found.order_by("-sum", "text"))
