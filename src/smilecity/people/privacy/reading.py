"""How the consents of an address are found. In: any spelling of it. Out: its key, which no other table has."""

from smilecity.ground import hashes
from smilecity.people.privacy import rules
from smilecity.people.register.rules import normalise_address


def key_of(address: str) -> bytes:
    """Return the key by which the consents of an address are found. Raises Refused."""
    return hashes.keyed(rules.KEY_PURPOSE, normalise_address(address).encode())
