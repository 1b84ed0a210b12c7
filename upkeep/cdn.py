"""A CDN in front, where CDN_PURGE names one: it may keep for a minute what we keep, and is told when anything changes.

Which pages a change shows on is not asked: as in our own memory, all of them go. The CDN is told a moment
after the commit, once for everything that changed in that moment.
"""

import threading

from django.conf import settings
from django.db import connections
from wagtail.contrib.frontend_cache.tasks import purge_urls_from_cache_task
from wagtail.models import Page

from home.batch import visible

MOMENT = 0.2  # seconds
MOST = 2_000  # pages, the newest; others are gone from the CDN after a minute
_lock = threading.Lock()
_waiting: list[threading.Timer] = []


def purge_soon() -> None:
    """Tell the CDN in a moment, from a thread of its own: nobody waits for it."""
    with _lock:
        if not _waiting:
            _waiting.append(threading.Timer(MOMENT, _purge))
            _waiting[0].start()


def _purge() -> None:
    with _lock:
        _waiting.clear()
    try:
        # Itself, not left to a worker.
        purge_urls_from_cache_task.call(addresses())
    finally:
        connections.close_all()


def addresses() -> list[str]:
    """Return the complete addresses of public pages, and of what is made from them."""
    found = [f"{settings.SITE_ADDRESS}/{name}" for name in ("sitemap.xml", "robots.txt")]
    for page in visible(Page.objects.filter(depth__gt=1)).order_by("-last_published_at").specific()[:MOST]:
        start = (page.full_url or "").rstrip("/")
        found += [start + path for path in page.get_cached_paths()]
    return found
