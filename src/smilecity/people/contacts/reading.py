"""How an address is found among the contacts. In: any spelling of it. Out: its key."""

from smilecity.ground import hashes
from smilecity.people.contacts import rules
from smilecity.people.register.rules import normalise_address


def key_of(address: str) -> bytes:
    """Return the key by which an address is found here, whatever its spelling. Raises Refused."""
    return hashes.keyed(rules.KEY_PURPOSE, normalise_address(address).encode())


def proof_key_of(address: str) -> bytes:
    """Return the key by which the proofs of an address are found; no contact has the same. Raises Refused."""
    return hashes.keyed(rules.PROOF_PURPOSE, normalise_address(address).encode())
