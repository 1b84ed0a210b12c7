"""What of newsletters needs a person's attention."""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _, ngettext

from newsletter.models import Fate, Sending

from .item import Group, Item

NAMED_FOR = timedelta(days=30)


def what_newsletters_need(editable: QuerySet) -> Iterator[Item]:
    """Yield what was stopped, and mails of which nobody knows whether they arrived."""
    lost = Count("recipients", filter=Q(recipients__fate=Fate.UNKNOWN))
    sendings = Sending.objects.filter(page__in=editable.values("pk")).select_related("page").annotate(lost=lost)
    for sending in sendings.order_by("-pk")[:20]:
        url = reverse("newsletter_look", args=[sending.page_id])
        if sending.state == Sending.State.STOPPED:
            text = _("%(title)s: sending was stopped. %(why)s")
            text %= {"title": sending.page.title, "why": sending.why_stopped}
            yield Item(Group.NEWSLETTER, text.strip(), url, _("Look"))
        elif sending.lost and sending.starts_at > timezone.now() - NAMED_FOR:
            text = ngettext(
                "%(title)s: of %(count)d mail nobody knows whether it arrived.",
                "%(title)s: of %(count)d mails nobody knows whether they arrived.",
                sending.lost,
            )
            yield Item(Group.NEWSLETTER, text % {"title": sending.page.title, "count": sending.lost}, url, _("Look"))
