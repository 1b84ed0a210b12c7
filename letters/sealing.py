"""Sealing what somebody wrote with age (https://age-encryption.org/v1): to several keys, opened by any of them.

The server has none of the readers' private keys. It opens a conversation only with the key that follows from the six
words of whoever asks, while it answers them.
"""

import hashlib
import json
from collections.abc import Iterable
from typing import Any

import pyrage

# Sealed texts come in few lengths, so that a length tells little about what was written.
STEP = 1024  # bytes
_HEAD_END = b"\n--- "


class NotSealedError(ValueError):
    """What a browser sent is not a sealed text for the keys it should be for."""


def seal(content: dict[str, Any], recipients: Iterable[str]) -> bytes:
    """Return ``content`` as JSON, filled up to a multiple of 1,024 bytes and sealed to all ``recipients`` (age1…)."""
    text = json.dumps(content, ensure_ascii=False).encode()
    text += b" " * (-len(text) % STEP)
    return pyrage.encrypt(text, [pyrage.x25519.Recipient.from_str(one) for one in recipients])


def unseal(sealed: bytes, key: pyrage.x25519.Identity) -> dict[str, Any] | None:
    """Return what was sealed; None when it is not for this key."""
    try:
        return json.loads(pyrage.decrypt(bytes(sealed), [key]))
    except pyrage.DecryptError:
        return None


def is_public_key(text: str) -> bool:
    """Return whether a text is the public part of an age key."""
    try:
        pyrage.x25519.Recipient.from_str(text)
    except pyrage.RecipientError:
        return False
    return True


def fingerprint(recipients: Iterable[str]) -> str:
    """Return a short name for a set of public keys, to see whether a text is sealed to exactly these."""
    return hashlib.sha256(" ".join(sorted(set(recipients))).encode()).hexdigest()[:24]


def check(sealed: bytes, number: int, like: bytes | None = None) -> None:
    """Raise NotSealedError unless ``sealed`` is for ``number`` keys, and as long as the text it replaces."""
    head, end, body = sealed.partition(_HEAD_END)
    if not end or not head.startswith(b"age-encryption.org/v1\n") or head.count(b"\n-> X25519 ") != number:
        raise NotSealedError("not sealed to the right number of keys")
    if like is not None and len(body) != len(like.partition(_HEAD_END)[2]):
        raise NotSealedError("not as long as what it replaces")
