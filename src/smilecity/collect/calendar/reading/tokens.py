"""The secret of the link that opens one's own registration. In: the salt of its row. Out: token, or its hash."""

from smilecity.ground import hashes

_PURPOSE = "calendar.token"


def token_of(salt: bytes) -> str:
    """Return the token that belongs to a salt; no copy of the database holds it."""
    return hashes.derived_token(_PURPOSE, salt)


def token_hash_of(token: str) -> bytes:
    """Return the hash by which a token is found."""
    return hashes.digest(token)
