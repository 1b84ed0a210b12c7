"""The certificate of the site's own address, as a browser sees it."""

import socket
import ssl
from datetime import UTC, datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.core.cache import cache

PATIENCE = 3  # seconds
REMEMBERED = 3600  # seconds


class RefusedError(Exception):
    """Browsers would not accept the certificate; its text is the reason in OpenSSL's words."""


def last_day() -> datetime | None:
    """Return until when the certificate is good; None when it cannot be known from here. Raises RefusedError."""
    found = cache.get("certificate")
    if found is None:
        found = _ask()
        cache.set("certificate", found, REMEMBERED)
    until, reason = found
    if reason:
        raise RefusedError(reason)
    return until


def _ask() -> tuple[datetime | None, str]:
    address = urlsplit(settings.SITE_ADDRESS)
    try:
        with (
            socket.create_connection((address.hostname, address.port or 443), PATIENCE) as opened,
            ssl.create_default_context().wrap_socket(opened, server_hostname=address.hostname) as secured,
        ):
            ends = ssl.cert_time_to_seconds(secured.getpeercert()["notAfter"])
            return datetime.fromtimestamp(ends, UTC), ""
    except ssl.SSLCertVerificationError as error:
        return None, error.verify_message
    except OSError:
        # Some networks do not let a machine reach itself by its public address.
        return None, ""
