"""Old addresses of what came over: for pages that are shown alone, and never over a page that is here."""

from collections.abc import Iterable

from django.db.models import Q
from django.utils.translation import gettext as _
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, Site
from wagtail.signals import page_published

from home.old_addresses import comparable

from ..models import Imported, Run

LONGEST = 255  # characters of an old address


def lead_when_published(instance: Page, **_kwargs: object) -> None:
    """Lead the old address to a page that came as a draft, once somebody has published it for the first time."""
    if instance.first_published_at != instance.last_published_at:
        return
    record = Imported.objects.filter(page_id=instance.pk, run__isnull=False).exclude(path="").first()
    root = instance.get_site().root_page if record and instance.get_site() else None
    if root:
        Redirects(record.run, root).lead([record.path], instance)


def connect() -> None:
    """Listen to what is published."""
    page_published.connect(lead_when_published, dispatch_uid="importer.redirects")


class Redirects:
    """Leads old addresses to where things are now."""

    def __init__(self, run: Run, root: Page) -> None:
        # One without a site would not be unique.
        self.run, self.root = run, root
        self.site = Site.objects.filter(root_page=root).first() or Site.objects.get(is_default_site=True)

    def lead(self, paths: Iterable[str], page: Page) -> list[str]:
        """Lead old paths to a page that is live; return sentences about those that cannot."""
        told = []
        for path in paths:
            old = f"/{path}"
            if comparable(old) == comparable(page.get_url() or ""):
                continue
            if len(Redirect.normalise_path(old)) > LONGEST:
                text = _("Its old address is longer than 255 characters and leads nowhere: %(old)s")
                told.append(text % {"old": old})
            elif self._is_a_page(path, page):
                told.append(_("At its old address there is another page here: %(old)s") % {"old": old})
            else:
                self._keep(old, redirect_page=page, redirect_link="")
        return told

    def lead_to(self, old: str, address: str) -> None:
        """Lead an old address to one of this site that is no page of its own, such as a list of one topic."""
        if len(Redirect.normalise_path(old)) <= LONGEST and comparable(old) != comparable(address):
            self._keep(old, redirect_page=None, redirect_link=address)

    def _is_a_page(self, path: str, but: Page) -> bool:
        return Page.objects.live().filter(url_path__iexact=f"{self.root.url_path}{path}/").exclude(pk=but.pk).exists()

    def _keep(self, old: str, **target: object) -> None:
        old_path = Redirect.normalise_path(old)
        here = Redirect.objects.filter(Q(site=self.site) | Q(site=None), old_path=old_path).first()
        if here:
            # What staff have entered stays.
            return
        redirect = Redirect.objects.create(site=self.site, old_path=old_path, is_permanent=True, **target)
        self.run.note_made(redirect)
