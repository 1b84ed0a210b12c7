"""Who gets the newsletter: sealed addresses that nobody browses."""

from collections.abc import Iterable

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..addresses import marks, seal, unseal

AT_ONCE = 500  # rows


class Subscriptions(models.QuerySet):
    """Rows of sealed addresses."""

    def of(self, address: str) -> "Subscriptions":
        """Return the subscription of an address, if there is one."""
        return self.filter(mark__in=marks(address))

    def begin(self, address: str, language: str) -> bool:
        """Add an address; return False if it was there already."""
        with transaction.atomic():
            if self.of(address).exists():
                return False
            _row, is_new = self.get_or_create(
                mark=marks(address)[0], defaults={"address": seal(address), "language": language}
            )
        return is_new

    def begin_all(self, addresses: Iterable[str], language: str) -> int:
        """Add addresses that are not there yet, all or none; return how many."""
        wanted = {marks(address)[0]: address for address in addresses}
        rows = list(wanted.items())
        before = self.count()
        with transaction.atomic():
            for start in range(0, len(rows), AT_ONCE):
                some = rows[start : start + AT_ONCE]
                every = {mark: name for name, address in some for mark in marks(address)}
                known = {every[mark] for mark in self.filter(mark__in=every).values_list("mark", flat=True)}
                new = [
                    Subscription(address=seal(address), mark=name, language=language)
                    for name, address in some
                    if name not in known
                ]
                self.bulk_create(new, ignore_conflicts=True)
            return self.count() - before


class Subscription(models.Model):
    """One address."""

    address = models.TextField(editable=False)
    mark = models.CharField(max_length=64, unique=True, editable=False)
    language = models.CharField(max_length=12)
    since = models.DateField(default=timezone.localdate)
    # How often in a row a server said “not now”.
    soft_refusals = models.PositiveSmallIntegerField(default=0)

    objects = Subscriptions.as_manager()

    class Meta:
        verbose_name = _("subscription")
        verbose_name_plural = _("subscriptions")

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def opened(self) -> str:
        """Return the address; "" where the key has changed since."""
        return unseal(self.address)
