"""The application that the server runs: always with the production settings unless told otherwise."""

import multiprocessing
import os
import threading

from django.core.wsgi import get_wsgi_application

# Ctrl-C is meant for the process that looks after this one. Told at the same time, this one might end first, be
# replaced, and the other wait for it without end.
if multiprocessing.parent_process() is not None:
    os.setpgrp()

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.base")

site = get_wsgi_application()

# Needs the settings.
from clock import ticking  # noqa: E402
from page_cache.application import PageCache  # noqa: E402
from search.understanding import get_ready  # noqa: E402

application = PageCache(site)
ticking.start()
# Beside the first requests, none of which waits for it.
threading.Thread(target=get_ready, name="search gets ready", daemon=True).start()
