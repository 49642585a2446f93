"""Keyed hashes and random secrets. The key comes from the installation's secret; each purpose has its own."""

import base64
import hashlib
import hmac
import secrets

from django.conf import settings

# Without 0/O, 1/I/L and U: what people read from a mail and type on another device is never ambiguous.
CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


def keyed(purpose: str, value: bytes) -> bytes:
    """Return HMAC-SHA256 (32 bytes) of `value` under the key of `purpose` (RFC 2104).

    Domain separation by purpose: the same value never yields the same hash for two uses.
    """
    key = hmac.digest(settings.SECRET_KEY.encode(), b"smilecity:" + purpose.encode(), "sha256")
    return hmac.digest(key, value, "sha256")


def digest(value: str) -> bytes:
    """Return SHA-256 (32 bytes) of a secret that is itself random with 128 bits or more."""
    # Whatever stands in a link can be looked up, also what is no text; it is just not found.
    return hashlib.sha256(value.encode("utf-8", "surrogatepass")).digest()


def new_secret() -> str:
    """Return a fresh random secret: 43 characters, safe in a URL, 256 bits."""
    return secrets.token_urlsafe(32)


def derived_token(purpose: str, salt: bytes) -> str:
    """Return the 43-character token that belongs to `salt`; only this installation can compute it."""
    return base64.urlsafe_b64encode(keyed(purpose, salt)).rstrip(b"=").decode()


def derived_code(purpose: str, salt: bytes, length: int = 8) -> str:
    """Return the short code that belongs to `salt`, to be typed by hand (30 letters and digits)."""
    number = int.from_bytes(keyed(purpose, salt), "big")
    letters = []
    for _ in range(length):
        number, index = divmod(number, len(CODE_ALPHABET))
        letters.append(CODE_ALPHABET[index])
    return "".join(letters)
