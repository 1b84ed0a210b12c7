"""The one version that all processes of a site share; it is another one after every change that visitors could see.

Pages are kept under the version at which their rendering began. A change therefore makes every
page of before unreachable at once, everywhere, and no list of addresses can be forgotten.
"""

import mmap
import os
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.core.cache import caches

SIZE = 16  # bytes; random, so that two processes that change it at once need not agree


class FileVersion:
    """A version in a file that every process on this machine has in its memory: reading it costs nothing."""

    def __init__(self, file: Path) -> None:
        handle = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            if os.fstat(handle).st_size < SIZE:
                os.ftruncate(handle, SIZE)
            self.memory = mmap.mmap(handle, SIZE)
        finally:
            os.close(handle)

    def now(self) -> bytes:
        """Return the version."""
        return self.memory[:SIZE]

    def change(self) -> None:
        """Replace the version."""
        self.memory[:SIZE] = os.urandom(SIZE)


class SharedVersion:
    """A version in the cache server that all machines of a site share."""

    KEY = "page-version"

    def __init__(self) -> None:
        # A change that the cache server did not take: it comes first, as soon as there is one.
        self.owed = False

    def now(self) -> bytes:
        """Return the version; a new one where there is none, so that a cache server that forgot is a change."""
        if self.owed:
            self.change()
        found = None if self.owed else caches["default"].get(self.KEY)
        if found is None and not self.owed:
            caches["default"].add(self.KEY, os.urandom(SIZE), timeout=None)
            found = caches["default"].get(self.KEY)
        return found or os.urandom(SIZE)

    def change(self) -> None:
        """Replace the version."""
        version = os.urandom(SIZE)
        caches["default"].set(self.KEY, version, timeout=None)
        # Somebody else's change at the same moment is as good, and looks as if ours was not taken: then twice.
        self.owed = caches["default"].get(self.KEY) != version


@lru_cache(maxsize=1)
def shared_version() -> FileVersion | SharedVersion:
    """Return the version of this site: in Redis where CACHE_URL names one, else in the data folder."""
    if settings.CACHES["default"]["BACKEND"].endswith("RedisCache"):
        return SharedVersion()
    return FileVersion(Path(settings.DATA_DIR) / "page-version")
