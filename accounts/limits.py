"""Where attempts to sign in are counted: in the database (or Redis), so that every process counts alike."""

import hashlib
import hmac

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
