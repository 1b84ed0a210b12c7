"""Mail addresses: read as people write them, sealed as they are kept, and told apart without being opened.

What seals them is derived from SECRET_KEY, so a copy of the database or of a backup names nobody. Older keys in
SECRET_KEY_FALLBACKS go on opening.
"""

import base64
import hashlib
import hmac

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

LONGEST = 254  # characters (RFC 5321, 4.5.3.1.3)
CONFIRM_WITHIN = 48 * 60 * 60  # seconds
_END = "newsletter.end"
MARK_IN_LINK = 32  # characters of a mark: enough to be the only one


def _secrets() -> list[bytes]:
    return [secret.encode() for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]


def _box(purpose: bytes) -> MultiFernet:
    keys = [hmac.digest(secret, b"newsletter." + purpose, hashlib.sha256) for secret in _secrets()]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in keys])


def read(text: str) -> str:
    """Return an address as mail servers want it. Raises ValidationError in plain words."""
    address = text.strip()
    name, at, host = address.rpartition("@")
    if not at or not name or not host:
        raise ValidationError(_("Write an address such as name@example.org."))
    try:
        host = host.encode("idna").decode().lower()
    except UnicodeError as error:
        raise ValidationError(_("Write an address such as name@example.org.")) from error
    address = f"{name}@{host}"
    if len(address) > LONGEST:
        raise ValidationError(_("This is longer than an address may be."))
    if not address.isprintable():
        raise ValidationError(_("Write an address such as name@example.org."))
    if not name.isascii():
        raise ValidationError(_("Before the @, our mail can only have letters without accents."))
    try:
        validate_email(address)
    except ValidationError as error:
        raise ValidationError(_("Write an address such as name@example.org.")) from error
    return address


def seal(address: str) -> str:
    """Return what is kept of an address; twice the same one gives different texts."""
    return _box(b"kept").encrypt(address.encode()).decode()


def unseal(kept: str) -> str:
    """Return the address; "" where the key has changed since."""
    try:
        return _box(b"kept").decrypt(kept.encode()).decode()
    except InvalidToken:
        return ""


def marks(address: str) -> list[str]:
    """Return by what an address is found, for each of our keys, the newest first; nobody can work it back."""
    text = address.lower().encode()
    return [hmac.digest(secret, b"newsletter.mark" + text, hashlib.sha256).hex() for secret in _secrets()]


def confirm_token(address: str) -> str:
    """Return what a link to confirm holds: the address, sealed, with the time; so nothing is kept until then."""
    return _box(b"confirm").encrypt(address.encode()).decode()


def confirmed(token: str) -> str | None:
    """Return the address of a link; None if it is not one of ours or older than 48 hours."""
    try:
        return _box(b"confirm").decrypt(token.encode(), ttl=CONFIRM_WITHIN).decode()
    except (InvalidToken, ValueError):
        return None


def end_token(mark: str) -> str:
    """Return what a link to unsubscribe holds, for the mark of an address; it is good for ever.

    The number of a row would not do: after a backup was restored, another address may have it.
    """
    return signing.Signer(salt=_END).sign(f"m{mark[:MARK_IN_LINK]}")


def ended(token: str) -> dict[str, str] | None:
    """Return by what the subscription is found that a link ends; None if the link is not one of ours."""
    try:
        known = signing.Signer(salt=_END).unsign(token)
    except signing.BadSignature:
        return None
    # Links in mails from before 2026-12 hold the number.
    return {"mark__startswith": known[1:]} if known.startswith("m") else {"pk": known}


def masked(address: str) -> str:
    """Return an address so that whoever knows it recognises it: a…@example.org."""
    name, _at, host = address.rpartition("@")
    return f"{name[:1]}…@{host}" if host else "…"
