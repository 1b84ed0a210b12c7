"""A cache in front, where CDN_PURGE names one: it keeps for a minute what we keep, and is told when anything changes.

Which pages a change shows on is not asked: as in our own memory, everything goes (deploy/varnish.vcl). It
is told a moment after the commit, once for everything that changed in that moment.
"""

import logging
import threading
from urllib.parse import unquote, urlsplit

import urllib3
from django.conf import settings
from wagtail.contrib.frontend_cache.backends import BaseBackend
from wagtail.contrib.frontend_cache.tasks import purge_urls_from_cache_task

logger = logging.getLogger(__name__)
MOMENT = 0.2  # seconds
PATIENCE = 3  # seconds
_lock = threading.Lock()
_waiting: list[threading.Timer] = []


class WholeSiteBackend(BaseBackend):
    """Sends one PURGE, with the secret of CDN_PURGE, at which the cache lets go of the whole site."""

    def __init__(self, params: dict) -> None:
        super().__init__(params)
        parts = urlsplit(params["LOCATION"])
        self.location = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}/"
        self.secret = unquote(parts.username or "")

    def purge(self, url: str) -> None:
        """Ask the cache to let go of the site of an address."""
        headers = {"Host": urlsplit(url).netloc, "X-Purge-Secret": self.secret}
        try:
            answer = urllib3.request("PURGE", self.location, headers=headers, timeout=PATIENCE, retries=False)
        except urllib3.exceptions.HTTPError as error:
            logger.error("The cache in front was not told of a change: %s", type(error).__name__)
        else:
            if answer.status != 200:
                logger.error("The cache in front did not take that something changed: %s", answer.status)


def purge_soon() -> None:
    """Tell the cache in a moment, from a thread of its own: nobody waits for it."""
    with _lock:
        if not _waiting:
            _waiting.append(threading.Timer(MOMENT, _purge))
            _waiting[0].start()


def _purge() -> None:
    with _lock:
        _waiting.clear()
    # Itself, not left to a worker.
    purge_urls_from_cache_task.call([f"{settings.SITE_ADDRESS}/"])
