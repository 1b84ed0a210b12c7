"""Where attempts to sign in are counted: in the database (or Redis), so that every process counts alike."""

import hashlib
import hmac
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.core.cache.backends.base import default_key_func


def sealed_key(key: str, prefix: str, version: int) -> str:
    """Return a key from which no network address or e-mail address can be read."""
    plain = default_key_func(key, prefix, version)
    return hmac.new(settings.SECRET_KEY.encode(), plain.encode(), hashlib.sha256).hexdigest()


def count_together() -> None:
    """Let allauth count in the shared cache; it knows the default one only."""
    from allauth.core.internal import ratelimit
    from allauth.mfa.totp.internal import auth as totp

    ratelimit.cache = totp.cache = caches["limits"]
    totp.TOTP._mark_code_used = _once


def _once(factor: Any, code: str) -> bool:
    """Return whether this number of the app is used for the first time while it is good.

    allauth remembers it for one period; with a tolerance, it is good for longer.
    """
    from allauth.mfa import app_settings

    periods = 2 * app_settings.TOTP_TOLERANCE + 1
    return caches["limits"].add(factor._get_used_cache_key(code), "used", timeout=app_settings.TOTP_PERIOD * periods)
