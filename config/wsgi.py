"""The application that the server runs: always with the production settings unless told otherwise."""

import os
import threading

from django.core.wsgi import get_wsgi_application

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
