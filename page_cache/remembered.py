"""What surrounds every page, kept in this process for as long as nothing that visitors could see has changed.

It is asked for again after a minute, as pages are, for what no version tells: a database that was changed by hand.
For what is asked for with each response that is not kept whole: menus, settings, contacts.
"""

import time
from collections.abc import Callable, Hashable
from typing import Any

from django.db import connection

from .store import LONGEST
from .version import shared_version

MOST = 200  # answers
_kept: dict[Hashable, tuple[bytes, float, Any]] = {}  # version, when it was asked for, answer


def remembered(key: Hashable, ask: Callable[[], Any]) -> Any:
    """Return what ``ask`` answers, asked once for each version of the site. It belongs to all: nobody changes it.

    Within a transaction, what is asked may never come to be, so it is asked each time.
    """
    if connection.in_atomic_block:
        return ask()
    # The version at which asking begins: a change meanwhile makes the answer an old one.
    version, now = shared_version().now(), time.monotonic()
    found = _kept.get(key)
    if found is None or found[0] != version or now - found[1] > LONGEST:
        if len(_kept) >= MOST:
            _kept.clear()
        found = _kept[key] = (version, now, ask())
    return found[2]
