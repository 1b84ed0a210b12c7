"""The cache that several machines share, without which every page can still be made."""

import time
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis.exceptions import RedisError

PAUSE = 1  # second in which a server that did not answer is not asked again


class OptionalClient(RedisCacheClient):
    """Asks Redis or Valkey; while it is away nothing is found, nothing is kept, and nobody waits."""

    away_until = 0.0

    def _try(self, ask: Callable, *args: Any, otherwise: Any = None) -> Any:
        if time.monotonic() > self.away_until:
            try:
                return ask(*args)
            except RedisError:
                self.away_until = time.monotonic() + PAUSE
        return otherwise

    def add(self, key: str, value: Any, timeout: int | None) -> bool:
        """Keep a value if there is none."""
        return self._try(super().add, key, value, timeout, otherwise=False)

    def get(self, key: str, default: Any) -> Any:
        """Return a value, or the default."""
        return self._try(super().get, key, default, otherwise=default)

    def set(self, key: str, value: Any, timeout: int | None) -> None:
        """Keep a value."""
        self._try(super().set, key, value, timeout)

    def touch(self, key: str, timeout: int | None) -> bool:
        """Keep a value longer."""
        return self._try(super().touch, key, timeout, otherwise=False)

    def delete(self, key: str) -> bool:
        """Forget a value."""
        return self._try(super().delete, key, otherwise=False)

    def get_many(self, keys: Any) -> dict:
        """Return those values that are kept."""
        return self._try(super().get_many, keys, otherwise={})

    def has_key(self, key: str) -> bool:
        """Return whether there is a value."""
        return self._try(super().has_key, key, otherwise=False)

    def set_many(self, data: dict, timeout: int | None) -> None:
        """Keep values."""
        self._try(super().set_many, data, timeout)

    def delete_many(self, keys: Any) -> None:
        """Forget values."""
        self._try(super().delete_many, keys)

    def clear(self) -> bool:
        """Forget everything."""
        return self._try(super().clear, otherwise=False)


class OptionalRedisCache(RedisCache):
    """Django's cache in Redis, for what may be missing."""

    def __init__(self, server: str, params: dict) -> None:
        super().__init__(server, params)
        self._class = OptionalClient
